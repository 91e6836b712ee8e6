"""How full a run will be: crowding levels of the days known in, the chance of every level out.

Histograms from the general to the particular (forecast/histograms.py): everything, the hour of the
kind of day, the line and direction, these at the hour, and these at the quarter of an hour, which
mostly is one run. What was counted long ago counts less: half as much every HALF_LIFE_DAYS.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecast.histograms import Histograms
from routing.crowding import KINDS, LEVELS, QUARTERS

SHRINKAGE = 15.0
HALF_LIFE_DAYS = 14
HOURS = 24
_A_DAY_LESS = 0.5 ** (1 / HALF_LIFE_DAYS)

Ints = NDArray[np.int64]


class Run(NamedTuple):
    """Which runs are asked for. Shapes: (n,) each; see forecast.crowding.archive.Loads."""

    kind: Ints
    quarter: Ints
    line: Ints


class CrowdingModel:
    """Histograms of levels; days are added in order."""

    def __init__(self, lines: int) -> None:
        kinds = len(KINDS)
        sizes = (1, kinds * HOURS, lines, lines * kinds * HOURS, lines * kinds * QUARTERS)
        self._histograms = Histograms(sizes, len(LEVELS), SHRINKAGE)

    def add_day(self, runs: Run, level: Ints) -> None:
        """Takes over the levels of the next day's runs, which may be none."""
        self._histograms.fade(_A_DAY_LESS)
        self._histograms.add(_keys(runs), level)

    def distribution(self, runs: Run) -> NDArray[np.float64]:
        """The chance of every level. Shapes: (n, 4)."""
        return self._histograms.distribution(_keys(runs))


def _keys(runs: Run) -> list[Ints]:
    hour = runs.quarter * HOURS // QUARTERS
    lines = runs.line * len(KINDS) + runs.kind
    return [
        np.zeros_like(runs.line),
        runs.kind * HOURS + hour,
        runs.line,
        lines * HOURS + hour,
        lines * QUARTERS + runs.quarter,
    ]
