"""Standard networkx path functions on the edges of a graph, a timetable aside.

Names and arguments are networkx's; what is not supported is refused with NotImplementedError, so
that networkx takes the call over on the converted graph.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from routing.array_graph import ArrayGraph
from routing.graph import MultimodalGraph
from routing.kernels.dijkstra import dijkstra

Graph = MultimodalGraph | ArrayGraph

_csr: WeakKeyDictionary[Graph, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = (
    WeakKeyDictionary()
)


def is_supported(source: object, weight: object, method: str = "dijkstra") -> bool:
    """Whether a call can be answered here: one source, no weight or one by name, Dijkstra."""
    return source is not None and method == "dijkstra" and isinstance(weight, str | None)


def shortest_path(
    graph: Graph,
    source: Any = None,
    target: Any = None,
    weight: Any = None,
    method: str = "dijkstra",
) -> list[Any]:
    """The nodes of a shortest path. Errors: nx.NodeNotFound, nx.NetworkXNoPath."""
    if not is_supported(source, weight, method) or target is None:
        raise NotImplementedError("one source, one target, a weight by name or none")
    start, end = _node(graph, source), _node(graph, target)
    distance, parent = _run(graph, start, end, weight, np.inf)
    if not np.isfinite(distance[end]):
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    path = [end]
    while path[-1] != start:
        path.append(int(parent[path[-1]]))
    return [graph.node_ids[node] for node in reversed(path)]


def shortest_path_length(
    graph: Graph,
    source: Any = None,
    target: Any = None,
    weight: Any = None,
    method: str = "dijkstra",
) -> float:
    """The length of a shortest path. Errors: nx.NodeNotFound, nx.NetworkXNoPath."""
    if not is_supported(source, weight, method) or target is None:
        raise NotImplementedError("one source, one target, a weight by name or none")
    end = _node(graph, target)
    distance, _ = _run(graph, _node(graph, source), end, weight, np.inf)
    if not np.isfinite(distance[end]):
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return _plain(distance[end])


def single_source_dijkstra_path_length(
    graph: Graph, source: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[Any, float]:
    """Distances from one node to all that can be reached, nearest first."""
    if not is_supported(source, weight):
        raise NotImplementedError("a weight by name or none")
    limit = np.inf if cutoff is None else cutoff
    distance, _ = _run(graph, _node(graph, source), -1, weight, limit)
    near = np.flatnonzero(np.isfinite(distance))
    near = near[np.argsort(distance[near], kind="stable")]
    return {graph.node_ids[node]: _plain(distance[node]) for node in near.tolist()}


def has_path(graph: Graph, source: Any, target: Any) -> bool:
    """Whether there is any way from one node to another."""
    end = _node(graph, target)
    distance, _ = _run(graph, _node(graph, source), end, None, np.inf)
    return bool(np.isfinite(distance[end]))


def _plain(value: float) -> float:
    """Sums of whole seconds or metres are ints, as networkx gives them."""
    return int(value) if float(value).is_integer() else float(value)


def _node(graph: Graph, name: Any) -> int:
    try:
        return graph.index[name]
    except (KeyError, TypeError):
        raise nx.NodeNotFound(f"Node {name} not found in graph") from None


def _run(
    graph: Graph, source: int, target: int, weight: str | None, cutoff: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if graph not in _csr:
        _csr[graph] = _make_csr(graph)
    start, head, order = _csr[graph]
    if weight is not None and weight not in graph.edges_table:
        raise NotImplementedError(f"edges have no {weight!r} here")
    cost = np.ones(len(head)) if weight is None else graph.edges_table[weight][order]
    return dijkstra(start, head, cost, source, target, cutoff)  # type: ignore[no-any-return]


def _make_csr(graph: Graph) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    table = graph.edges_table
    order = np.argsort(table["tail"], kind="stable")
    start = np.searchsorted(table["tail"][order], np.arange(len(graph) + 1))
    return start, table["head"][order], order
