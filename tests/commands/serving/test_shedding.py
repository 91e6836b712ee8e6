"""Too much asked at once is shed before it costs a thread; a slow machine alone sheds nothing."""

from __future__ import annotations

import json
import socket
import time

import pytest

from commands.serving import shedding
from commands.serving.shedding import (
    FEW,
    LATE_OF_MANY_S,
    LATE_S,
    MANY,
    STANDING_S,
    Shedding,
    takes_turn,
)

TRIP = b"GET /api/v6/plan?fromPlace=here HTTP/1.1\r\nHost: here\r\n\r\n"


class Turns:
    def __init__(self, places):
        self.places, self.told = places, 0

    def is_full(self, asking):
        return asking >= self.places

    def refused(self):
        self.told += 1


@pytest.mark.parametrize(
    "question, is_shed",
    [
        (TRIP, True),
        (b"POST /api/v6/plan HTTP/1.1\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\n\r\n", False),
        (b"GET /readyz HTTP/1.1\r\n\r\n", False),
        (b"GET /api/v1/health HTTP/1.1\r\n\r\n", False),
        (b"GET /api/scenarios/a/runs/b/events?x HTTP/1.1\r\n\r\n", False),
        (b"OPTIONS /api/v6/plan HTTP/1.1\r\n\r\n", False),
        (b"nonsense\r\n\r\n", False),
    ],
)
def test_what_needs_a_turn_is_shed_while_no_place_is_free(question, is_shed):
    assert takes_turn(question) is is_shed
    asking = 5 if is_shed else None
    full = Turns(5)
    assert Shedding(full).sheds(0.0, FEW, asking) is is_shed
    assert full.told == is_shed
    assert not Shedding(Turns(6)).sheds(0.0, FEW, asking)
    assert not Shedding(None).sheds(0.0, FEW, asking)


def test_questions_that_come_late_one_after_the_other_are_shed(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    late = Shedding(None)
    assert not late.sheds(LATE_S, FEW), "one may come late"
    now[0] += 2 * STANDING_S
    assert late.sheds(LATE_S, FEW)
    assert late.sheds(LATE_OF_MANY_S, MANY), "sooner where many are in hand"
    assert not late.sheds(0.0, FEW), "this one did not wait"
    assert not late.sheds(LATE_S, FEW)


def test_nothing_is_shed_where_little_is_asked_however_slow_the_machine(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    slow = Shedding(None)
    for _ in range(9):
        assert not slow.sheds(10.0, FEW - 1)
        now[0] += 1


@pytest.mark.skipif(shedding._TCP_INFO is None, reason="needs TCP_INFO of the kernel")
def test_a_wait_counts_from_when_a_question_came_also_in_the_backlog():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        client.sendall(TRIP)
        time.sleep(0.2)
        taken, _ = listener.accept()
        with taken:
            assert taken.recv(4096) == TRIP
            assert 0.15 <= shedding.waited_s(taken) < 10


def test_who_is_shed_is_told_when_to_come_again_in_the_form_that_was_asked_for():
    told = shedding.refusal(TRIP, stays=True)
    head, body = told.split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 1" in head
    assert b"Connection: keep-alive" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body) == {"error": "too much is asked at once"}
    problem = shedding.refusal(b"POST /api/matrix HTTP/1.1\r\n\r\n", stays=False)
    assert json.loads(problem.split(b"\r\n\r\n")[1])["status"] == 503
    assert b"Connection: close" in problem
    assert shedding.refusal(b"GET / HTTP/1.1\r\n\r\n", stays=False).endswith(b"asked at once\n")


@pytest.mark.parametrize(
    "question, stays",
    [
        (TRIP, True),
        (TRIP + TRIP, False),
        (b"POST /api/matrix HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", False),
        (b"GET /api/feeds HTTP/1.0\r\n\r\n", False),
        (b"GET /api/feeds HTTP/1.1\r\nConnection: close\r\n\r\n", False),
    ],
)
def test_a_connection_stays_where_the_next_question_can_be_told(question, stays):
    assert shedding.stays_open(question) is stays
