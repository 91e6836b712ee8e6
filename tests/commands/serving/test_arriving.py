"""When a question is whole: heads and bodies that come in pieces."""

from __future__ import annotations

import pytest

from commands.serving.arriving import Arrival, arrival

GET = b"GET /api/v1/health HTTP/1.1\r\nHost: here\r\n\r\n"
POST = b"POST /api/scenarios HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n"
CHUNKED = b"POST /api/scenarios HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


def told(held: bytes) -> Arrival:
    return arrival(held, most_head=200, most_body=50)


@pytest.mark.parametrize("length", [0, 1, 20, len(GET) - 1])
def test_a_question_is_part_until_its_head_has_ended(length):
    assert told(GET[:length]) is Arrival.PART


def test_a_question_without_a_body_is_whole_with_its_head():
    assert told(GET) is Arrival.WHOLE
    assert told(GET + GET[:10]) is Arrival.WHOLE


def test_a_body_is_waited_for_to_its_last_byte():
    assert told(POST + b"\r\nfour") is Arrival.PART
    assert told(POST + b"\r\nfives") is Arrival.WHOLE


def test_a_chunked_body_is_waited_for_to_its_last_chunk():
    assert told(CHUNKED + b"5\r\nfives\r\n") is Arrival.PART
    assert told(CHUNKED + b"5\r\nfives\r\n0\r\n\r\n") is Arrival.WHOLE


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it():
    head = POST + b"Expect: 100-continue\r\n\r\n"
    assert told(head) is Arrival.ASKS_TO_GO_ON
    assert told(head + b"fi") is Arrival.PART
    assert told(head + b"fives") is Arrival.WHOLE


def test_what_is_refused_for_its_length_is_not_waited_for():
    assert told(POST.replace(b"5", b"500") + b"\r\n") is Arrival.WHOLE
    assert told(CHUNKED + b"F" * 51) is Arrival.WHOLE


def test_a_head_without_end_is_too_large():
    assert told(b"GET /" + b"x" * 195) is Arrival.PART
    assert told(b"GET /" + b"x" * 196) is Arrival.TOO_LARGE
