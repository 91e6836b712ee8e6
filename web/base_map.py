"""The map's sketch: a world in, a GeoJSON collection of roads, rails and names out.

Nothing is fetched from elsewhere: what is drawn is what the data set knows. Every feature has a
`kind`: side, border, road, rail, locality, crossing, park_and_ride or place. Sides and borders are
estimated from points whose country is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.network import Borders, Sides
from routing.requests import TRANSIT_MODES
from web.rail_lines import rail_segments
from web.state import World

MARGIN_DEG = 0.15
"""How far beyond the territory's box places and rails are drawn."""
_DECIMALS = 5

Feature = dict[str, Any]


def base_map(world: World) -> dict[str, Any]:
    """The whole sketch."""
    features = [
        *_sides(world),
        *_borders(world),
        *_roads(world),
        *_rails(world),
        *_localities(world),
        *_places(world),
        *_territory_points(world),
    ]
    return {"type": "FeatureCollection", "features": features}


def _sides(world: World) -> Iterator[Feature]:
    """The area of each country, as far as the territory knows it."""
    sides = world.network.sides
    for polygon, country in enumerate(sides.country):
        rings = range(int(sides.polygon[polygon]), int(sides.polygon[polygon + 1]))
        outlines = [_way(_points_of(sides, sides.ring_start, ring)) for ring in rings]
        yield _feature("Polygon", outlines, {"kind": "side", "country": country, "estimated": True})


def _borders(world: World) -> Iterator[Feature]:
    """Lines from west to east; the first country lies to the north, on the left."""
    borders = world.network.borders
    for row, countries in enumerate(zip(borders.left, borders.right, strict=True)):
        way = _points_of(borders, borders.start, row)
        yield _line(way, kind="border", countries=list(countries), estimated=True)


def _roads(world: World) -> Iterator[Feature]:
    """One line per stretch: the two directions are drawn as one."""
    roads = world.network.roads
    corridors = list(world.network.corridors.id)
    drawn: set[tuple[int, int]] = set()
    for node in range(len(roads.lat)):
        for link in range(int(roads.link_start[node]), int(roads.link_start[node + 1])):
            other = int(roads.link_to[link])
            pair = (min(node, other), max(node, other))
            if pair in drawn:
                continue
            drawn.add(pair)
            corridor = int(roads.link_corridor[link])
            yield _line(
                [(float(roads.lat[end]), float(roads.lon[end])) for end in (node, other)],
                kind="road",
                road=roads.link_road[link],
                roadClass=roads.link_class[link],
                corridor=corridors[corridor] if corridor >= 0 else None,
            )


def _rails(world: World) -> Iterator[Feature]:
    lat, lon = world.network.places.lat, world.network.places.lon
    for mode, segments in rail_segments(world.network).items():
        for one, other in segments:
            ends = [(float(lat[place]), float(lon[place])) for place in (one, other)]
            if any(is_drawn(world, *end) for end in ends):
                yield _line(ends, kind="rail", mode=mode)


def _localities(world: World) -> Iterator[Feature]:
    table = world.network.localities
    for row in range(len(table.lat)):
        yield _point(
            float(table.lat[row]),
            float(table.lon[row]),
            kind="locality",
            id=table.id[row],
            name=table.name[row],
            country=table.country[row],
            localityKind=table.kind[row],
            population=int(table.population[row]),
        )


def _places(world: World) -> Iterator[Feature]:
    network = world.network
    top = math.log1p(float(network.places.departures.max(initial=0))) or 1.0
    for place in map(int, np.flatnonzero(network.places.departures > 0)):
        lat, lon = float(network.places.lat[place]), float(network.places.lon[place])
        if not is_drawn(world, lat, lon):
            continue
        bits = int(network.places.modes[place])
        yield _point(
            lat,
            lon,
            kind="place",
            id=network.stops.id[int(network.places.primary_stop[place])],
            name=network.places.name[place],
            country=network.places.country[place],
            modes=[mode for bit, mode in enumerate(TRANSIT_MODES) if bits >> bit & 1],
            importance=round(math.log1p(float(network.places.departures[place])) / top, 3),
        )


def _territory_points(world: World) -> Iterator[Feature]:
    if world.territory is None:
        return
    for row in world.territory.crossings.to_dict("records"):
        yield _point(
            row["lat"],
            row["lon"],
            kind="crossing",
            id=row["crossing_id"],
            name=row["name"],
            roadClass=row["class"],
            sides=[row["side_a"], row["side_b"]],
        )
    for row in world.territory.park_and_ride.to_dict("records"):
        capacity = row["capacity"]
        yield _point(
            row["lat"],
            row["lon"],
            kind="park_and_ride",
            id=row["site_id"],
            name=row["name"],
            country=row["country"],
            capacity=None if math.isnan(capacity) else int(capacity),
            price=row["price"],
        )


def is_drawn(world: World, lat: float, lon: float) -> bool:
    """Whether a point lies in the territory or close to it."""
    if world.territory is None:
        return True
    south, west, north, east = world.territory.bbox
    return (
        south - MARGIN_DEG <= lat <= north + MARGIN_DEG
        and west - MARGIN_DEG <= lon <= east + MARGIN_DEG
    )


def _point(lat: float, lon: float, **properties: object) -> Feature:
    return _feature("Point", [round(lon, _DECIMALS), round(lat, _DECIMALS)], properties)


def _line(points: list[tuple[float, float]], **properties: object) -> Feature:
    return _feature("LineString", _way(points), properties)


def _way(points: list[tuple[float, float]]) -> list[list[float]]:
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lat, lon in points]


def _points_of(
    table: Sides | Borders, start: NDArray[np.int32], row: int
) -> list[tuple[float, float]]:
    part = slice(int(start[row]), int(start[row + 1]))
    return list(zip(table.lat[part].tolist(), table.lon[part].tolist(), strict=True))


def _feature(shape: str, coordinates: list[Any], properties: dict[str, object]) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": properties,
    }
