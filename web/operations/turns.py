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

    `at_once` questions are worked on, `waiting` more may wait, each for `longest_s` at the most.
    `changed` hears how many are worked on and wait whenever that changes.
    """

    def __init__(
        self, at_once: int, waiting: int, longest_s: float, changed: Changed | None = None
    ) -> None:
        self._changed = changed or _nobody_hears
        self._free = at_once
        self._places = waiting
        self._longest_s = longest_s
        self._turn = threading.Condition()
        self.running = 0
        self.waiting = 0

    def take(self) -> None:
        """Waits for a turn; whoever has one gives it back.

        Errors: Busy where too many wait, or none came free in time.
        """
        with self._turn:
            if self._free == 0:
                if self.waiting >= self._places:
                    raise Busy("too much is asked at once", RETRY_S)
                self._wait()
            self._free -= 1
            self.running += 1
            self._changed(self.running, self.waiting)

    def give_back(self) -> None:
        """Ends a turn that was taken."""
        with self._turn:
            self._free += 1
            self.running -= 1
            self._changed(self.running, self.waiting)
            self._turn.notify()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for the body."""
        self.take()
        try:
            yield
        finally:
            self.give_back()

    def _wait(self) -> None:
        end_s = time.monotonic() + self._longest_s
        self.waiting += 1
        self._changed(self.running, self.waiting)
        try:
            while self._free == 0:
                left_s = end_s - time.monotonic()
                if left_s <= 0:
                    raise Busy("too much is asked at once", RETRY_S)
                self._turn.wait(left_s)
        finally:
            self.waiting -= 1
            self._changed(self.running, self.waiting)


def _nobody_hears(_running: int, _waiting: int) -> None:
    return
