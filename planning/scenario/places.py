"""Places in scenario files: stops, sites and polygons in, checked ones out.

Nothing in a file says which of two numbers is the latitude, and around here both are valid either
way: 6.1, 49.5 swapped lies off Somalia. So a place there is taken for one that was meant here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, TypeGuard

from pydantic import Field

from core.geo import is_coordinate
from planning.scenario.parts import Breach, Part, View
from planning.scenario.values import MOST_STOPS, Number, Text, Whole, at_most

HERE_LAT, HERE_LON = (41.0, 56.0), (-6.0, 18.0)
"""Where cross-border lines are planned: a place outside that would lie inside with its
coordinates swapped is a mistake."""
MOST_PEOPLE = 100_000_000
"""People or jobs that a scenario may add."""
MOST_POLYGONS = 100
"""Of one modification."""
MOST_POINTS = 2_000
"""Of one polygon."""

People = Annotated[Whole, Field(ge=-MOST_PEOPLE, le=MOST_PEOPLE)]
Point = tuple[Number, Number]
"""Longitude, latitude: the order of GeoJSON, and what R5 does."""
Polygon = Annotated[tuple[Point, ...], Field(min_length=3), at_most(MOST_POINTS)]
Polygons = Annotated[tuple[Polygon, ...], Field(min_length=1), at_most(MOST_POLYGONS)]


class Stop(Part):
    """A stop there is, by its id, or a new one by its coordinates."""

    id: Text | None = None
    lat: Number | None = None
    lon: Number | None = None
    name: Text | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Either an id or a place, and the place on the globe."""
        yield from _id_or_place(view, "id")


class Site(Part):
    """Where people or jobs are added: a zone of the study area, or a point."""

    zone: Text | None = None
    lat: Number | None = None
    lon: Number | None = None
    population: People = 0
    jobs: People = 0

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Either a zone or a place, and the place on the globe."""
        yield from _id_or_place(view, "zone")


Stops = Annotated[tuple[Stop, ...], at_most(MOST_STOPS)]


def polygon_breaches(view: View) -> Iterator[Breach]:
    """Of every polygon the first point that lies nowhere it can have been meant to."""
    for at, polygon in enumerate(view.listed("polygons")):
        for point_at, point in enumerate(polygon if isinstance(polygon, list | tuple) else ()):
            found = _misplaced(point)
            if found:
                code, message = found
                yield Breach(("polygons", at, point_at), code, message)
                break


def _id_or_place(view: View, id_name: str) -> Iterator[Breach]:
    axes = [name for name in ("lat", "lon") if name in view.given]
    if id_name in view.given:
        message = f"cannot stand beside {id_name}; give either {id_name}, or lat and lon"
        yield from (Breach((name,), "one_too_many", message) for name in axes)
    elif not axes:
        yield Breach((id_name,), "missing", f"is missing; give either {id_name}, or lat and lon")
    elif len(axes) == 1:
        other = "lon" if axes == ["lat"] else "lat"
        yield Breach((other,), "missing", f"is missing beside {axes[0]}; give both")
    yield from _off_the_globe(view)


def _off_the_globe(view: View) -> Iterator[Breach]:
    lat, lon = view.values.get("lat"), view.values.get("lon")
    if lat is not None and lon is not None and _look_swapped(lat, lon):
        yield Breach(("lat",), "swapped", _swapped_message(lat, lon))
        return
    for name, value, most in (("lat", lat, 90), ("lon", lon, 180)):
        if value is not None and not -most <= value <= most:
            message = f"{{value}} lies outside -{most}..{most}; give degrees (WGS84)"
            yield Breach((name,), "not_a_coordinate", message, value)


def _misplaced(point: object) -> tuple[str, str] | None:
    """Code and message where a point of a polygon is at fault; no point is others' business."""
    if not _is_pair(point):
        return None
    lon, lat = point
    if _look_swapped(lat, lon):
        return "swapped", _swapped_message(lat, lon)
    if not is_coordinate(lat, lon):
        message = f"[{lon:g}, {lat:g}] lies off the globe; give [longitude, latitude] in degrees"
        return "not_a_coordinate", message
    return None


def _is_pair(point: object) -> TypeGuard[Sequence[float]]:
    if not isinstance(point, list | tuple) or len(point) != 2:
        return False
    return all(isinstance(each, int | float) and not isinstance(each, bool) for each in point)


def _look_swapped(lat: float, lon: float) -> bool:
    if not is_coordinate(lat, lon):
        return is_coordinate(lon, lat)
    return not _is_here(lat, lon) and _is_here(lon, lat)


def _is_here(lat: float, lon: float) -> bool:
    return HERE_LAT[0] <= lat <= HERE_LAT[1] and HERE_LON[0] <= lon <= HERE_LON[1]


def _swapped_message(lat: float, lon: float) -> str:
    return (
        f"latitude {lat:g} and longitude {lon:g} look swapped; "
        f"give latitude {lon:g} and longitude {lat:g}"
    )
