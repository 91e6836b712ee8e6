"""Bike and ride: a request in, itineraries that begin by bicycle and go on by transit out.

The bicycle is locked at the first stop and stays there. Ways are estimates, the straight line times
DETOUR, and bounded like walks to a stop, in time.
"""

from __future__ import annotations

import math
from dataclasses import replace

from routing.access import DETOUR
from routing.asked import journeys_asked_for
from routing.budget import Budget
from routing.itineraries import Itinerary, Leg
from routing.itinerary_making import AnswerContext, legs_of, make_itinerary, walk_leg
from routing.journeys import Journey
from routing.nearby import stops_within
from routing.network import Network
from routing.requests import JourneyRequest
from routing.stopovers import of_stop

LOCKING_S = 90
"""To get off, lock the bicycle and walk to the platform."""
WALKED_M = 500.0
"""A stop nearer than this is walked to by who may walk."""


def bike_and_ride(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    budget: Budget,
) -> tuple[Itinerary, ...]:
    """Itineraries of the window that begin by bicycle, none beaten by another of them.

    `targets` are the stops from which one walks to the destination, in seconds.
    """
    sources = _stops_by_bike(network, request, shared)
    if not sources:
        return ()
    journeys = journeys_asked_for(network, request, sources, targets, budget)
    return tuple(_itinerary(network, journey, request.bike_mps, shared) for journey in journeys)


def _stops_by_bike(
    network: Network, request: JourneyRequest, shared: AnswerContext
) -> dict[int, int]:
    """Stops within the bound, with the seconds until one stands there without the bicycle."""
    origin = shared.origin
    radius_m = max(request.max_access_s - LOCKING_S, 0) * request.bike_mps / DETOUR
    near = stops_within(network, origin.lat, origin.lon, radius_m)
    return {
        stop: math.ceil(straight_m * DETOUR / request.bike_mps) + LOCKING_S
        for stop, straight_m in sorted(near.items())
        if straight_m > WALKED_M or "WALK" not in request.access_modes
    }


def _itinerary(
    network: Network, journey: Journey, bike_mps: float, shared: AnswerContext
) -> Itinerary:
    walked = legs_of(network, replace(journey, access_s=0), shared)
    return make_itinerary([_ride_there(network, journey, bike_mps, shared), *walked])


def _ride_there(network: Network, journey: Journey, bike_mps: float, shared: AnswerContext) -> Leg:
    first = journey.rides[0]
    stop = of_stop(network, first.from_stop)
    way_m = round((journey.access_s - LOCKING_S) * bike_mps)
    start_s = first.departure_s - journey.access_s
    return walk_leg(shared.origin, stop, start_s, first.departure_s, way_m, "BIKE")
