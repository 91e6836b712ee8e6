"""Ways along streets: two points and a mode in, the best way with its metres and its line out.

On foot the shortest way, by bicycle and by car the fastest. A point joins the streets at the
nearest place of the mode; the straight line to there is walked, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.geo import distance_m
from routing.derived import once_per_ground
from routing.kernels.streets import FIRST, arc_ways, node_ways
from routing.network import Network
from routing.streets import BIKE, CAR, FOOT, Lanes, StreetNetwork, lanes_of, tail_of
from routing.streets_joins import Join, find_join

OFF_STREET_COST = {FOOT: 1.0, BIKE: 1 / 1.2, CAR: 1 / 2.5}
"""Cost of a metre between a point and its street: metres on foot; seconds, pushed or at a crawl."""

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point and where it joins the streets of a mode."""

    lat: float
    lon: float
    join: Join


@dataclass(frozen=True, slots=True)
class StreetWay:
    """A way along streets. `cost`: metres on foot, seconds by bicycle and by car."""

    cost: float
    distance_m: float
    points: Points


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of an edge, from one distance along it to another; backwards where that is less."""

    edge: int
    from_m: float
    to_m: float


def find_spot(network: Network, lat: float, lon: float, mode: int) -> Spot | None:
    """Where a point joins the streets; None where none is near."""
    join = find_join(network.streets, lat, lon, mode)
    return None if join is None else Spot(lat, lon, join)


def find_way(
    network: Network, starts: Sequence[Spot], ends: Sequence[Spot], mode: int, *, cutoff: float
) -> StreetWay | None:
    """The cheapest way from any of the starts to any of the ends.

    None where there is none within the cutoff: metres on foot, seconds else.
    """
    if not starts or not ends:
        return None
    lanes = lanes_by_mode(network)[mode]
    search = _between_arcs if mode == CAR else _between_nodes
    found = search(network.streets, lanes, starts, ends, cutoff)
    for start in starts:
        for end in ends:
            short = _along_one_edge(network.streets, lanes, start, end)
            if short is not None and (found is None or short[0] < found[0]):
                found = short
    if found is None or found[0] > cutoff:
        return None
    cost, first, last, stretches = found
    metres = sum(abs(part.to_m - part.from_m) for part in stretches)
    lines = [point for part in stretches for point in _line(network.streets, part)]
    points = [(first.lat, first.lon), *lines, (last.lat, last.lon)]
    whole_m = metres + first.join.away_m + last.join.away_m
    return StreetWay(cost, whole_m, _without_repeats(points))


@once_per_ground
def lanes_by_mode(network: Network) -> dict[int, Lanes]:
    """The arcs of every mode."""
    return {mode: lanes_of(network.streets, mode) for mode in (FOOT, BIKE, CAR)}


def labels(n: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Arrays for a search to write into: costs as they come, marks zeroed."""
    return np.empty(n), np.zeros(n, dtype=np.int32)


_Found = tuple[float, Spot, Spot, list[_Stretch]]


def leaving(streets: StreetNetwork, lanes: Lanes, spot: Spot) -> list[tuple[int, float, float]]:
    """(code, share of the edge that is left, cost to its end) for every direction from a spot."""
    found = []
    edge, length_m = spot.join.edge, float(streets.edge_length_m[spot.join.edge])
    share = spot.join.along_m / length_m if length_m else 0.0
    off = spot.join.away_m * OFF_STREET_COST[lanes.bit]
    for code, left in ((2 * edge, 1.0 - share), (2 * edge + 1, share)):
        arc = int(lanes.arc_of[code])
        if arc >= 0:
            found.append((code, left, off + left * float(lanes.cost[arc])))
    return found


def reaching(streets: StreetNetwork, lanes: Lanes, spot: Spot) -> list[tuple[int, float, float]]:
    """(code, share of the edge up to the spot, cost from its beginning) for every direction."""
    off = spot.join.away_m * OFF_STREET_COST[lanes.bit]
    return [
        (code, 1.0 - left, off + (1.0 - left) * float(lanes.cost[lanes.arc_of[code]]))
        for code, left, _ in leaving(streets, lanes, spot)
    ]


def _between_nodes(
    streets: StreetNetwork, lanes: Lanes, starts: Sequence[Spot], ends: Sequence[Spot],
    cutoff: float,
) -> _Found | None:  # fmt: skip
    """Through at least one junction, on foot or by bicycle."""
    seeds = [(spot, *one) for spot in starts for one in leaving(streets, lanes, spot)]
    goals = [(spot, *one) for spot in ends for one in reaching(streets, lanes, spot)]
    seed_node = np.array([tail_of(streets, seed[1] ^ 1) for seed in seeds], dtype=np.int64)
    goal_node = np.array([tail_of(streets, goal[1]) for goal in goals], dtype=np.int64)
    seed_cost = np.array([seed[3] for seed in seeds], dtype=np.float64)
    goal_cost = np.array([goal[3] for goal in goals], dtype=np.float64)
    reached, mark = labels(len(streets.node_lat))
    best, cost = node_ways(
        lanes.start, lanes.head, lanes.cost, seed_node, seed_cost, goal_node, goal_cost, cutoff,
        reached, mark,
    )  # fmt: skip
    if best < 0:
        return None
    node, codes = int(goal_node[best]), []
    while mark[node] >= FIRST:
        codes.append(int(lanes.code[mark[node] - FIRST]))
        node = tail_of(streets, codes[-1])
    at = min(np.flatnonzero(seed_node == node).tolist(), key=lambda row: seed_cost[row])
    return _assembled(streets, float(cost), seeds[at], codes[::-1], goals[best])


def _between_arcs(
    streets: StreetNetwork, lanes: Lanes, starts: Sequence[Spot], ends: Sequence[Spot],
    cutoff: float,
) -> _Found | None:  # fmt: skip
    """Through at least one junction, by car."""
    seeds = [(spot, *one) for spot in starts for one in leaving(streets, lanes, spot)]
    goals = [(spot, *one) for spot in ends for one in reaching(streets, lanes, spot)]
    seed_arc = np.array([lanes.arc_of[seed[1]] for seed in seeds], dtype=np.int64)
    goal_arc = np.array([lanes.arc_of[goal[1]] for goal in goals], dtype=np.int64)
    seed_cost = np.array([seed[3] for seed in seeds], dtype=np.float64)
    goal_cost = np.array([goal[3] for goal in goals], dtype=np.float64)
    reached, mark = labels(len(lanes.head))
    best, arc, cost = arc_ways(
        lanes.start, lanes.head, lanes.code, lanes.cost, streets.ban_start, streets.ban_to,
        seed_arc, seed_cost, goal_arc, goal_cost, cutoff, reached, mark,
    )  # fmt: skip
    if best < 0:
        return None
    arcs = [int(arc)]
    while mark[arcs[-1]] >= FIRST:
        arcs.append(int(mark[arcs[-1]]) - FIRST)
    first = arcs.pop()
    at = min(np.flatnonzero(seed_arc == first).tolist(), key=lambda row: seed_cost[row])
    codes = [int(lanes.code[one]) for one in reversed(arcs)]
    return _assembled(streets, float(cost), seeds[at], codes, goals[best])


def _assembled(
    streets: StreetNetwork,
    cost: float,
    seed: tuple[Spot, int, float, float],
    codes: list[int],
    goal: tuple[Spot, int, float, float],
) -> _Found:
    start, first_code, _, _ = seed
    end, last_code, _, _ = goal
    stretches = [_part(streets, first_code, start.join.along_m, None)]
    stretches += [_part(streets, code, None, None) for code in codes]
    stretches.append(_part(streets, last_code, None, end.join.along_m))
    return cost, start, end, stretches


def _part(streets: StreetNetwork, code: int, from_m: float | None, to_m: float | None) -> _Stretch:
    """A stretch in the direction of a code, from and to its ends where nothing else is said."""
    edge, length_m = code >> 1, float(streets.edge_length_m[code >> 1])
    ends = (length_m, 0.0) if code & 1 else (0.0, length_m)
    return _Stretch(edge, ends[0] if from_m is None else from_m, ends[1] if to_m is None else to_m)


def _along_one_edge(streets: StreetNetwork, lanes: Lanes, start: Spot, end: Spot) -> _Found | None:
    """Straight along the edge that both join, where its direction allows."""
    edge, here, there = start.join.edge, start.join.along_m, end.join.along_m
    if edge != end.join.edge:
        return None
    arcs = (lanes.arc_of[2 * edge + (there < here)], lanes.arc_of[2 * edge + (there <= here)])
    arc = max(int(one) for one in arcs)
    if arc < 0:
        return None
    length_m = float(streets.edge_length_m[edge])
    share = abs(there - here) / length_m if length_m else 0.0
    off_m = start.join.away_m + end.join.away_m
    cost = off_m * OFF_STREET_COST[lanes.bit] + share * float(lanes.cost[arc])
    return cost, start, end, [_Stretch(edge, here, there)]


def _line(streets: StreetNetwork, part: _Stretch) -> list[tuple[float, float]]:
    """The points of a stretch, its ends included."""
    rows = slice(int(streets.shape_start[part.edge]), int(streets.shape_start[part.edge + 1]))
    points = list(zip(streets.shape_lat[rows].tolist(), streets.shape_lon[rows].tolist(),
                      strict=True))  # fmt: skip
    low, high = sorted((part.from_m, part.to_m))
    steps = [distance_m(*here, *there) for here, there in pairwise(points)]
    scale = float(streets.edge_length_m[part.edge]) / (sum(steps) or 1.0)
    line: list[tuple[float, float]] = []
    before = 0.0
    for (here, there), step in zip(pairwise(points), steps, strict=True):
        after = before + step * scale
        if before <= high and after >= low and after > before:
            enter = max(0.0, (low - before) / (after - before))
            leave = min(1.0, (high - before) / (after - before))
            line += [_between(here, there, enter), _between(here, there, leave)]
        before = after
    return line[::-1] if part.to_m < part.from_m else line


def _between(
    here: tuple[float, float], there: tuple[float, float], share: float
) -> tuple[float, float]:
    return (
        here[0] + share * (there[0] - here[0]),
        here[1] + share * (there[1] - here[1]),
    )


def _without_repeats(points: Sequence[tuple[float, float]]) -> Points:
    """Points rounded to a decimetre, none twice in a row."""
    rounded = [(round(lat, 6), round(lon, 6)) for lat, lon in points]
    kept = rounded[:1] + [there for here, there in pairwise(rounded) if here != there]
    return tuple(kept) if len(kept) > 1 else (rounded[0], rounded[-1])
