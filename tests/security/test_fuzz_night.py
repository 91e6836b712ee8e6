"""The night of attacks: cases are made anew from the seed, faults are kept and met again."""

from __future__ import annotations

import json
import socket
import threading

import pytest

from benchmarks.fuzz_night import Night, again, met
from benchmarks.fuzz_readers import KINDS, case_of, outcome_of
from benchmarks.fuzz_requests import is_deliberate, operations_of, request_of
from web.description import description

OPERATIONS = operations_of(description())


def test_a_request_is_made_of_the_seed_alone():
    known = {"fromPlace": ["49.5,5.9"]}
    one, other = ([request_of(seed, n, OPERATIONS, known) for n in range(300)] for seed in (1, 2))
    assert one == [request_of(1, n, OPERATIONS, known) for n in range(300)]
    assert one != other
    sent = b"".join(one)
    assert all(word in sent for word in (b"GET /api/", b"POST /api/", b"%", b"Host: evil.example"))
    asked = {each.path for each in OPERATIONS}
    assert {"/api/v6/plan", "/api/scenarios/{scenario_id}/runs", "/api/v1/geocode"} <= asked


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_documents_are_read_or_refused_and_nothing_else(kind):
    for number in range(120):
        content = case_of(kind, 7, number)
        outcome, fault = outcome_of(kind, content)
        assert fault is None, (number, fault)
        assert outcome in ("read", "refused")
    assert case_of(kind, 7, 0) == case_of(kind, 7, 0)


def test_a_bug_of_a_reader_is_a_fault(monkeypatch):
    monkeypatch.setitem(KINDS, "datex", (KINDS["datex"][0], lambda content: 1 / len(content)))
    outcome, fault = outcome_of("datex", b"")
    assert outcome == "fault"
    assert "ZeroDivisionError" in fault


def test_a_night_goes_on_where_it_was_ended_and_keeps_its_faults(tmp_path, capsys):
    night = Night.of(tmp_path, 3, 1)
    for batch in night.batches("datex", 250):
        night.note("datex", batch.start, "fault", b"<a>", "ValueError: x")
        if batch.start == 200:
            break
    later = Night.of(tmp_path, 3, 1)
    assert [*later.batches("datex", 250)] == [range(200, 250)]
    assert later.found == ["datex-3-0.json: fault: ValueError: x"]
    kept = json.loads((tmp_path / "datex-3-0.json").read_bytes())
    assert (kept["kind"], kept["number"], kept["content"]) == ("datex", 0, "PGE+")
    assert [*Night.of(tmp_path, 4, 0).batches("datex", 250)] == []


def test_a_fault_that_was_kept_is_met_again_in_a_process_of_its_own(tmp_path, capsys):
    night = Night.of(tmp_path, 3, 1)
    night.note("datex", 5, "fault", b"<a>", "ValueError: x")
    assert again(tmp_path / "datex-3-5.json", tmp_path) == 0
    assert "no fault any more" in capsys.readouterr().out


@pytest.mark.parametrize(
    "head, fine",
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 503 X\r\nRetry-After: 1\r\n\r\n", True),
        (b"HTTP/1.1 503 X\r\n\r\n", False),
        (b"HTTP/1.1 500 X\r\n\r\nRetry-After: 1", False),
        (b"HTTP/1.1 501 X\r\n\r\n", True),
    ],
)
def test_only_a_refusal_that_is_meant_is_no_fault(head, fine):
    assert is_deliberate(int(head[9:12]), head) == fine


def test_what_a_server_says_or_does_not_say_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once():
            wire, _ = server.accept()
            with wire:
                wire.recv(100)
                wire.sendall(b"HTTP/1.1 500 X\r\n\r\noh")

        thread = threading.Thread(target=once)
        thread.start()
        address = server.getsockname()[:2]
        assert met(address, b"GET / HTTP/1.1\r\n\r\n")[0] == "500"
        thread.join()
    assert met(address, b"x")[0] == "gone"
