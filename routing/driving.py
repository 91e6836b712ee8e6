"""Driving: points and a moment in, the fastest way by car on the road network out.

The networkx idea of a weight function cannot see the clock, so this is Dijkstra's algorithm over
moments, on a graph of a hundred nodes. From a point to the nearest nodes of its own side of the
border, and between points close to each other, the way is an estimate: a straight line times a
detour factor at a low speed.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.geo import distance_m
from routing.access import DETOUR
from routing.congestion import Congestion, Level
from routing.derived import once_per_ground
from routing.nearby import country_at
from routing.network import Network
from routing.requests import Endpoint

LOCAL_KMH = 30.0
"""Speed on streets that the road network does not hold."""
MAX_TO_NODE_M = 10_000.0
"""Longest straight line from a point to a node; who is further away gets no way by car."""
NEAREST_NODES = 4
"""How many nodes a point is linked to at most."""
NEAR_M = 500.0
"""A node further off than the nearest by its distance and this again is not linked."""
MAX_LOCAL_M = 5_000.0
"""Longest straight line driven wholly on streets that the road network does not hold."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A way by car. `node_s[i]` is the moment at `nodes[i]`; `links[i]` leads on from there."""

    depart_s: float
    arrive_s: float
    nodes: tuple[int, ...]
    node_s: tuple[float, ...]
    links: tuple[int, ...]
    distance_m: float


@dataclass(frozen=True, slots=True)
class _Links:
    """Links by the node where a search stands: (link, other node) pairs.

    `inside_corridor` marks nodes all of whose links lie on corridors of one crossing.
    """

    leaving: tuple[tuple[tuple[int, int], ...], ...]
    reaching: tuple[tuple[tuple[int, int], ...], ...]
    inside_corridor: tuple[bool, ...]


def drive(
    network: Network,
    origin: Endpoint,
    destination: Endpoint,
    moment_s: int,
    *,
    arrive_by: bool = False,
    congestion: Congestion | None = None,
) -> Drive | None:
    """The fastest way that leaves at `moment_s`, or with `arrive_by` leaves last to arrive then.

    None where a point is too far from every road.
    """
    sides = tuple(country_at(network, end.lat, end.lon) for end in (origin, destination))
    first = _nodes_near(network, origin, sides[0])
    last = _nodes_near(network, destination, sides[1])
    straight_m = distance_m(origin.lat, origin.lon, destination.lat, destination.lon)
    if sides[0] == sides[1] and straight_m <= MAX_LOCAL_M:
        # on free roads, so that nobody gets round a jam on streets that nobody has seen
        by_road = _search(network, first, last, moment_s, None, back=arrive_by)
        if by_road is None or by_road.arrive_s - by_road.depart_s >= local_s(straight_m):
            depart_s = moment_s - local_s(straight_m) if arrive_by else moment_s
            arrive_s = depart_s + local_s(straight_m)
            return Drive(depart_s, arrive_s, (), (), (), straight_m * DETOUR)
    return _search(network, first, last, moment_s, congestion, back=arrive_by)


def local_s(straight_m: float) -> float:
    """Estimated seconds on small streets for a straight line."""
    return straight_m * DETOUR / (LOCAL_KMH / 3.6)


def repeat_drive(network: Network, way: Drive, congestion: Congestion, level: Level) -> float:
    """When the same way, started at the same moment, arrives at that percentile of the forecast.

    All its corridors are taken to be bad, or good, together: the wide end of the interval.
    """
    return drive_again(network, way, way.depart_s, congestion, level).arrive_s


def drive_again(
    network: Network,
    way: Drive,
    depart_s: float,
    congestion: Congestion | None,
    level: Level = "p50",
) -> Drive:
    """The same way, started at another moment, at a percentile of the forecast."""
    if not way.nodes:
        return replace(way, depart_s=depart_s, arrive_s=depart_s + way.arrive_s - way.depart_s)
    roads = network.roads
    moments = [depart_s + way.node_s[0] - way.depart_s]
    for link in way.links:
        corridor, free_s = int(roads.link_corridor[link]), float(roads.link_duration_s[link])
        takes_s = free_s
        if congestion is not None:
            takes_s = congestion.travel_s(corridor, free_s, moments[-1], level)
        moments.append(moments[-1] + takes_s)
    arrive_s = moments[-1] + way.arrive_s - way.node_s[-1]
    return replace(way, depart_s=depart_s, arrive_s=arrive_s, node_s=tuple(moments))


def _nodes_near(network: Network, point: Endpoint, country: str) -> dict[int, float]:
    """The nearest nodes on the point's side, with straight-line metres.

    A node inside a corridor is no way in, nor is one much further off than the nearest: else a
    point beside a jam would get round it on streets that nobody has seen.
    """
    roads, inside = network.roads, _links(network).inside_corridor
    away = sorted(
        (distance_m(point.lat, point.lon, float(lat), float(lon)), node)
        for node, (lat, lon) in enumerate(zip(roads.lat, roads.lon, strict=True))
        if not inside[node] and roads.node_country[node] in ("", country)
    )
    reach_m = min(MAX_TO_NODE_M, 2 * away[0][0] + NEAR_M) if away else 0.0
    return {node: metres for metres, node in away[:NEAREST_NODES] if metres <= reach_m}


def _search(
    network: Network,
    first: Mapping[int, float],
    last: Mapping[int, float],
    moment_s: int,
    congestion: Congestion | None,
    *,
    back: bool,
) -> Drive | None:
    """Dijkstra's algorithm over moments; `back` searches from the end towards the start.

    Labels count seconds away from `moment_s`, forwards or backwards alike.
    """
    starts, goals = (last, first) if back else (first, last)
    links = _links(network)
    ahead = links.reaching if back else links.leaving
    best = {node: local_s(metres) for node, metres in starts.items()}
    came: dict[int, tuple[int, int]] = {}
    queue = sorted((seconds, node) for node, seconds in best.items())
    found: tuple[float, int] | None = None
    while queue:
        seconds, node = heapq.heappop(queue)
        if found is not None and seconds >= found[0]:
            break
        if seconds > best[node]:
            continue
        if node in goals:
            whole = (seconds + local_s(goals[node]), node)
            found = whole if found is None else min(found, whole)
        for link, other in ahead[node]:
            reached = seconds + _link_s(network, link, moment_s, seconds, congestion, back=back)
            if reached < best.get(other, float("inf")):
                best[other] = reached
                came[other] = (node, link)
                heapq.heappush(queue, (reached, other))
    if found is None:
        return None
    return _unwind(network, found, moment_s, best, came, starts, goals, back=back)


def _link_s(
    network: Network,
    link: int,
    moment_s: int,
    seconds: float,
    congestion: Congestion | None,
    *,
    back: bool,
) -> float:
    free_s = float(network.roads.link_duration_s[link])
    if congestion is None:
        return free_s
    corridor = int(network.roads.link_corridor[link])
    if back:
        return congestion.travel_back_s(corridor, free_s, moment_s - seconds)
    return congestion.travel_s(corridor, free_s, moment_s + seconds)


def _unwind(
    network: Network,
    found: tuple[float, int],
    moment_s: int,
    best: Mapping[int, float],
    came: Mapping[int, tuple[int, int]],
    starts: Mapping[int, float],
    goals: Mapping[int, float],
    *,
    back: bool,
) -> Drive:
    """The way that a search found, in driving order."""
    total_s, node = found
    nodes, links = [node], []
    while node in came:
        node, link = came[node]
        nodes.append(node)
        links.append(link)
    straight_m = starts[nodes[-1]] + goals[nodes[0]]
    if not back:
        nodes.reverse()
        links.reverse()
    sign = -1 if back else 1
    depart_s, arrive_s = sorted((float(moment_s), moment_s + sign * total_s))
    length_m = sum(int(network.roads.link_length_m[link]) for link in links)
    return Drive(
        depart_s=depart_s,
        arrive_s=arrive_s,
        nodes=tuple(nodes),
        node_s=tuple(moment_s + sign * best[node] for node in nodes),
        links=tuple(links),
        distance_m=length_m + straight_m * DETOUR,
    )


@once_per_ground
def _links(network: Network) -> _Links:
    roads = network.roads
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(len(roads.lat))]
    reaching: list[list[tuple[int, int]]] = [[] for _ in range(len(roads.lat))]
    for node in range(len(roads.lat)):
        for link in range(int(roads.link_start[node]), int(roads.link_start[node + 1])):
            other = int(roads.link_to[link])
            leaving[node].append((link, other))
            reaching[other].append((link, node))
    crossings = [
        {_crossing_of(network, link) for link, _ in (*leaving[node], *reaching[node])}
        for node in range(len(roads.lat))
    ]
    inside = tuple(len(found) == 1 and "" not in found for found in crossings)
    return _Links(tuple(map(tuple, leaving)), tuple(map(tuple, reaching)), inside)


def _crossing_of(network: Network, link: int) -> str:
    corridor = int(network.roads.link_corridor[link])
    return network.corridors.crossing_id[corridor] if corridor >= 0 else ""
