"""Figures of a benchmark: durations in, the percentiles that are quoted out."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray


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
