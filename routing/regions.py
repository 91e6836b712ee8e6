"""Regions: where stops lie and how many hops leave them in, equal shares of a day's hops out.

A scan leaves out the hops of a region that nobody has reached
(routing/kernels/connections.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.day import DayArrays

HALVINGS = 3
REGIONS = 2**HALVINGS
"""More leave out more hops, but every minute asks each of them."""

Floats = NDArray[np.floating]


def find_regions(lat: Floats, lon: Floats, arrays: DayArrays) -> NDArray[np.int32]:
    """The region of every stop, from halving the longer side again and again.

    Shapes: (stops,). Units: degrees.
    """
    region = np.zeros(len(lat), dtype=np.int32)
    north = np.nan_to_num(np.asarray(lat, dtype=np.float64))
    east = np.nan_to_num(np.asarray(lon, dtype=np.float64))
    if len(lat):
        east = east * np.cos(np.radians(np.median(north)))
    hops = _hops_from(arrays, len(lat))
    for _ in range(HALVINGS):
        halved = region * 2
        for each in np.unique(region):
            stops = np.flatnonzero(region == each)
            halved[stops[_upper_half(north[stops], east[stops], hops[stops])]] += 1
        region = halved
    return region


def _upper_half(north: Floats, east: Floats, hops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which stops lie beyond the line that has half of the hops on either side."""
    along = north if np.ptp(north) > np.ptp(east) else east
    order = np.argsort(along, kind="stable")
    passed = np.cumsum(hops[order])
    return np.asarray(order[passed > passed[-1] / 2])


def _hops_from(arrays: DayArrays, n_stops: int) -> NDArray[np.int64]:
    """How many runs call at every stop. Shapes: (stops,)."""
    runs = np.repeat(np.diff(arrays.lane_run), np.diff(arrays.lane_start))
    return np.bincount(arrays.lane_stop, weights=runs, minlength=n_stops).astype(np.int64)
