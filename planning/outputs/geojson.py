"""A simulation for maps: a simulation in, a GeoJSON FeatureCollection out (RFC 7946).

Features are of three kinds: the stops of new lines, their segments with riders, and the zones with
what changes for those who live there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planning.outputs.result_json import camel, safe
from planning.outputs.summary import commune_of_each_zone, verdict
from planning.outputs.values import clock, color_of, finite, share_of
from planning.results import LineFigures, Segment, Simulation, Winner

_COLOR = "#0b5d66"
Feature = dict[str, Any]
Point = tuple[float, float]


def lines_geojson(simulation: Simulation) -> dict[str, Any]:
    """The lines with their stops and segments, and every zone."""
    features = [feature for line in simulation.lines for feature in _line(line)]
    features += _zones(simulation)
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, geometry: str, coordinates: Any, **properties: Any) -> Feature:  # noqa: ANN401
    """A feature; without a place where its coordinates are not known."""
    place = {"type": geometry, "coordinates": coordinates} if coordinates else None
    named = {camel(name): safe(value) for name, value in properties.items()}
    return {"type": "Feature", "geometry": place, "properties": {"kind": kind, **named}}


def _line(line: LineFigures) -> Iterator[Feature]:
    color = color_of(line.color, _COLOR)
    for at, (name, lat, lon, country) in enumerate(line.stops):
        yield _feature(
            "stop", "Point", _point(lon, lat),
            line=line.name, route_id=line.route_id, name=name, country=country, position=at + 1,
        )  # fmt: skip
    points = {name: (lon, lat) for name, lat, lon, _ in line.stops}
    for (direction, start, end), runs in _by_segment(line).items():
        fullest = max(runs, key=lambda each: share_of(each.riders, each.places) or 0.0)
        yield _feature(
            "segment", "LineString", _way(points, start, end),
            line=line.name, route_id=line.route_id, color=color, direction=direction,
            from_stop=start, to_stop=end,
            riders_day=sum(each.riders for each in runs),
            riders=fullest.riders, seats=fullest.seats, places=fullest.places,
            share=share_of(fullest.riders, fullest.places), from_time=clock(fullest.from_s),
        )  # fmt: skip
    if not line.segments:
        for (start, *_), (end, *_) in zip(line.stops, line.stops[1:], strict=False):
            yield _feature(
                "segment", "LineString", _way(points, start, end),
                line=line.name, route_id=line.route_id, color=color, direction=0,
                from_stop=start, to_stop=end, riders_day=None, riders=None, share=None,
            )  # fmt: skip


def _by_segment(line: LineFigures) -> dict[tuple[int, str, str], list[Segment]]:
    """The quarters of each segment, segments in the order in which they are first told."""
    found: dict[tuple[int, str, str], list[Segment]] = {}
    for each in line.segments:
        found.setdefault((each.direction, each.from_stop, each.to_stop), []).append(each)
    return found


def _way(points: dict[str, Point], start: str, end: str) -> list[list[float]] | None:
    if start not in points or end not in points:
        return None
    ends = [_point(*points[start]), _point(*points[end])]
    return [each for each in ends if each] if all(ends) else None


def _point(lon: float, lat: float) -> list[float] | None:
    if finite(lon) is None or finite(lat) is None:
        return None
    return [round(float(lon), 6), round(float(lat), 6)]


def _zones(simulation: Simulation) -> Iterator[Feature]:
    zones = simulation.zones
    access = {row.zone: row for row in simulation.access.rows}
    for at, winner in enumerate(commune_of_each_zone(simulation)):
        row = access.get(at)
        jobs = {
            f"jobs_{cutoff}_min_{when}": value
            for cutoff, change in (row.jobs.items() if row else ())
            for when, value in (("before", change.before), ("after", change.after))
        }
        yield _feature(
            "zone", "Point", _point(zones.lon[at], zones.lat[at]),
            id=zones.id[at], name=zones.name[at], country=zones.country[at],
            population=zones.population[at], jobs=zones.jobs[at], **jobs, **_fares(winner),
        )  # fmt: skip


def _fares(winner: Winner | None) -> dict[str, Any]:
    return {
        "commuters": winner.commuters if winner else None,
        "minutes_gained": winner.mean_min if winner else None,
        "gaining": winner.gaining if winner else None,
        "losing": winner.losing if winner else None,
        "verdict": verdict(winner),
    }
