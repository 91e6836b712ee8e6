"""Figures of a benchmark: searches and queries in, the percentiles that are quoted out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

WARM_UP = 20
"""Queries asked before the clock starts."""


class Timing(TypedDict):
    """Milliseconds over `n` queries."""

    p50_ms: float
    p95_ms: float
    max_ms: float
    n: int


def summary(durations_ms: NDArray[np.float64]) -> Timing:
    """Median, 95th percentile and maximum of some durations."""
    p50, p95, largest = np.percentile(durations_ms, [50, 95, 100])
    return Timing(
        p50_ms=round(float(p50), 4),
        p95_ms=round(float(p95), 4),
        max_ms=round(float(largest), 4),
        n=len(durations_ms),
    )


def time_each(
    search: Callable[[tuple[int, int]], object],
    queries: Sequence[tuple[int, int]],
    repeat: int,
) -> Timing:
    """How long a search takes over the queries, each query's best of `repeat` runs."""
    for query in queries[:WARM_UP]:
        search(query)
    best = np.full(len(queries), np.inf)
    for _ in range(repeat):
        for index, query in enumerate(queries):
            begin = time.perf_counter()
            search(query)
            best[index] = min(best[index], (time.perf_counter() - begin) * 1000)
    return summary(best)
