"""Random prices for random networks: a seed and a network in, what everything costs there out."""

from __future__ import annotations

import random

from routing.algorithms_by_cost import CostedOption, Prices, pareto_journeys_by_cost
from routing.network import Network
from tests.routing.random_networks import Question


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
