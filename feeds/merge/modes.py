"""What kind of vehicle calls: GTFS route types (also the extended ones) in, mode numbers out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MODES = ("rail", "tram", "bus", "other")
"""Trams and underground railways are one mode here: towns disagree on what to call theirs."""

_RANGES = (
    (100, 200, "rail"), (200, 300, "bus"), (400, 700, "tram"), (700, 900, "bus"),
    (900, 1000, "tram"),
)  # fmt: skip
_BASIC = {0: "tram", 1: "tram", 2: "rail", 3: "bus", 5: "tram", 11: "bus", 12: "tram"}


def mode_of_type(route_types: ArrayLike) -> NDArray[np.int64]:
    """The index into MODES of every route type."""
    types = np.asarray(route_types, dtype=np.int64)
    mode = np.full(types.shape, MODES.index("other"), dtype=np.int64)
    for number, name in _BASIC.items():
        mode[types == number] = MODES.index(name)
    for first, end, name in _RANGES:
        mode[(types >= first) & (types < end)] = MODES.index(name)
    return mode
