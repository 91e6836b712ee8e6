"""Who is answered now: questions in, a turn or a refusal that says when to come again out.

So many questions are worked on at once in each process, so many more wait, and none of them longer
than a moment. Whoever comes on top is refused at once: what is admitted stays quick.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.errors import Busy

RETRY_S = 1

Changed = Callable[[int, int], None]


class Turns:
    """The turns of one process.

    `at_once` questions are worked on, `waiting` more may wait, each for `longest_s` at the most. Of
    those worked on `hard` may be hard, and half of those that wait: the others find turns always.
    `changed` hears how many are worked on and wait whenever that changes.
    """

    def __init__(
        self,
        at_once: int,
        waiting: int,
        longest_s: float,
        changed: Changed | None = None,
        hard: int | None = None,
    ) -> None:
        self._free_for_hard = at_once if hard is None else hard
        self._places_for_hard = waiting if hard is None else -(-waiting // 2)
        self._hard_waiting = 0
        self._changed = changed or _nobody_hears
        self._free = at_once
        self._places = waiting
        self._longest_s = longest_s
        self._turn = threading.Condition()
        self.running = 0
        self.waiting = 0

    def take(self, *, hard: bool = False) -> None:
        """Waits for a turn; whoever has one gives it back.

        Errors: Busy where too many wait, or none came free in time.
        """
        with self._turn:
            if not self._may_go(hard=hard):
                full = self.waiting >= self._places
                if full or (hard and self._hard_waiting >= self._places_for_hard):
                    raise Busy("too much is asked at once", RETRY_S)
                self._wait(hard=hard)
            self._free -= 1
            self._free_for_hard -= hard
            self.running += 1
            self._changed(self.running, self.waiting)

    def give_back(self, *, hard: bool = False) -> None:
        """Ends a turn that was taken."""
        with self._turn:
            self._free += 1
            self._free_for_hard += hard
            self.running -= 1
            self._changed(self.running, self.waiting)
            self._turn.notify_all()  # who waits longest may not be who may go

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for the body."""
        self.take()
        try:
            yield
        finally:
            self.give_back()

    def _may_go(self, *, hard: bool) -> bool:
        return self._free > 0 and (self._free_for_hard > 0 or not hard)

    def _wait(self, *, hard: bool) -> None:
        end_s = time.monotonic() + self._longest_s
        self.waiting += 1
        self._hard_waiting += hard
        self._changed(self.running, self.waiting)
        try:
            while not self._may_go(hard=hard):
                left_s = end_s - time.monotonic()
                if left_s <= 0:
                    raise Busy("too much is asked at once", RETRY_S)
                self._turn.wait(left_s)
        finally:
            self.waiting -= 1
            self._hard_waiting -= hard
            self._changed(self.running, self.waiting)


def _nobody_hears(_running: int, _waiting: int) -> None:
    return
