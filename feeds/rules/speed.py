"""The rule of fast travel: hops between two calls that no vehicle of that kind makes are flagged.

Nothing is dropped for it: either a time or a place is wrong, and nobody knows which.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from feeds.notices import SAMPLES_PER_CODE
from feeds.rules import codes
from feeds.rules.calls import Calls
from feeds.rules.notes import FeedNotes

FASTEST_KMH = {
    0: 100, 1: 150, 2: 500, 3: 150, 4: 80, 5: 30, 6: 50, 7: 50, 11: 150, 12: 150,
}  # fmt: skip
"""Highest believable speed of each GTFS route type."""
FASTEST_ELSE_KMH = 200
ROUNDING_S = 60
"""Times are often whole minutes: so much is granted to every hop."""
_EXTENDED = ((100, 200, 500), (200, 300, 150), (400, 700, 150), (700, 900, 150), (900, 1000, 100))


def note_fast_hops(
    calls: Calls,
    trip_types: NDArray[np.int64],
    trip_ids: list[str],
    stops: pd.DataFrame,
    notes: FeedNotes,
) -> None:
    """Flags fast hops; `trip_types` and `trip_ids` go by the trip index of the calls."""
    lat, lon = (stops[name].to_numpy() for name in ("lat", "lon"))
    believed = stops["located"].to_numpy()
    spot = unit_vectors_m(np.nan_to_num(lat), np.nan_to_num(lon))
    here, there = calls.stop[:-1], calls.stop[1:]
    hops = (calls.trip[1:] == calls.trip[:-1]) & believed[here] & believed[there]
    hops &= ~calls.interpolated[1:] & ~calls.interpolated[:-1]
    hop_m = np.linalg.norm(spot[there] - spot[here], axis=1)
    hop_s = calls.arrival_s[1:] - calls.departure_s[:-1] + ROUNDING_S
    speed_kmh = np.where(hops, hop_m / np.maximum(hop_s, 1) * 3.6, 0.0)
    limit_kmh = np.array([_limit_kmh(kind) for kind in range(int(trip_types.max(initial=0)) + 1)])
    fast = np.flatnonzero(speed_kmh > limit_kmh[trip_types[calls.trip[1:]]])
    names = stops["name"]
    for place, i in enumerate(fast[:SAMPLES_PER_CODE].tolist()):
        notes.note(
            codes.FAST_TRAVEL,
            f"{speed_kmh[i]:.0f} km/h from {names[here[i]]} to {names[there[i]]}",
            file="stop_times.txt",
            row=int(calls.row[i + 1]),
            count=1 if place < SAMPLES_PER_CODE - 1 else len(fast) - place,
            trip_id=trip_ids[calls.trip[i]],
        )


def _limit_kmh(route_type: int) -> int:
    for low, high, limit_kmh in _EXTENDED:
        if low <= route_type < high:
            return limit_kmh
    return FASTEST_KMH.get(route_type, FASTEST_ELSE_KMH)
