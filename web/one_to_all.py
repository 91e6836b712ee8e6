"""`one-to-all` of the MOTIS API: a place and a moment in, every place reached in time out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import deadline
from core.clock import iso_utc
from routing.access import stops_on_foot
from routing.bike_and_ride import LOCKING_S, stops_by_bike
from routing.nearby import zone_at
from routing.network import Network
from routing.one_to_all import reach_everywhere
from routing.reach import UNREACHED
from routing.request_faults import BIKE_MPS, MAX_TRANSFER_S, WALK_MPS, check_request
from routing.requests import (
    DEFAULT_BIKE_MPS,
    DEFAULT_WALK_MPS,
    MAX_TRANSFERS,
    TRANSFER_FACTOR,
    Endpoint,
    JourneyRequest,
)
from routing.stopovers import of_endpoint, of_stop
from web.modes import access_modes_of, transit_modes_of
from web.params import Params
from web.place_param import endpoint_of
from web.render_place import render_place
from web.settings import Settings
from web.state import World
from web.versions import Version

DEFAULT_MIN = 90
DEFAULT_ACCESS_S = 900
ENDLESS_MIN = 24 * 60


def one_to_all(
    params: Params, world: World, version: Version, settings: Settings, now_s: int
) -> dict[str, Any]:
    """Every place that is reached, with the least time to it and the rides that it takes.

    Errors: RequestError naming every field at fault, OutsideTimetable.
    """
    one = endpoint_of(params, "one", world.places)
    request = transit_request(
        params, world, settings, one, now_s, (DEFAULT_MIN, settings.max_one_to_all_min)
    )
    params.finish()
    network = world.network
    check_request(network, request)
    by_stop = reach_everywhere(network, request, stops_of(network, request, one)).at_stop
    here = render_place(of_endpoint(network, one, kind="start"), version)
    _put_time(here, request.time_s, arrives=request.arrive_by)
    return {"one": here, "all": list(_reached(network, request, by_stop, version))}


def transit_request(
    params: Params,
    world: World,
    settings: Settings,
    one: Endpoint,
    now_s: int,
    minutes: tuple[int, int],
) -> JourneyRequest:
    """What is asked of the search from (to) one place; faults of it are noted.

    `minutes` are the longest journey where none is given, and the longest that may be asked for.
    """
    asked = params.list_of("transitModes")
    modes, unknown = (None, []) if asked is None else transit_modes_of(asked)
    arrive_by = params.flag("arriveBy", default=False)
    side = "postTransitModes" if arrive_by else "preTransitModes"
    access, strange = access_modes_of(params.list_of(side) or ("WALK",))
    for name, field in [(n, "transitModes") for n in unknown] + [(n, side) for n in strange]:
        params.fault(field, f"{name!r} is no mode", "unknown_mode")
    if params.flag("requireCarTransport", default=False):
        params.fault("requireCarTransport", "cannot be promised yet", "not_supported")
    profile = params.choice("pedestrianProfile", ("FOOT", "WHEELCHAIR"), "FOOT")
    longest = "maxPostTransitTime" if arrive_by else "maxPreTransitTime"
    most_min = MAX_TRANSFER_S / 60
    return JourneyRequest(
        origin=one,
        destination=one,
        time_s=params.moment("time", zone_at(world.network, one.lat, one.lon), now_s),
        arrive_by=arrive_by,
        window_s=0,
        max_transfers=params.whole("maxTransfers", MAX_TRANSFERS, most=MAX_TRANSFERS),
        max_duration_s=60 * params.whole("maxTravelTime", minutes[0], least=1, most=minutes[1]),
        transit_modes=modes,
        access_modes=access,
        max_access_s=params.whole(longest, DEFAULT_ACCESS_S, most=settings.max_access_s),
        walk_mps=_within(params, "pedestrianSpeed", DEFAULT_WALK_MPS, WALK_MPS),
        bike_mps=_within(params, "cyclingSpeed", DEFAULT_BIKE_MPS, BIKE_MPS),
        min_transfer_s=round(60 * params.decimal("minTransferTime", 0, most=most_min)),
        extra_transfer_s=round(60 * params.decimal("additionalTransferTime", 0, most=most_min)),
        transfer_factor=_within(params, "transferTimeFactor", 1.0, TRANSFER_FACTOR),
        bikes=params.flag("requireBikeTransport", default=False),
        wheelchair=profile == "WHEELCHAIR",
    )


def stops_of(network: Network, request: JourneyRequest, end: Endpoint) -> dict[int, int]:
    """The stops that one gets to (or from) by the request's modes, in seconds."""
    most_s = min(request.max_access_s, request.max_duration_s)
    stops: dict[int, int] = {}
    if "WALK" in request.access_modes or "BIKE" not in request.access_modes:
        stops = stops_on_foot(network, end, max_access_s=most_s, walk_mps=request.walk_mps)
    if "BIKE" in request.access_modes:
        place = of_endpoint(network, end, kind="start")
        ridden = stops_by_bike(
            network, request, place, walks=bool(stops), backward=request.arrive_by
        )
        for stop, seconds in ridden.items():
            took_s = seconds + (0 if request.bikes else LOCKING_S)
            if took_s <= most_s:
                stops[stop] = min(took_s, stops.get(stop, took_s))
    return stops


def _within(params: Params, name: str, default: float, bounds: tuple[float, float]) -> float:
    return params.decimal(name, default, least=bounds[0], most=bounds[1])


def _reached(
    network: Network, request: JourneyRequest, by_stop: NDArray[np.int32], version: Version
) -> Iterator[dict[str, Any]]:
    """Every place, and every stop that belongs to none, once: by the stop reached first."""
    best = by_stop.min(axis=0)
    first: dict[int, int] = {}
    for stop in np.flatnonzero(best < UNREACHED).tolist():
        own = int(network.stops.place[stop])
        key = own if own >= 0 else -1 - stop
        if key not in first or best[stop] < best[first[key]]:
            first[key] = stop
    for key, stop in first.items():
        deadline.check()
        seconds = int(best[stop])
        named = int(network.places.primary_stop[key]) if key >= 0 else stop
        place = render_place(of_stop(network, named), version)
        moment_s = request.time_s + (-seconds if request.arrive_by else seconds)
        _put_time(place, moment_s, arrives=not request.arrive_by)
        rides = int(np.flatnonzero(by_stop[:, stop] == seconds)[0])
        yield {"place": place, "duration": -(-seconds // 60), "k": rides}


def _put_time(place: dict[str, Any], moment_s: int, *, arrives: bool) -> None:
    """When one is there, or must leave."""
    place["arrival" if arrives else "departure"] = iso_utc(moment_s)
    place["scheduledArrival" if arrives else "scheduledDeparture"] = iso_utc(moment_s)
