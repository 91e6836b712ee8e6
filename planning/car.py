"""By car: a network's roads in, minutes, kilometres and corridors between zones out.

Queues stand at the corridors: what they cost at the worst of the period comes on top of free flow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from core.geo import distance_m
from planning.zones import Floats, Zones
from routing.access import DETOUR
from routing.driving import LOCAL_KMH, MAX_TO_NODE_M, NEAREST_NODES
from routing.network import Network

MIN_S = 60
PARK_MIN = 3.0
"""To find a place and to walk to the door."""


@dataclass(frozen=True, slots=True)
class CarTimes:
    """Ways by car between all zones; `corridor` is the one that is queued at, -1 for none.

    Shapes: (zones, zones) each; minutes and km are inf where no road leads.
    """

    minutes: Floats
    km: Floats
    corridor: NDArray[np.int64]


def car_times(network: Network, zones: Zones, queue_s: Floats) -> CarTimes:
    """The fastest ways with these queues. Shapes: queue_s (corridors,), seconds at each."""
    roads = network.roads
    n, size = len(roads.lat), len(zones)
    corridor = roads.link_corridor.astype(np.int64)
    waits = np.r_[queue_s, 0.0][corridor]
    cost = roads.link_duration_s + waits
    start = np.repeat(np.arange(n), np.diff(roads.link_start))
    away_m = _to_nodes(network, zones)
    local_s = away_m * DETOUR / (LOCAL_KMH / 3.6)
    ends = np.isfinite(local_s)
    zone, node = np.nonzero(ends)
    rows = np.r_[start, n + zone, node]
    columns = np.r_[roads.link_to.astype(np.int64), node, n + size + zone]
    seconds = np.r_[cost, local_s[ends], local_s[ends]]
    metres = np.r_[roads.link_length_m, away_m[ends] * DETOUR, away_m[ends] * DETOUR]
    link = np.r_[corridor, np.full(2 * len(zone), -1)]
    graph = csr_matrix((np.maximum(seconds, 1e-3), (rows, columns)), shape=(n + 2 * size,) * 2)
    found, before = dijkstra(graph, indices=np.arange(n, n + size), return_predecessors=True)
    edge = {(int(a), int(b)): at for at, (a, b) in enumerate(zip(rows, columns, strict=True))}
    km, queued = np.full((size, size), np.inf), np.full((size, size), -1)
    for origin in range(size):
        for target in range(size):
            if np.isfinite(found[origin, n + size + target]):
                km[origin, target], queued[origin, target] = _along(
                    before[origin], n + size + target, n + origin, edge, metres, link, queue_s
                )
    minutes = found[:, n + size :] / MIN_S + PARK_MIN
    np.fill_diagonal(minutes, PARK_MIN)
    return CarTimes(minutes, km, queued)


def _along(
    before: NDArray[np.int32],
    target: int,
    origin: int,
    edge: dict[tuple[int, int], int],
    metres: Floats,
    link: NDArray[np.int64],
    queue_s: Floats,
) -> tuple[float, int]:
    """Kilometres of a way, and the corridor with the longest queue on it."""
    total, queued, node = 0.0, -1, target
    while node != origin:
        at = edge[(int(before[node]), node)]
        total += float(metres[at])
        if link[at] >= 0 and (queued < 0 or queue_s[link[at]] > queue_s[queued]):
            queued = int(link[at])
        node = int(before[node])
    return total / 1000, queued


def _to_nodes(network: Network, zones: Zones) -> Floats:
    """Metres from zones to the nearest nodes of their own side, inf to others."""
    roads = network.roads
    away = np.full((len(zones), len(roads.lat)), np.inf)
    for row in range(len(zones)):
        here = (float(zones.lat[row]), float(zones.lon[row]))
        metres = np.array(
            [
                distance_m(*here, float(lat), float(lon))
                if roads.node_country[node] in ("", zones.country[row])
                else np.inf
                for node, (lat, lon) in enumerate(zip(roads.lat, roads.lon, strict=True))
            ]
        )
        near = np.argsort(metres)[:NEAREST_NODES]
        near = near[metres[near] <= min(MAX_TO_NODE_M, 2 * metres[near[0]] + 500)]
        away[row, near] = metres[near]
    return away
