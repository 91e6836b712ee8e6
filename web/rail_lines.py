"""Rail lines for drawing: the patterns of trains and trams in, stretches between places out.

Trains that do not stop everywhere would draw chords across the country; a stretch is left out
where shorter ones lead from its one end to the other with hardly any detour.
"""

from __future__ import annotations

import heapq
import math

from core.geo import distance_m
from routing.network import Network
from routing.requests import TRANSIT_MODES

RAIL_MODES = frozenset({"TRAM", "SUBWAY", "RAIL", "SUBURBAN", "FUNICULAR", "AERIAL_LIFT"})
_DETOUR = 1.25
"""Shorter stretches this much longer than the chord replace it."""

Pair = tuple[int, int]


def rail_segments(network: Network) -> dict[str, list[Pair]]:
    """By mode, the pairs of places between which a stretch is drawn."""
    found: dict[str, set[Pair]] = {}
    timetable = network.timetable
    place_of = network.stops.place
    for pattern in range(timetable.n_patterns):
        trip = int(timetable.pattern_trip[pattern])
        mode = TRANSIT_MODES[int(network.routes.mode[int(network.trips.route[trip])])]
        if mode not in RAIL_MODES:
            continue
        places = place_of[timetable.stops_of(pattern)]
        for one, other in zip(places[:-1].tolist(), places[1:].tolist(), strict=True):
            if one != other and one >= 0 and other >= 0:
                found.setdefault(mode, set()).add((min(one, other), max(one, other)))
    return {mode: _without_chords(network, pairs) for mode, pairs in sorted(found.items())}


def _without_chords(network: Network, pairs: set[Pair]) -> list[Pair]:
    lat, lon = network.places.lat, network.places.lon
    length_m = {
        pair: distance_m(lat[pair[0]], lon[pair[0]], lat[pair[1]], lon[pair[1]]) for pair in pairs
    }
    kept: list[Pair] = []
    ways: dict[int, list[tuple[int, float]]] = {}
    for one, other in sorted(pairs, key=lambda pair: (length_m[pair], pair)):
        length = length_m[(one, other)]
        if _is_reached(ways, one, other, _DETOUR * length):
            continue
        kept.append((one, other))
        ways.setdefault(one, []).append((other, length))
        ways.setdefault(other, []).append((one, length))
    return kept


def _is_reached(
    ways: dict[int, list[tuple[int, float]]], start: int, end: int, limit_m: float
) -> bool:
    """Whether stretches already drawn lead from one place to the other within a length."""
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        away, place = heapq.heappop(queue)
        if place == end:
            return True
        if away > best[place]:
            continue
        for other, length in ways.get(place, ()):
            reached = away + length
            if reached <= limit_m and reached < best.get(other, math.inf):
                best[other] = reached
                heapq.heappush(queue, (reached, other))
    return False
