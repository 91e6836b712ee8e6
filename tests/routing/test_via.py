"""Places on the way: the compiled search against its networkx body, and what riders are told."""

from __future__ import annotations

import random

import pytest

from routing.algorithms import pareto_journeys
from routing.graph import MultimodalGraph
from tests.routing.random_networks import random_network

NETWORKS = 1600
BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
def test_kernel_and_networkx_body_agree_on_ways_by_places(batch: int) -> None:
    size = NETWORKS // BATCHES
    answered = 0
    for seed in range(batch * size, (batch + 1) * size):
        rng = random.Random(seed)
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        oracle = graph.to_networkx()
        stops = list(network.stops.id)
        via = [
            (rng.choice(stops), rng.choice((0, 0, 60, 1800))) for _ in range(rng.choice((1, 1, 2)))
        ]
        for arrive_by, question in zip((False, True), questions, strict=False):
            asked = {
                "time_s": question.time_s,
                "window_s": question.window_s,
                "max_transfers": question.max_transfers,
                "max_duration_s": question.max_duration_s,
                "arrive_by": arrive_by,
                "via": via,
            }
            ends = question.source, question.target
            fast = pareto_journeys(graph, *ends, **asked)
            assert fast == pareto_journeys(oracle, *ends, **asked), (seed, question, asked)
            answered += len(fast)
    assert answered > size / 8, "the questions hardly ever find a journey: the test says little"
