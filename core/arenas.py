"""How much freed memory a process keeps: nothing in, the allocator told.

glibc gives threads pools of their own, eight for every core, and a pool keeps what was freed in it.
A server with a thread for every connection then holds several times what any request needs. Two
pools still keep what large searches and the networks of before have left: it is given back in a
rhythm.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

M_ARENA_MAX = -8
"""The number of glibc's option (mallopt, 3)."""
ARENAS = 2
GIVE_BACK_EVERY_S = 30.0


def keep_few_arenas() -> bool:
    """Limits this process to ARENAS pools, as early as possible.

    Returns whether the allocator took it; one without such pools does not.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))
    except (AttributeError, OSError):
        return False


def give_back() -> bool:
    """Hands memory that was freed back to the machine; whether there was any."""
    try:
        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (AttributeError, OSError):
        return False


@contextmanager
def giving_back(every_s: float = GIVE_BACK_EVERY_S) -> Iterator[None]:
    """Does so in a rhythm while the body runs."""
    done = threading.Event()

    def run() -> None:
        while not done.wait(every_s):
            give_back()

    threading.Thread(target=run, name="give back", daemon=True).start()
    try:
        yield
    finally:
        done.set()
