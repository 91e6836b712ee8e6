"""stops.txt of the merged feed: stops and their places in, rows and the id of every stop out.

A place of several stops becomes one station with all of them, whoever published them: so readers
of the file see what the merge has found. A rule for a station that was given more platforms is
therefore told for its own platforms (`own_platforms`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.export import csv_text
from feeds.export.csv_text import Table
from feeds.tables import MergedFeed

PLATFORM, STATION, BOARDING_AREA = 0, 1, 4
_EARTH_EDGE = 1e-9

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WrittenStops:
    """The table, the id under which each stop is called at, and what had to be made up.

    Shapes: `call_id` (n_stops,) of texts. `kept[i]`: stop i stands in the table under its own id.
    """

    table: Table
    call_id: NDArray[np.object_]
    kept: NDArray[np.bool_]
    estimated: int
    stations_made: int


@dataclass(frozen=True, slots=True)
class _Places:
    """The parent of every stop (a row, or n + number of a made station), and stations left out."""

    parent: Ints
    dropped: NDArray[np.bool_]
    regrouped: NDArray[np.bool_]
    made: list[int]
    """The place of every station made."""


def write_stops(feed: MergedFeed, zone: str) -> WrittenStops:
    """The rows of stops.txt; a stop's zone is told where it is not `zone`."""
    stops = feed.stops
    n = len(stops)
    kinds = stops["location_type"].to_numpy().astype(np.int64)
    places = _stations_of_places(feed, kinds)
    lat, lon, estimated = _positions(feed)
    called = np.zeros(n, dtype=np.bool_)
    called[feed.stop_times["stop_idx"].to_numpy()] = True
    halts = np.flatnonzero(called & (kinds != PLATFORM))  # a trip may call at platforms only
    rows = np.flatnonzero(~places.dropped)
    of_made = np.array(places.made, dtype=np.int64)
    ids = stops["id"].to_numpy(dtype=object)
    primary = feed.places["primary_stop_idx"].to_numpy()
    made_ids = np.array([f"{ids[primary[p]]}~station" for p in places.made], dtype=object)
    every_id = np.concatenate([ids, made_ids])
    halt_ids = np.array([f"{ids[i]}~halt" for i in halts.tolist()], dtype=object)
    halt_parent = np.where(kinds[halts] == STATION, halts, places.parent[halts])
    halt_parent[places.dropped[halts]] = places.parent[halts][places.dropped[halts]]
    parent = np.concatenate([places.parent[rows], np.full(len(of_made), -1), halt_parent])
    kind = np.concatenate([kinds[rows], np.full(len(of_made), STATION), np.zeros(len(halts))])

    def column(name: str, of_place: str | None = None) -> list[str]:
        own = stops[name].to_numpy(dtype=object)
        by_place = [""] * len(of_made)
        if of_place:
            by_place = feed.places[of_place].to_numpy(dtype=object)[of_made].tolist()
        return [*own[rows].tolist(), *by_place, *own[halts].tolist()]

    place_lat, place_lon = _middles(feed, lat, lon, of_made)
    wheelchair = np.where(places.regrouped, 0, stops["wheelchair"].to_numpy().astype(np.int64))
    zones = ["" if told == zone else told for told in column("zone", "zone")]
    table = {
        "stop_id": csv_text.texts([*ids[rows], *made_ids, *halt_ids]),
        "stop_code": csv_text.texts(column("code")),
        "stop_name": csv_text.texts(column("name", "name")),
        "stop_lat": csv_text.degrees(np.concatenate([lat[rows], place_lat, lat[halts]])),
        "stop_lon": csv_text.degrees(np.concatenate([lon[rows], place_lon, lon[halts]])),
        "location_type": csv_text.numbers(kind.astype(np.int64)),
        "parent_station": csv_text.texts(csv_text.picked(every_id, parent)),
        "stop_timezone": zones,
        "wheelchair_boarding": csv_text.numbers(
            np.concatenate([wheelchair[rows], np.zeros(len(of_made)), wheelchair[halts]]).astype(
                np.int64
            )
        ),
        "platform_code": csv_text.texts(column("platform")),
    }
    call_id = ids.copy()
    call_id[halts] = halt_ids
    return WrittenStops(table, call_id, ~places.dropped, estimated, len(of_made))


def own_platforms(feed: MergedFeed) -> dict[int, list[int]]:
    """The platforms that each station's own feed gives it."""
    kinds = feed.stops["location_type"].to_numpy()
    parent = feed.stops["parent_idx"].to_numpy()
    found: dict[int, list[int]] = {}
    for stop in np.flatnonzero((parent >= 0) & (kinds == PLATFORM)).tolist():
        found.setdefault(int(parent[stop]), []).append(stop)
    return found


def _stations_of_places(feed: MergedFeed, kinds: Ints) -> _Places:
    stops = feed.stops
    parent = stops["parent_idx"].to_numpy().astype(np.int64)
    place = stops["place_idx"].to_numpy()
    dropped = np.zeros(len(stops), dtype=np.bool_)
    regrouped = dropped.copy()
    primary = feed.places["primary_stop_idx"].to_numpy()
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(feed.places) + 1))
    made: list[int] = []
    for number in np.flatnonzero(np.diff(edges) > 1).tolist():
        members = order[edges[number] : edges[number + 1]]
        stations = members[kinds[members] == STATION].tolist()
        rest = members[(kinds[members] != STATION) & (kinds[members] != BOARDING_AREA)]
        if len(stations) == 1 and (parent[rest] == stations[0]).all():
            continue
        if not stations and len(rest) < 2:
            continue
        head = int(primary[number])
        of_head = head if kinds[head] == STATION else int(parent[head])
        if of_head in stations:
            station = of_head
        elif stations:
            station = stations[0]
        else:
            station = len(stops) + len(made)
            made.append(number)
        others = [other for other in stations if other != station]
        dropped[others] = True
        regrouped[stations] = True
        parent[rest] = station
        parent[others] = station  # for a trip that calls at a station that is left out
    return _Places(parent, dropped, regrouped, made)


def _positions(feed: MergedFeed) -> tuple[Floats, Floats, int]:
    """Where stops stand; one whose place is not believed takes its place's or its neighbours'."""
    stops = feed.stops
    lat, lon = (stops[name].to_numpy().astype(np.float64) for name in ("lat", "lon"))
    good = stops["located"].to_numpy().copy()
    lost = np.flatnonzero(~good)
    if not len(lost):
        return lat, lon, 0
    place = stops["place_idx"].to_numpy()
    trip, stop = (feed.stop_times[name].to_numpy() for name in ("trip_idx", "stop_idx"))
    next_to = np.flatnonzero(trip[1:] == trip[:-1])
    pairs = np.concatenate([
        np.stack([stop[next_to], stop[next_to + 1]], axis=1),
        np.stack([stop[next_to + 1], stop[next_to]], axis=1),
    ])  # fmt: skip
    for at in lost.tolist():
        near = np.flatnonzero(good & (place == place[at]))
        if not len(near):
            near = np.unique(pairs[pairs[:, 0] == at, 1])
            near = near[good[near]]
        if len(near):
            lat[at], lon[at] = lat[near].mean(), lon[near].mean()
    return lat, lon, len(lost)


def _middles(feed: MergedFeed, lat: Floats, lon: Floats, places: Ints) -> tuple[Floats, Floats]:
    """Where made stations stand: as their place; where it has no position, as its first stop."""
    place_lat = feed.places["lat"].to_numpy()[places]
    place_lon = feed.places["lon"].to_numpy()[places]
    unknown = (np.abs(place_lat) < _EARTH_EDGE) & (np.abs(place_lon) < _EARTH_EDGE)
    first = feed.places["primary_stop_idx"].to_numpy()[places]
    return np.where(unknown, lat[first], place_lat), np.where(unknown, lon[first], place_lon)
