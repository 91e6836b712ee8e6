"""The same queries on ferrobus 0.2.1: a network and stop pairs in, its milliseconds out.

ferrobus is no requirement of Navette; who wants to compare installs it beside it with
`pip install ferrobus==0.2.1`. It gets the timetable that our own searches use (the trips of the one
service date, after the strict door), the ways on foot of our network with the same seconds, and the
stops as points that are made before the clock starts. One thread, the Python call included.

The criteria of its figures:

    earliest_arrival  find_route: one criterion, the arrival of the fastest journey that leaves at
                      the moment asked for, at most 8 rides. As ours it may walk before the first
                      ride and after the last, or all the way.
    pareto_window     pareto_range_multimodal_routing: for every departure at the very origin in the
                      window the earliest arrival alone, with its number of rides. That is less than
                      our set: no journey that arrives later with fewer transfers, and none that
                      walks to another stop before its first ride, unless something leaves at the
                      origin when it would.

It has no search for arrival x transfers at one departure, so there is no pareto_departure.

Its answers are no oracle. It takes no time to change at one stop (min_transfer_time from a stop to
itself is not read), it walks several ways in a row, it boards only after the vehicle it came by has
left, it takes trips of one pattern never to overtake each other, it does not read pickup_type and
drop_off_type, and find_route gives up early: find_routes_one_to_many and detailed_journey find
earlier arrivals for the same query. Over a window it also gives arrivals that none of its other
searches confirms, and journeys whose first ride leaves after the window. Trips of the day before
and the day after are not in its model.

It wants streets as an .osm.pbf file and snaps every stop to the largest connected part of them. But
transfers.txt has the last word over streets, and our ways on foot stand there. So the extract has a
node for every stop and joins them all by footways to a pole, too long for anybody to walk.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from benchmarks.osm_pbf import Node, from_units, to_units, write_footways
from benchmarks.timing import Timing, time_each
from core.clock import day_number, format_gtfs_time
from core.errors import DataError, EnvironmentFault
from routing.network import Network

VERSION = "0.2.1"
MOST_RIDES = 8
"""Seven transfers; what ferrobus calls max_transfers counts rides."""

_APART_UNITS = 200
"""Stops at one point are moved apart by about two metres, or they would be one stop."""
_AROUND_THE_WORLD = ((90.0, 0.0), (-90.0, -180.0), (-90.0, 180.0))
_WALK_TO_STREETS_S = 1
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Rival(NamedTuple):
    """ferrobus with its model, and its point for every stop that is asked for."""

    ferrobus: ModuleType
    model: Any
    points: dict[int, Any]


def measure_ferrobus(
    network: Network, queries: Sequence[tuple[int, int]], args: argparse.Namespace
) -> dict[str, Timing]:
    """p50, p95 and maximum of what ferrobus can do of our three searches.

    Errors: EnvironmentFault where it is not installed, or in another version.
    """
    rival = prepare(network, {stop for query in queries for stop in query}, args)
    searches = {
        "earliest_arrival": earliest_arrival(rival, args),
        "pareto_window": pareto_window(rival, args),
    }
    return {name: time_each(search, queries, args.repeat) for name, search in searches.items()}


def earliest_arrival(
    rival: Rival, args: argparse.Namespace
) -> Callable[[tuple[int, int]], dict[str, Any] | None]:
    """A search for the fastest journey of a query that leaves at the moment asked for."""
    ferrobus, model, points = rival
    departure_s = _departure_s(args)

    def search(query: tuple[int, int]) -> dict[str, Any] | None:
        begin, end = points[query[0]], points[query[1]]
        found: dict[str, Any] | None = ferrobus.find_route(
            model, begin, end, departure_s, MOST_RIDES
        )
        return found

    return search


def pareto_window(rival: Rival, args: argparse.Namespace) -> Callable[[tuple[int, int]], Any]:
    """A search for the journeys of a query over the window."""
    ferrobus, model, points = rival
    begin_s = _departure_s(args)
    window = (begin_s, begin_s + args.window - 1)  # its window holds its last second too

    def search(query: tuple[int, int]) -> object:
        return ferrobus.pareto_range_multimodal_routing(
            model, points[query[0]], points[query[1]], window, MOST_RIDES
        )

    return search


def prepare(network: Network, stops: Iterable[int], args: argparse.Namespace) -> Rival:
    """Its model of the date's timetable, and points at these stops.

    Errors: EnvironmentFault where it is not installed, DataError where it refuses the feeds.
    """
    ferrobus = _installed()
    with tempfile.TemporaryDirectory(prefix="navette-ferrobus-") as name:
        folder = Path(name)
        at = _places_apart(network)
        nodes = [*at, *_AROUND_THE_WORLD]
        ways = [(node, len(at)) for node in range(len(nodes)) if node != len(at)]
        write_footways(folder / "streets.osm.pbf", nodes, ways)
        _write_feed(folder, network, at, args)
        longest_s = int(network.transfers.duration_s.max(initial=1))
        try:
            model = ferrobus.create_transit_model(
                str(folder / "streets.osm.pbf"), [str(folder)], args.date, longest_s
            )
            points = {
                stop: ferrobus.create_transit_point(*at[stop], model, _WALK_TO_STREETS_S, 1)
                for stop in stops
            }
        except (RuntimeError, ValueError) as exc:
            raise DataError(f"ferrobus cannot use these feeds: {exc}") from exc
    return Rival(ferrobus, model, points)


def _installed() -> ModuleType:
    mend = f"pip install ferrobus=={VERSION}"
    try:
        found = version("ferrobus")
        module = importlib.import_module("ferrobus")
    except (PackageNotFoundError, ImportError) as exc:
        raise EnvironmentFault("the rival ferrobus is not installed", mend) from exc
    if found != VERSION:
        raise EnvironmentFault(f"ferrobus {found} is installed, {VERSION} is compared", mend)
    return module


def _places_apart(network: Network) -> list[Node]:
    """Where every stop is, no two at one point.

    To the very float that the extract gives: a hair beside it costs a second of walking, and so
    the vehicle that leaves at the moment asked for.
    """
    taken: dict[tuple[int, int], None] = {}
    for lat, lon in zip(network.stops.lat.tolist(), network.stops.lon.tolist(), strict=True):
        row, column = to_units(lat), to_units(lon)
        while (row, column) in taken:
            column += _APART_UNITS
        taken[row, column] = None
    return [(from_units(row), from_units(column)) for row, column in taken]


def _write_feed(
    folder: Path, network: Network, at: Sequence[Node], args: argparse.Namespace
) -> None:
    ids, routes = list(network.stops.id), list(network.routes.id)
    trips = _running(network, args)
    names = list(network.trips.id)
    day = f"{args.date:%Y%m%d}"
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "stops": (
            ("stop_id", "stop_name", "stop_lat", "stop_lon"),
            ((stop, stop, *place) for stop, place in zip(ids, at, strict=True)),
        ),
        "routes": (
            ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type"),
            ((route, "", route, "", 3) for route in routes),
        ),
        "trips": (
            ("route_id", "service_id", "trip_id"),
            ((routes[network.trips.route[trip]], "day", names[trip]) for trip in trips),
        ),
        "stop_times": (
            ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
            (call for trip in trips for call in _calls(network, ids, names[trip], trip)),
        ),
        "calendar": (("service_id", *_WEEK, "start_date", "end_date"), ()),
        "calendar_dates": (("service_id", "date", "exception_type"), [("day", day, 1)]),
        "feed_info": (("feed_publisher_name", "feed_publisher_url", "feed_lang"), ()),
        "transfers": (
            ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time"),
            _ways(network, ids),
        ),
    }
    for name, (columns, rows) in tables.items():
        with (folder / f"{name}.txt").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)


def _running(network: Network, args: argparse.Namespace) -> list[int]:
    table = network.timetable
    column = day_number(args.date) - table.first_day
    if not 0 <= column < table.service_runs.shape[1]:
        return []
    return [int(t) for t in np.flatnonzero(table.service_runs[table.trip_service, column])]


def _calls(network: Network, ids: list[str], name: str, trip: int) -> Iterable[tuple[object, ...]]:
    table = network.timetable
    calls = table.calls_of(trip)
    times = zip(
        table.stops_of(int(table.trip_pattern[trip])).tolist(),
        table.arrival_s[calls].tolist(),
        table.departure_s[calls].tolist(),
        strict=True,
    )
    for sequence, (stop, arrival_s, departure_s) in enumerate(times, start=1):
        moments = format_gtfs_time(arrival_s), format_gtfs_time(departure_s)
        yield (name, *moments, ids[stop], sequence)


def _ways(network: Network, ids: list[str]) -> Iterable[tuple[object, ...]]:
    transfers = network.transfers
    origins = np.repeat(np.arange(len(ids)), np.diff(transfers.start)).tolist()
    ends, seconds = transfers.to.tolist(), transfers.duration_s.tolist()
    for origin, end, duration_s in zip(origins, ends, seconds, strict=True):
        yield ids[origin], ids[end], 2, duration_s


def _departure_s(args: argparse.Namespace) -> int:
    at = args.time
    return int(at.hour * 3600 + at.minute * 60 + at.second)
