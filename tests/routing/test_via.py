"""Places on the way: the compiled search against its networkx body, on random networks."""

from __future__ import annotations

import pytest

from routing.graph import MultimodalGraph
from tests.routing.random_networks import ask, random_network, random_via

NETWORKS = 1600
BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
def test_kernel_and_networkx_body_agree_on_ways_by_places(batch: int) -> None:
    size = NETWORKS // BATCHES
    answered = 0
    for seed in range(batch * size, (batch + 1) * size):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        oracle = graph.to_networkx()
        via = random_via(seed, network)
        for arrive_by, question in zip((False, True), questions, strict=False):
            fast = ask(graph, question, arrive_by=arrive_by, via=via)
            slow = ask(oracle, question, arrive_by=arrive_by, via=via)
            assert fast == slow, (seed, question, via, arrive_by)
            answered += len(fast)
    assert answered > size / 16, "the questions hardly ever find a journey: the test says little"


def test_a_stop_twice_in_a_row_is_refused_by_both() -> None:
    network, (question, *_) = random_network(1)
    graph = MultimodalGraph(network)
    twice = [(question.source, 60), (question.source, 0)]
    for asked in (graph, graph.to_networkx()):
        with pytest.raises(ValueError, match="twice in a row"):
            ask(asked, question, arrive_by=False, via=twice)
