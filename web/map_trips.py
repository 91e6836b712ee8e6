"""Vehicles on a map: a box and a span of time in, every stretch that one is on out.

What is drawn grows with the zoom: trains from afar, buses only from near.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import deadline
from routing.geometry import ride_geometry
from routing.itineraries import TransitInfo
from routing.moving import extents_m, hops_under_way
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.stopovers import of_call
from routing.transit_info import transit_info
from web.map_box import required_box
from web.modes import shown_mode
from web.params import Params
from web.polyline import encode
from web.render_leg import shown_line, trip_id_of
from web.render_place import render_place
from web.settings import Settings
from web.state import World
from web.versions import Version

DEFAULT_PRECISION = 5
MOST_PRECISION = 7
_ALL_ZOOMS, _NO_ZOOM = 0, 99
_ZOOMS: dict[str, tuple[tuple[float, int], ...]] = {
    "HIGHSPEED_RAIL": ((0, 4),),
    "LONG_DISTANCE": ((0, 4),),
    "NIGHT_RAIL": ((0, 4),),
    "REGIONAL_RAIL": ((0, 7),),
    "SUBURBAN": ((0, 8),),
    "SUBWAY": ((0, 9),),
    "COACH": ((0, 8), (50_000, 4)),
    "FERRY": ((0, 10), (10_000, 8), (100_000, 5)),
    "TRAM": ((0, 10), (10_000, 9)),
    "BUS": ((0, 10), (10_000, 9)),
}
"""By mode, from which zoom on a line is drawn that reaches at least so many metres."""
_NEAR_ZOOM = ((0, 11),)
"""What is drawn of every other mode."""


def trips_in_box(
    params: Params, world: World, version: Version, settings: Settings, now_s: int
) -> list[dict[str, Any]]:
    """The stretches between two calls, with times as they are now.

    Errors: RequestError naming every field at fault.
    """
    box = required_box(params)
    network = world.network
    params.required("startTime")
    params.required("endTime")
    first_s = params.moment("startTime", network.zone, now_s)
    last_s = params.moment("endTime", network.zone, now_s)
    if last_s < first_s:
        params.fault("endTime", "lies before startTime", "not_a_time")
    zoom = params.decimal("zoom", _NO_ZOOM, least=_ALL_ZOOMS, most=_NO_ZOOM)
    precision = params.whole("precision", DEFAULT_PRECISION, most=MOST_PRECISION)
    params.finish()
    last_s = min(last_s, first_s + settings.max_map_span_s)
    deadline.check()
    wanted = _patterns_at(network, zoom)
    hops = hops_under_way(network, box, first_s, last_s, wanted, settings.max_map_trips)
    vehicles: dict[tuple[int, int], TransitInfo] = {}
    return [
        _segment(network, run, position, vehicles, version, precision)
        for *run, position in zip(*(column.tolist() for column in hops), strict=True)
    ]


def _segment(
    network: Network,
    run: list[int],
    position: int,
    vehicles: dict[tuple[int, int], TransitInfo],
    version: Version,
    precision: int,
) -> dict[str, Any]:
    """One stretch of one run in the API's form. Errors: Busy where the answer is due."""
    deadline.check()
    trip, day = run
    if (trip, day) not in vehicles:
        vehicles[trip, day] = transit_info(network, trip, day)
    vehicle = vehicles[trip, day]
    here, there = (of_call(network, trip, day, at) for at in (position, position + 1))
    start, end = render_place(here, version), render_place(there, version)
    overlay = network.overlay
    points = ride_geometry(network, trip, position, position + 1)
    pattern = int(network.timetable.trip_pattern[trip])
    mode = TRANSIT_MODES[int(network.routes.mode[int(network.trips.route[trip])])]
    shown: dict[str, Any] = {
        "trips": [_trip_info(vehicle, version)],
        "mode": shown_mode(mode, version, vehicle.route_type),
        "distance": round(float(extents_m(network)[pattern])),
        "from": start,
        "to": end,
        "departure": start["departure"],
        "arrival": end["arrival"],
        "scheduledDeparture": start["scheduledDeparture"],
        "scheduledArrival": end["scheduledArrival"],
        "realTime": overlay is not None and overlay.find_change(trip) is not None,
        "polyline": encode(points, precision),
    }
    if vehicle.color:
        shown["routeColor"] = vehicle.color
    return shown


def _trip_info(vehicle: TransitInfo, version: Version) -> dict[str, Any]:
    line = shown_line(vehicle)
    shown = {"tripId": trip_id_of(vehicle)}
    if version.shows_short_name:
        return {**shown, "routeShortName": line}
    return {**shown, "routeShortName": vehicle.route_short_name, "displayName": line}


def _patterns_at(network: Network, zoom: float) -> NDArray[np.bool_]:
    """Which patterns are drawn at a zoom: by the mode of their trips and how far they reach."""
    timetable, routes = network.timetable, network.routes
    route = network.trips.route[timetable.pattern_trip[:-1]]
    extent_m = extents_m(network)
    drawn = np.zeros(timetable.n_patterns, dtype=np.bool_)
    kinds = np.stack([routes.mode[route].astype(np.int64), routes.type[route].astype(np.int64)])
    for mode, route_type in np.unique(kinds, axis=1).T.tolist():
        name = shown_mode(TRANSIT_MODES[mode], Version(6), route_type)
        least = [metres for metres, from_zoom in _ZOOMS.get(name, _NEAR_ZOOM) if zoom >= from_zoom]
        if least:
            of_kind = (kinds[0] == mode) & (kinds[1] == route_type)
            drawn |= of_kind & (extent_m >= min(least))
    return drawn
