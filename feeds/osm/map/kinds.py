"""What the map shows: the tags of a thing in, its layer, its class and the zoom it starts at out.

A class is what the style draws alike. Zooms are those of tiles of 512 pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from feeds.osm.text import clean

LANGUAGES = ("fr", "de", "lb", "en", "pt")
"""The pages' languages: a name in one of them is kept where it is not the local one."""
FIRST_ZOOM, LAST_ZOOM = 6, 14

_ROADS = {
    "motorway": ("motorway", 6), "motorway_link": ("motorway", 10), "trunk": ("trunk", 6),
    "trunk_link": ("trunk", 10), "primary": ("primary", 8), "primary_link": ("primary", 12),
    "secondary": ("secondary", 10), "secondary_link": ("secondary", 12),
    "tertiary": ("tertiary", 10), "tertiary_link": ("tertiary", 12), "unclassified": ("minor", 12),
    "residential": ("minor", 12), "living_street": ("minor", 12), "road": ("minor", 13),
    "busway": ("minor", 13), "service": ("service", 14), "pedestrian": ("path", 13),
    "cycleway": ("path", 13), "footway": ("path", 14), "path": ("path", 14),
    "track": ("path", 14), "steps": ("path", 14), "bridleway": ("path", 14),
}  # fmt: skip
_RAILS = {
    "rail": ("rail", 8), "narrow_gauge": ("rail", 10), "light_rail": ("tram", 12),
    "subway": ("tram", 12), "tram": ("tram", 12), "funicular": ("tram", 12),
}  # fmt: skip
_WATERWAYS = {"river": ("river", 8), "canal": ("river", 10), "stream": ("stream", 13)}
_PLACES = {
    "city": ("city", 6), "town": ("town", 8), "village": ("village", 10), "borough": ("suburb", 12),
    "suburb": ("suburb", 12), "hamlet": ("hamlet", 12), "quarter": ("quarter", 13),
    "neighbourhood": ("quarter", 14),
}  # fmt: skip
_STATIONS = {"station": ("station", 10), "halt": ("halt", 12)}
_LAND = {
    ("natural", "wood"): "wood", ("landuse", "forest"): "wood", ("leisure", "park"): "green",
    ("leisure", "garden"): "green", ("landuse", "cemetery"): "green",
    ("landuse", "recreation_ground"): "green", ("leisure", "golf_course"): "green",
    ("landuse", "residential"): "built", ("landuse", "commercial"): "built",
    ("landuse", "retail"): "built", ("landuse", "industrial"): "work",
    ("landuse", "railway"): "work", ("landuse", "port"): "work",
}  # fmt: skip
_WATER = {
    ("natural", "water"), ("waterway", "riverbank"), ("waterway", "dock"), ("landuse", "basin"),
    ("landuse", "reservoir"),
}  # fmt: skip
LEVELS = {"2": 6, "4": 8, "6": 10, "8": 12}
"""The administrative levels that are drawn, each with the zoom it starts at."""

NODE_KEYS = ("place", "railway")
AREA_KEYS = ("natural", "landuse", "leisure", "waterway")
_UNSEEN = ("abandoned", "disused", "razed", "proposed", "construction")


class Kind(NamedTuple):
    """Where a thing is drawn: its layer, its class and the zoom at which it appears."""

    layer: str
    sort: str
    zoom: int


def kinds_of_way(tags: Mapping[str, str]) -> Iterator[Kind]:
    """What a way is as a line: a tram may run in a street."""
    for key, layer, known in (
        ("highway", "roads", _ROADS),
        ("railway", "rails", _RAILS),
        ("waterway", "waterways", _WATERWAYS),
    ):
        found = known.get(tags.get(key, ""))
        if found is None or tags.get("area") == "yes":
            continue
        sort, zoom = found
        if key == "railway" and tags.get("service") is not None:
            sort, zoom = "siding", LAST_ZOOM
        yield Kind(layer, sort, zoom)


def find_kind_of_node(tags: Mapping[str, str]) -> Kind | None:
    """What a point is: a settlement, a station; None for anything without a name."""
    if not tags.get("name"):
        return None
    for key, layer, known in (("place", "places", _PLACES), ("railway", "stations", _STATIONS)):
        found = known.get(tags.get(key, ""))
        if found is not None and not any(key in tags for key in _UNSEEN):
            return Kind(layer, *found)
    return None


def find_kind_of_area(tags: Mapping[str, str]) -> Kind | None:
    """What an area is; the zoom it appears at depends on its size, and is set from that."""
    for pair in _WATER:
        if tags.get(pair[0]) == pair[1]:
            return Kind("water", "water", FIRST_ZOOM)
    for (key, value), sort in _LAND.items():
        if tags.get(key) == value:
            return Kind("land", sort, FIRST_ZOOM)
    return None


def names_of(tags: Mapping[str, str]) -> dict[str, str]:
    """`name`, and `name:xx` for each language of the pages in which it is another one."""
    name = clean(tags.get("name", ""))
    found = {"name": name} if name else {}
    for language in LANGUAGES:
        other = clean(tags.get(f"name:{language}", ""))
        if other and other != name:
            found[f"name:{language}"] = other
    return found
