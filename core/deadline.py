"""By when an answer is due: a moment set where a request gets its turn, seen by all work under it.

Each request is answered in a thread of its own, and the moment belongs to the work of that thread.
Whoever searches step by step asks between two steps whether it is over; nothing is interrupted.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_DUE_S: ContextVar[float] = ContextVar("due_s", default=math.inf)


def set_due(seconds: float) -> None:
    """What this thread works on is due so many seconds from now; infinity: whenever it is done."""
    _DUE_S.set(time.monotonic() + seconds)


def left_s() -> float:
    """Seconds that are left, less than nothing where it is over; infinity without a deadline."""
    return _DUE_S.get() - time.monotonic()


def is_over() -> bool:
    """Whether the answer is due."""
    return left_s() <= 0


@contextmanager
def due_in(seconds: float) -> Iterator[None]:
    """The body's work is due so many seconds from its beginning."""
    before = _DUE_S.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _DUE_S.reset(before)
