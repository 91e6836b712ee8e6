"""Park and ride: a request in, itineraries by car to a site and on by transit out.

Each site is searched from by itself, because the time to get there changes with the jam of the
quarter-hour: a journey that leaves a site at some moment is reached by the drive that ends there
then, under the forecast. Whether an itinerary belongs to a window is decided by when it really
leaves home, so pages do not repeat; what a page
leaves out as slower than its quickest stands on no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core.geo import distance_m
from routing.access import stops_on_foot
from routing.asked import journeys_asked_for
from routing.budget import Budget
from routing.congestion import Congestion, Level
from routing.direct import drive_leg
from routing.driving import Drive, drive, drive_again
from routing.itineraries import Itinerary, Leg, ParkingSite, Stopover
from routing.itinerary_making import AnswerContext, leaving, legs_of, make_itinerary
from routing.journeys import Journey
from routing.nearby import zone_at
from routing.network import Network
from routing.requests import Endpoint, JourneyRequest

NEAREST_SITES = 6
"""How many sites are tried: those with the shortest way there and on to the destination."""
MAX_DRIVE_S = 3600
"""Longest drive to a site."""
PARKING_S = 180
"""To find a place and lock the car."""
MAX_WALK_S = 600
"""Longest walk from a site to a stop."""
MOST = 6
"""How many itineraries are given: the quickest ones, where trams leave every four minutes."""
QUARTER_S = 900
"""Drives that end in one quarter of an hour take the same roads."""
TRIES = 4
"""How often a departure is put right until it arrives to the second."""
SLACK_S = 5400
"""By so much more than on free roads a drive may take, at the most."""


class _Option(NamedTuple):
    """A drive to a site and a journey from there: what it is worth, before it is written out."""

    start_s: int
    end_s: int
    transfers: int
    site: int
    way: Drive
    journey: Journey


def park_and_ride(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    budget: Budget,
) -> tuple[Itinerary, ...]:
    """Itineraries of the window that begin by car, none beaten by another of them.

    `targets` are the stops from which one walks to the destination, in seconds. Of more than MOST
    the quickest are given; for one moment, those that come first.
    """
    options = [
        option
        for site in _sites(network, shared)
        for option in _options(network, request, shared, targets, site, budget)
    ]
    best = [mine for mine in options if not any(_beats(other, mine) for other in options)]
    best.sort(key=lambda o: o.end_s if _is_from_now(request) else o.end_s - o.start_s)
    chosen = sorted(best[:MOST], key=lambda option: option[:4])
    return tuple(_itinerary(network, shared, option) for option in chosen)


def _beats(one: _Option, other: _Option) -> bool:
    """Whether one is as good in everything and better in something."""
    mine = (-one.start_s, one.end_s, one.transfers)
    theirs = (-other.start_s, other.end_s, other.transfers)
    return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


def _is_from_now(request: JourneyRequest) -> bool:
    return not request.window_s and not request.arrive_by


def _sites(network: Network, shared: AnswerContext) -> list[int]:
    """The sites worth a try."""
    sites = network.park_and_ride

    def detour_m(site: int) -> float:
        here = float(sites.lat[site]), float(sites.lon[site])
        ends = shared.origin, shared.destination
        return sum(distance_m(*here, end.lat, end.lon) for end in ends)

    return sorted(range(len(sites.lat)), key=detour_m)[:NEAREST_SITES]


def _options(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    site: int,
    budget: Budget,
) -> Iterator[_Option]:
    place = _stopover(network, site)
    ways: dict[int, Drive | None] = {}
    for journey in _journeys(network, request, shared, targets, place, budget):
        by_s = journey.departure_s - PARKING_S
        quarter = by_s // QUARTER_S
        if quarter not in ways:
            ways[quarter] = drive(
                network,
                _point(shared.origin),
                _point(place),
                (quarter + 1) * QUARTER_S,
                arrive_by=True,
                congestion=shared.congestion,
            )
        way = ways[quarter]
        if way is not None:
            way = _in_time(network, way, by_s, shared.congestion)
            start_s = math.floor(way.depart_s)
            if _is_in_window(request, start_s):
                yield _Option(start_s, journey.arrival_s, journey.transfers, site, way, journey)


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


def _itinerary(network: Network, shared: AnswerContext, option: _Option) -> Itinerary:
    sites, site = network.park_and_ride, option.site
    place = _stopover(network, site)
    parking = ParkingSite(
        sites.id[site], sites.name[site], sites.price[site], int(sites.capacity[site])
    )
    car = drive_leg(network, option.way, shared.origin, place, shared.congestion)
    legs = legs_of(network, option.journey, replace(shared, origin=place, ways={}))
    return make_itinerary([replace(car, parking=parking), *_walking_off(legs)])


def _journeys(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    site: Stopover,
    budget: Budget,
) -> list[Journey]:
    """Journeys from a site among which are all that one can drive to in the window."""
    home, point = _point(shared.origin), _point(site)
    free = drive(network, home, point, request.time_s)
    sources = stops_on_foot(network, point, max_access_s=MAX_WALK_S, walk_mps=request.walk_mps)
    if free is None or free.arrive_s - free.depart_s > MAX_DRIVE_S or not sources:
        return []
    time_s, window_s = request.time_s, request.window_s
    if not request.arrive_by:
        time_s += math.floor(free.arrive_s - free.depart_s) + PARKING_S
        window_s += SLACK_S
    return journeys_asked_for(
        network, request, sources, targets, budget, time_s=time_s, window_s=window_s
    )


def _point(place: Stopover) -> Endpoint:
    return Endpoint(place.lat, place.lon)


def _is_in_window(request: JourneyRequest, start_s: int) -> bool:
    if request.arrive_by:
        return True
    if not request.window_s:
        return start_s >= request.time_s
    return request.time_s <= start_s < request.time_s + request.window_s


def _stopover(network: Network, site: int) -> Stopover:
    sites = network.park_and_ride
    lat, lon = float(sites.lat[site]), float(sites.lon[site])
    return Stopover(
        name=sites.name[site],
        lat=lat,
        lon=lon,
        zone=zone_at(network, lat, lon),
        country=sites.country[site],
        kind="parking",
    )


def _walking_off(legs: list[Leg]) -> list[Leg]:
    """The legs; the walk from the car begins with parking it."""
    first = legs[0]
    if first.transit is not None:
        return legs
    start_s = first.start_s - PARKING_S
    walk = replace(first, start=leaving(first.start, start_s), start_s=start_s)
    return [walk, *legs[1:]]
