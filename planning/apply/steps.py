"""Times as hops and stays: calls in, seconds from stop to stop and at stops out, and back again.

Modifications change hops and stays; every run keeps the moment at which it leaves its first stop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steps:
    """Of every call the seconds from the call before (0 at the first), and those it stays.

    Shapes: (calls,) each. `leaves_s` is when the run leaves its first stop.
    """

    first: NDArray[np.bool_]
    hop_s: Ints
    dwell_s: Ints
    leaves_s: Ints


def steps_of(calls: pd.DataFrame) -> Steps:
    """The steps of calls sorted by trip and order."""
    trip = calls["trip_idx"].to_numpy()
    arrival = calls["arrival_s"].to_numpy().astype(np.int64)
    departure = calls["departure_s"].to_numpy().astype(np.int64)
    first = np.r_[True, trip[1:] != trip[:-1]] if len(trip) else np.zeros(0, dtype=np.bool_)
    hop = np.where(first, 0, arrival - np.r_[0, departure[:-1]] if len(trip) else arrival)
    start = np.maximum.accumulate(np.where(first, np.arange(len(trip)), 0))
    return Steps(first, hop, departure - arrival, departure[start])


def timed(calls: pd.DataFrame, steps: Steps) -> pd.DataFrame:
    """The calls with the times of these steps; nothing arrives before its service day begins."""
    grown = np.cumsum(np.where(steps.first, 0, steps.hop_s + steps.dwell_s))
    start = np.maximum.accumulate(np.where(steps.first, np.arange(len(grown)), 0))
    departure = steps.leaves_s + grown - grown[start]
    return calls.assign(
        arrival_s=np.maximum(departure - steps.dwell_s, 0).astype(np.int32),
        departure_s=departure.astype(np.int32),
    )


def put_back(
    stop_times: pd.DataFrame, chosen: NDArray[np.bool_], calls: pd.DataFrame
) -> pd.DataFrame:
    """The calls that were not chosen and those that took the place of the others, in order."""
    whole = pd.concat([stop_times[~chosen], calls], ignore_index=True)
    return whole.sort_values(["trip_idx", "sequence"], kind="stable", ignore_index=True)
