"""Shortest paths on a static graph: CSR arrays and a source in, distances and parents out.

A binary heap with lazy deletion, as in textbooks; weights are not negative.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _push(keys, nodes, size, key, node):
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if keys[up] <= key:
            break
        keys[at] = keys[up]
        nodes[at] = nodes[up]
        at = up
    keys[at] = key
    nodes[at] = node


@njit(cache=True, nogil=True)
def _pop(keys, nodes, size):
    """Removes the top of a heap of `size`; what was last sinks to its place."""
    size -= 1
    key, node = keys[size], nodes[size]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and keys[down + 1] < keys[down]:
            down += 1
        if keys[down] >= key:
            break
        keys[at] = keys[down]
        nodes[at] = nodes[down]
        at = down
    keys[at] = key
    nodes[at] = node


@njit(cache=True, nogil=True)
def dijkstra(start, head, weight, source, target, cutoff):
    """Distances from `source` and the node before each on the way; inf and -1 where unreachable.

    Stops once `target` (-1: none) is settled; leaves out what lies beyond `cutoff`.
    Shapes: start (n + 1,), head and weight (m,); returns (n,) float64, (n,) int64.
    """
    n = len(start) - 1
    distance = np.full(n, np.inf)
    parent = np.full(n, -1, dtype=np.int64)
    keys = np.empty(len(head) + 1)
    nodes = np.empty(len(head) + 1, dtype=np.int64)
    distance[source] = 0.0
    keys[0] = 0.0
    nodes[0] = source
    size = 1
    while size > 0:
        key, node = keys[0], nodes[0]
        _pop(keys, nodes, size)
        size -= 1
        if key > distance[node]:
            continue
        if node == target:
            break
        for edge in range(start[node], start[node + 1]):
            reached = key + weight[edge]
            other = head[edge]
            if reached < distance[other] and reached <= cutoff:
                distance[other] = reached
                parent[other] = node
                _push(keys, nodes, size, reached, other)
                size += 1
    return distance, parent
