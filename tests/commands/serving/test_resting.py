"""What a process holds is told of moments at which nothing is in hand, and of no other."""

from __future__ import annotations

import platform
import time
from queue import Empty, Queue

import numpy as np
import pytest

from commands.serving import resting
from commands.serving.resting import telling_what_is_held
from routing import window_scan
from web.operations.turns import Turns

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="needs glibc, which tells what it has given"
)


@pytest.fixture
def turns() -> Turns:
    return Turns(at_once=2, waiting=2, longest_s=1.0)


@pytest.fixture
def noted(turns, monkeypatch):
    monkeypatch.setattr(resting, "LONGEST_WAIT_S", 0.05)
    told: Queue[tuple[int, int, int]] = Queue()
    with telling_what_is_held(turns, lambda *held: told.put(held), every_s=0.01):
        yield told


def until(noted, seen):
    """The first figures of which that is so."""
    until_s = time.monotonic() + 20
    held = noted.get(timeout=20)
    while not seen(*held) and time.monotonic() < until_s:
        held = noted.get(timeout=20)
    return held


def test_arrays_and_small_objects_are_told_apart(noted):
    _, before, blocks = noted.get(timeout=20)
    array = bytearray(b"1") * (50 << 20)
    small = [object() for _ in range(500_000)]
    _, held, more_blocks = until(noted, lambda _, __, now: now > blocks + 400_000)
    assert held > before + (45 << 20)
    assert more_blocks > blocks + 400_000
    assert array
    assert small


def test_what_searches_keep_is_told_by_itself(noted, monkeypatch):
    searches, other, _ = noted.get(timeout=20)
    kept = np.ones(5 << 20)
    monkeypatch.setattr(window_scan, "_free", [*window_scan.free_memory(), kept])
    more, as_before, _ = until(noted, lambda now, *_: now > searches)
    assert more == searches + kept.nbytes
    assert abs(as_before - other) < 5 << 20


def test_nothing_is_told_while_something_is_in_hand(noted, turns):
    noted.get(timeout=20)
    with turns.turn():
        time.sleep(0.2)  # what was noted when it began
        while not noted.empty():
            noted.get()
        with pytest.raises(Empty):
            noted.get(timeout=0.5)
    noted.get(timeout=20)
