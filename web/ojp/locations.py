"""OJPLocationInformationRequest: a name, a point, an area or a reference in, PlaceResults out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core.geo import distance_m
from routing.place_entries import LOCALITY
from routing.places import PlaceMatch
from web.ojp.faults import OjpError
from web.ojp.modes import wanted_modes
from web.ojp.places import match_of, put_match
from web.ojp.read import children, decimal_of, find, flag_of, number_of, point_of, text_of
from web.ojp.write import put
from web.settings import Settings
from web.state import World

_DEFAULT_RESULTS = 10
_KINDS = {
    "stop": "STOP",
    "address": "ADDRESS",
    "poi": "PLACE",
    "topographicPlace": "PLACE",
    "location": "",
    "coord": "",
}
_MOST_AREA_M = 200_000.0


@dataclass(frozen=True, slots=True)
class _Restrictions:
    types: frozenset[str]
    kinds: tuple[str, ...]
    count: int
    modes: frozenset[str] | None
    with_modes: bool
    box: tuple[float, float, float, float] | None
    """south, west, north, east"""
    circle: tuple[float, float, float] | None
    """latitude, longitude, metres"""


def locations(delivery: Element, asked: Element, world: World, settings: Settings,
              language: str) -> None:  # fmt: skip
    """Fills a delivery with the places that fit. Errors: OjpError where there is none."""
    wish = _restrictions(asked, settings)
    found = [match for match in _found(asked, world, wish, settings) if _fits(match, wish)]
    if not found:
        raise OjpError("LOCATION_NORESULTS", "no place fits")
    for match in found[: wish.count]:
        result = put(delivery, "PlaceResult")
        put_match(result, match, language, modes=wish.with_modes)
        put(result, "Complete", value=True)
        put(result, "Probability", f"{min(max(match.score, 0.0), 1.0):.4f}")


def _restrictions(asked: Element, settings: Settings) -> _Restrictions:
    given = find(asked, "Restrictions")
    types = frozenset((each.text or "").strip() for each in children(given, "Type"))
    for name in types:
        if name not in _KINDS:
            raise OjpError("LOCATION_UNSUPPORTEDTYPE", f"{name!r} is no type of places")
    count = number_of(given, "NumberOfResults", _DEFAULT_RESULTS, settings.max_suggestions)
    area = find(asked, "InitialInput", "GeoRestriction")
    return _Restrictions(
        types=types,
        kinds=tuple(sorted({_KINDS[name] for name in types} - {""})),
        count=max(count, 1),
        modes=wanted_modes(children(given, "Modes")),
        with_modes=flag_of(given, "IncludePtModes", default=True),
        box=_box(find(area, "Rectangle")),
        circle=_circle(find(area, "Circle")),
    )


def _box(rectangle: Element | None) -> tuple[float, float, float, float] | None:
    if rectangle is None:
        return None
    upper, lower = point_of(rectangle, "UpperLeft"), point_of(rectangle, "LowerRight")
    if upper is None or lower is None or lower[0] > upper[0]:
        raise OjpError("LOCATION_UNSUPPORTEDCOMBINATION", "the Rectangle has no two corners")
    return lower[0], upper[1], upper[0], lower[1]


def _circle(circle: Element | None) -> tuple[float, float, float] | None:
    if circle is None:
        return None
    center = point_of(circle, "Center")
    radius_m = decimal_of(circle, "Radius", -1.0)
    if center is None or radius_m < 0:
        raise OjpError("LOCATION_UNSUPPORTEDCOMBINATION", "the Circle has no Center and Radius")
    return *center, min(radius_m, _MOST_AREA_M)


def _found(
    asked: Element, world: World, wish: _Restrictions, settings: Settings
) -> list[PlaceMatch]:
    ref = find(asked, "PlaceRef")
    if ref is not None:
        return _referred(ref, world, wish)
    given = find(asked, "InitialInput")
    name = text_of(given, "Name") or text_of(given, "LocationName")
    near = point_of(given, "GeoPosition")
    narrows = wish.box is not None or wish.circle is not None
    most = settings.max_map_stops if narrows else 2 * settings.max_suggestions
    if name:
        modes = wish.modes or frozenset()
        return world.places.search(name, limit=most, near=near, kinds=wish.kinds, modes=modes)
    middle = near or _middle(wish)
    if middle is None:
        says = "there is neither a Name nor a GeoPosition nor a GeoRestriction"
        raise OjpError("LOCATION_UNSUPPORTEDCOMBINATION", says)
    return world.places.nearest(*middle, limit=most, kinds=wish.kinds)


def _referred(ref: Element, world: World, wish: _Restrictions) -> list[PlaceMatch]:
    point = point_of(ref, "GeoPosition")
    if point is not None:
        return world.places.nearest(*point, limit=wish.count, kinds=wish.kinds)
    match = match_of(ref, world)
    return [] if match is None else [match]


def _middle(wish: _Restrictions) -> tuple[float, float] | None:
    if wish.circle is not None:
        return wish.circle[:2]
    if wish.box is not None:
        south, west, north, east = wish.box
        return (south + north) / 2, (west + east) / 2
    return None


def _fits(match: PlaceMatch, wish: _Restrictions) -> bool:
    is_settlement = match.id.startswith(LOCALITY)
    own_type = "topographicPlace" if is_settlement else "poi"
    if match.kind == "PLACE" and wish.types and own_type not in wish.types:
        return False
    if wish.modes is not None and match.kind == "STOP" and not wish.modes & set(match.modes):
        return False
    if wish.box is not None:
        south, west, north, east = wish.box
        if not (south <= match.lat <= north and west <= match.lon <= east):
            return False
    if wish.circle is None:
        return True
    lat, lon, radius_m = wish.circle
    away_m = distance_m(lat, lon, match.lat, match.lon)
    return math.isfinite(away_m) and away_m <= radius_m
