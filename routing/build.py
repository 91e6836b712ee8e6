"""Building a Network: a MergedFeed and a Territory in, one immutable Network out.

Runs in the build only; nothing here is called while a request is answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.progress import Progress, silent
from core.strings import StringTable
from feeds.osm.tables import StreetTables
from feeds.tables import MergedFeed
from feeds.territory import Territory
from routing.in_seat_build import build_in_seat
from routing.modes import MODE_INDEX, mode_of
from routing.network import (
    Agencies,
    Borders,
    Network,
    ParkAndRide,
    Places,
    Routes,
    Shapes,
    Sides,
    Stops,
    TripAliases,
    Trips,
)
from routing.roads_build import build_roads
from routing.streets import StreetNetwork, no_map_names, no_streets
from routing.streets_build import build_map_names, build_streets, provenance_of
from routing.timetable import Timetable
from routing.timetable_build import build_timetable
from routing.transfers_build import Mode, build_transfers

FORMAT = 5
"""Raised whenever the meaning of an array changes, so that older snapshots are built anew."""


def build_network(
    feed: MergedFeed,
    territory: Territory,
    progress: Progress = silent,
    *,
    transfers: Mode = "walk",
    extract: StreetTables | None = None,
    merge_report: str = "",
) -> Network:
    """The network of these feeds in that territory, and of the streets of an extract.

    `merge_report` goes with the network as it is.

    Errors: DataError when the territory's roads contradict themselves.
    """
    progress("patterns", 0.0)
    zones = tuple(sorted({*feed.stops["zone"], *feed.trips["zone"], territory.zone} - {""}))
    timetable, trip_rows = build_timetable(feed, zones)
    timetable = replace(timetable, in_seat=build_in_seat(feed, timetable, trip_rows))
    served = np.zeros(len(feed.stops), dtype=bool)
    served[timetable.pattern_stop] = True
    streets = _streets(feed, extract, served, progress)
    progress("transfers", 0.5)
    stops = _stops(feed, zones)
    routes = _routes(feed)
    trips = _trips(feed, trip_rows)
    roads, corridors, localities = build_roads(territory)
    sides, borders = _sides(territory)
    progress("places", 0.8)
    network = Network(
        version="",
        territory=territory.id,
        zone=territory.zone,
        zones=zones,
        feeds=(*feed.feeds, *([provenance_of(extract, feed.notices)] if extract else ())),
        stops=stops,
        places=_places(feed, zones, timetable, routes, trips),
        routes=routes,
        agencies=Agencies(*(_texts(feed.agencies, name) for name in ("id", "name", "url"))),
        trips=trips,
        shapes=_shapes(feed),
        timetable=timetable,
        transfers=build_transfers(feed, served, transfers, streets),
        roads=roads,
        corridors=corridors,
        localities=localities,
        sides=sides,
        borders=borders,
        park_and_ride=_park_and_ride(territory),
        trip_aliases=_trip_aliases(feed, trip_rows),
        streets=streets,
        map_names=build_map_names(extract) if extract else no_map_names(),
        merge_report=merge_report,
    )
    return replace(network, version=_content_hash(network))


def _streets(
    feed: MergedFeed,
    extract: StreetTables | None,
    served: NDArray[np.bool_],
    progress: Progress,
) -> StreetNetwork:
    if extract is None:
        return no_streets(len(feed.stops))
    progress("streets", 0.4)
    return build_streets(extract, feed.stops, served, feed.notices)


def _sides(territory: Territory) -> tuple[Sides, Borders]:
    # geopandas takes half a second to import, which is for builds alone to wait
    from routing.sides_build import build_sides

    return build_sides(territory)


def _park_and_ride(territory: Territory) -> ParkAndRide:
    frame = territory.park_and_ride
    return ParkAndRide(
        id=_texts(frame, "site_id"),
        name=_texts(frame, "name"),
        country=_texts(frame, "country"),
        price=_texts(frame, "price"),
        lat=_numbers(frame, "lat", np.float64),
        lon=_numbers(frame, "lon", np.float64),
        capacity=_numbers(frame, "capacity", np.int32),
    )


def _texts(frame: pd.DataFrame, column: str) -> StringTable:
    return StringTable.of(frame[column].tolist())


def _numbers(frame: pd.DataFrame, column: str, dtype: type) -> NDArray[Any]:
    return np.asarray(frame[column].to_numpy().astype(dtype))


def _zone_index(names: Iterable[str], zones: tuple[str, ...]) -> NDArray[np.uint8]:
    index = {name: position for position, name in enumerate(zones)}
    return np.array([index.get(name, 0) for name in names], dtype=np.uint8)


def _stops(feed: MergedFeed, zones: tuple[str, ...]) -> Stops:
    frame = feed.stops
    return Stops(
        id=_texts(frame, "id"),
        name=_texts(frame, "name"),
        platform=_texts(frame, "platform"),
        country=_texts(frame, "country"),
        lat=_numbers(frame, "lat", np.float64),
        lon=_numbers(frame, "lon", np.float64),
        zone=_zone_index(frame["zone"], zones),
        feed=_numbers(frame, "feed", np.int32),
        place=_numbers(frame, "place_idx", np.int32),
        parent=_numbers(frame, "parent_idx", np.int32),
        kind=_numbers(frame, "location_type", np.uint8),
        wheelchair=_numbers(frame, "wheelchair", np.uint8),
    )


def _routes(feed: MergedFeed) -> Routes:
    frame = feed.routes
    kinds = _numbers(frame, "type", np.int32)
    return Routes(
        id=_texts(frame, "id"),
        short_name=_texts(frame, "short_name"),
        long_name=_texts(frame, "long_name"),
        color=_texts(frame, "color"),
        text_color=_texts(frame, "text_color"),
        type=kinds,
        mode=np.array([MODE_INDEX[mode_of(int(kind))] for kind in kinds], dtype=np.uint8),
        agency=_numbers(frame, "agency_idx", np.int32),
        feed=_numbers(frame, "feed", np.int32),
    )


def _trips(feed: MergedFeed, rows: NDArray[np.int32]) -> Trips:
    frame = feed.trips.iloc[rows]
    return Trips(
        id=_texts(frame, "id"),
        headsign=_texts(frame, "headsign"),
        short_name=_texts(frame, "short_name"),
        route=_numbers(frame, "route_idx", np.int32),
        direction=_numbers(frame, "direction", np.int8),
        wheelchair=_numbers(frame, "wheelchair", np.uint8),
        bikes=_numbers(frame, "bikes", np.uint8),
        shape=_numbers(frame, "shape_idx", np.int32),
    )


def _trip_aliases(feed: MergedFeed, rows: NDArray[np.int32]) -> TripAliases:
    """Ids of trips that were left out because another feed has them too."""
    trip_of_row = np.full(len(feed.trips), -1, dtype=np.int32)
    trip_of_row[rows] = np.arange(len(rows), dtype=np.int32)
    kept = trip_of_row[feed.trip_crosswalk["kept_trip_idx"].to_numpy().astype(np.int64)]
    known = feed.trip_crosswalk[kept >= 0]
    return TripAliases(_texts(known, "id"), kept[kept >= 0])


def _shapes(feed: MergedFeed) -> Shapes:
    frame = feed.shapes
    index = _numbers(frame, "shape_idx", np.int64)
    count = int(index.max()) + 1 if len(index) else 0
    start = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(index, minlength=count), out=start[1:])
    return Shapes(start, _numbers(frame, "lat", np.float64), _numbers(frame, "lon", np.float64))


def _places(
    feed: MergedFeed, zones: tuple[str, ...], timetable: Timetable, routes: Routes, trips: Trips
) -> Places:
    frame = feed.places
    place_of_stop = _numbers(feed.stops, "place_idx", np.int64)
    member = np.argsort(place_of_stop, kind="stable").astype(np.int32)
    start = np.searchsorted(place_of_stop[member], np.arange(len(frame) + 1)).astype(np.int32)
    departures, modes = _service_of_places(len(frame), place_of_stop, timetable, routes, trips)
    return Places(
        name=_texts(frame, "name"),
        country=_texts(frame, "country"),
        lat=_numbers(frame, "lat", np.float64),
        lon=_numbers(frame, "lon", np.float64),
        zone=_zone_index(frame["zone"], zones),
        primary_stop=_numbers(frame, "primary_stop_idx", np.int32),
        member_start=start,
        member=member,
        departures=departures,
        modes=modes,
    )


def _service_of_places(
    n: int,
    place_of_stop: NDArray[np.int64],
    timetable: Timetable,
    routes: Routes,
    trips: Trips,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Calls on a mean day, and the modes that call, for every place."""
    share = timetable.service_runs.mean(axis=1) if timetable.service_runs.size else np.zeros(0)
    runs = np.bincount(
        timetable.trip_pattern,
        weights=share[timetable.trip_service],
        minlength=timetable.n_patterns,
    )
    place = place_of_stop[timetable.pattern_stop]
    lengths = np.diff(timetable.pattern_start)
    departures = np.bincount(place, weights=np.repeat(runs, lengths), minlength=n)
    bit = np.left_shift(1, routes.mode[trips.route].astype(np.int64))
    pattern_modes = np.zeros(timetable.n_patterns, dtype=np.int64)
    np.bitwise_or.at(pattern_modes, timetable.trip_pattern, bit)
    modes = np.zeros(n, dtype=np.int64)
    np.bitwise_or.at(modes, place, np.repeat(pattern_modes, lengths))
    return np.ceil(departures).astype(np.int32), modes.astype(np.int32)


def _content_hash(network: Network) -> str:
    """A hash of every array and text of the network: its version."""
    digest = hashlib.sha256(f"{FORMAT}".encode())

    def take(value: object) -> None:
        if isinstance(value, np.ndarray):
            digest.update(f"{value.dtype}{value.shape}".encode())
            digest.update(np.ascontiguousarray(value).data)
        elif is_dataclass(value):
            for item in fields(value):
                take(getattr(value, item.name))
        elif isinstance(value, tuple):
            for part in value:
                take(part)
        else:
            digest.update(repr(value).encode())

    take(network)
    return digest.hexdigest()[:20]
