"""How likely a change is kept: the seconds to spare in, a chance and its cost out.

Chances are learnt from an archive of delays (forecast/delays/chances.py). Without one they are an
assumption: of changes with nothing to spare every second is missed, and half as many for every two
minutes more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISSED_AT_ONCE = 0.5
HALVED_BY_MIN = 2.0
MINUTES = 20
"""With so many minutes to spare a change counts as sure."""
SCALE = 1000.0
"""Costs are thousandths of the chance's natural logarithm, so that those of changes add up."""
LEAST_KEPT = 0.01


@dataclass(frozen=True, slots=True)
class Reliability:
    """The chance to keep a change by whole minutes to spare, none less than the one before.

    `basis` is archive or assumption; `until` the last day that it stands on, as in 2026-11-27.
    """

    kept: tuple[float, ...]
    basis: str
    until: str = ""

    @property
    def costs(self) -> NDArray[np.int32]:
        """The cost of a change by whole minutes to spare. Shapes: (MINUTES,)."""
        kept = np.maximum(np.array(self.kept), LEAST_KEPT)
        return np.asarray(np.round(-SCALE * np.log(kept)), dtype=np.int32)

    def chance_to_keep(self, spares_s: Iterable[int]) -> float:
        """The chance to keep all changes with these seconds to spare, 0 to 1."""
        costs, cost = self.costs, 0
        for seconds in spares_s:
            if seconds < 0:
                return 0.0
            cost += int(costs[seconds // 60]) if seconds // 60 < len(costs) else 0
        return math.exp(-cost / SCALE)


ASSUMED = Reliability(
    tuple(1 - MISSED_AT_ONCE * 0.5 ** (minute / HALVED_BY_MIN) for minute in range(MINUTES)),
    "assumption",
)
