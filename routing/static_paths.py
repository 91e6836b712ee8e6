"""Standard networkx path functions on a MultimodalGraph's edges, timetable aside.

Names and arguments are networkx's; what is not supported is refused with NotImplementedError, so
that networkx takes the call over on the converted graph.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from routing.graph import MultimodalGraph
from routing.kernels.dijkstra import dijkstra

WEIGHTS = (None, "duration_s", "distance_m")

_csr: WeakKeyDictionary[MultimodalGraph, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = (
    WeakKeyDictionary()
)


def is_supported(source: object, weight: object, method: str = "dijkstra") -> bool:
    """Whether a call can be answered here: one source, a weight we have, Dijkstra."""
    return source is not None and method == "dijkstra" and _is_weight(weight)


def shortest_path(
    graph: MultimodalGraph,
    source: Any = None,
    target: Any = None,
    weight: Any = None,
    method: str = "dijkstra",
) -> list[str]:
    """The nodes of a shortest path. Errors: nx.NodeNotFound, nx.NetworkXNoPath."""
    if not is_supported(source, weight, method) or target is None:
        raise NotImplementedError("one source, one target, weight duration_s, distance_m or None")
    start, end = _node(graph, source), _node(graph, target)
    distance, parent = _run(graph, start, end, weight, np.inf)
    if not np.isfinite(distance[end]):
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    path = [end]
    while path[-1] != start:
        path.append(int(parent[path[-1]]))
    return [graph.node_ids[node] for node in reversed(path)]


def shortest_path_length(
    graph: MultimodalGraph,
    source: Any = None,
    target: Any = None,
    weight: Any = None,
    method: str = "dijkstra",
) -> float:
    """The length of a shortest path. Errors: nx.NodeNotFound, nx.NetworkXNoPath."""
    if not is_supported(source, weight, method) or target is None:
        raise NotImplementedError("one source, one target, weight duration_s, distance_m or None")
    end = _node(graph, target)
    distance, _ = _run(graph, _node(graph, source), end, weight, np.inf)
    if not np.isfinite(distance[end]):
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return _plain(distance[end])


def single_source_dijkstra_path_length(
    graph: MultimodalGraph, source: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[str, float]:
    """Distances from one node to all that can be reached, nearest first."""
    if not is_supported(source, weight):
        raise NotImplementedError("weight duration_s, distance_m or None")
    limit = np.inf if cutoff is None else cutoff
    distance, _ = _run(graph, _node(graph, source), -1, weight, limit)
    near = np.flatnonzero(np.isfinite(distance))
    near = near[np.argsort(distance[near], kind="stable")]
    return {graph.node_ids[node]: _plain(distance[node]) for node in near.tolist()}


def has_path(graph: MultimodalGraph, source: Any, target: Any) -> bool:
    """Whether there is any way from one node to another."""
    end = _node(graph, target)
    distance, _ = _run(graph, _node(graph, source), end, None, np.inf)
    return bool(np.isfinite(distance[end]))


def _is_weight(weight: object) -> bool:
    return weight is None or (isinstance(weight, str) and weight in WEIGHTS)


def _plain(value: float) -> float:
    """Sums of whole seconds or metres are ints, as networkx gives them."""
    return int(value) if float(value).is_integer() else float(value)


def _node(graph: MultimodalGraph, name: Any) -> int:
    try:
        return graph.index[name]
    except (KeyError, TypeError):
        raise nx.NodeNotFound(f"Node {name} not found in graph") from None


def _run(
    graph: MultimodalGraph, source: int, target: int, weight: str | None, cutoff: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if graph not in _csr:
        _csr[graph] = _make_csr(graph)
    start, head, order = _csr[graph]
    cost = np.ones(len(head)) if weight is None else graph.edges_table[weight][order]
    return dijkstra(start, head, cost, source, target, cutoff)  # type: ignore[no-any-return]


def _make_csr(graph: MultimodalGraph) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    table = graph.edges_table
    order = np.argsort(table["tail"], kind="stable")
    start = np.searchsorted(table["tail"][order], np.arange(len(graph) + 1))
    return start, table["head"][order], order
