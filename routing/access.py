"""Access and egress on foot: an Endpoint in, the stops one walks to and the seconds it takes out.

Ways follow the streets where the point and the stop are joined to them; else they are estimates:
the straight line times DETOUR. Both at the walking speed asked for.
"""

from __future__ import annotations

import math

from routing.lookup import get_stop, place_members
from routing.nearby import stops_within
from routing.network import Network
from routing.requests import Endpoint
from routing.streets import FOOT
from routing.streets_reach import stops_reached
from routing.streets_ways import find_spot

DETOUR = 1.3
"""Streets over straight line; measured ratios in European towns lie between 1.2 and 1.4."""

MAX_WALK_FROM_STOP_S = 600
"""Longest walk to another stop where the journey starts or ends at a stop itself."""


def walk_m(straight_m: float) -> int:
    """The estimated length of the way on foot for a straight-line distance."""
    return round(straight_m * DETOUR)


def walk_s(straight_m: float, walk_mps: float) -> int:
    """The estimated seconds on foot for a straight-line distance."""
    return math.ceil(straight_m * DETOUR / walk_mps)


def stops_on_foot(
    network: Network, end: Endpoint, *, max_access_s: int, walk_mps: float
) -> dict[int, int]:
    """Stops that can be walked to from an Endpoint (or from which it can be reached), in seconds.

    All stops of the place of a named stop count as reached at once.
    Errors: UnknownPlace when the endpoint names a stop that is not there.
    """
    if end.stop_id is None:
        return _around(network, end.lat, end.lon, max_access_s, walk_mps)
    members = place_members(network, get_stop(network, end.stop_id))
    bound_s = min(max_access_s, MAX_WALK_FROM_STOP_S)
    reached: dict[int, int] = {}
    for member in members:
        lat, lon = float(network.stops.lat[member]), float(network.stops.lon[member])
        for stop, seconds in _around(network, lat, lon, bound_s, walk_mps).items():
            reached[stop] = min(seconds, reached.get(stop, seconds))
    return reached | dict.fromkeys(members, 0)


def _around(
    network: Network, lat: float, lon: float, bound_s: int, walk_mps: float
) -> dict[int, int]:
    radius_m = bound_s * walk_mps / DETOUR
    near = stops_within(network, lat, lon, radius_m)
    ways = {stop: walk_s(straight_m, walk_mps) for stop, straight_m in near.items()}
    spot = find_spot(network, lat, lon, FOOT)
    if spot is not None:
        joined = network.streets.stop_edge
        by_street = stops_reached(network, spot, bound_s * walk_mps)
        ways = {stop: way for stop, way in ways.items() if joined[stop] < 0}
        ways |= {stop: math.ceil(metres / walk_mps) for stop, metres in by_street.items()}
    return {stop: way for stop, way in sorted(ways.items()) if way <= bound_s}
