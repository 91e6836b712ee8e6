"""Road events on corridors: events with coordinates or a corridor's id in, events by corridor out.

A corridor's line is a sketch of straight pieces, up to half a kilometre from the road, so an event
may lie LIKELY_M away from it where it names the corridor's road, and NEAR_M where it names none; an
event on another road is on none. Of every direction it goes to the nearest corridor, where its
traffic runs the same way; an event that does not say which way counts for both. A stretch goes to
all corridors that lie nearest to some part of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from core.geo import EARTH_RADIUS_M, bearing_deg, distance_m
from forecast.corridors import Corridor
from forecast.road_event import Point, RoadEvent

LIKELY_M, NEAR_M = 1_000.0, 300.0
SAME_WAY_DEG = 90.0
"""Traffic whose ways differ by less than this runs the same way."""
STEP_M = 500.0
"""A stretch is looked at every so many metres."""
MAX_STEPS = 400
_NUMBER = re.compile(r"(?<![A-Z])R?([A-Z]{1,2})[\s.-]?(\d{1,4})(?!\d)")
_METRES_A_DEGREE = math.radians(1) * EARTH_RADIUS_M


def events_by_corridor(
    events: Iterable[RoadEvent], corridors: Sequence[Corridor]
) -> Mapping[str, tuple[RoadEvent, ...]]:
    """The events of every corridor that has some, by its id, in the order in which they begin."""
    found: dict[str, list[RoadEvent]] = {}
    for event in sorted(events, key=lambda each: (each.from_s, each.source, each.id)):
        for corridor_id in corridors_of_event(event, corridors):
            found.setdefault(corridor_id, []).append(event)
    return {name: tuple(of_it) for name, of_it in found.items()}


def corridors_of_event(event: RoadEvent, corridors: Sequence[Corridor]) -> tuple[str, ...]:
    """The ids of the corridors that an event is on."""
    if event.corridor:
        return tuple(each.id for each in corridors if each.id == event.corridor)
    if event.lat is None or event.lon is None:
        return ()
    road = _road(event.road)
    known = [each for each in corridors if not road or road in _roads(each)]
    reach_m = LIKELY_M if road else NEAR_M
    points = [*_along(event.line)] or [(event.lat, event.lon)]
    found: set[str] = set()
    for point in points:
        nearest: dict[str, tuple[float, str]] = {}
        for corridor in known:
            away_m, way = _nearest(point, corridor)
            if away_m > reach_m or not _same_way(event.bearing, way):
                continue
            best = nearest.get(corridor.direction)
            if best is None or away_m < best[0] - 1.0:
                nearest[corridor.direction] = away_m, corridor.id
        found |= {name for _, name in nearest.values()}
    return tuple(each.id for each in corridors if each.id in found)


def _road(name: str) -> str:
    """The number of a road as everybody would write it; none for a European one."""
    found = _NUMBER.findall(name.upper())
    return next((f"{letters}{digits}" for letters, digits in found if letters != "E"), "")


def _roads(corridor: Corridor) -> set[str]:
    return {_road(each) for each in corridor.road.split("/")}


def _along(line: Sequence[Point]) -> Iterator[Point]:
    """Points of a line every STEP_M metres, with its corners."""
    left = MAX_STEPS
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(line):
        steps = min(left, max(1, math.ceil(distance_m(lat_a, lon_a, lat_b, lon_b) / STEP_M)))
        left -= steps
        for step in range(steps):
            share = step / steps
            yield lat_a + (lat_b - lat_a) * share, lon_a + (lon_b - lon_a) * share
    if line:
        yield line[-1]


def _nearest(point: Point, corridor: Corridor) -> tuple[float, float | None]:
    """How far a corridor's line is from a point, and which way it runs there."""
    if len(corridor.geometry) < 2:
        return distance_m(*point, corridor.lat, corridor.lon), None
    pieces = pairwise(corridor.geometry)
    return min((_away_m(point, a, b), bearing_deg(*a, *b)) for a, b in pieces)


def _away_m(point: Point, a: Point, b: Point) -> float:
    """The distance from a point to a straight piece, on a plane around the point."""
    shrink = math.cos(math.radians(point[0])) * _METRES_A_DEGREE
    ax, ay = (a[1] - point[1]) * shrink, (a[0] - point[0]) * _METRES_A_DEGREE
    bx, by = (b[1] - point[1]) * shrink, (b[0] - point[0]) * _METRES_A_DEGREE
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else min(max(-(ax * dx + ay * dy) / length, 0.0), 1.0)
    return math.hypot(ax + share * dx, ay + share * dy)


def _same_way(said: float | None, way: float | None) -> bool:
    if said is None or way is None:
        return True
    return abs((said - way + 180.0) % 360.0 - 180.0) < SAME_WAY_DEG
