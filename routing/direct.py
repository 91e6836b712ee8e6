"""Direct ways beside transit: a request in, itineraries on foot, by bicycle and by car out."""

from __future__ import annotations

import math

from core.geo import distance_m
from routing.access import DETOUR, walk_m, walk_s
from routing.congestion import Congestion
from routing.crossing import Passing, crossing_of, find_border, find_corridor
from routing.driving import Drive, drive, repeat_drive
from routing.itineraries import BorderCrossing, CorridorEffect, Itinerary, Leg, Stopover
from routing.itinerary_making import AnswerContext, leaving, make_itinerary, reached, walk_leg
from routing.network import Network
from routing.requests import Endpoint, JourneyRequest

DIRECT_MODES = ("WALK", "BIKE", "CAR")
BIKE_MPS = 4.2
"""Speed of a bicycle in everyday use."""
MAX_DRIVE_S = 3 * 3600
"""Longest way by car that is offered beside transit."""


def direct_itineraries(
    network: Network, request: JourneyRequest, shared: AnswerContext
) -> tuple[Itinerary, ...]:
    """The direct ways that the request allows and that are short enough, in its order of modes."""
    legs = (_leg(network, request, shared, mode) for mode in request.direct_modes)
    return tuple(make_itinerary([leg]) for leg in legs if leg is not None)


def direct_walk_s(request: JourneyRequest, shared: AnswerContext) -> int:
    """Seconds on foot from door to door."""
    return walk_s(_straight_m(shared), request.walk_mps)


def _leg(network: Network, request: JourneyRequest, shared: AnswerContext, mode: str) -> Leg | None:
    if mode == "CAR":
        return _car_leg(network, request, shared)
    straight_m = _straight_m(shared)
    if mode == "WALK":
        duration_s = direct_walk_s(request, shared)
    else:
        duration_s = math.ceil(straight_m * DETOUR / BIKE_MPS)
    if duration_s > min(request.max_direct_s, request.max_duration_s):
        return None
    start_s = request.time_s - duration_s if request.arrive_by else request.time_s
    end_s = start_s + duration_s
    return walk_leg(shared.origin, shared.destination, start_s, end_s, walk_m(straight_m), mode)


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
    if way is None or way.arrive_s - way.depart_s > min(MAX_DRIVE_S, request.max_duration_s):
        return None
    roads = network.roads
    nodes = tuple((float(roads.lat[node]), float(roads.lon[node])) for node in way.nodes)
    ends = (shared.origin, shared.destination)
    start_s, end_s = round(way.depart_s), round(way.arrive_s)
    spread = None if shared.congestion is None else _spread(network, way, shared.congestion)
    return Leg(
        mode="CAR",
        start=leaving(ends[0], start_s),
        end=reached(ends[1], end_s),
        start_s=start_s,
        end_s=end_s,
        distance_m=round(way.distance_m),
        geometry=((ends[0].lat, ends[0].lon), *nodes, (ends[1].lat, ends[1].lon)),
        estimated=True,
        crossing=_crossing(network, way, shared),
        corridors=_effects(network, way, shared.congestion),
        arrival_p10_s=spread and spread[0],
        arrival_p90_s=spread and spread[1],
    )


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


def _crossing(network: Network, way: Drive, shared: AnswerContext) -> BorderCrossing | None:
    """Where the car crosses the border; the two ends stand around the nodes."""
    roads = network.roads
    points = [
        Passing(
            float(roads.lat[node]), float(roads.lon[node]), roads.node_country[node], at_s, at_s
        )
        for node, at_s in zip(way.nodes, way.node_s, strict=True)
    ]
    here, there = shared.origin, shared.destination
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
