"""Isochrones: a place and departures in, the areas reached within each of some cutoffs out.

Around every stop that is reached in time lies a disc of what can still be walked, around the place
itself that of walking alone. Walks are estimates here (the straight line times DETOUR), at both
ends alike. What is asked of the minutes of a window is a percentile, as in routing/reach.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import deadline
from routing.access import DETOUR, stops_on_foot
from routing.areas import Area, Floats, Plane, area_of, discs
from routing.network import Network
from routing.reach import Seconds, Window, percentiles, travel_times
from routing.requests import DEFAULT_WALK_MPS, Endpoint

MAX_WALK_S = 1800
"""Longest walk to the first stop and from the last; who walks all the way may walk on."""
CORNERS = 16
"""Of the disc around a stop: with MAX_WALK_S its edge is 32 m inside the circle at the most."""
ORIGIN_CORNERS = 64
"""Of the disc around the place, which is larger."""
LEAST_M = 30.0
"""As far a stop reached at the last second reaches, so that it lies inside."""
MEDIAN = 50.0


@dataclass(frozen=True, slots=True)
class Walking:
    """How one walks: so many metres a second, and to or from a stop so long at the most."""

    mps: float = DEFAULT_WALK_MPS
    longest_s: int = MAX_WALK_S


WALKING = Walking()


def isochrones(
    network: Network,
    origin: Endpoint,
    departures: range,
    cutoffs_min: Sequence[int],
    share: float = MEDIAN,
    walking: Walking = WALKING,
) -> list[Area]:
    """The areas that `share` per cent of the departures reach within every cutoff.

    Units: departures are UTC seconds, cutoffs minutes.
    Errors: UnknownPlace when the origin names a stop that is not there, Busy where it is due.
    """
    bound_s = min(walking.longest_s, max(cutoffs_min) * 60)
    sources = stops_on_foot(network, origin, max_access_s=bound_s, walk_mps=walking.mps)
    window = Window(
        departures.start, len(departures) * departures.step, departures.step,
        max_duration_s=max(cutoffs_min) * 60 + 1,
    )  # fmt: skip
    (reached,) = percentiles(travel_times(network, sources, window), [share])
    return areas_reached(network, origin, reached, cutoffs_min, walking)


def areas_reached(
    network: Network,
    origin: Endpoint,
    reached_s: Seconds,
    cutoffs_min: Sequence[int],
    walking: Walking = WALKING,
) -> list[Area]:
    """The areas within every cutoff, where every stop is reached in so many seconds.

    Shapes: reached_s (stops,), UNREACHED where nothing leads.
    """
    plane = Plane(origin.lat, origin.lon)
    lat, lon = network.stops.lat, network.stops.lon
    placed = np.isfinite(lat) & np.isfinite(lon) & ((lat != 0) | (lon != 0))
    stops = np.flatnonzero(placed & (reached_s <= max(cutoffs_min) * 60))
    at, taken_s = plane.metres(lat[stops], lon[stops]), reached_s[stops].astype(np.float64)
    return [_within(plane, at, each * 60 - taken_s, each * 60, walking) for each in cutoffs_min]


def _within(plane: Plane, at: Floats, left_s: Floats, cutoff_s: int, walking: Walking) -> Area:
    """What lies within a cutoff, with so many seconds left at every stop."""
    deadline.check()
    in_time = left_s >= 0
    walked_s = np.minimum(left_s[in_time], walking.longest_s)
    radius_m = np.maximum(walked_s * walking.mps / DETOUR, LEAST_M)
    alone_m = np.array([cutoff_s * walking.mps / DETOUR])
    alone = discs(np.zeros((1, 2)), alone_m, ORIGIN_CORNERS)
    return area_of(plane, [*alone, *discs(at[in_time], radius_m, CORNERS)])
