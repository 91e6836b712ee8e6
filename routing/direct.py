"""Direct ways beside transit: a request in, itineraries on foot, by bicycle and by car out."""

from __future__ import annotations

import math
from dataclasses import replace

from core.geo import distance_m
from routing.access import DETOUR, walk_m
from routing.congestion import Congestion
from routing.crossing import Passing, crossing_of, find_border, find_corridor
from routing.driving import Drive, drive, repeat_drive
from routing.itineraries import BorderCrossing, CorridorEffect, Itinerary, Leg, Stopover
from routing.itinerary_making import (
    AnswerContext,
    along_streets,
    leaving,
    make_itinerary,
    reached,
    walk_leg,
)
from routing.nearby import country_at
from routing.network import Network
from routing.requests import DEFAULT_BIKE_MPS, Endpoint, JourneyRequest
from routing.streets_legs import is_on_streets, street_way
from routing.streets_ways import StreetWay

DIRECT_MODES = ("WALK", "BIKE", "CAR")
"""Speed of a bicycle in everyday use."""
HOPELESS = 2.0
"""Where the estimate is longer than asked for by this, no street makes up for it."""
POINTS_SEEN = 60
"""How many points of a way along streets are asked for their country."""
MAX_DRIVE_S = 3 * 3600
"""Longest way by car that is offered beside transit."""


def direct_itineraries(
    network: Network, request: JourneyRequest, shared: AnswerContext
) -> tuple[Itinerary, ...]:
    """The direct ways that the request allows and that are short enough, in its order of modes."""
    legs = (_leg(network, request, shared, mode) for mode in request.direct_modes)
    return tuple(make_itinerary([leg]) for leg in legs if leg is not None)


def direct_walk_s(network: Network, request: JourneyRequest, shared: AnswerContext) -> int:
    """Seconds on foot from door to door; more than is asked for where it is too far by street."""
    return _straightforward(network, request, shared, "WALK")[0]


def _leg(network: Network, request: JourneyRequest, shared: AnswerContext, mode: str) -> Leg | None:
    if mode == "CAR":
        return _car_leg(network, request, shared)
    duration_s, way = _straightforward(network, request, shared, mode)
    if duration_s > min(request.max_direct_s, request.max_duration_s):
        return None
    start_s = request.time_s - duration_s if request.arrive_by else request.time_s
    end_s = start_s + duration_s
    way_m = walk_m(_straight_m(shared))
    leg = walk_leg(shared.origin, shared.destination, start_s, end_s, way_m, mode)
    return along_streets(network, leg, way)


def _straightforward(
    network: Network, request: JourneyRequest, shared: AnswerContext, mode: str
) -> tuple[int, StreetWay | None]:
    """Seconds on foot or by bicycle, and the way where it is known by street."""
    ends = (shared.origin, shared.destination)
    speed_mps = request.walk_mps if mode == "WALK" else request.bike_mps
    # streets tell what walks cost in metres, what rides cost in seconds at the usual speed
    pace = speed_mps if mode == "WALK" else speed_mps / DEFAULT_BIKE_MPS
    estimate_s = math.ceil(_straight_m(shared) * DETOUR / speed_mps)
    if estimate_s > HOPELESS * request.max_direct_s:
        return estimate_s, None
    way = street_way(network, *ends, mode, cutoff=request.max_direct_s * pace)
    if way is not None:
        return math.ceil(way.cost / pace), way
    if all(is_on_streets(network, end, mode) for end in ends):
        return max(estimate_s, request.max_direct_s + 1), None
    return estimate_s, None


def _straight_m(shared: AnswerContext) -> float:
    here, there = shared.origin, shared.destination
    return distance_m(here.lat, here.lon, there.lat, there.lon)


def _car_leg(network: Network, request: JourneyRequest, shared: AnswerContext) -> Leg | None:
    way = drive(
        network,
        _point(shared.origin),
        _point(shared.destination),
        request.time_s,
        arrive_by=request.arrive_by,
        congestion=shared.congestion,
    )
    if way is None or all(network.roads.link_corridor[link] < 0 for link in way.links):
        by_street = _street_leg(network, request, shared)
        if by_street is not None:
            return by_street
    if way is None or way.arrive_s - way.depart_s > min(MAX_DRIVE_S, request.max_duration_s):
        return None
    return drive_leg(network, way, shared.origin, shared.destination, shared.congestion)


def drive_leg(
    network: Network,
    way: Drive,
    origin: Stopover,
    destination: Stopover,
    congestion: Congestion | None,
) -> Leg:
    """A way by car with the border, the forecast of the corridors it meets, and its spread."""
    roads = network.roads
    nodes = tuple((float(roads.lat[node]), float(roads.lon[node])) for node in way.nodes)
    start_s, end_s = round(way.depart_s), round(way.arrive_s)
    spread = None if congestion is None else _spread(network, way, congestion)
    return Leg(
        mode="CAR",
        start=leaving(origin, start_s),
        end=reached(destination, end_s),
        start_s=start_s,
        end_s=end_s,
        distance_m=round(way.distance_m),
        geometry=((origin.lat, origin.lon), *nodes, (destination.lat, destination.lon)),
        estimated=True,
        crossing=_crossing(network, way, origin, destination),
        corridors=_effects(network, way, congestion),
        arrival_p10_s=spread and spread[0],
        arrival_p90_s=spread and spread[1],
    )


def _street_leg(network: Network, request: JourneyRequest, shared: AnswerContext) -> Leg | None:
    """The way by car along streets, which knows no forecast: for ways that use no corridor."""
    here, there = shared.origin, shared.destination
    longest_s = min(MAX_DRIVE_S, request.max_duration_s)
    way = street_way(network, here, there, "CAR", cutoff=longest_s)
    if way is None:
        return None
    duration_s = math.ceil(way.cost)
    start_s = request.time_s - duration_s if request.arrive_by else request.time_s
    leg = walk_leg(here, there, start_s, start_s + duration_s, 0, "CAR")
    crossing = None
    if here.country != there.country:
        crossing = crossing_of(network, _passed(network, way, leg))
    return replace(along_streets(network, leg, way), crossing=crossing)


def _passed(network: Network, way: StreetWay, leg: Leg) -> list[Passing]:
    """Some points of a way with the countries they lie in, as if driven at one speed."""
    step = max(1, len(way.points) // POINTS_SEEN)
    seen = [*way.points[:-1:step], way.points[-1]]
    pace = leg.duration_s / max(1, len(seen) - 1)
    return [
        Passing(lat, lon, country_at(network, lat, lon), moment_s, moment_s)
        for (lat, lon), moment_s in zip(
            seen, (leg.start_s + pace * at for at in range(len(seen))), strict=True
        )
    ]


def _point(place: Stopover) -> Endpoint:
    return Endpoint(place.lat, place.lon)


def _spread(network: Network, way: Drive, congestion: Congestion) -> tuple[int, int] | None:
    """Early and late arrival on the same way; None where it touches no forecast."""
    if not _effects(network, way, congestion):
        return None
    early = round(repeat_drive(network, way, congestion, "p10"))
    late = round(repeat_drive(network, way, congestion, "p90"))
    return early, late


def _effects(
    network: Network, way: Drive, congestion: Congestion | None
) -> tuple[CorridorEffect, ...]:
    """The forecast of each corridor on the way, in driving order."""
    if congestion is None:
        return ()
    effects: list[CorridorEffect] = []
    for corridor, enter_s, free_s in _corridors_driven(network, way):
        effect = congestion.effect(network, corridor, enter_s, free_s, applied=True)
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def _corridors_driven(network: Network, way: Drive) -> list[tuple[int, float, list[float]]]:
    """Corridors on the way: index, moment of entering, free-flow seconds of its links."""
    driven: list[tuple[int, float, list[float]]] = []
    before = -1
    for link, enter_s in zip(way.links, way.node_s, strict=False):
        corridor = int(network.roads.link_corridor[link])
        free_s = float(network.roads.link_duration_s[link])
        if corridor >= 0 and corridor == before:
            driven[-1][2].append(free_s)
        elif corridor >= 0:
            driven.append((corridor, enter_s, [free_s]))
        before = corridor
    return driven


def _crossing(
    network: Network, way: Drive, here: Stopover, there: Stopover
) -> BorderCrossing | None:
    """Where the car crosses the border; the two ends stand around the nodes."""
    roads = network.roads
    points = [
        Passing(
            float(roads.lat[node]), float(roads.lon[node]), roads.node_country[node], at_s, at_s
        )
        for node, at_s in zip(way.nodes, way.node_s, strict=True)
    ]
    points = [
        Passing(here.lat, here.lon, here.country, way.depart_s, way.depart_s),
        *points,
        Passing(there.lat, there.lon, there.country, way.arrive_s, way.arrive_s),
    ]
    index = find_border(points)
    if index is None:
        return None
    link = index - 2  # the first point is the origin, and link i leads from node i
    on_road = 0 <= link < len(way.links)
    corridor = int(roads.link_corridor[way.links[link]]) if on_road else -1
    known = corridor if corridor >= 0 else find_corridor(network, points)
    return crossing_of(network, points, corridor=known)
