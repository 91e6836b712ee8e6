"""What a ride must have in common with another to be compared with it: mode and line, as a number.

Trains are compared with all trains, for neighbours name and number them otherwise. On the road two
vehicles at one stop in one minute are two rides unless their line bears one name in both feeds.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from feeds.merge.modes import MODES, mode_of_type
from feeds.merge.names import fold
from feeds.tables import MergedFeed

Ints = NDArray[np.int64]

RAIL = 0
NO_LINE = -1

_TOKEN = re.compile(r"[a-z]+|\d+|\+")
_KINDS = frozenset(("bus", "line", "linie", "ligne", "linn", "lijn", "tram", "tramway", "no", "nr"))
"""Words before the name of a line that say what it is, and not which."""


def line_name(text: str) -> str:
    """The name of a line as it counts: "Bus 0604" and "604" are one; "" where there is none."""
    tokens = [token for token in _TOKEN.findall(fold(text)) if token not in _KINDS]
    return " ".join(token.lstrip("0") or "0" for token in tokens)


def line_of_trip(feed: MergedFeed) -> Ints:
    """For every trip RAIL, the number of mode and line, or NO_LINE: nothing to compare it by."""
    routes = feed.routes
    mode = mode_of_type(routes["type"].to_numpy())
    names = [line_name(str(text)) for text in routes["short_name"]]
    numbers: dict[tuple[int, str], int] = {}
    rail = MODES.index("rail")
    of_route = [
        RAIL if m == rail else numbers.setdefault((m, name), 1 + len(numbers)) if name else NO_LINE
        for m, name in zip(mode.tolist(), names, strict=True)
    ]
    line = np.array(of_route or [NO_LINE], dtype=np.int64)
    return np.asarray(line[feed.trips["route_idx"].to_numpy()], dtype=np.int64)


def spots(feed: MergedFeed) -> Ints:
    """For every call the number of its place and line: calls of one ride in two feeds have one."""
    line = line_of_trip(feed)[feed.stop_times["trip_idx"].to_numpy()]
    place = feed.stops["place_idx"].to_numpy(dtype=np.int64)[feed.stop_times["stop_idx"].to_numpy()]
    width = int(line.max(initial=0)) + 1
    return np.where(line == NO_LINE, -1, place * width + line)


def meeting_trips(feed: MergedFeed, spot: Ints, least: int) -> NDArray[np.bool_]:
    """Which trips (one flag each) call `least` times at a spot that another feed serves too."""
    trip = feed.stop_times["trip_idx"].to_numpy()
    of_feed = feed.stops["feed"].to_numpy(dtype=np.int64)[feed.stop_times["stop_idx"].to_numpy()]
    count = int(spot.max(initial=-1)) + 1
    known = spot >= 0
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.full(count, -1, dtype=np.int64)
    np.minimum.at(low, spot[known], of_feed[known])
    np.maximum.at(high, spot[known], of_feed[known])
    shared = low < high
    met = known & shared[spot] if count else known
    return np.bincount(trip[met], minlength=len(feed.trips)) >= least
