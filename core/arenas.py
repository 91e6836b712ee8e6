"""How much freed memory a process keeps: nothing in, the allocator told.

glibc gives threads pools of their own, eight for every core, and a pool keeps what was freed in it.
A server with a thread for every connection then holds several times what any request needs. It also
learns from every large array that is freed to put the next one into a pool, up to 32 MB each, where
it leaves a hole. So pools are few and arrays stand outside of them; what pools still keep of
searches and of the networks of before is given back in a rhythm.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""The numbers of glibc's options (mallopt, 3)."""
ARENAS = 2
ARRAY_BYTES = 512 << 10
"""What is so large is had from the machine itself, and goes back to it when it is freed."""
GIVE_BACK_EVERY_S = 30.0


def keep_little() -> bool:
    """Limits this process to ARENAS pools and keeps arrays out of them, as early as possible.

    Returns whether the allocator took it; one without such pools does not.
    """
    chosen = ((M_ARENA_MAX, ARENAS), (M_MMAP_THRESHOLD, ARRAY_BYTES))
    try:
        return all(ctypes.CDLL(None).mallopt(*each) for each in chosen)
    except (AttributeError, OSError):
        return False


class _Mallinfo2(ctypes.Structure):
    """mallinfo2(3)."""

    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in _names.split()]


def in_use_bytes() -> int | None:
    """What this process holds of the allocator: arrays, and objects of more than 512 bytes.

    Python has pools of its own for smaller ones. None where the allocator does not tell.
    """
    try:
        tell = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError):
        return None
    tell.restype = _Mallinfo2
    told = tell()
    return int(told.uordblks + told.hblkhd)


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
