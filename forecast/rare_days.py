"""Days unlike others: how far they lay from what was expected in, how much wider intervals are out.

The spread of a cell is that of ordinary days. A holiday, a bridge or a day without school is learnt
from few days like it, so it is foretold worse, and an interval as wide as on other days misses too
often. How far off a day was is the mean over its cells of |observed - expected| in spreads, and of
every kind of rare days the last six are held against the mean of all ordinary days:

    rare days   pool  = (DRAWN_DAYS + sum over the days of all kinds) / (DRAWN_DAYS + days)
    one kind    scale = (DRAWN_DAYS * pool + sum over its days) / (DRAWN_DAYS + its days)

So a kind never seen is as uncertain as rare days are in general; where no rare day has been seen it
is as an ordinary one; and no interval becomes narrower than on an ordinary day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

KEPT_DAYS = 6
DRAWN_DAYS = 4.0
ORDINARY = -1
"""The kind of a day that is like others."""

Floats = NDArray[np.float64]


class RareDays:
    """How far off the days of every kind were, by site."""

    def __init__(self, sites: int, kinds: int) -> None:
        self._kept = np.full((kinds, sites, KEPT_DAYS), np.nan)
        self._ordinary = np.zeros(sites)
        self._ordinary_days = np.zeros(sites)

    def learn(self, kind: int, off: Floats) -> None:
        """Takes in a day. Shapes: off (sites, cells), in spreads, nan where it is not known."""
        known = np.isfinite(off)
        count = known.sum(axis=1)
        seen = count > 0
        mean = np.where(known, off, 0.0).sum(axis=1) / np.maximum(count, 1)
        if kind == ORDINARY:
            self._ordinary += np.where(seen, mean, 0.0)
            self._ordinary_days += seen
            return
        kept = self._kept[kind]
        kept[seen] = np.concatenate([mean[seen][:, None], kept[seen][:, :-1]], axis=1)

    def scales(self) -> Floats:
        """How much wider than on ordinary days the interval is, these being the last row.

        Shapes: (kinds + 1, sites).
        """
        usual = self._ordinary / np.maximum(self._ordinary_days, 1)
        known = np.isfinite(self._kept) & (usual > 0)[:, None]
        relative = np.where(known, self._kept, 0.0) / np.where(usual > 0, usual, 1.0)[:, None]
        total, days = relative.sum(axis=-1), known.sum(axis=-1)
        pool = (DRAWN_DAYS + total.sum(axis=0)) / (DRAWN_DAYS + days.sum(axis=0))
        scale = (DRAWN_DAYS * pool + total) / (DRAWN_DAYS + days)
        return np.concatenate([np.maximum(scale, 1.0), np.ones((1, len(usual)))])
