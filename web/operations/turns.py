"""Who is answered now: questions in, a turn or a refusal that says when to come again out.

So many questions are worked on at once in each process, so many more wait, and none of them longer
than a moment. Whoever comes on top is refused at once: what is admitted stays quick. A queue that
has not been empty for a while only makes everybody late (as long as the queue is, and no more are
answered for it): from then on few wait, and for no more than a fraction of the moment, and hard
questions are refused, until it has been empty, and stays so. So the wait is bounded by time,
however slow the machine is, and not by how many wait.

Source: K. Nichols, V. Jacobson: Controlling Queue Delay, ACM Queue 10 (5), 2012; B. Maurer: Fail
at Scale, ACM Queue 13 (8), 2015.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.errors import Busy

RETRY_S = 1
STANDING_S = 1.0
"""A queue that has not been empty for so long stands, until it has been empty for CALM_S."""
CALM_S = 0.25
LOOK_S = 0.1
"""Whoever waits looks so often whether the queue stands."""
IN_A_RUSH = 1 / 12
"""While it stands nobody waits longer than this share of the longest wait."""

Changed = Callable[[int, int], None]


class Turns:
    """The turns of one process.

    `at_once` questions are worked on, `waiting` more may wait, each for `longest_s` at the most. Of
    those worked on `hard` may be hard, and half of those that wait: the others find turns always,
    and before them. `changed` hears how many are worked on and wait whenever that changes,
    `refused` is called for everyone who is refused.
    """

    def __init__(
        self,
        at_once: int,
        waiting: int,
        longest_s: float,
        changed: Changed | None = None,
        hard: int | None = None,
        refused: Callable[[], None] | None = None,
    ) -> None:
        self._free_for_hard = at_once if hard is None else hard
        self._places_for_hard = waiting if hard is None else -(-waiting // 2)
        self._hard_waiting = 0
        self._changed = changed or _nobody_hears
        self.refused = refused or _nobody_hears_of_it
        self._free = self._at_once = at_once
        self._places = waiting
        self._longest_s = longest_s
        self._queued_since_s, self._empty_since_s = math.inf, -math.inf
        self._is_standing = False
        lock = threading.Lock()
        self._lock = lock
        self._turn, self._turn_for_hard = threading.Condition(lock), threading.Condition(lock)
        self.running = 0
        self.waiting = 0

    def is_full(self, asking: int) -> bool:
        """Whether one more is refused; asked without waiting for anybody.

        `asking` work or wait already, or are on their way here.
        """
        return asking >= self._at_once + self._most_waiting()

    def take(self, *, hard: bool = False, waited_s: float = 0.0) -> None:
        """Waits for a turn; whoever has one gives it back.

        `waited_s` is how long the question has waited already, before it came here.
        Errors: Busy where too many wait, or none came free in time.
        """
        with self._lock:
            if not self._may_go(hard=hard):
                full = self.waiting >= self._most_waiting()
                if full or (hard and self._hard_waiting >= self._places_for_hard):
                    raise _busy()
                self._wait(time.monotonic() - waited_s, hard=hard)
            elif waited_s >= self._longest_s and self._stands():
                raise _busy()  # it comes late, and others wait that do not
            self._free -= 1
            self._free_for_hard -= hard
            self.running += 1
            self._changed(self.running, self.waiting)

    def give_back(self, *, hard: bool = False) -> None:
        """Ends a turn that was taken."""
        with self._lock:
            self._free += 1
            self._free_for_hard += hard
            self.running -= 1
            self._changed(self.running, self.waiting)
            self._wake_one()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for the body."""
        self.take()
        try:
            yield
        finally:
            self.give_back()

    def _may_go(self, *, hard: bool) -> bool:
        if self._free <= 0:
            return False
        return not hard or (self._free_for_hard > 0 and not self._stands())

    def _stands(self) -> bool:
        """Whether questions that are not hard have waited, one or another, for a while."""
        now_s = time.monotonic()
        if self._is_standing:
            self._is_standing = now_s - self._empty_since_s < CALM_S
        else:
            self._is_standing = now_s - self._queued_since_s >= STANDING_S
        return self._is_standing

    def _most_waiting(self) -> int:
        """While the queue stands, no more than can get a turn in time.

        Who is refused after a wait costs more than who is refused at once.
        """
        return min(self._places, self._at_once) if self._stands() else self._places

    def _longest(self, *, hard: bool) -> float:
        if not self._stands():
            return self._longest_s
        return 0.0 if hard else self._longest_s * IN_A_RUSH

    def _wait(self, since_s: float, *, hard: bool) -> None:
        turn = self._turn_for_hard if hard else self._turn
        self._count(+1, hard=hard)
        try:
            while not self._may_go(hard=hard):
                left_s = since_s + self._longest(hard=hard) - time.monotonic()
                if left_s <= 0:
                    self._wake_one()  # it may have been woken for a turn that another can use
                    raise _busy()
                turn.wait(min(left_s, LOOK_S))
        finally:
            self._count(-1, hard=hard)

    def _count(self, more: int, *, hard: bool) -> None:
        self.waiting += more
        self._hard_waiting += more * hard
        is_empty = self.waiting == self._hard_waiting
        if is_empty and self._empty_since_s == math.inf:
            self._queued_since_s, self._empty_since_s = math.inf, time.monotonic()
        elif not is_empty and self._queued_since_s == math.inf:
            self._queued_since_s, self._empty_since_s = time.monotonic(), math.inf
        self._changed(self.running, self.waiting)

    def _wake_one(self) -> None:
        """Of those that wait the one that has waited longest, hard ones after the others."""
        if self._free > 0:
            others = self.waiting > self._hard_waiting
            (self._turn if others else self._turn_for_hard).notify()


def _busy() -> Busy:
    return Busy("too much is asked at once", RETRY_S)


def _nobody_hears(_running: int, _waiting: int) -> None:
    return


def _nobody_hears_of_it() -> None:
    return
