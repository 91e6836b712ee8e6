"""Streets from one point to many: points and a mode in, seconds and metres to each out.

Ways follow the streets where both ends are joined to them, else walks and rides are estimates (the
straight line times DETOUR), and drives are those of the road network on free roads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from core import deadline
from core.geo import distance_m
from routing.access import DETOUR
from routing.driving import drive
from routing.network import Network
from routing.requests import DEFAULT_BIKE_MPS, DEFAULT_WALK_MPS, Endpoint
from routing.streets_legs import MODE_BITS
from routing.streets_ways import Spot, find_spot, find_way

FASTEST_CAR_MPS = 130 / 3.6
"""No way by car is quicker than the straight line at this speed."""
FASTEST_BIKE_MPS = 2.5 * DEFAULT_BIKE_MPS


class Way(NamedTuple):
    """How long a way takes and is. Units: seconds, metres."""

    seconds: float
    metres: float


class Pace(NamedTuple):
    """How fast one walks and cycles. Units: metres a second."""

    walk_mps: float = DEFAULT_WALK_MPS
    bike_mps: float = DEFAULT_BIKE_MPS


USUAL = Pace()


def ways_to_many(
    network: Network,
    one: Endpoint,
    many: Sequence[Endpoint],
    mode: str,
    *,
    longest_s: float,
    to_one: bool = False,
    pace: Pace = USUAL,
) -> list[Way | None]:
    """The ways from one point to each of many, or to it; None where one would take too long.

    `mode` is WALK, BIKE or CAR.
    Errors: Busy where the answer is due before the last is found.
    """
    asked = _Asked(network, mode, longest_s, pace)
    here = asked.find_spot(one)
    found = []
    for other in many:
        deadline.check()
        there = asked.find_spot(other)
        ends = ((other, there), (one, here)) if to_one else ((one, here), (other, there))
        found.append(_way(asked, *ends))
    return found


class _Asked(NamedTuple):
    network: Network
    mode: str
    longest_s: float
    pace: Pace

    def find_spot(self, end: Endpoint) -> Spot | None:
        """Where an end joins the streets of the mode."""
        return find_spot(self.network, end.lat, end.lon, MODE_BITS[self.mode])

    @property
    def cost_a_second(self) -> float:
        """What streets count, for a second: metres of walks, seconds at the usual speed of rides.

        Costs by bicycle are told at the usual speed.
        """
        if self.mode == "WALK":
            return self.pace.walk_mps
        return self.pace.bike_mps / DEFAULT_BIKE_MPS if self.mode == "BIKE" else 1.0

    @property
    def fastest_mps(self) -> float:
        """No way of the mode is quicker than the straight line at this speed."""
        if self.mode == "WALK":
            return self.pace.walk_mps
        scale = self.cost_a_second
        return FASTEST_BIKE_MPS * scale if self.mode == "BIKE" else FASTEST_CAR_MPS


_End = tuple[Endpoint, Spot | None]


def _way(asked: _Asked, start: _End, end: _End) -> Way | None:
    straight_m = distance_m(start[0].lat, start[0].lon, end[0].lat, end[0].lon)
    if straight_m > asked.longest_s * asked.fastest_mps:
        return None
    way = _by_street(asked, start[1], end[1])
    if way is None and asked.mode == "CAR":
        way = _by_road(asked, start[0], end[0])
    elif way is None and not (start[1] and end[1]):
        mps = asked.pace.walk_mps if asked.mode == "WALK" else asked.pace.bike_mps
        way = Way(math.ceil(straight_m * DETOUR / mps), round(straight_m * DETOUR))
    return way if way is not None and way.seconds <= asked.longest_s else None


def _by_street(asked: _Asked, start: Spot | None, end: Spot | None) -> Way | None:
    if start is None or end is None:
        return None
    cutoff = asked.longest_s * asked.cost_a_second
    way = find_way(asked.network, [start], [end], MODE_BITS[asked.mode], cutoff=cutoff)
    if way is None:
        return None
    return Way(math.ceil(way.cost / asked.cost_a_second), round(way.distance_m))


def _by_road(asked: _Asked, start: Endpoint, end: Endpoint) -> Way | None:
    """On free roads, which are the same at every moment."""
    way = drive(asked.network, start, end, 0)
    return None if way is None else Way(math.ceil(way.arrive_s), round(way.distance_m))
