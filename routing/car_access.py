"""By car to the first ride: places to drive to in, itineraries by car and on by transit out.

Each place is searched from by itself, because the time to get there changes with the jam of the
quarter-hour: a journey that leaves a place at some moment is reached by the drive that ends there
then, under the forecast. Whether an itinerary belongs to a window is decided by when it really
leaves home, so pages do not repeat; what a page leaves out as slower than its quickest stands on no
other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.geo import distance_m
from routing.asked import journeys_asked_for
from routing.budget import Budget
from routing.congestion import Congestion, Level
from routing.decoding import Stops
from routing.direct import drive_leg
from routing.driving import Drive, drive, drive_again
from routing.itineraries import Itinerary, Leg, ParkingSite, Stopover
from routing.itinerary_making import AnswerContext, leaving, legs_of, make_itinerary
from routing.journeys import Journey
from routing.network import Network
from routing.requests import Endpoint, JourneyRequest

MOST = 6
"""How many itineraries are given: the quickest ones, where trams leave every four minutes."""
QUARTER_S = 900
"""Drives that end in one quarter of an hour take the same roads."""
TRIES = 4
"""How often a departure is put right until it arrives to the second."""
SLACK_S = 5400
"""By so much more than on free roads a drive may take, at the most."""


class CarStop(NamedTuple):
    """Where a drive ends: the place, the seconds from there to each stop, and what is done there.

    `settle_s` lies between the end of the drive and walking off; no drive is longer than
    `max_drive_s`.
    """

    place: Stopover
    stops: Stops
    settle_s: int
    max_drive_s: int
    parking: ParkingSite | None = None


class _Option(NamedTuple):
    """A drive to a place and a journey from there: what it is worth, before it is written out."""

    start_s: int
    end_s: int
    transfers: int
    rank: int
    way: Drive
    journey: Journey


def by_car(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    car_stops: Sequence[CarStop],
    targets: Stops,
    budget: Budget,
) -> tuple[Itinerary, ...]:
    """Itineraries of the window that begin by car, none beaten by another of them.

    `targets` are the stops from which one walks to the destination, in seconds. Of more than MOST
    the quickest are given; for one moment, those that come first.
    """
    options = [
        option
        for rank, car_stop in enumerate(car_stops)
        if not budget.is_over
        for option in _options(network, request, shared, targets, rank, car_stop, budget)
    ]
    best = [mine for mine in options if not any(_beats(other, mine) for other in options)]
    best.sort(key=lambda o: o.end_s if _is_from_now(request) else o.end_s - o.start_s)
    chosen = sorted(best[:MOST], key=lambda option: option[:4])
    return tuple(_itinerary(network, shared, option, car_stops[option.rank]) for option in chosen)


def nearest_by_detour(
    shared: AnswerContext, lat: Sequence[float], lon: Sequence[float], most: int
) -> list[int]:
    """The places with the shortest way there and on to the destination, as the crow flies."""

    def detour_m(at: int) -> float:
        here = float(lat[at]), float(lon[at])
        ends = shared.origin, shared.destination
        return sum(distance_m(*here, end.lat, end.lon) for end in ends)

    return sorted(range(len(lat)), key=detour_m)[:most]


def _beats(one: _Option, other: _Option) -> bool:
    """Whether one is as good in everything and better in something."""
    mine = (-one.start_s, one.end_s, one.transfers)
    theirs = (-other.start_s, other.end_s, other.transfers)
    return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


def _is_from_now(request: JourneyRequest) -> bool:
    return not request.window_s and not request.arrive_by


def _options(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: Stops,
    rank: int,
    car_stop: CarStop,
    budget: Budget,
) -> Iterator[_Option]:
    ways: dict[int, Drive | None] = {}
    for journey in _journeys(network, request, shared, targets, car_stop, budget):
        by_s = journey.departure_s - car_stop.settle_s
        quarter = by_s // QUARTER_S
        if quarter not in ways:
            ways[quarter] = drive(
                network,
                _point(shared.origin),
                _point(car_stop.place),
                (quarter + 1) * QUARTER_S,
                arrive_by=True,
                congestion=shared.congestion,
            )
        way = ways[quarter]
        if way is not None:
            way = _in_time(network, way, by_s, shared.congestion)
            start_s = math.floor(way.depart_s)
            if _is_in_window(request, start_s):
                yield _Option(start_s, journey.arrival_s, journey.transfers, rank, way, journey)


def _in_time(network: Network, way: Drive, by_s: int, congestion: Congestion | None) -> Drive:
    """The same way, started so that it ends by then in nine of ten cases, as is forecast."""
    level: Level = "p50" if congestion is None else "p90"
    depart_s = by_s - (way.arrive_s - way.depart_s)
    for _ in range(TRIES):
        late_s = drive_again(network, way, depart_s, congestion, level).arrive_s - by_s
        depart_s -= late_s
        if abs(late_s) < 1:
            break
    return drive_again(network, way, depart_s, congestion)


def _itinerary(
    network: Network, shared: AnswerContext, option: _Option, car_stop: CarStop
) -> Itinerary:
    place = car_stop.place
    car = drive_leg(network, option.way, shared.origin, place, shared.congestion)
    legs = legs_of(network, option.journey, replace(shared, origin=place, ways={}))
    return make_itinerary(
        [replace(car, parking=car_stop.parking), *_walking_off(legs, car_stop.settle_s)]
    )


def _journeys(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: Stops,
    car_stop: CarStop,
    budget: Budget,
) -> list[Journey]:
    """Journeys from a place among which are all that one can drive to in the window."""
    free = drive(network, _point(shared.origin), _point(car_stop.place), request.time_s)
    if free is None or free.arrive_s - free.depart_s > car_stop.max_drive_s or not car_stop.stops:
        return []
    time_s, window_s = request.time_s, request.window_s
    if not request.arrive_by:
        time_s += math.floor(free.arrive_s - free.depart_s) + car_stop.settle_s
        window_s += SLACK_S
    return journeys_asked_for(
        network, request, car_stop.stops, targets, budget, time_s=time_s, window_s=window_s
    )


def _point(place: Stopover) -> Endpoint:
    return Endpoint(place.lat, place.lon)


def _is_in_window(request: JourneyRequest, start_s: int) -> bool:
    if request.arrive_by:
        return True
    if not request.window_s:
        return start_s >= request.time_s
    return request.time_s <= start_s < request.time_s + request.window_s


def _walking_off(legs: list[Leg], settle_s: int) -> list[Leg]:
    """The legs; the walk from the car begins with parking it, or with saying goodbye."""
    first = legs[0]
    if first.transit is not None:
        return legs
    start_s = first.start_s - settle_s
    walk = replace(first, start=leaving(first.start, start_s), start_s=start_s)
    return [walk, *legs[1:]]
