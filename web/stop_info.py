"""`stop` of the API: a stop or a point in, the place with the lines that call there out."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.errors import Fault, UnknownPlace
from core.geo import distance_m
from routing.call_index import call_index
from routing.lookup import find_stop, place_members
from routing.network import Network
from routing.requests import TRANSIT_MODES, Endpoint
from routing.stopovers import of_endpoint
from web.map_box import point_of
from web.map_stops import render_stop
from web.modes import shown_mode
from web.params import Params
from web.render_place import render_place
from web.state import World
from web.versions import Version

DEFAULT_RADIUS_M = 500
MOST_RADIUS_M = 5_000
_NEAR_DEG = 0.2
"""No stop this many degrees of latitude away lies within any radius."""


def stop_answer(params: Params, world: World, version: Version) -> dict[str, Any]:
    """The stop, or the point, and the lines of its place, or of what lies around it.

    Errors: RequestError naming every field at fault, UnknownPlace for a stop that is not there.
    """
    network = world.network
    stop_id = params.text("stopId")
    center = None if stop_id else point_of(params, "center")
    if not stop_id and center is None and not params.faults:
        params.fault("stopId", "either this or center is needed", "missing")
    radius_m = params.whole("radius", DEFAULT_RADIUS_M, most=MOST_RADIUS_M)
    has_radius = params.has("radius")
    exact = params.flag("exactRadius", default=False)
    params.finish()
    if center is None:
        stop = find_stop(network, stop_id)
        if stop is None:
            raise UnknownPlace([Fault("stopId", "no stop has this id", code="unknown_stop")])
        center = float(network.stops.lat[stop]), float(network.stops.lon[stop])
        around = stops_around(network, center, radius_m, exact=exact) if has_radius else set()
        stops = {stop} | around | (set() if exact else set(place_members(network, stop)))
        place = render_stop(network, stop, version)
    else:
        stops = stops_around(network, center, radius_m, exact=exact)
        middle = of_endpoint(network, Endpoint(*center, name="center"), kind="start")
        place = render_place(middle, version)
    return {"place": place, "routes": _routes(network, stops, version)}


def stops_around(
    network: Network, center: tuple[float, float], radius_m: float, *, exact: bool
) -> set[int]:
    """The stops within a radius; unless `exact` with all others of their places."""
    lat, lon = network.stops.lat, network.stops.lon
    near = np.flatnonzero(np.abs(lat - center[0]) <= _NEAR_DEG).tolist()
    inside = {
        stop for stop in near if distance_m(*center, float(lat[stop]), float(lon[stop])) <= radius_m
    }
    if exact:
        return inside
    return {member for stop in inside for member in place_members(network, stop)}


def _routes(network: Network, stops: set[int], version: Version) -> list[dict[str, Any]]:
    """Every line that calls at one of the stops, by its name."""
    if not stops:
        return []
    index, timetable = call_index(network), network.timetable
    patterns = np.unique(index.pattern_of_row[index.rows_at(tuple(sorted(stops)))])
    trips = [
        np.arange(timetable.pattern_trip[pattern], timetable.pattern_trip[pattern + 1])
        for pattern in patterns.tolist()
    ]
    routes = np.unique(network.trips.route[np.concatenate(trips)]) if trips else ()
    shown = [_route(network, int(route), version) for route in routes]
    return sorted(shown, key=lambda route: (route["routeShortName"], route["routeId"]))


def _route(network: Network, route: int, version: Version) -> dict[str, Any]:
    routes, agencies = network.routes, network.agencies
    agency, route_type = int(routes.agency[route]), int(routes.type[route])
    shown = {
        "routeId": routes.id[route],
        "routeShortName": routes.short_name[route],
        "routeLongName": routes.long_name[route],
        "mode": shown_mode(TRANSIT_MODES[int(routes.mode[route])], version, route_type),
        "agencyId": agencies.id[agency] if agency >= 0 else "",
        "agencyName": agencies.name[agency] if agency >= 0 else "",
        "agencyUrl": agencies.url[agency] if agency >= 0 else "",
        "routeType": route_type,
    }
    if routes.color[route]:
        shown["routeColor"] = routes.color[route]
    if routes.text_color[route]:
        shown["routeTextColor"] = routes.text_color[route]
    return shown
