"""By when an answer is due: a moment set where a request gets its turn, seen by all work under it.

Each request is answered in a thread of its own, and the moment belongs to the work of that thread.
Whoever searches step by step asks between two steps whether it is over; nothing is interrupted.
Time counts from when a question came, which whoever took it off the wire says here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from core.errors import Busy

_LITTLE_S = 0.02
"""In the first moments a thread is taken to have a processor to itself."""


class _Due(NamedTuple):
    """When it is due, when that was set, and how much the thread had worked by then."""

    at_s: float = math.inf
    since_s: float = 0.0
    worked_s: float = 0.0


_DUE: ContextVar[_Due] = ContextVar("due", default=_Due())  # noqa: B039 - it never changes
_CAME: ContextVar[float] = ContextVar("came", default=math.inf)

LATER_S = 2
"""Who asked for more than there was time for may come again after so long."""


def set_came(at_s: float) -> None:
    """The question that this thread answers came whole at this moment of the monotonic clock."""
    _CAME.set(at_s)


def waited_s() -> float:
    """Seconds since the question came; nothing where nobody said when that was."""
    return max(time.monotonic() - _CAME.get(), 0.0)


def set_due(seconds: float) -> None:
    """What this thread works on is due so many seconds from now; infinity: whenever it is done."""
    _DUE.set(_from_now(seconds))


def left_s() -> float:
    """Seconds that are left, less than nothing where it is over; infinity without a deadline."""
    return _DUE.get().at_s - time.monotonic()


def left_work_s() -> float:
    """Seconds of processor that are left, if the thread gets the share of it that it has had.

    A machine with much else to do gives a thread less; infinity without a deadline.
    """
    due = _DUE.get()
    now_s = time.monotonic()
    worked_s = time.thread_time() - due.worked_s + _LITTLE_S
    share = min(worked_s / (now_s - due.since_s + _LITTLE_S), 1.0)
    return max(due.at_s - now_s, 0.0) * share


def is_over() -> bool:
    """Whether the answer is due."""
    return left_s() <= 0


def check() -> None:
    """Lets work go on that is of no use in part. Errors: Busy where the answer is due."""
    if is_over():
        raise Busy("this takes longer than there is time for now", LATER_S)


@contextmanager
def due_in(seconds: float) -> Iterator[None]:
    """The body's work is due so many seconds from its beginning."""
    before = _DUE.set(_from_now(seconds))
    try:
        yield
    finally:
        _DUE.reset(before)


def _from_now(seconds: float) -> _Due:
    now_s = time.monotonic()
    return _Due(now_s + seconds, now_s, time.thread_time())
