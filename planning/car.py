"""By car: a network's roads in, minutes and kilometres between zones by each way out.

Over a border drivers choose among its crossings: each gives a way of its own, and a logit over
their minutes the share that takes it. So a queue that grows sends some elsewhere, never all at
once. Inside a country there is one way, the fastest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from core.geo import distance_m
from forecast.corridors import Corridor
from planning.zones import Floats, Zones
from routing.access import DETOUR
from routing.driving import LOCAL_KMH, MAX_TO_NODE_M, NEAR_M, NEAREST_NODES
from routing.network import Network

Ints = NDArray[np.int64]
PARK_MIN = 3.0
"""To find a place and to walk to the door."""
SPREAD_MIN = 3.0
"""How much longer a way is that takes a third of its drivers less: the scale of the logit."""
AT_CROSSING_M = 1_000.0
LEAST_SHARE = 0.01
"""A crossing that would be chosen by fewer is not driven to."""
COUNT_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class CarWays:
    """Ways between zones, with the queues of today on all but the crossing itself.

    Shapes: minutes, km (ways, zones, zones), inf where there is none; way 0 crosses no border, way
    k crosses by `corridor[k]`, an index of Corridors; corridor (ways,), -1 for way 0; constant_min
    (ways,), what a crossing is disliked by beside its minutes.
    """

    minutes: Floats
    km: Floats
    corridor: Ints
    constant_min: Floats


@dataclass(frozen=True, slots=True)
class CarTimes:
    """What drivers of relations take. Shapes: minutes, km (relations,), share (ways, relations)."""

    minutes: Floats
    km: Floats
    share: Floats


def car_ways(
    network: Network, zones: Zones, corridors: Sequence[Corridor], queue_s: Floats
) -> CarWays:
    """All ways by car. Shapes: queue_s (corridors,), the seconds of today's queues."""
    roads = network.roads
    corridor = roads.link_corridor.astype(np.int64)
    tail = np.repeat(np.arange(len(roads.lat)), np.diff(roads.link_start))
    head = roads.link_to.astype(np.int64)
    over = np.array([*map(_is_crossing, corridors), False])[corridor]
    to_node_m = _to_nodes(network, zones)
    seconds = roads.link_duration_s + np.r_[queue_s, 0.0][corridor] * ~over
    inland = ~over
    n, size = len(roads.lat), len(zones)
    metres = roads.link_length_m.astype(np.float64)
    between_s, between_m = _matrices(n, tail, head, seconds, metres, inland)
    local_s = to_node_m * DETOUR / (LOCAL_KMH / 3.6)
    leave, way_m = _from_zones(local_s, to_node_m * DETOUR, between_s, between_m)
    reach, back_m = _from_zones(local_s, to_node_m * DETOUR, between_s.T, between_m.T)
    ways = np.unique(corridor[over]).tolist()
    minutes = np.full((1 + len(ways), size, size), np.inf)
    km = np.full_like(minutes, np.inf)
    minutes[0], km[0] = _inside(zones, leave, way_m, local_s, to_node_m * DETOUR)
    for at, row in enumerate(ways, start=1):
        chain = np.flatnonzero(corridor == row)
        first, last = _chain_ends(tail[chain], head[chain])
        own_s = float(roads.link_duration_s[chain].sum())
        own_m = float(roads.link_length_m[chain].sum())
        there = (leave[:, first][:, None] + own_s + reach[:, last][None, :]) / 60 + PARK_MIN
        minutes[at] = there
        km[at] = (way_m[:, first][:, None] + own_m + back_m[:, last][None, :]) / 1000
    return CarWays(minutes, km, np.array([-1, *ways], dtype=np.int64), np.zeros(1 + len(ways)))


def with_counts(
    ways: CarWays, origin: Ints, target: Ints, queue_s: Floats, drivers: Floats, counted: Floats
) -> CarWays:
    """The ways with constants by which commuters share the crossings as all traffic does.

    Shapes: origin, target, drivers (relations,); queue_s, counted (corridors,), cars of all kinds
    in the same hours. A crossing where nobody was counted keeps its constant.
    """
    constant = ways.constant_min.copy()
    counted_by = np.where(ways.corridor >= 0, np.r_[counted, 0.0][ways.corridor], 0.0)
    known = counted_by > 0
    for _ in range(COUNT_ROUNDS):
        share = drive_times(replace(ways, constant_min=constant), origin, target, queue_s).share
        cars = share @ drivers
        goal = counted_by * cars[known].sum() / max(float(counted_by.sum()), 1e-9)
        there = known & (cars > 0)
        constant[there] += SPREAD_MIN / 2 * np.log(cars[there] / goal[there])
    return replace(ways, constant_min=constant)


def kept_constants(ways: CarWays, before: CarWays) -> CarWays:
    """The ways with the constants that their crossings have had before."""
    known = dict(zip(before.corridor.tolist(), before.constant_min.tolist(), strict=True))
    constants = [known.get(corridor, 0.0) for corridor in ways.corridor.tolist()]
    return replace(ways, constant_min=np.array(constants))


def drive_times(ways: CarWays, origin: Ints, target: Ints, queue_s: Floats) -> CarTimes:
    """How drivers of relations spread over the ways with these queues, and what they take.

    Shapes: origin, target (relations,); queue_s (corridors,). inf where no way leads.
    """
    waits = np.where(ways.corridor >= 0, np.r_[queue_s, 0.0][ways.corridor], 0.0) / 60
    minutes = ways.minutes[:, origin, target] + waits[:, None]
    km = ways.km[:, origin, target]
    felt = minutes + ways.constant_min[:, None]
    least = felt.min(axis=0)
    some = np.isfinite(least)
    worth = np.zeros_like(minutes)
    worth[:, some] = np.exp(-(felt[:, some] - least[some]) / SPREAD_MIN)
    worth[worth < LEAST_SHARE] = 0.0
    share = worth / np.maximum(worth.sum(axis=0), 1e-300)
    mean = (share * np.where(share > 0, minutes, 0.0)).sum(axis=0)
    mean_km = (share * np.where(share > 0, km, 0.0)).sum(axis=0)
    return CarTimes(np.where(some, mean, np.inf), np.where(some, mean_km, np.inf), share)


def _is_crossing(corridor: Corridor) -> bool:
    """Whether it is the crossing itself and no approach to one."""
    here, there = (corridor.lat, corridor.lon), (corridor.crossing_lat, corridor.crossing_lon)
    return corridor.from_side != corridor.to_side and distance_m(*here, *there) < AT_CROSSING_M


def _matrices(
    n: int, tail: Ints, head: Ints, seconds: Floats, metres: Floats, kept: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Seconds and metres of the fastest ways between all nodes over the links that are kept."""
    tail, head, seconds, metres = tail[kept], head[kept], seconds[kept], metres[kept]
    order = np.lexsort((seconds, head, tail))
    first = np.r_[True, (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)]
    best = order[first]
    graph = csr_matrix((np.maximum(seconds[best], 1e-3), (tail[best], head[best])), shape=(n, n))
    found, before = dijkstra(graph, return_predecessors=True)
    length = csr_matrix((metres[best], (tail[best], head[best])), shape=(n, n)).toarray()
    return found, _lengths(found, before, length)


def _lengths(found: Floats, before: NDArray[np.int32], length: Floats) -> Floats:
    """Metres along the fastest ways, from the nearest nodes on."""
    metres = np.full_like(found, np.inf)
    np.fill_diagonal(metres, 0.0)
    for row in range(len(found)):
        for node in np.argsort(found[row], kind="stable").tolist():
            if before[row, node] >= 0 and np.isfinite(found[row, node]):
                metres[row, node] = metres[row, before[row, node]] + length[before[row, node], node]
    return metres


def _from_zones(
    local_s: Floats, local_m: Floats, between_s: Floats, between_m: Floats
) -> tuple[Floats, Floats]:
    """Seconds and metres from zones to all nodes by their best first node."""
    size, n = local_s.shape
    seconds, metres = np.full((size, n), np.inf), np.full((size, n), np.inf)
    for row in range(size):
        near = np.flatnonzero(np.isfinite(local_s[row]))
        if not len(near):
            continue
        told = local_s[row, near][:, None] + between_s[near]
        chosen = told.argmin(axis=0)
        seconds[row] = told[chosen, np.arange(n)]
        metres[row] = local_m[row, near][chosen] + between_m[near[chosen], np.arange(n)]
    return seconds, metres


def _inside(
    zones: Zones, leave: Floats, way_m: Floats, local_s: Floats, local_m: Floats
) -> tuple[Floats, Floats]:
    """Minutes and kilometres between zones of one country."""
    size = len(zones)
    minutes, km = np.full((size, size), np.inf), np.full((size, size), np.inf)
    country = np.array(zones.country)
    for target in range(size):
        near = np.flatnonzero(np.isfinite(local_s[target]))
        if not len(near):
            continue
        told = leave[:, near] + local_s[target, near][None, :]
        chosen = told.argmin(axis=1)
        rows = np.arange(size)
        minutes[:, target] = told[rows, chosen] / 60 + PARK_MIN
        km[:, target] = (way_m[rows, near[chosen]] + local_m[target, near][chosen]) / 1000
    minutes[country[:, None] != country[None, :]] = np.inf
    np.fill_diagonal(minutes, PARK_MIN)
    np.fill_diagonal(km, 1.0)
    return minutes, km


def _chain_ends(tail: Ints, head: Ints) -> tuple[int, int]:
    """The first and the last node of a corridor's links."""
    first = [node for node in tail.tolist() if node not in head]
    last = [node for node in head.tolist() if node not in tail]
    return (first or [int(tail[0])])[0], (last or [int(head[-1])])[0]


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
        near = near[metres[near] <= min(MAX_TO_NODE_M, 2 * metres[near[0]] + NEAR_M)]
        away[row, near] = metres[near]
    return away
