"""The search with one more criterion against its networkx body, on random networks and prices."""

from __future__ import annotations

import pytest

from routing.criteria.named import tolls_of
from routing.criteria.reckoning import cost_of
from routing.criteria.search import Question, search_by_criterion
from routing.graph import MultimodalGraph
from routing.views import on_foot
from tests.routing.random_networks import random_network
from tests.routing.random_prices import ask_by_cost, random_prices

NETWORKS = 800
BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
def test_kernel_and_networkx_body_agree_on_what_journeys_cost(batch: int) -> None:
    size = NETWORKS // BATCHES
    answered = 0
    for seed in range(batch * size, (batch + 1) * size):
        network, questions = random_network(seed)
        prices = random_prices(seed, network)
        graph = MultimodalGraph(network)
        oracle = graph.to_networkx()
        for arrive_by, question in zip((False, True), questions, strict=False):
            fast = ask_by_cost(graph, question, prices, arrive_by=arrive_by)
            slow = ask_by_cost(oracle, question, prices, arrive_by=arrive_by)
            assert fast == slow, (seed, question, arrive_by)
            answered += len(fast)
    assert answered > size / 4, "the questions hardly ever find a journey: the test says little"


def test_what_a_journey_costs_is_reckoned_afterwards_as_on_the_way() -> None:
    reckoned = 0
    for seed in range(400):
        network, questions = random_network(seed)
        tolls = tolls_of(network, random_prices(seed, network))
        graph = MultimodalGraph(network)
        for arrive_by, question in zip((False, True), questions, strict=False):
            asked = Question(
                on_foot(network, graph.index[question.source]),
                on_foot(network, graph.index[question.target], backward=True),
                question.time_s,
                question.window_s,
                arrive_by=arrive_by,
            )
            for journey, cost, eased in search_by_criterion(network, asked, tolls):
                assert cost_of(network, journey, tolls) == cost, (seed, arrive_by)
                assert (eased.departure_s, eased.arrival_s) == (
                    journey.departure_s, journey.arrival_s,
                )  # fmt: skip
                reckoned += 1
    assert reckoned > 100
