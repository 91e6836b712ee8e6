"""Lines as planners change them: a world in, lines with their patterns and ways out.

A pattern is one sequence of stops of a line; any trip of it stands for it in a scenario file.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from core import clock
from core.errors import Fault, RequestError
from feeds.territory import Territory
from routing.network import Network
from routing.requests import TRANSIT_MODES
from web.base_map import is_drawn
from web.state import World

_DECIMALS = 5
Patterns = dict[int, list[int]]
"""Of a line: its patterns, each with its trips in the order of their departure."""
_FOUND: WeakKeyDictionary[Network, tuple[Territory | None, dict[int, Patterns]]]
_FOUND = WeakKeyDictionary()


def lines_json(world: World, day: dt.date) -> list[dict[str, Any]]:
    """Every line that calls in the territory or close to it, by name."""
    network = world.network.ground
    runs = _running(network, day)
    found = [
        {**_head(network, route), "tripsThatDay": _count(patterns, runs)}
        for route, patterns in _drawn(world).items()
    ]
    return sorted(found, key=lambda line: (str(line["name"]), str(line["id"])))


def line_json(world: World, line_id: str, day: dt.date) -> dict[str, Any]:
    """A line with its patterns, those with most trips on the day first.

    Errors: RequestError where no line has this id.
    """
    network = world.network.ground
    route = next((at for at, each in enumerate(network.routes.id) if each == line_id), None)
    if route is None:
        raise RequestError([Fault("line", "no line has this id", "unknown_route")])
    runs = _running(network, day)
    patterns = _patterns(network, route).get(route, {})
    told = [_pattern(network, pattern, trips, runs) for pattern, trips in patterns.items()]
    told.sort(key=lambda each: (-len(each["departures"]), each["direction"], each["trip"]))
    head = {**_head(network, route), "tripsThatDay": _count(patterns, runs)}
    return {**head, "day": day.isoformat(), "patterns": told}


def lines_geojson(world: World) -> dict[str, Any]:
    """A feature for every line: its stretches from stop to stop, straight, each once."""
    network = world.network.ground
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiLineString", "coordinates": _stretches(world, patterns)},
            "properties": _head(network, route),
        }
        for route, patterns in _drawn(world).items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _patterns(network: Network, only: int | None = None) -> dict[int, Patterns]:
    """The patterns of every route, or of one; a pattern may hold trips of several."""
    found: dict[int, Patterns] = defaultdict(lambda: defaultdict(list))
    routes, patterns = network.trips.route, network.timetable.trip_pattern
    trips = np.arange(len(patterns)) if only is None else np.flatnonzero(routes == only)
    for trip in trips.tolist():
        found[int(routes[trip])][int(patterns[trip])].append(trip)
    return found


def _drawn(world: World) -> dict[int, Patterns]:
    """The lines that call somewhere on the map; found once for a network and its territory."""
    network = world.network.ground
    known = _FOUND.get(network)
    if known is None or known[0] is not world.territory:
        known = world.territory, _find_drawn(world, network)
        _FOUND[network] = known
    return known[1]


def _find_drawn(world: World, network: Network) -> dict[int, Patterns]:
    stops = zip(network.stops.lat.tolist(), network.stops.lon.tolist(), strict=True)
    seen = np.array([is_drawn(world, lat, lon) for lat, lon in stops], dtype=bool)
    return {
        route: patterns
        for route, patterns in _patterns(network).items()
        if any(seen[network.timetable.stops_of(each)].any() for each in patterns)
    }


def _running(network: Network, day: dt.date) -> np.ndarray:
    """Whether each trip runs on a day."""
    column = clock.day_number(day) - network.timetable.first_day
    runs = network.timetable.service_runs[:, column].astype(bool)
    return np.asarray(runs[network.timetable.trip_service])


def _count(patterns: Patterns, runs: np.ndarray) -> int:
    return sum(int(runs[trips].sum()) for trips in patterns.values())


def _head(network: Network, route: int) -> dict[str, Any]:
    routes = network.routes
    return {
        "id": routes.id[route],
        "name": routes.short_name[route] or routes.long_name[route] or routes.id[route],
        "longName": routes.long_name[route],
        "mode": TRANSIT_MODES[int(routes.mode[route])],
        "color": routes.color[route],
        "textColor": routes.text_color[route],
        "operator": network.agencies.name[int(routes.agency[route])],
    }


def _pattern(network: Network, pattern: int, trips: list[int], runs: np.ndarray) -> dict[str, Any]:
    """A pattern by one of its trips, which runs on the day where one does."""
    timetable = network.timetable
    running = [trip for trip in trips if runs[trip]]
    shown = (running or trips)[len(running or trips) // 2]
    calls = timetable.calls_of(shown)
    leaves, comes = timetable.departure_s[calls], timetable.arrival_s[calls]
    return {
        "trip": network.trips.id[shown],
        "direction": int(network.trips.direction[shown]),
        "headsign": network.trips.headsign[shown],
        "stops": [_stop(network, stop) for stop in timetable.stops_of(pattern).tolist()],
        "hopTimes": (comes[1:] - leaves[:-1]).tolist(),
        "dwellTimes": (leaves - comes).tolist(),
        "departures": [int(timetable.departure_s[timetable.calls_of(t).start]) for t in running],
    }


def _stop(network: Network, stop: int) -> dict[str, Any]:
    stops = network.stops
    return {
        "id": stops.id[stop],
        "name": stops.name[stop],
        "lat": round(float(stops.lat[stop]), _DECIMALS),
        "lon": round(float(stops.lon[stop]), _DECIMALS),
        "country": stops.country[stop],
    }


def _stretches(world: World, patterns: Patterns) -> list[list[list[float]]]:
    network = world.network.ground
    pairs = {
        (min(pair), max(pair))
        for pattern in patterns
        for pair in _hops(network, pattern)
        if pair[0] != pair[1]
    }
    lat, lon = network.places.lat, network.places.lon
    return [
        [[round(float(lon[end]), _DECIMALS), round(float(lat[end]), _DECIMALS)] for end in pair]
        for pair in sorted(pairs)
        if any(is_drawn(world, float(lat[end]), float(lon[end])) for end in pair)
    ]


def _hops(network: Network, pattern: int) -> Iterator[tuple[int, int]]:
    places = network.stops.place[network.timetable.stops_of(pattern)].tolist()
    yield from pairwise(places)
