"""How late a run will be: histograms from the general to the particular in, distributions out.

Levels (forecast/histograms.py) are everything, the hour, the stop, the line, and the line at the
stop, over the last days. With live reports each of them stands once for every class of the delay
reported now, and what is counted is by how much the delay changes from there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecast.histograms import Floats, Histograms
from routing.criteria.reliability import BAND_H

EARLIEST_MIN, LATEST_MIN = -60, 120
BINS = LATEST_MIN - EARLIEST_MIN + 1
"""One a minute; what lies beyond counts as the last."""
SHRINKAGE = 60.0
KEPT_DAYS = 90
NOW_MIN = (1, 6, 11, 21)
"""Where classes of the delay reported now begin, after that of those on time."""

Ints = NDArray[np.integer]


class Asked(NamedTuple):
    """Whose delay is asked for. Shapes: (n,); `now_min` is what is reported, None for nothing."""

    hour: Ints
    line: Ints
    stop: Ints
    now_min: Ints | None = None


class DelayModel:
    """Histograms of the last KEPT_DAYS days. Days are added in order."""

    def __init__(self, lines: int, stops: int, *, live: bool) -> None:
        self._stops = stops
        classes = len(NOW_MIN) + 1 if live else 1
        bands = 24 // BAND_H
        sizes = tuple(classes * n for n in (1, bands, stops, lines, lines * stops))
        self._histograms = Histograms(sizes, BINS, SHRINKAGE)
        self._days: list[tuple[list[NDArray[np.int64]], NDArray[np.int64]]] = []

    def add_day(self, asked: Asked, final_min: Ints) -> None:
        """Takes over how late the runs of a day were in the end; forgets the oldest day."""
        now_min = 0 if asked.now_min is None else asked.now_min
        keys, bins = self._keys(asked), bins_of(final_min - now_min)
        self._days.append((keys, bins))
        self._histograms.add(keys, bins)
        if len(self._days) > KEPT_DAYS:
            old_keys, old_bins = self._days.pop(0)
            self._histograms.add(old_keys, old_bins, weight=-1)

    @property
    def observed(self) -> int:
        """How many delays it stands on."""
        return int(self._histograms.counts[0].sum())

    def distribution(self, asked: Asked) -> Floats:
        """The chance of every minute of delay. Shapes: (n, BINS), rows add up to 1."""
        chance = self._histograms.distribution(self._keys(asked))
        return chance if asked.now_min is None else _shifted(chance, asked.now_min)

    def median_of_lines(self) -> Floats:
        """The median delay of every line in minutes, 0 for one never seen. Shapes: (lines,)."""
        counts = self._histograms.counts[3]
        whole = counts.sum(axis=1, keepdims=True)
        upto = np.cumsum(counts, axis=1)
        at = (upto < np.maximum(whole, 1) / 2).sum(axis=1)
        return np.asarray(np.where(whole[:, 0] > 0, at + EARLIEST_MIN, 0), dtype=np.float64)

    def _keys(self, asked: Asked) -> list[NDArray[np.int64]]:
        """The row of each level."""
        band = asked.hour // BAND_H
        line, stop = asked.line.astype(np.int64), asked.stop.astype(np.int64)
        keys = [np.zeros_like(line), band.astype(np.int64), stop, line, line * self._stops + stop]
        if asked.now_min is None:
            return keys
        now = np.searchsorted(np.array(NOW_MIN), asked.now_min, side="right")
        classes = len(NOW_MIN) + 1
        return [key * classes + now for key in keys]


def _shifted(change: Floats, now_min: Ints) -> Floats:
    """The distributions of delays, from those of changes and the delay now."""
    from_bin = np.arange(BINS)[None, :] - now_min[:, None]
    moved = np.take_along_axis(change, np.clip(from_bin, 0, BINS - 1), axis=1)
    moved = np.where((from_bin >= 0) & (from_bin < BINS), moved, 0.0)
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def bins_of(delay_min: Ints) -> NDArray[np.int64]:
    """The bins of delays."""
    kept = np.clip(delay_min.astype(np.int64), EARLIEST_MIN, LATEST_MIN)
    return np.asarray(kept - EARLIEST_MIN)


def quantile(chance: Floats, level: float) -> Floats:
    """The delay in minutes that is not exceeded with that chance. Shapes: (n, BINS) to (n,)."""
    at = (np.cumsum(chance, axis=1) < level - 1e-9).sum(axis=1)
    return np.asarray(np.minimum(at, BINS - 1) + float(EARLIEST_MIN))


def chance_within(chance: Floats, spare_min: Ints) -> Floats:
    """The chance that the delay is no longer than what is to spare. Shapes: (n, BINS), (n,)."""
    upto = np.cumsum(chance, axis=1)
    return np.asarray(upto[np.arange(len(upto)), bins_of(spare_min)])


def chance_to_change(arriving: Floats, leaving: Floats, spare_min: Ints) -> Floats:
    """The chance that one run comes in time for another, which may be late too.

    The two are taken to be late independently of each other. Shapes: (n, BINS) twice, (n,).
    """
    upto = np.cumsum(arriving, axis=1)
    found = np.zeros(len(upto))
    for late_bin in range(BINS):
        wait = bins_of(spare_min + np.maximum(late_bin + EARLIEST_MIN, 0))
        found += leaving[:, late_bin] * upto[np.arange(len(upto)), wait]
    return found
