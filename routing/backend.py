"""The networkx backend: calls that networkx dispatches in, compiled answers out.

Registered by the entry point group networkx.backends. A MultimodalGraph sends every networkx call
here; what is refused falls back to networkx on the converted graph. A plain networkx graph holds
no timetable arrays, but its paths can be found here too (`backend="navette"`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np

from routing import search, static_paths, views
from routing.algorithms import DAY_S, Option, check_stops
from routing.algorithms_by_cost import CostedOption, Prices
from routing.array_graph import ArrayGraph
from routing.criteria.named import tolls_of
from routing.criteria.search import Question, search_by_criterion
from routing.graph import MultimodalGraph
from routing.network import Network
from routing.requests import Via
from routing.wishes import Wishes

_BY_TIMETABLE = frozenset(
    {"earliest_arrival", "latest_departure", "pareto_journeys", "pareto_journeys_by_cost"}
)
"""What only a graph with a timetable can answer here; plain ones are for the bodies."""


class BackendInterface:
    """What networkx asks of a backend; one attribute for every function it can run."""

    shortest_path = staticmethod(static_paths.shortest_path)
    shortest_path_length = staticmethod(static_paths.shortest_path_length)
    single_source_dijkstra_path_length = staticmethod(
        static_paths.single_source_dijkstra_path_length
    )
    has_path = staticmethod(static_paths.has_path)

    @staticmethod
    def convert_from_nx(
        graph: Any, *_: Any, edge_attrs: dict[str, Any] | None = None, **__: Any
    ) -> MultimodalGraph | ArrayGraph:
        """Passes our own graphs through and takes over the edges of others.

        Errors: NotImplementedError for weights that are no numbers, or below 0.
        """
        if isinstance(graph, MultimodalGraph | ArrayGraph):
            return graph
        return ArrayGraph(graph, edge_attrs or {})

    @staticmethod
    def convert_to_nx(result: Any, **_: Any) -> Any:
        """Our graphs as real networkx graphs; anything else as it is."""
        is_ours = isinstance(result, MultimodalGraph | ArrayGraph)
        return result.to_networkx() if is_ours else result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether a call's arguments are ones we support."""
        if name in ("shortest_path", "shortest_path_length"):
            given = dict(zip(("G", "source", "target", "weight", "method"), args, strict=False))
            given |= kwargs
            return given.get("target") is not None and static_paths.is_supported(
                given.get("source"), given.get("weight"), given.get("method", "dijkstra")
            )
        if name == "single_source_dijkstra_path_length":
            given = dict(zip(("G", "source", "cutoff", "weight"), args, strict=False)) | kwargs
            return static_paths.is_supported(given.get("source"), given.get("weight", "weight"))
        has_timetable = bool(args) and isinstance(args[0], MultimodalGraph)
        return hasattr(BackendInterface, name) and (has_timetable or name not in _BY_TIMETABLE)

    @staticmethod
    def earliest_arrival(
        graph: MultimodalGraph, source: str, *, time_s: int, max_duration_s: int = DAY_S
    ) -> dict[str, int]:
        """See routing.algorithms.earliest_arrival."""
        return _one_to_all(graph, source, time_s, max_duration_s, backward=False)

    @staticmethod
    def latest_departure(
        graph: MultimodalGraph, target: str, *, time_s: int, max_duration_s: int = DAY_S
    ) -> dict[str, int]:
        """See routing.algorithms.latest_departure."""
        return _one_to_all(graph, target, time_s, max_duration_s, backward=True)

    @staticmethod
    def pareto_journeys(
        graph: MultimodalGraph,
        source: str,
        target: str,
        *,
        time_s: int,
        window_s: int,
        arrive_by: bool = False,
        max_transfers: int = 7,
        max_duration_s: int = DAY_S,
        via: Sequence[tuple[str, int]] = (),
    ) -> list[Option]:
        """See routing.algorithms.pareto_journeys."""
        if window_s <= 0:
            return []
        check_stops(graph, source, target, via)
        journeys = search.pareto_search(
            graph.network,
            views.on_foot(graph.network, _stop(graph, source)),
            views.on_foot(graph.network, _stop(graph, target), backward=True),
            time_s=time_s,
            window_s=window_s,
            arrive_by=arrive_by,
            max_transfers=max_transfers,
            max_duration_s=max_duration_s,
            wishes=Wishes(vias=tuple(Via(stop, stay_s) for stop, stay_s in via)),
        )
        return sorted(Option(j.departure_s, j.arrival_s, j.transfers) for j in journeys)

    @staticmethod
    def pareto_journeys_by_cost(
        graph: MultimodalGraph,
        source: str,
        target: str,
        *,
        prices: Prices,
        time_s: int,
        window_s: int,
        arrive_by: bool = False,
        max_transfers: int = 7,
        max_duration_s: int = DAY_S,
    ) -> list[CostedOption]:
        """See routing.algorithms_by_cost.pareto_journeys_by_cost."""
        if window_s <= 0:
            return []
        network = graph.network
        asked = Question(
            sources=views.on_foot(network, _stop(graph, source)),
            targets=views.on_foot(network, _stop(graph, target), backward=True),
            time_s=time_s,
            window_s=window_s,
            arrive_by=arrive_by,
            max_transfers=max_transfers,
            max_duration_s=max_duration_s,
        )
        found = search_by_criterion(network, asked, tolls_of(network, prices))
        return sorted(
            CostedOption(j.departure_s, j.arrival_s, j.transfers, cost) for j, cost, _ in found
        )


def _stop(graph: MultimodalGraph, name: str) -> int:
    index = graph.index.get(name, graph.n_stops)
    if index >= graph.n_stops:
        raise nx.NodeNotFound(f"{name} is not in the graph")
    return index


def _one_to_all(
    graph: MultimodalGraph, stop_id: str, time_s: int, max_duration_s: int, *, backward: bool
) -> dict[str, int]:
    network: Network = graph.network
    stop = _stop(graph, stop_id)
    sign = -1 if backward else 1
    access = views.on_foot(network, stop, backward=backward)
    moments = search.earliest_arrivals(
        network, access, time_s=time_s, arrive_by=backward, max_duration_s=max_duration_s
    )
    late = np.where(moments >= 0, sign * moments, np.iinfo(np.int64).max)
    best = late.copy()
    ways = views.ways_of(network, backward=backward)
    origin = np.repeat(np.arange(len(late)), np.diff(ways.start))
    reached = late[origin] < np.iinfo(np.int64).max
    np.minimum.at(best, ways.to[reached], late[origin[reached]] + ways.duration_s[reached])
    for other, seconds in access.items():
        best[other] = min(best[other], sign * time_s + seconds)
    known = np.flatnonzero(best < np.iinfo(np.int64).max)
    return {graph.node_ids[index]: int(sign * best[index]) for index in known.tolist()}
