"""Bike and ride: a request in, itineraries that begin by bicycle and go on by transit out.

The bicycle is locked at the first stop and stays there, or comes along and is ridden on from the
last stop. Ways follow the streets where both ends are joined to them; else they are estimates, the
straight line times DETOUR. They are bounded like walks to a stop, in time.
"""

from __future__ import annotations

import math
from dataclasses import replace

from routing.access import DETOUR
from routing.asked import journeys_asked_for
from routing.budget import Budget
from routing.itineraries import Itinerary, Leg, Stopover
from routing.itinerary_making import (
    AnswerContext,
    along_streets,
    legs_of,
    make_itinerary,
    walk_leg,
)
from routing.journeys import Journey
from routing.nearby import stops_within
from routing.network import Network
from routing.requests import DEFAULT_BIKE_MPS, JourneyRequest
from routing.stopovers import of_stop
from routing.streets_legs import is_on_streets, street_way
from routing.streets_ridden import is_joined, stops_ridden

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
    walks = "WALK" in request.access_modes
    parked_s = 0 if request.bikes else LOCKING_S
    sources = {
        stop: seconds + parked_s
        for stop, seconds in stops_by_bike(network, request, shared.origin, walks=walks).items()
        if seconds + parked_s <= request.max_access_s
    }
    ridden: dict[int, int] = {}
    if request.bikes and "BIKE" in request.egress_modes:
        ridden = stops_by_bike(network, request, shared.destination, walks=False, backward=True)
        ridden = {
            stop: seconds
            for stop, seconds in ridden.items()
            if seconds < targets.get(stop, request.max_access_s + 1)
        }
    if not sources:
        return ()
    journeys = journeys_asked_for(network, request, sources, targets | ridden, budget)
    return tuple(
        _itinerary(network, request, journey, shared, parked_s, rides_on=_last(journey) in ridden)
        for journey in journeys
    )


def _last(journey: Journey) -> int:
    return journey.rides[-1].to_stop


def stops_by_bike(
    network: Network,
    request: JourneyRequest,
    end: Stopover,
    *,
    walks: bool,
    backward: bool = False,
) -> dict[int, int]:
    """Stops within the bound, with the seconds on the bicycle; without those that one walks to."""
    bound_s = request.max_access_s
    pace = request.bike_mps / DEFAULT_BIKE_MPS
    near = stops_within(network, end.lat, end.lon, bound_s * request.bike_mps / DETOUR)
    by_street = stops_ridden(network, end.lat, end.lon, bound_s * pace, backward=backward)
    on_streets = is_on_streets(network, end, "BIKE")
    seconds = {
        stop: math.ceil(straight_m * DETOUR / request.bike_mps)
        for stop, straight_m in near.items()
        if not (on_streets and is_joined(network, stop))
    }
    seconds |= {stop: math.ceil(cost / pace) for stop, cost in by_street.items()}
    return {
        stop: took
        for stop, took in sorted(seconds.items())
        if took <= bound_s and (not walks or near.get(stop, math.inf) > WALKED_M)
    }


def _itinerary(
    network: Network,
    request: JourneyRequest,
    journey: Journey,
    shared: AnswerContext,
    parked_s: int,
    *,
    rides_on: bool,
) -> Itinerary:
    first = of_stop(network, journey.rides[0].from_stop)
    start_s, board_s = journey.departure_s, journey.rides[0].departure_s
    there = walk_leg(
        shared.origin, first, start_s, board_s,
        round((journey.access_s - parked_s) * request.bike_mps), "BIKE",
    )  # fmt: skip
    walked = replace(journey, access_s=0, egress_s=0 if rides_on else journey.egress_s)
    legs = [_on_streets(network, request, there), *legs_of(network, walked, shared)]
    if rides_on:
        last, alight_s = of_stop(network, _last(journey)), journey.rides[-1].arrival_s
        way_m = round(journey.egress_s * request.bike_mps)
        onward = walk_leg(last, shared.destination, alight_s, journey.arrival_s, way_m, "BIKE")
        legs.append(_on_streets(network, request, onward))
    return make_itinerary(legs)


def _on_streets(network: Network, request: JourneyRequest, leg: Leg) -> Leg:
    """The ride on the way that its seconds are of, where that is along streets."""
    pace = request.bike_mps / DEFAULT_BIKE_MPS
    way = street_way(network, leg.start, leg.end, "BIKE", cutoff=(leg.duration_s + 1) * pace)
    return along_streets(network, leg, way)
