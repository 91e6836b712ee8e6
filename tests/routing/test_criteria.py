"""The search with one more criterion against its networkx body, on random networks and prices."""

from __future__ import annotations

import random

import pytest

from routing.algorithms_by_cost import CostedOption, Prices, pareto_journeys_by_cost
from routing.graph import MultimodalGraph
from routing.network import Network
from tests.routing.random_networks import Question, random_network

NETWORKS = 800
BATCHES = 8


def random_prices(seed: int, network: Network) -> Prices:
    """Prices with every kind of cost, or with some of them nothing."""
    rng = random.Random(seed)
    trips, stops = list(network.trips.id), list(network.stops.id)
    lines, zones = rng.choice((1, 2)), rng.choice((1, 2))
    dear = rng.choice((0, 5))
    return Prices(
        ride={(trip, call): rng.randint(0, dear) for trip in trips for call in range(8)},
        line={trip: rng.randrange(lines) for trip in trips} | {trips[0]: lines - 1},
        zone={stop: rng.randrange(zones) for stop in stops} | {stops[0]: zones - 1},
        ticket={
            (line, start, end): rng.choice((0, 0, 3, 20))
            for line in range(lines)
            for start in range(zones)
            for end in range(zones)
        },
        spare=sorted((rng.randint(0, 9) for _ in range(rng.choice((0, 3, 30)))), reverse=True),
        walk=rng.choice((0, 0, 1)),
    )


def ask_by_cost(
    graph: object, question: Question, prices: Prices, *, arrive_by: bool
) -> list[CostedOption]:
    """The Pareto set by cost that a graph gives, by the kernel or by the networkx body."""
    return pareto_journeys_by_cost(
        graph,
        question.source,
        question.target,
        prices=prices,
        time_s=question.time_s,
        window_s=question.window_s,
        arrive_by=arrive_by,
        max_transfers=min(question.max_transfers, 3),
        max_duration_s=question.max_duration_s,
    )


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
