"""The border: the points of a leg in, where and when it crosses out.

Countries are known at stops and road nodes only. So a leg crosses between the first two points
that lie in different ones: at the corridor's point where a known road leads there, else where the
line between the two meets the estimated border, and half-way where it meets none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.geo import EARTH_RADIUS_M
from routing.congestion import Congestion
from routing.itineraries import BorderCrossing, CorridorEffect
from routing.network import Borders, Network

NEAR_CORRIDOR_M = 3_000.0
"""A bus crosses on a corridor when its point lies this near to the line between two calls."""

ROAD_MODES = frozenset({"BUS", "COACH", "RIDE_SHARING"})


@dataclass(frozen=True, slots=True)
class Passing:
    """A point that a leg passes: it gets there at `arrive_s` and goes on at `leave_s`."""

    lat: float
    lon: float
    country: str
    arrive_s: float
    leave_s: float


def find_border(points: Sequence[Passing]) -> int | None:
    """The first `i` for which the points before and at `i` lie in different countries."""
    last: tuple[int, str] | None = None
    for index, point in enumerate(points):
        if last is not None and point.country and point.country != last[1]:
            return index
        if point.country:
            last = (index, point.country)
    return None


def crossing_of(
    network: Network, points: Sequence[Passing], *, corridor: int | None = None
) -> BorderCrossing | None:
    """Where and when a leg crosses the border first; None when it stays on one side."""
    index = find_border(points)
    if index is None:
        return None
    here, there = points[index - 1], points[index]
    countries = _country_before(points, index), there.country
    name = ""
    if corridor is None:
        share = _find_share_at_border(network.borders, here, there, frozenset(countries))
        share = 0.5 if share is None else share
        lat = here.lat + share * (there.lat - here.lat)
        lon = here.lon + share * (there.lon - here.lon)
    else:
        table = network.corridors
        lat, lon, name = (
            float(table.lat[corridor]),
            float(table.lon[corridor]),
            table.name[corridor],
        )
        share, _ = along_line(here, there, lat, lon)
    return BorderCrossing(
        from_country=countries[0],
        to_country=countries[1],
        time_s=round(here.leave_s + share * (there.arrive_s - here.leave_s)),
        lat=lat,
        lon=lon,
        name=name,
    )


def find_corridor(network: Network, points: Sequence[Passing]) -> int | None:
    """The corridor on which a ride by road crosses the border: the nearest in that direction."""
    index = find_border(points)
    if index is None:
        return None
    here, there = points[index - 1], points[index]
    sides = (_country_before(points, index), there.country)
    table = network.corridors
    near: list[tuple[float, int]] = []
    for corridor, way in enumerate(zip(table.from_country, table.to_country, strict=True)):
        if way == sides:
            lat, lon = float(table.lat[corridor]), float(table.lon[corridor])
            near.append((along_line(here, there, lat, lon)[1], corridor))
    metres, corridor = min(near, default=(math.inf, -1))
    return corridor if metres <= NEAR_CORRIDOR_M else None


def effect_beside(
    network: Network, corridor: int, crossing: BorderCrossing, congestion: Congestion | None
) -> tuple[CorridorEffect, ...]:
    """The corridor's forecast at the moment of crossing, shown beside a ride by timetable."""
    if congestion is None:
        return ()
    free_s = float(network.corridors.free_flow_s[corridor])
    effect = congestion.effect(network, corridor, crossing.time_s, [free_s], applied=False)
    return () if effect is None else (effect,)


def along_line(here: Passing, there: Passing, lat: float, lon: float) -> tuple[float, float]:
    """How far along the line between two points a third lies (0 to 1), and how many metres off."""
    east_m = EARTH_RADIUS_M * math.cos(math.radians(here.lat))
    line = (
        math.radians(there.lat - here.lat) * EARTH_RADIUS_M,
        math.radians(there.lon - here.lon) * east_m,
    )
    point = (
        math.radians(lat - here.lat) * EARTH_RADIUS_M,
        math.radians(lon - here.lon) * east_m,
    )
    squared = line[0] ** 2 + line[1] ** 2
    share = (line[0] * point[0] + line[1] * point[1]) / squared if squared else 0.0
    share = min(1.0, max(0.0, share))
    return share, math.hypot(point[0] - share * line[0], point[1] - share * line[1])


def _country_before(points: Sequence[Passing], index: int) -> str:
    return next(point.country for point in reversed(points[:index]) if point.country)


def _find_share_at_border(
    borders: Borders, here: Passing, there: Passing, countries: frozenset[str]
) -> float | None:
    """How far along the line between two points (0 to 1) it first meets these countries' border."""
    met: list[float] = []
    way = np.array([there.lon - here.lon, there.lat - here.lat])
    for row, sides in enumerate(zip(borders.left, borders.right, strict=True)):
        if countries != set(sides):
            continue
        part = slice(int(borders.start[row]), int(borders.start[row + 1]))
        at = np.stack([borders.lon[part] - here.lon, borders.lat[part] - here.lat])
        side = way[0] * at[1] - way[1] * at[0]
        for first in np.flatnonzero(side[:-1] * side[1:] <= 0.0):
            step = at[:, first + 1] - at[:, first]
            across = way[0] * step[1] - way[1] * step[0]
            if across:
                met.append(float(at[0, first] * step[1] - at[1, first] * step[0]) / float(across))
    return min((share for share in met if 0.0 <= share <= 1.0), default=None)
