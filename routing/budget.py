"""How much work a question may cost: bounds in, what was spent and whether it was enough out.

Work is counted in lanes, so that the same question gives the same answer on every machine; where
an answer is due at some moment (core/deadline.py), a search may follow as many lanes as there is
time for, at the pace that searches have had lately, with whatever else the machine does.
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

_COUNTS_FROM = 50_000
"""A search of fewer lanes says little about the pace: it is over before others interrupt it."""
_SLOWEST = LANES_PER_S / 50
_pace = [float(LANES_PER_S)]
"""Lanes a second of late, one number for all threads of the process."""


@dataclass(slots=True)
class Budget:
    """The work of one question, over all its searches. A search that would go on stops at it."""

    lanes: int = MAX_LANES
    spent: int = 0
    exhausted: bool = False
    _asked_s: float = field(default=math.inf, repr=False)

    @property
    def left(self) -> int:
        """Lanes that may still be followed; a search asks once, when it begins."""
        self._asked_s = time.monotonic()
        left = max(self.lanes - self.spent, 0)
        left_s = deadline.left_s()
        return left if left_s == math.inf else min(left, int(max(left_s, 0) * _pace[0]))

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be searched; the answer is then not whole, and that is noted."""
        over = self.spent >= self.lanes or deadline.is_over()
        self.exhausted |= over
        return over

    def take(self, lanes: int, *, finished: bool) -> None:
        """Notes the work of a search, and whether it came to its end."""
        self.spent += lanes
        self.exhausted |= not finished
        took_s = time.monotonic() - self._asked_s
        if lanes >= _COUNTS_FROM and took_s > 0:
            seen = min(max(lanes / took_s, _SLOWEST), LANES_PER_S)
            _pace[0] = min(seen, (_pace[0] + seen) / 2)  # slower at once, quicker by and by
