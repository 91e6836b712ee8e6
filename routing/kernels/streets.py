"""Ways on streets: CSR arcs of one mode in, costs and the arcs walked or driven out.

Textbook Dijkstra with lazy deletion. Feet and bicycles are labelled at nodes; cars at arcs, since
which turn is allowed depends on where one comes from, and nobody turns back at a junction from
which another way leads on. Costs are sums of float32 in float64 and never negative.

Labels are written into arrays that the caller brings: `mark` zeroed, `reached` as it comes. The
system hands out zeroed pages only where they are touched, so a short way in a large region costs
what it touches and not what the region holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.dijkstra import _pop, _push

SEED, FIRST = 1, 2
"""Marks: where a search began, and the first of those that name an arc."""


@njit(cache=True, nogil=True)
def node_ways(start, head, cost, seed_node, seed_cost, goal_node, goal_cost, cutoff, reached, mark):
    """Costs from the seeds to all nodes up to `cutoff`, and the arc by which each was reached.

    Shapes: reached, mark (n,): the cost, and SEED for a seed, FIRST + arc for others, 0 for what
    was not reached. With goals (nodes with a cost to add) the search ends as soon as the best is
    certain. Returns (best goal or -1, its cost).
    """
    best, best_cost = -1, np.inf
    keys = np.empty(len(head) + len(seed_node) + 1)
    nodes = np.empty(len(head) + len(seed_node) + 1, dtype=np.int64)
    size = 0
    for seed in range(len(seed_node)):
        node, first = seed_node[seed], seed_cost[seed]
        if first <= cutoff and (mark[node] == 0 or first < reached[node]):
            reached[node] = first
            mark[node] = SEED
            _push(keys, nodes, size, first, node)
            size += 1
    while size > 0:
        key, node = keys[0], nodes[0]
        if key >= best_cost:
            break
        _pop(keys, nodes, size)
        size -= 1
        if key > reached[node]:
            continue
        for goal in range(len(goal_node)):
            if goal_node[goal] == node and key + goal_cost[goal] < best_cost:
                best, best_cost = goal, key + goal_cost[goal]
        for arc in range(start[node], start[node + 1]):
            there = key + cost[arc]
            other = head[arc]
            if there <= cutoff and (mark[other] == 0 or there < reached[other]):
                reached[other] = there
                mark[other] = FIRST + arc
                _push(keys, nodes, size, there, other)
                size += 1
    return best, best_cost


@njit(cache=True, nogil=True)
def may_follow(start, code, head, ban_start, ban_to, arc, other):
    """Whether a car may go from arc `arc` on to arc `other`, which leaves the node it leads to."""
    for row in range(ban_start[arc], ban_start[arc + 1]):
        if ban_to[row] == other:
            return False
    if code[other] != code[arc] ^ 1:
        return True
    node = head[arc]
    for third in range(start[node], start[node + 1]):
        if third == other:
            continue
        banned = False
        for row in range(ban_start[arc], ban_start[arc + 1]):
            banned = banned or ban_to[row] == third
        if not banned:
            return False
    return True


@njit(cache=True, nogil=True)
def arc_ways(start, head, code, cost, ban_start, ban_to, seed_arc, seed_cost, goal_arc, goal_cost,
             cutoff, reached, mark):  # fmt: skip
    """Costs to the ends of arcs up to `cutoff`, and the arc before each.

    A seed's cost is that of reaching its end; a goal's that of going from its beginning to a point
    on it. Shapes: reached, mark (m,), as for nodes, by arc. The search ends as soon as the best
    goal is certain. Returns (best goal or -1, arc before it, its cost).
    """
    m = len(head)
    best, best_before, best_cost = -1, -1, np.inf
    keys = np.empty(4 * m + len(seed_arc) + 16)
    arcs = np.empty(4 * m + len(seed_arc) + 16, dtype=np.int64)
    size = 0
    for seed in range(len(seed_arc)):
        arc, first = seed_arc[seed], seed_cost[seed]
        if first <= cutoff and (mark[arc] == 0 or first < reached[arc]):
            reached[arc] = first
            mark[arc] = SEED
            _push(keys, arcs, size, first, arc)
            size += 1
    while size > 0:
        key, arc = keys[0], arcs[0]
        if key >= best_cost:
            break
        _pop(keys, arcs, size)
        size -= 1
        if key > reached[arc]:
            continue
        node = head[arc]
        for other in range(start[node], start[node + 1]):
            there = key + cost[other]
            better = there <= cutoff and (mark[other] == 0 or there < reached[other])
            aim = -1
            for goal in range(len(goal_arc)):
                if goal_arc[goal] == other and key + goal_cost[goal] < best_cost:
                    aim = goal
            if aim < 0 and not better:
                continue
            if not may_follow(start, code, head, ban_start, ban_to, arc, other):
                continue
            if aim >= 0:
                best, best_before, best_cost = aim, arc, key + goal_cost[aim]
            if better:
                if size + 1 >= len(keys):
                    keys = np.concatenate((keys, np.empty(len(keys))))
                    arcs = np.concatenate((arcs, np.empty(len(arcs), dtype=np.int64)))
                reached[other] = there
                mark[other] = FIRST + arc
                _push(keys, arcs, size, there, other)
                size += 1
    return best, best_before, best_cost


@njit(cache=True, nogil=True)
def pair_metres(start, head, cost, from_, to, length, stop_edge, along, away, row_start, row_to,
                cutoff):  # fmt: skip
    """Metres on foot for many pairs of stops; inf beyond `cutoff` or where a stop is not joined.

    Pairs in CSR form by first stop: row_start (stops + 1,) into row_to. One search a stop, over
    arrays that are cleaned only where they were touched.
    """
    n = len(start) - 1
    result = np.full(len(row_to), np.inf)
    reached = np.full(n, np.inf)
    touched = np.empty(n, dtype=np.int64)
    keys = np.empty(len(head) + 3)
    nodes = np.empty(len(head) + 3, dtype=np.int64)
    for stop in range(len(row_start) - 1):
        edge = stop_edge[stop]
        if row_start[stop] == row_start[stop + 1] or edge < 0:
            continue
        size, count = 0, 0
        for side in range(2):
            node = to[edge] if side else from_[edge]
            first = away[stop] + (length[edge] - along[stop] if side else along[stop])
            if first <= cutoff and first < reached[node]:
                if reached[node] == np.inf:
                    touched[count] = node
                    count += 1
                reached[node] = first
                _push(keys, nodes, size, first, node)
                size += 1
        while size > 0:
            key, node = keys[0], nodes[0]
            _pop(keys, nodes, size)
            size -= 1
            if key > reached[node]:
                continue
            for arc in range(start[node], start[node + 1]):
                there = key + cost[arc]
                other = head[arc]
                if there < reached[other] and there <= cutoff:
                    if reached[other] == np.inf:
                        touched[count] = other
                        count += 1
                    reached[other] = there
                    _push(keys, nodes, size, there, other)
                    size += 1
        for row in range(row_start[stop], row_start[stop + 1]):
            goal = row_to[row]
            last = stop_edge[goal]
            if last < 0:
                continue
            there = min(reached[from_[last]] + along[goal],
                        reached[to[last]] + length[last] - along[goal])  # fmt: skip
            if last == edge:
                there = min(there, away[stop] + abs(along[goal] - along[stop]))
            result[row] = there + away[goal]
        for at in range(count):
            reached[touched[at]] = np.inf
    return result


@njit(cache=True, nogil=True)
def nearest_edge(lat, lon, radius_m, bit, modes, shape_lat, shape_lon, grid_lat, grid_lon,
                 cell_deg, rows, columns, cell_start, cell_point, point_edge):  # fmt: skip
    """The edge of a mode nearest to a point: (edge or -1, shape point, share, metres).

    The point on the edge lies that share of the way from that shape point to the next. Planar
    within the radius.
    """
    north = 111_195.08
    east = north * np.cos(np.radians(lat))
    reach_row = radius_m / north / cell_deg
    reach_column = radius_m / max(east, 1.0) / cell_deg
    row, column = (lat - grid_lat) / cell_deg, (lon - grid_lon) / cell_deg
    best_edge, best_point, best_share, best = -1, -1, 0.0, radius_m
    for i in range(max(0, int(np.floor(row - reach_row))),
                   min(rows - 1, int(np.floor(row + reach_row))) + 1):  # fmt: skip
        for j in range(max(0, int(np.floor(column - reach_column))),
                       min(columns - 1, int(np.floor(column + reach_column))) + 1):  # fmt: skip
            cell = i * columns + j
            for at in range(cell_start[cell], cell_start[cell + 1]):
                point = cell_point[at]
                edge = point_edge[point]
                if not modes[edge] & bit:
                    continue
                ax, ay = (shape_lon[point] - lon) * east, (shape_lat[point] - lat) * north
                bx, by = (shape_lon[point + 1] - lon) * east, (shape_lat[point + 1] - lat) * north
                dx, dy = bx - ax, by - ay
                square = dx * dx + dy * dy
                share = 0.0 if square == 0.0 else -(ax * dx + ay * dy) / square
                share = min(1.0, max(0.0, share))
                metres = np.hypot(ax + share * dx, ay + share * dy)
                if metres < best or (metres == best and best_edge >= 0 and edge < best_edge):
                    best_edge, best_point, best_share, best = edge, point, share, metres
    return best_edge, best_point, best_share, best


@njit(cache=True)
def fill_cells(shape_lat, shape_lon, point_edge, grid_lat, grid_lon, cell_deg, rows, columns):
    """Which stretches touch which cell of the grid: (cell_start, cell_point), by bounding box."""
    start = np.zeros(rows * columns + 1, dtype=np.int32)
    point_of = np.zeros(0, dtype=np.int32)
    fill = np.zeros(0, dtype=np.int32)
    for turn in range(2):
        for point in range(len(shape_lat) - 1):
            if point_edge[point] != point_edge[point + 1]:
                continue
            low_i = int((min(shape_lat[point], shape_lat[point + 1]) - grid_lat) / cell_deg)
            high_i = int((max(shape_lat[point], shape_lat[point + 1]) - grid_lat) / cell_deg)
            low_j = int((min(shape_lon[point], shape_lon[point + 1]) - grid_lon) / cell_deg)
            high_j = int((max(shape_lon[point], shape_lon[point + 1]) - grid_lon) / cell_deg)
            for i in range(low_i, high_i + 1):
                for j in range(low_j, high_j + 1):
                    if turn == 0:
                        start[i * columns + j + 1] += 1
                    else:
                        point_of[fill[i * columns + j]] = point
                        fill[i * columns + j] += 1
        if turn == 0:
            start = np.cumsum(start).astype(np.int32)
            point_of = np.empty(start[-1], dtype=np.int32)
            fill = start[:-1].copy()
    return start, point_of
