"""How much work a question may cost: bounds in, what was spent and whether it was enough out.

Work is counted in lanes, so that the same question gives the same answer on every machine; where
an answer is due at some moment (core/deadline.py), a search may follow as many lanes as there is
time for, at the pace of the searches before and with the share of a processor that it has had.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from core import deadline

LANES_PER_S = 5_000_000
"""Lanes that a search follows in a second, roughly, on one core."""
MAX_LANES = 4 * LANES_PER_S
"""What one question may cost where nobody says otherwise."""

TIMES, COSTS = "times", "costs"
"""Kinds of searches: with one more criterion, labels are counted beside the lanes, and are more
work than they."""

_COUNTS_FROM_S = 0.002
"""A shorter search says little about the pace."""
_SLOWEST = LANES_PER_S / 100
_pace = {TIMES: float(LANES_PER_S), COSTS: LANES_PER_S / 16}
"""Lanes in a second of processor of late, the same for all threads of the process."""
_FORGETS = 0.9
_laying_out_s = {TIMES: 0.0, COSTS: 0.0}
"""What it took of late, in seconds of processor, to lay out a search; each time a tenth fades."""


@dataclass(slots=True)
class Budget:
    """The work of one question, over all its searches. A search that would go on stops at it."""

    lanes: int = MAX_LANES
    spent: int = 0
    exhausted: bool = False
    _asked_s: float = field(default=math.inf, repr=False)
    _begun_s: dict[str, float] = field(default_factory=dict, repr=False)

    def begin(self, kind: str) -> bool:
        """Whether there is time to lay out a search, which is not cut short on the way.

        How long that takes is learnt when the search then asks what is `left`, under a deadline as
        everything. Where there is no time, that is noted.
        """
        fits = deadline.left_work_s() > _laying_out_s[kind]
        if fits:
            self._begun_s[kind] = time.thread_time()
        else:
            self.exhausted = True
            _laying_out_s[kind] *= _FORGETS
        return fits

    def left(self, kind: str = TIMES) -> int:
        """Lanes that may still be followed; a search asks once, when it begins.

        Without a deadline nobody is in a hurry, and nothing is learnt about the pace: a search that
        is compiled first would tell a wrong one.
        """
        left = max(self.lanes - self.spent, 0)
        work_s = deadline.left_work_s()
        if work_s == math.inf:
            return left
        self._asked_s = time.thread_time()
        if kind in self._begun_s:
            took_s = self._asked_s - self._begun_s.pop(kind)
            _laying_out_s[kind] = max(took_s, _laying_out_s[kind] * _FORGETS)
        return min(left, int(work_s * _pace[kind]))

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be searched; the answer is then not whole, and that is noted."""
        over = self.spent >= self.lanes or deadline.is_over()
        self.exhausted |= over
        return over

    def take(self, lanes: int, *, finished: bool, kind: str = TIMES) -> None:
        """Notes the work of a search, and whether it came to its end."""
        self.spent += lanes
        self.exhausted |= not finished
        took_s = time.thread_time() - self._asked_s
        if took_s >= _COUNTS_FROM_S:
            seen = min(max(lanes / took_s, _SLOWEST), LANES_PER_S)
            _pace[kind] = (_pace[kind] + seen) / 2
