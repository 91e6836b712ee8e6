"""What the map adds to place search: a network with map names in, their entries out.

What the territory or the timetable names already, at the same place, is not named twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from routing.nearby import countries_at
from routing.network import Network
from routing.place_entries import (
    COMMUNE_LEVEL,
    COMMUNE_REACH_M,
    LOCALITY,
    Area,
    Entry,
    Words,
    names_of,
    nearest_of,
    zone_by_country,
)

MAP = "osm:"
"""Prefix of the ids of what the map names, settlements aside; no scoped stop id begins with it."""
SAME_SETTLEMENT_M = 6_000.0
SAME_PLACE_M = 800.0
"""A thing of the map within this of one of the same name that is known already is the same."""


def map_entries(network: Network, known: Sequence[Entry]) -> list[Entry]:
    """The entries of the map's names: settlements first, the more important before the less."""
    table = network.map_names
    kinds, names, areas = list(table.kind), list(table.name), list(table.area)
    others, ids = list(table.other_names), list(table.id)
    countries = countries_at(network, table.lat, table.lon)
    zones = zone_by_country(network)
    communes = _communes(network, known)
    by_words = _by_words(known)
    entries: list[Entry] = []
    for row in _in_order(kinds, np.asarray(table.rank)):
        settlement = kinds[row] == "SETTLEMENT"
        lat, lon = float(table.lat[row]), float(table.lon[row])
        area = names[row] if settlement else areas[row] or communes[row]
        spellings = [names[row], *(other for other in others[row].split("|") if other)]
        if kinds[row] == "ADDRESS" and area:
            spellings.append(f"{names[row]} {area}")
        words = names_of(spellings)
        within_m = SAME_SETTLEMENT_M if settlement else SAME_PLACE_M
        if not words[0] or _is_known(words[0], lat, lon, by_words, within_m, settlement=settlement):
            continue
        entries.append(
            Entry(
                kind="ADDRESS" if kinds[row] == "ADDRESS" else "PLACE",
                id=f"{LOCALITY if settlement else MAP}{ids[row]}",
                name=names[row],
                lat=lat,
                lon=lon,
                country=countries[row],
                zone=zones.get(countries[row], network.zone),
                importance=float(table.rank[row]),
                words=words,
                areas=(Area(area, COMMUNE_LEVEL),) if area else (),
            )
        )
    return entries


def _in_order(kinds: Sequence[str], rank: NDArray[np.float32]) -> list[int]:
    first = np.array([kind != "SETTLEMENT" for kind in kinds], dtype=bool)
    return [int(row) for row in np.lexsort((-rank, first))]


def _by_words(known: Sequence[Entry]) -> dict[Words, list[Entry]]:
    found: dict[Words, list[Entry]] = {}
    for entry in known:
        for words in entry.words:
            found.setdefault(words, []).append(entry)
    return found


def _is_known(
    words: Words,
    lat: float,
    lon: float,
    by_words: dict[Words, list[Entry]],
    within_m: float,
    *,
    settlement: bool,
) -> bool:
    """Whether an entry of that name stands near; a settlement is not known by a stop in it."""
    reach_deg = within_m / 111_195.0
    return any(
        abs(entry.lat - lat) <= reach_deg and abs(entry.lon - lon) <= 1.6 * reach_deg
        for entry in by_words.get(words, ())
        if not (settlement and entry.stop_id is not None)
    )


def _communes(network: Network, known: Sequence[Entry]) -> list[str]:
    """The nearest settlement of every name of the map, "" where none is near."""
    table = network.map_names
    rows = [row for row, kind in enumerate(table.kind) if kind == "SETTLEMENT"]
    localities = [entry for entry in known if entry.stop_id is None]
    names = [table.name[row] for row in rows] + [entry.name for entry in localities]
    if not names or not len(table.lat):
        return [""] * len(table.lat)
    lat = np.concatenate([table.lat[rows], [entry.lat for entry in localities]])
    lon = np.concatenate([table.lon[rows], [entry.lon for entry in localities]])
    away, nearest = nearest_of(unit_vectors_m(table.lat, table.lon), unit_vectors_m(lat, lon))
    return [
        names[found] if reach <= COMMUNE_REACH_M else ""
        for reach, found in zip(away, nearest, strict=True)
    ]
