"""Any networkx graph as arrays: a graph in, what the compiled path functions run on out.

A MultimodalGraph has its arrays already. Other graphs are taken over once per networkx's own rules
for backends: their nodes in their order, their edges with the one attribute that a call needs.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray


class ArrayGraph:
    """The nodes and edges of a graph as arrays. Immutable; an undirected edge stands both ways."""

    __networkx_backend__ = "navette"

    def __init__(self, original: nx.Graph, attributes: dict[str, Any]) -> None:
        self.original = original
        self.node_ids: list[Hashable] = list(original)
        self.edges_table = _edges(original, self.index, attributes)

    @cached_property
    def index(self) -> dict[Hashable, int]:
        """The index of a node, by name."""
        return {name: index for index, name in enumerate(self.node_ids)}

    def __len__(self) -> int:
        return len(self.node_ids)

    def __contains__(self, node: object) -> bool:
        return node in self.index

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.node_ids)

    def is_directed(self) -> bool:
        """Whether an edge leads one way only."""
        return bool(self.original.is_directed())

    def is_multigraph(self) -> bool:
        """Whether several edges may join the same two nodes."""
        return bool(self.original.is_multigraph())

    def to_networkx(self) -> nx.Graph:
        """The graph that these arrays were made of."""
        return self.original


def _edges(
    graph: nx.Graph, index: dict[Hashable, int], attributes: dict[str, Any]
) -> dict[str, NDArray[Any]]:
    """Columns tail, head and one for every attribute, as networkx's Dijkstra reads them.

    Errors: NotImplementedError for a weight that is no number or below 0.
    """
    rows = list(graph.edges(data=True))
    ends = [(index[a], index[b]) for a, b, _ in rows]
    columns = {
        name: _weights([data.get(name, 1 if default is None else default) for *_, data in rows])
        for name, default in attributes.items()
    }
    tail, head = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    if not graph.is_directed():
        tail, head = np.r_[tail, head], np.r_[head, tail]
        columns = {name: np.r_[column, column] for name, column in columns.items()}
    return {"tail": tail, "head": head, **columns}


def _weights(values: list[Any]) -> NDArray[np.float64]:
    if not all(isinstance(value, int | float | np.number) for value in values):
        raise NotImplementedError("weights that are no numbers")
    column = np.array(values, dtype=np.float64)
    if not (column >= 0).all():
        raise NotImplementedError("weights below 0")
    return column
