"""Reach by bicycle: a point in, the stops around it and the seconds to (or from) each out.

Seconds are those of the usual speed along the streets; from the street to the stop one pushes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.derived import once_per_ground
from routing.kernels.streets import node_ways
from routing.network import Network
from routing.streets import BIKE, Ints, Lanes, StreetNetwork, tail_of
from routing.streets_joins import Join
from routing.streets_ways import (
    OFF_STREET_COST,
    Spot,
    find_spot,
    labels,
    lanes_by_mode,
    leaving,
    reaching,
)

_NO_NODES, _NO_COSTS = np.zeros(0, dtype=np.int64), np.zeros(0)


@dataclass(frozen=True, slots=True)
class _Side:
    """One direction of time: its lanes, and for every stop the two nodes that lead there.

    Shapes: node, cost_s (n, 2); infinite where the edge may not be ridden that way.
    """

    start: Ints
    head: Ints
    cost: NDArray[np.float32]
    node: NDArray[np.int64]
    cost_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Stops:
    """Served stops joined to the ways of bicycles."""

    stop: NDArray[np.int64]
    known: frozenset[int]
    joins: tuple[Join, ...]
    there: _Side
    back: _Side


def stops_ridden(
    network: Network, lat: float, lon: float, within_s: float, *, backward: bool = False
) -> dict[int, float]:
    """Served stops within so many seconds, and the seconds to each (backward: from each).

    Empty where the point is far from every street.
    """
    spot = find_spot(network, lat, lon, BIKE)
    if spot is None:
        return {}
    stops, streets = _joined(network), network.streets
    side = stops.back if backward else stops.there
    seeds = _seeds(streets, lanes_by_mode(network)[BIKE], spot, backward=backward)
    nodes = np.array([node for node, _ in seeds], dtype=np.int64)
    costs = np.array([cost for _, cost in seeds], dtype=np.float64)
    reached, mark = labels(len(streets.node_lat))
    node_ways(
        side.start, side.head, side.cost, nodes, costs, _NO_NODES, _NO_COSTS, within_s,
        reached, mark,
    )  # fmt: skip
    seconds = (np.where(mark[side.node] > 0, reached[side.node], np.inf) + side.cost_s).min(axis=1)
    for row in _on_edge(stops, spot.join.edge):
        straight_s = _along_edge_s(network, spot.join, stops.joins[row], backward=backward)
        seconds[row] = min(seconds[row], straight_s)
    near = np.flatnonzero(seconds <= within_s)
    return dict(zip(stops.stop[near].tolist(), seconds[near].tolist(), strict=True))


def is_joined(network: Network, stop: int) -> bool:
    """Whether a stop is reached along the ways of bicycles, where there are any."""
    return bool(network.streets) and stop in _joined(network).known


def _seeds(
    streets: StreetNetwork, lanes: Lanes, spot: Spot, *, backward: bool
) -> list[tuple[int, float]]:
    """The nodes at the ends of the edge of a spot, with the seconds to (or from) them."""
    if backward:
        return [(tail_of(streets, code), cost) for code, _, cost in reaching(streets, lanes, spot)]
    return [(tail_of(streets, code ^ 1), cost) for code, _, cost in leaving(streets, lanes, spot)]


def _on_edge(stops: _Stops, edge: int) -> list[int]:
    return [row for row, join in enumerate(stops.joins) if join.edge == edge]


def _along_edge_s(network: Network, point: Join, stop: Join, *, backward: bool) -> float:
    """Seconds straight along the edge that both are joined to; infinite against its direction."""
    here, there = (stop, point) if backward else (point, stop)
    lanes = lanes_by_mode(network)[BIKE]
    arc = int(lanes.arc_of[2 * here.edge + (there.along_m < here.along_m)])
    length_m = float(network.streets.edge_length_m[here.edge])
    if arc < 0:
        return np.inf
    share = abs(there.along_m - here.along_m) / length_m if length_m else 0.0
    off_s = (here.away_m + there.away_m) * OFF_STREET_COST[BIKE]
    return off_s + share * float(lanes.cost[arc])


@once_per_ground
def _joined(network: Network) -> _Stops:
    streets, lanes = network.streets, lanes_by_mode(network)[BIKE]
    found = [
        (stop, spot)
        for stop in np.unique(network.timetable.pattern_stop).tolist()
        if (spot := _spot_of(network, stop)) is not None
    ]
    spots = [spot for _, spot in found]
    return _Stops(
        stop=np.array([stop for stop, _ in found], dtype=np.int64),
        known=frozenset(stop for stop, _ in found),
        joins=tuple(spot.join for spot in spots),
        there=_side(
            (lanes.start, lanes.head, lanes.cost),
            [_seeds(streets, lanes, spot, backward=True) for spot in spots],
        ),
        back=_side(
            _turned_round(lanes), [_seeds(streets, lanes, spot, backward=False) for spot in spots]
        ),
    )


def _spot_of(network: Network, stop: int) -> Spot | None:
    return find_spot(network, float(network.stops.lat[stop]), float(network.stops.lon[stop]), BIKE)


def _side(
    lanes: tuple[Ints, Ints, NDArray[np.float32]], ends: list[list[tuple[int, float]]]
) -> _Side:
    node = np.zeros((len(ends), 2), dtype=np.int64)
    cost_s = np.full((len(ends), 2), np.inf)
    for row, each in enumerate(ends):
        for column, (name, cost) in enumerate(each):
            node[row, column], cost_s[row, column] = name, cost
    return _Side(*lanes, node, cost_s)


def _turned_round(lanes: Lanes) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """The arcs by the node at which they end, leading to where they begin."""
    tail = np.repeat(np.arange(len(lanes.start) - 1, dtype=np.int32), np.diff(lanes.start))
    order = np.argsort(lanes.head, kind="stable")
    start = np.searchsorted(lanes.head[order], np.arange(len(lanes.start)))
    return start.astype(np.int32), tail[order], lanes.cost[order]
