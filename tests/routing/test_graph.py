"""The multimodal graph as planners use it: any networkx function, on streets and on stops."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest

from feeds.territory import HOME, load_territory
from routing.graph import MultimodalGraph
from routing.roads_build import build_roads
from tests.routing.random_networks import random_network


@pytest.fixture(scope="module")
def graph() -> MultimodalGraph:
    """A random timetable beside the roads of the home territory."""
    network, _ = random_network(3)
    roads, corridors, _ = build_roads(load_territory(HOME))
    return MultimodalGraph(replace(network, roads=roads, corridors=corridors))


def test_shortest_paths_on_streets_are_answered_by_the_backend_and_are_those_of_networkx(
    graph: MultimodalGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    streets, plain = graph.streets, graph.streets.to_networkx()
    monkeypatch.setattr(MultimodalGraph, "to_networkx", None)  # no conversion, no way round
    source = streets.node_ids[0]
    for weight in ("duration_s", "distance_m", None):
        lengths = nx.single_source_dijkstra_path_length(plain, source, weight=weight)
        if weight is not None:
            ours = nx.single_source_dijkstra_path_length(streets, source, weight=weight)
            assert ours == lengths
        for target in streets.node_ids[1:]:
            path = nx.shortest_path(streets, source, target, weight=weight)
            assert path[0] == source
            assert path[-1] == target
            assert nx.is_path(plain, path)
            expected = nx.shortest_path_length(plain, source, target, weight=weight)
            assert nx.shortest_path_length(streets, source, target, weight=weight) == expected
            assert _cost(plain, path, weight) == expected
            assert nx.has_path(streets, source, target)


def _cost(plain: nx.MultiDiGraph, path: list[str], weight: str | None) -> int:
    if weight is None:
        return len(path) - 1
    return sum(
        min(data[weight] for data in plain[tail][head].values()) for tail, head in pairwise(path)
    )


def test_what_the_backend_lacks_networkx_does_on_the_converted_graph(
    graph: MultimodalGraph,
) -> None:
    assert nx.is_strongly_connected(graph.streets)
    assert set(nx.descendants(graph.streets, graph.streets.node_ids[0])) | {
        graph.streets.node_ids[0]
    } == set(graph.streets.node_ids)


def test_a_node_nobody_knows_and_a_place_out_of_reach_are_said_in_networkx_words(
    graph: MultimodalGraph,
) -> None:
    road, stop = graph.node_ids[-1], graph.node_ids[0]
    with pytest.raises(nx.NodeNotFound, match="road:nowhere"):
        nx.shortest_path(graph, road, "road:nowhere", weight="duration_s")
    with pytest.raises(nx.NetworkXNoPath):
        nx.shortest_path(graph, road, stop, weight="duration_s")
    assert not nx.has_path(graph, road, stop)


def test_a_planner_reads_names_countries_and_modes_from_the_converted_graph(
    graph: MultimodalGraph,
) -> None:
    plain = graph.to_networkx()
    kinds = {data["kind"] for _, _, data in plain.edges(data=True)}
    assert kinds >= {"ride", "drive"}
    for _, _, data in plain.edges(data=True):
        assert data["duration_s"] >= 0
        assert data["mode"] in {"CAR", "WALK", "BUS"}
        assert isinstance(data["crosses_border"], bool)
    border = [(tail, head) for tail, head, data in plain.edges(data=True) if data["crosses_border"]]
    assert border
    assert all(plain.nodes[a]["country"] != plain.nodes[b]["country"] for a, b in border)


def test_every_hop_of_every_pattern_is_an_edge_with_the_times_of_all_its_trips(
    graph: MultimodalGraph,
) -> None:
    timetable, plain = graph.network.timetable, graph.to_networkx()
    rides = [data for _, _, data in plain.edges(data=True) if data["kind"] == "ride"]
    assert len(rides) == len(timetable.pattern_stop) - timetable.n_patterns
    assert sum(len(data["times"]) for data in rides) == len(timetable.arrival_s) - timetable.n_trips
    assert all(data["duration_s"] == min(c - d for _, d, c in data["times"]) for data in rides)
