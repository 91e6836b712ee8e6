"""Streets between junctions: StreetTables in, edges with their points and permissions out.

Used in the build only. An edge is the part of one way between two nodes where something can be
decided: ends of ways, nodes of several ways, nodes at which a turn is restricted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.geo import unit_vectors_m
from feeds.osm.tables import BIKE, BIKE_BACK, CAR, CAR_BACK, FOOT, StreetTables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ISLAND_NODES = 200
"""A part of the streets that is cut off from the largest one and smaller than this is left out."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges with their ends and points as rows of the nodes, and whose stretch of a way they are.

    Shapes: node_* (nodes,), a node under a barrier twice; from_, to, way, bits, length_m (edges,);
    point_start (edges + 1,) into point.
    """

    node_id: Ints
    node_lat: Floats
    node_lon: Floats
    from_: Ints
    to: Ints
    way: Ints
    bits: NDArray[np.uint8]
    length_m: Floats
    point_start: Ints
    point: Ints


def edges_of(tables: StreetTables) -> Edges:
    """The edges of an extract that people can get to: islands are left out, mode by mode."""
    edges = _with_barriers(tables, _cut_at_junctions(tables))
    bits = edges.bits.copy()
    for there, back in ((FOOT, FOOT), (BIKE, BIKE_BACK), (CAR, CAR_BACK)):
        bits[_on_islands(edges, there, back)] &= np.uint8(255 & ~(there | back))
    return _chosen(replace(edges, bits=bits), bits != 0)


def _cut_at_junctions(tables: StreetTables) -> Edges:
    ways = tables.ways
    n = len(tables.node_id)
    uses = np.bincount(ways.node, minlength=n)
    junction = uses > 1
    junction[ways.node[ways.start[:-1]]] = True
    junction[ways.node[ways.start[1:] - 1]] = True
    vias = np.array([turn.via_node for turn in tables.turns], dtype=np.int64)
    junction[np.isin(tables.node_id, vias)] = True
    junction[tables.barrier_node] = True
    way_of_point = np.repeat(np.arange(len(ways.id)), np.diff(ways.start))
    first = np.zeros(len(ways.node), dtype=bool)
    first[ways.start[:-1]] = True
    last = np.zeros(len(ways.node), dtype=bool)
    last[ways.start[1:] - 1] = True
    starts = np.flatnonzero(junction[ways.node] & ~last)
    ends = np.flatnonzero(junction[ways.node] & ~first)
    sizes = ends - starts + 1
    point_start = np.concatenate([[0], np.cumsum(sizes)])
    at = np.repeat(starts - point_start[:-1], sizes) + np.arange(point_start[-1])
    point = ways.node[at]
    place = unit_vectors_m(tables.node_lat, tables.node_lon)
    step_m = np.linalg.norm(place[point[1:]] - place[point[:-1]], axis=1)
    step_m[point_start[1:-1] - 1] = 0.0  # from the end of an edge to the start of the next
    length_m = np.add.reduceat(np.append(step_m, 0.0), point_start[:-1])
    way = way_of_point[starts]
    return Edges(
        node_id=tables.node_id,
        node_lat=tables.node_lat,
        node_lon=tables.node_lon,
        from_=ways.node[starts],
        to=ways.node[ends],
        way=way,
        bits=ways.bits[way],
        length_m=length_m,
        point_start=point_start,
        point=point,
    )


def _with_barriers(tables: StreetTables, edges: Edges) -> Edges:
    """A barrier between two edges parts them; those who can pass keep an edge of no length.

    At the end of an edge, or where more edges meet, a barrier is not heeded.
    """
    ends: dict[int, list[tuple[int, int]]] = {int(row): [] for row in tables.barrier_node}
    at_barrier = np.zeros(len(edges.node_id), dtype=bool)
    at_barrier[tables.barrier_node] = True
    for side, column in ((0, edges.from_), (1, edges.to)):
        for edge in np.flatnonzero(at_barrier[column]).tolist():
            ends[int(column[edge])].append((edge, side))
    from_, to, point = edges.from_.copy(), edges.to.copy(), edges.point.copy()
    parted: list[tuple[int, int, int]] = []
    for row, stopped in zip(
        tables.barrier_node.tolist(), tables.barrier_bits.tolist(), strict=True
    ):
        if len(ends[row]) != 2:
            continue
        edge, side = ends[row][1]
        other = len(edges.node_id) + len(parted)
        (to if side else from_)[edge] = other
        point[edges.point_start[edge + side] - side] = other
        parted.append((row, ends[row][0][0], stopped))
    rows, beside, stops = np.array(parted, dtype=np.int64).reshape(-1, 3).T
    twins = len(edges.node_id) + np.arange(len(rows))
    pairs = np.stack([rows, twins], axis=1).ravel()
    passing = (FOOT | BIKE | BIKE_BACK | CAR | CAR_BACK) & ~stops
    return Edges(
        node_id=np.concatenate([edges.node_id, edges.node_id[rows]]),
        node_lat=np.concatenate([edges.node_lat, edges.node_lat[rows]]),
        node_lon=np.concatenate([edges.node_lon, edges.node_lon[rows]]),
        from_=np.concatenate([from_, rows]),
        to=np.concatenate([to, twins]),
        way=np.concatenate([edges.way, edges.way[beside]]),
        bits=np.concatenate([edges.bits, passing.astype(np.uint8)]),
        length_m=np.concatenate([edges.length_m, np.zeros(len(rows))]),
        point_start=np.concatenate(
            [edges.point_start, edges.point_start[-1] + 2 * np.arange(1, len(rows) + 1)]
        ),
        point=np.concatenate([point, pairs]),
    )


def _on_islands(edges: Edges, there: int, back: int) -> Bools:
    """Edges of a mode that lie in a small part, or that lead into one without a way back."""
    n = len(edges.node_id)
    forward, backward = (edges.bits & there) != 0, (edges.bits & back) != 0
    tail = np.concatenate([edges.from_[forward], edges.to[backward]])
    head = np.concatenate([edges.to[forward], edges.from_[backward]])
    if not len(tail):
        return np.zeros(len(edges.way), dtype=bool)
    graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n, n)).tocsr()
    _, part = connected_components(graph, directed=True, connection="strong")
    used = np.zeros(n, dtype=bool)
    used[tail] = used[head] = True
    size = np.bincount(part[used], minlength=int(part.max()) + 1)
    kept = size >= ISLAND_NODES
    kept[int(size.argmax())] = True
    outside: Bools = ~(kept[part[edges.from_]] & (part[edges.from_] == part[edges.to]))
    return outside


def _chosen(edges: Edges, keep: Bools) -> Edges:
    sizes = np.diff(edges.point_start)
    return replace(
        edges,
        from_=edges.from_[keep],
        to=edges.to[keep],
        way=edges.way[keep],
        bits=edges.bits[keep],
        length_m=edges.length_m[keep],
        point_start=np.concatenate([[0], np.cumsum(sizes[keep])]),
        point=edges.point[np.repeat(keep, sizes)],
    )
