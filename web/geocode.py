"""Place search of the API: a text or a point in, a list of matches out."""

from __future__ import annotations

from typing import Any

from routing.moving import Box
from routing.place_entries import COMMUNE_LEVEL
from routing.places import PlaceMatch
from web.map_box import box_of, point_of
from web.modes import transit_modes_of
from web.params import Params
from web.settings import Settings
from web.state import World

KINDS = ("ADDRESS", "PLACE", "STOP")
DEFAULT_SUGGESTIONS = 10
DEFAULT_NEAREST = 5
_COUNTRY_LEVEL = 2
_REGION_LEVEL = 4


def geocode(params: Params, world: World, settings: Settings) -> list[dict[str, Any]]:
    """Places whose names fit a text.

    Errors: RequestError naming every field that is at fault.
    """
    text = params.required("text")
    limit = _limit(params, settings, DEFAULT_SUGGESTIONS)
    near = point_of(params, "place")
    box = box_of(params)
    kinds = _kinds(params)
    modes = _modes(params)
    language = next(iter(params.list_of("language") or ()), "")
    params.finish()
    if limit == 0:
        return []
    found = world.places.search(
        text, limit=settings.max_suggestions if box else limit, near=near, kinds=kinds, modes=modes
    )
    inside = [match for match in found if box is None or _is_in(match, box)]
    return [render_match(match, world, language) for match in inside[:limit]]


def reverse_geocode(params: Params, world: World, settings: Settings) -> list[dict[str, Any]]:
    """Places around a point, nearest first.

    Errors: RequestError naming every field that is at fault.
    """
    params.required("place")
    point = point_of(params, "place")
    limit = _limit(params, settings, DEFAULT_NEAREST)
    kinds = _kinds(params)
    language = next(iter(params.list_of("language") or ()), "")
    params.finish()
    if point is None or limit == 0:
        return []
    found = world.places.nearest(*point, limit=limit, kinds=kinds)
    return [render_match(match, world, language) for match in found]


def render_match(match: PlaceMatch, world: World, language: str) -> dict[str, Any]:
    """A match in the API's form."""
    shown: dict[str, Any] = {
        "type": match.kind,
        "id": match.id,
        "name": match.name,
        "lat": match.lat,
        "lon": match.lon,
        "tokens": [],
        "areas": _areas(match, world, language),
        "score": round(match.score, 4),
        "importance": round(match.importance, 4),
        "tz": match.zone,
    }
    if match.country:
        shown["country"] = match.country
    if match.kind == "STOP":
        shown["modes"] = list(match.modes)
    return shown


def _areas(match: PlaceMatch, world: World, language: str) -> list[dict[str, Any]]:
    """Country, region and commune, as far as they are known; clients read levels 2, 4 and 8."""
    named: list[tuple[str, int]] = []
    territory = world.territory
    if territory is not None and match.country:
        sides = {side.country: side.name for side in territory.sides}
        named.append((sides.get(match.country, match.country), _COUNTRY_LEVEL))
        if match.country in sides:
            names = territory.names
            region = names.get(language.split("-", maxsplit=1)[0]) or next(iter(names.values()), "")
            named.append((region, _REGION_LEVEL))
    elif match.country:
        named.append((match.country, _COUNTRY_LEVEL))
    named += [(area.name, area.level) for area in match.areas]
    if not match.areas:
        named.append((match.name.split(",")[0].strip(), COMMUNE_LEVEL))
    return [
        {"name": name, "adminLevel": level, "matched": False, "default": index == len(named) - 1}
        for index, (name, level) in enumerate(named)
        if name
    ]


def _limit(params: Params, settings: Settings, default: int) -> int:
    return params.whole("numResults", default, most=settings.max_suggestions)


def _kinds(params: Params) -> tuple[str, ...]:
    kinds = params.list_of("type") or ()
    for kind in kinds:
        if kind not in KINDS:
            params.fault("type", f"{kind!r} is none of {', '.join(KINDS)}")
    return kinds


def _modes(params: Params) -> frozenset[str]:
    modes, unknown = transit_modes_of(params.list_of("mode") or ())
    for name in unknown:
        params.fault("mode", f"{name!r} is no mode", "unknown_mode")
    return modes or frozenset()


def _is_in(match: PlaceMatch, box: Box) -> bool:
    south, west, north, east = box
    return south <= match.lat <= north and west <= match.lon <= east
