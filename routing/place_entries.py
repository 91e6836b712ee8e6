"""What place search knows: a network in, one Entry per place and locality out.

Localities come first, then places by how much they are used, so that the order of the list is the
order in which equal matches are shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from routing.network import Network
from routing.place_words import canonical, words_of
from routing.requests import TRANSIT_MODES

LOCALITY = "locality:"
"""Prefix of the ids of localities; no scoped stop id begins with it."""
COMMUNE_LEVEL = 8
COMMUNE_REACH_M = 6_000.0

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area around a place; `level` is OpenStreetMap's admin_level."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `words` are its names, canonical, the main one first."""

    kind: str
    id: str
    name: str
    lat: float
    lon: float
    country: str
    zone: str
    importance: float
    words: tuple[Words, ...]
    areas: tuple[Area, ...]
    modes: tuple[str, ...] = ()
    stop_id: str | None = None


def entries_of(network: Network) -> tuple[list[Entry], dict[str, int]]:
    """The entries of a network, and for every stop id the entry of its place."""
    entries = list(_localities(network))
    places = network.places
    by_use = np.argsort(-places.departures.astype(np.int64), kind="stable")
    communes = _communes_of(network)
    top = math.log1p(float(places.departures.max(initial=0))) or 1.0
    stop_entry: dict[str, int] = {}
    for place in map(int, by_use):
        members = [int(stop) for stop in network.members_of(place)]
        for stop in members:
            stop_entry[network.stops.id[stop]] = len(entries)
        use = math.log1p(float(places.departures[place])) / top
        entries.append(_place(network, place, members, communes[place], use))
    return entries, stop_entry


def _place(network: Network, place: int, members: list[int], commune: str, use: float) -> Entry:
    places = network.places
    name = places.name[place]
    names = dict.fromkeys([name, *(network.stops.name[stop] for stop in members)])
    stop_id = network.stops.id[int(places.primary_stop[place])]
    bits = int(places.modes[place])
    return Entry(
        kind="STOP",
        id=stop_id,
        name=name,
        lat=float(places.lat[place]),
        lon=float(places.lon[place]),
        country=places.country[place],
        zone=network.zones[places.zone[place]],
        importance=use,
        words=names_of(names),
        areas=(Area(commune, COMMUNE_LEVEL),) if commune else (),
        modes=tuple(mode for bit, mode in enumerate(TRANSIT_MODES) if bits >> bit & 1),
        stop_id=stop_id,
    )


def _localities(network: Network) -> Iterator[Entry]:
    table = network.localities
    top = math.log1p(float(table.population.max(initial=0))) or 1.0
    zones = zone_by_country(network)
    for index in map(int, np.argsort(-table.population.astype(np.int64), kind="stable")):
        name = table.name[index]
        others = [other for other in table.other_names[index].split("|") if other.strip()]
        yield Entry(
            kind="PLACE",
            id=f"{LOCALITY}{table.id[index]}",
            name=name,
            lat=float(table.lat[index]),
            lon=float(table.lon[index]),
            country=table.country[index],
            zone=zones.get(table.country[index], network.zone),
            importance=math.log1p(max(0.0, float(table.population[index]))) / top,
            words=names_of([name, *others]),
            areas=(Area(name, COMMUNE_LEVEL),),
        )


def names_of(names: dict[str, None] | list[str]) -> tuple[Words, ...]:
    """The canonical words of every name; a name without a letter keeps an empty list."""
    return tuple(dict.fromkeys(canonical(words_of(name)) for name in names))


def zone_by_country(network: Network) -> dict[str, str]:
    """The zone of the first place of each country."""
    zones: dict[str, str] = {}
    for place in range(len(network.places.lat)):
        zones.setdefault(network.places.country[place], network.zones[network.places.zone[place]])
    return zones


def _communes_of(network: Network) -> list[str]:
    """The nearest locality of the same country for every place, "" where none is near."""
    table, places = network.localities, network.places
    if not len(table.lat) or not len(places.lat):
        return [""] * len(places.lat)
    away, nearest = nearest_of(
        unit_vectors_m(places.lat, places.lon), unit_vectors_m(table.lat, table.lon)
    )
    names = list(table.name)
    countries = list(table.country)
    return [
        names[found] if reach <= COMMUNE_REACH_M and countries[found] == country else ""
        for reach, found, country in zip(away, nearest, places.country, strict=True)
    ]


def nearest_of(
    points: NDArray[np.float64], among: NDArray[np.float64]
) -> tuple[list[float], list[int]]:
    """For every point the metres to the nearest of the others, and which it is."""
    from scipy.spatial import cKDTree

    away, found = cKDTree(among).query(points)
    return [float(value) for value in away], [int(value) for value in found]
