"""The backend on plain graphs: networkx's own tests of shortest paths, and what it refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[2]


def test_networkx_own_tests_of_shortest_paths_pass_with_the_backend(tmp_path):
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
            "-p", "tests.routing.networkx_calls", "-c", os.devnull, "--rootdir", str(tmp_path),
            "--pyargs", "networkx.algorithms.shortest_paths",
        ],
        cwd=tmp_path,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "NETWORKX_TEST_BACKEND": "navette",
            "NETWORKX_FALLBACK_TO_NX": "True",
        },
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    answered = dict(re.findall(r"answered (\w+) (\d+)", run.stdout))
    assert len(answered) == 4
    assert all(int(count) > 0 for count in answered.values()), answered


@pytest.fixture
def square(monkeypatch):
    monkeypatch.setattr(nx.config, "cache_converted_graphs", False)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 1), ("a", "c", 5), ("c", "d", 0.5)])
    return graph


def test_a_plain_graph_is_answered_when_asked_for(square):
    path = nx.shortest_path(square, "a", "d", weight="weight", backend="navette")
    assert path == ["a", "b", "c", "d"]
    lengths = nx.single_source_dijkstra_path_length(square, "a", backend="navette")
    assert lengths == {"a": 0, "b": 1, "c": 2, "d": 2.5}


def test_weights_below_zero_are_refused(square):
    square["a"]["c"]["weight"] = -5
    with pytest.raises(NotImplementedError):
        nx.shortest_path_length(square, "a", "c", weight="weight", backend="navette")


def test_of_parallel_edges_the_shorter_counts():
    graph = nx.MultiGraph()
    graph.add_edge("a", "b", weight=3)
    graph.add_edge("a", "b", weight=2)
    assert nx.shortest_path_length(graph, "b", "a", weight="weight", backend="navette") == 2
