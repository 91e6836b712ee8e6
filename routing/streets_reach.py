"""Reach on foot: a point in, the stops around it and the metres to each along the streets out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.derived import once_per_ground
from routing.kernels.streets import node_ways
from routing.network import Network
from routing.streets import FOOT, Ints, tail_of
from routing.streets_ways import Spot, labels, lanes_by_mode, leaving

_NO_NODES, _NO_COSTS = np.zeros(0, dtype=np.int64), np.zeros(0)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Served stops that are joined to the streets, and their edges' ends. Shapes: (n,)."""

    stop: Ints
    edge: Ints
    from_node: Ints
    to_node: Ints
    along_m: NDArray[np.float64]
    left_m: NDArray[np.float64]
    away_m: NDArray[np.float64]


def stops_reached(network: Network, spot: Spot, within_m: float) -> dict[int, float]:
    """Served stops within that many metres of streets from a spot, and the metres to each."""
    streets, joined = network.streets, _joined(network)
    lanes = lanes_by_mode(network)[FOOT]
    seeds = leaving(streets, lanes, spot)
    nodes = np.array([tail_of(streets, code ^ 1) for code, _, _ in seeds], dtype=np.int64)
    costs = np.array([cost for _, _, cost in seeds], dtype=np.float64)
    reached, mark = labels(len(streets.node_lat))
    node_ways(
        lanes.start, lanes.head, lanes.cost, nodes, costs, _NO_NODES, _NO_COSTS, within_m,
        reached, mark,
    )  # fmt: skip
    first, last = (
        np.where(mark[node] > 0, reached[node], np.inf)
        for node in (joined.from_node, joined.to_node)
    )
    metres = joined.away_m + np.minimum(first + joined.along_m, last + joined.left_m)
    same = joined.edge == spot.join.edge
    straight = spot.join.away_m + np.abs(joined.along_m - spot.join.along_m) + joined.away_m
    metres = np.where(same, np.minimum(metres, straight), metres)
    near = np.flatnonzero(metres <= within_m)
    return dict(zip(joined.stop[near].tolist(), metres[near].tolist(), strict=True))


@once_per_ground
def _joined(network: Network) -> _Joined:
    streets = network.streets
    served = np.unique(network.timetable.pattern_stop)
    stop = served[streets.stop_edge[served] >= 0].astype(np.int32)
    edge = streets.stop_edge[stop]
    along_m = streets.stop_along_m[stop].astype(np.float64)
    return _Joined(
        stop=stop,
        edge=edge,
        from_node=streets.edge_from[edge],
        to_node=streets.edge_to[edge],
        along_m=along_m,
        left_m=streets.edge_length_m[edge] - along_m,
        away_m=streets.stop_away_m[stop].astype(np.float64),
    )
