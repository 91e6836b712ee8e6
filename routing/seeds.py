"""The first rides of a search: a day, stops and a span of departures in, rows of seeds out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.day import DayTimetable
from routing.kernels.seeds import collect_seeds

SEEDS_AT_FIRST = 4096
"""Seeds for which there is room before the search asks for more."""

Ints = NDArray[np.int32]


def seeds_of(day: DayTimetable, stops: Ints, seconds: Ints, from_s: int, to_s: int) -> Ints:
    """Seeds sorted by departure, latest first; those of one departure by lane, run, position."""
    size = SEEDS_AT_FIRST
    while True:
        seeds = np.empty((size, 4), dtype=np.int32)
        n = collect_seeds(day.arrays, stops, seconds, from_s, to_s, seeds)
        if n <= size:
            break
        size = n
    seeds = seeds[:n]
    order = np.argsort(-seeds[:, 0], kind="stable")
    return seeds[order]
