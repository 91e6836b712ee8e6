"""Freed memory is neither kept in a pool a thread nor for good."""

from __future__ import annotations

import platform
import subprocess
import sys
from threading import Semaphore

import pytest

from core import arenas

CODE = """
import threading
from core.arenas import keep_little
assert keep_little() is {takes}
pieces = [threading.Thread(target=lambda: bytearray(1 << 20)) for _ in range(8)]
[each.start() for each in pieces]
[each.join() for each in pieces]
"""


def test_the_allocator_takes_it_where_it_has_such_pools() -> None:
    takes = platform.libc_ver()[0] == "glibc"
    code = CODE.format(takes=takes)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


HELD = """
from core.arenas import give_back, keep_little
from pathlib import Path
def held_mb():
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024
keep_little()
"""
FREED = """
pieces = [bytearray(60_000) for _ in range(2_000)]
last = bytearray(60_000)  # above it nothing is free
del pieces
before = held_mb()
assert give_back()
assert held_mb() < before - 80, (before, held_mb())
"""
LARGE = """
for _ in range(3):  # of itself the allocator would learn from these to use its pool
    large = bytearray(b"1") * (20 << 20)
    del large
large = bytearray(b"1") * (20 << 20)
small = [bytearray(b"1") * 60_000 for _ in range(100)]  # above it
before = held_mb()
del large
assert held_mb() < before - 15, (before, held_mb())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
@pytest.mark.parametrize("code", [FREED, LARGE], ids=["small pieces", "large arrays"])
def test_what_was_freed_goes_back_to_the_machine(code: str) -> None:
    words = [sys.executable, "-c", HELD + code]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_is_given_back_in_a_rhythm_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Semaphore(0)
    monkeypatch.setattr(arenas, "give_back", given.release)
    with arenas.giving_back(every_s=0.01):
        assert all(given.acquire(timeout=10) for _ in range(3))
