"""Names of the map: tagged things of an extract in, a bounded list of what can be searched out.

Settlements, stations and public buildings are PLACEs, streets and house numbers are ADDRESSes.
The pieces of one street, which are many ways of OSM, fall together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from feeds.osm.tables import MapName, Site
from feeds.osm.text import clean

MOST_PLACES = 20_000
MOST_STREETS = 60_000
MOST_ADDRESSES = 60_000
MOST_POIS = 20_000
"""How many names of each sort are kept; what is more important stays."""
SAME_STREET_DEG = 0.02
"""Pieces of one name within about two kilometres are one street."""

_SETTLEMENTS = {
    "city": 1.0, "town": 0.8, "borough": 0.65, "suburb": 0.6, "village": 0.55, "quarter": 0.5,
    "neighbourhood": 0.4, "hamlet": 0.35, "locality": 0.2, "isolated_dwelling": 0.15,
}  # fmt: skip
_POIS = {
    "amenity": {
        "hospital": 0.5, "university": 0.5, "townhall": 0.45, "college": 0.35, "school": 0.3,
        "library": 0.3, "theatre": 0.35, "cinema": 0.3, "clinic": 0.3, "courthouse": 0.3,
        "marketplace": 0.3, "police": 0.25, "post_office": 0.25, "arts_centre": 0.3,
        "place_of_worship": 0.25, "bus_station": 0.45,
    },
    "railway": {"station": 0.6, "halt": 0.45},
    "aeroway": {"aerodrome": 0.6, "terminal": 0.5},
    "tourism": {"museum": 0.4, "attraction": 0.35, "zoo": 0.4},
    "leisure": {"stadium": 0.4, "sports_centre": 0.3, "park": 0.3},
    "shop": {"mall": 0.4},
}  # fmt: skip
_SITE_RANK, _STREET_RANK, _NUMBER_RANK = 0.45, 0.12, 0.05
_OTHER = (
    "name:fr", "name:de", "name:lb", "name:en", "name:pt", "name:nl", "name:it", "alt_name",
    "official_name", "short_name", "loc_name", "old_name",
)  # fmt: skip

TAGS = ("place", "addr:housenumber", *_POIS)
"""Whatever carries none of these keys, and is no street, has no name to be searched."""


@dataclass(slots=True)
class NameBook:
    """Names gathered while an extract is read; the one mutable thing here."""

    found: dict[str, list[MapName]] = field(
        default_factory=lambda: {"place": [], "poi": [], "address": []}
    )
    streets: dict[str, list[MapName]] = field(default_factory=dict)

    def add(self, osm_id: str, tags: Mapping[str, str], lat: float, lon: float) -> None:
        """Notes whatever names a node or an outline bears."""
        name = clean(tags.get("name", ""))
        rank = _SETTLEMENTS.get(tags.get("place", ""))
        sort, kind = "place", "SETTLEMENT"
        if rank is None:
            sort, kind = "poi", "PLACE"
            rank = next((kinds[tags[key]] for key, kinds in _POIS.items()
                         if tags.get(key) in kinds), None)  # fmt: skip
        if name and rank is not None:
            rank = min(1.0, rank + 0.02 * _people(tags))
            self.found[sort].append(MapName(kind, osm_id, name, other_names(tags), lat, lon, rank))
        street = clean(tags.get("addr:street", "") or tags.get("addr:place", ""))
        number = clean(tags.get("addr:housenumber", ""))
        if street and number and len(number) <= 12:
            area = clean(tags.get("addr:city", ""))
            self.found["address"].append(
                MapName("ADDRESS", osm_id, f"{street} {number}", (), lat, lon, _NUMBER_RANK, area)
            )

    def add_site(self, site: Site) -> None:
        """Notes a park-and-ride site, which people look for by name."""
        if site.name:
            self.found["poi"].append(
                MapName("PLACE", site.id, site.name, (), site.lat, site.lon, _SITE_RANK)
            )

    def add_street(self, osm_id: str, tags: Mapping[str, str], lat: float, lon: float) -> None:
        """Notes a piece of a street."""
        name = clean(tags.get("name", ""))
        if not name:
            return
        known = self.streets.setdefault(name.casefold(), [])
        shrink = math.cos(math.radians(lat))
        for piece in known:
            if math.hypot(piece.lat - lat, (piece.lon - lon) * shrink) <= SAME_STREET_DEG:
                return
        known.append(MapName("ADDRESS", osm_id, name, other_names(tags), lat, lon, _STREET_RANK))

    def bounded(self) -> tuple[tuple[MapName, ...], dict[str, int]]:
        """The names that are kept, and how many of each sort were left out."""
        streets = [piece for pieces in self.streets.values() for piece in pieces]
        sorts = (
            ("places", self.found["place"], MOST_PLACES),
            ("points of interest", self.found["poi"], MOST_POIS),
            ("streets", streets, MOST_STREETS),
            ("addresses", self.found["address"], MOST_ADDRESSES),
        )
        kept: list[MapName] = []
        left_out: dict[str, int] = {}
        for sort, names, most in sorts:
            different = _without_doubles(names)
            different.sort(key=lambda name: -name.rank)
            kept += different[:most]
            if len(different) > most:
                left_out[sort] = len(different) - most
        return tuple(kept), left_out


def other_names(tags: Mapping[str, str]) -> tuple[str, ...]:
    """The names in other languages and spellings."""
    return tuple(dict.fromkeys(_spellings(tags)))


def _spellings(tags: Mapping[str, str]) -> Iterator[str]:
    main = clean(tags.get("name", ""))
    for key in _OTHER:
        for part in tags.get(key, "").split(";"):
            spelling = clean(part)
            if spelling and spelling != main:
                yield spelling


def _people(tags: Mapping[str, str]) -> float:
    """The logarithm of the number of inhabitants, 0 where it is not told."""
    text = tags.get("population", "").replace(" ", "")
    return math.log10(int(text) + 1) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0


def _without_doubles(names: Iterable[MapName]) -> list[MapName]:
    """A thing that stands in the map as point and as outline is kept once."""
    kept: dict[tuple[str, float, float], MapName] = {}
    for name in names:
        kept.setdefault((name.name.casefold(), round(name.lat, 2), round(name.lon, 2)), name)
    return list(kept.values())
