"""Distributions learnt from few examples: histograms from the general to the particular.

A line at a stop is known from few days, all lines together from many. So every level counts what it
has seen and takes as many of its parent's as `shrinkage` says:

    p(level) = (counts + shrinkage * p(parent)) / (n + shrinkage)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Keys = Sequence[NDArray[np.int64]]
"""For every level the row of each example. Shapes: (n,) each."""
Floats = NDArray[np.float64]

_UNSEEN = 1e-6
"""What every bin counts at the outset, so that nothing is impossible."""


class Histograms:
    """Counts by level, row and bin; the first level is the most general."""

    def __init__(self, sizes: Sequence[int], bins: int, shrinkage: float) -> None:
        self.counts = [np.zeros((size, bins), dtype=np.float32) for size in sizes]
        self._shrinkage = shrinkage

    def add(self, keys: Keys, bins: NDArray[np.int64], weight: float = 1.0) -> None:
        """Counts examples; a weight below 0 takes them away again."""
        for counts, key in zip(self.counts, keys, strict=True):
            np.add.at(counts, (key, bins), weight)

    def fade(self, kept: float) -> None:
        """Lets everything counted so far count only that much of what it did."""
        for counts in self.counts:
            np.multiply(counts, kept, out=counts)

    def distribution(self, keys: Keys) -> Floats:
        """The chance of every bin. Shapes: (n, bins), rows add up to 1."""
        whole = self.counts[0].sum(axis=0, dtype=np.float64) + _UNSEEN
        chance = np.broadcast_to(whole / whole.sum(), (len(keys[0]), len(whole)))
        for counts, key in zip(self.counts, keys, strict=True):
            own = counts[key].astype(np.float64)
            seen = own.sum(axis=1, keepdims=True)
            chance = (own + self._shrinkage * chance) / (seen + self._shrinkage)
        return np.asarray(chance, dtype=np.float64)
