"""How likely a change is kept: the seconds to spare in, a chance and its cost out.

An assumption, not a measurement: of changes with nothing to spare every second is missed, and half
as many for every two minutes more. With delays from realtime archives it would be learned instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

MISSED_AT_ONCE = 0.5
HALVED_BY_MIN = 2.0
MINUTES = 20
"""With so many minutes to spare a change counts as sure."""
SCALE = 1000.0
"""Costs are thousandths of the chance's natural logarithm, so that those of changes add up."""


def spare_costs() -> NDArray[np.int32]:
    """The cost of a change by whole minutes to spare. Shapes: (MINUTES,)."""
    missed = MISSED_AT_ONCE * 0.5 ** (np.arange(MINUTES) / HALVED_BY_MIN)
    return np.round(-SCALE * np.log1p(-missed)).astype(np.int32)


def chance_to_keep(spares_s: Iterable[int]) -> float:
    """The chance to keep all changes with these seconds to spare, 0 to 1."""
    costs, cost = spare_costs(), 0
    for seconds in spares_s:
        if seconds < 0:
            return 0.0
        cost += int(costs[seconds // 60]) if seconds // 60 < MINUTES else 0
    return math.exp(-cost / SCALE)
