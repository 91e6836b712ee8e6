"""Who is admitted is answered; who comes on top is told at once when to come again."""

from __future__ import annotations

import threading
import time

import pytest

from core.errors import Busy
from web.operations.turns import CALM_S, STANDING_S, Turns


def _held(turns, count):
    """Threads that hold a turn each until they are let go."""
    let_go = threading.Event()
    taken = threading.Barrier(count + 1)

    def hold():
        with turns.turn():
            taken.wait(5)
            let_go.wait(5)

    threads = [threading.Thread(target=hold) for _ in range(count)]
    for thread in threads:
        thread.start()
    taken.wait(5)
    return threads, let_go


def test_who_comes_when_all_turns_and_places_are_taken_is_refused_at_once():
    turns = Turns(at_once=2, waiting=0, longest_s=60)
    threads, let_go = _held(turns, 2)
    with pytest.raises(Busy) as refused:
        turns.take()
    assert refused.value.retry_s >= 1
    let_go.set()
    for thread in threads:
        thread.join()
    with turns.turn():
        assert turns.running == 1
    assert turns.running == 0


def test_who_waits_gets_the_turn_that_comes_free():
    turns = Turns(at_once=1, waiting=1, longest_s=5)
    threads, let_go = _held(turns, 1)
    got = threading.Event()

    def wait():
        with turns.turn():
            got.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    while turns.waiting == 0:
        time.sleep(0.001)
    assert not got.is_set()
    let_go.set()
    waiter.join(5)
    assert got.is_set()
    threads[0].join()


def test_nobody_waits_for_ever():
    turns = Turns(at_once=1, waiting=4, longest_s=0.05)
    threads, let_go = _held(turns, 1)
    with pytest.raises(Busy):
        turns.take()
    assert turns.waiting == 0
    let_go.set()
    threads[0].join()


def test_a_turn_is_given_back_after_a_fault():
    turns = Turns(at_once=1, waiting=0, longest_s=1)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn():
        pass


def test_hard_questions_leave_turns_and_places_for_the_others():
    turns = Turns(at_once=2, waiting=2, longest_s=0.05, hard=1)
    turns.take(hard=True)
    with pytest.raises(Busy):
        turns.take(hard=True)
    with turns.turn():
        assert turns.running == 2
    turns.give_back(hard=True)
    turns.take(hard=True)
    assert turns.running == 1


def test_nobody_waits_long_once_the_queue_has_stood_for_a_while(monkeypatch):
    monkeypatch.setattr("web.operations.turns.STANDING_S", 0.0)
    turns = Turns(at_once=1, waiting=4, longest_s=3000, hard=1)
    turns.take()
    began_s = time.monotonic()
    with pytest.raises(Busy):
        turns.take(waited_s=501)
    assert time.monotonic() - began_s < 60
    turns.give_back()
    assert turns.waiting == 0


def test_hard_questions_are_refused_while_others_have_waited_for_a_while(monkeypatch):
    monkeypatch.setattr("web.operations.turns.STANDING_S", 0.02)
    turns = Turns(at_once=1, waiting=4, longest_s=60, hard=1)
    threads, let_go = _held(turns, 1)
    others = [threading.Thread(target=lambda: turns.take(waited_s=-60)) for _ in range(1)]
    for other in others:
        other.start()
    while turns.waiting == 0:
        time.sleep(0.001)
    time.sleep(0.05)
    with pytest.raises(Busy):
        turns.take(hard=True)
    let_go.set()
    for thread in (*threads, *others):
        thread.join()
    assert turns.running == 1


def test_a_queue_that_has_stood_stands_until_it_stays_empty(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    turns = Turns(at_once=1, waiting=4, longest_s=60)
    turns._count(+1, hard=False)
    now[0] += STANDING_S / 2
    assert not turns._stands()
    now[0] += STANDING_S
    assert turns._stands()
    turns._count(-1, hard=False)
    now[0] += CALM_S / 2
    assert turns._stands(), "it was empty for a moment only"
    turns._count(+1, hard=False)
    now[0] += CALM_S
    assert turns._stands()
    turns._count(-1, hard=False)
    now[0] += CALM_S
    assert not turns._stands()


def test_a_wait_before_the_queue_counts():
    turns = Turns(at_once=1, waiting=4, longest_s=60)
    turns.take()
    with pytest.raises(Busy):
        turns.take(waited_s=61)


def test_it_is_known_without_waiting_that_whoever_comes_now_is_refused(monkeypatch):
    turns = Turns(at_once=2, waiting=5, longest_s=60)
    assert not turns.is_full(6)
    assert turns.is_full(7)
    monkeypatch.setattr(turns, "_stands", lambda: True)
    assert not turns.is_full(3), "while the queue stands, no more wait than are worked on"
    assert turns.is_full(4)
