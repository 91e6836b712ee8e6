"""N. What never hurts: one trip more, one change more, leaving sooner. On random networks."""

from __future__ import annotations

from routing.algorithms import Option, earliest_arrival, pareto_journeys
from routing.graph import MultimodalGraph
from tests.routing.random_networks import random_network, with_trips

NETWORKS = 250


def journeys(graph, question, **rest) -> list[Option]:
    asked = {
        "time_s": question.time_s,
        "window_s": question.window_s,
        "max_transfers": question.max_transfers,
        "max_duration_s": question.max_duration_s,
        **rest,
    }
    return pareto_journeys(graph, question.source, question.target, **asked)


def is_as_good(option: Option, others: list[Option]) -> bool:
    """Whether one of the others leaves no sooner, comes no later and changes no more."""
    return any(
        other.departure_s >= option.departure_s
        and other.arrival_s <= option.arrival_s
        and other.transfers <= option.transfers
        for other in others
    )


def test_one_change_more_loses_no_journey():
    for seed in range(NETWORKS):
        network, (question, *_) = random_network(seed)
        graph = MultimodalGraph(network)
        few = journeys(graph, question, max_transfers=1)
        many = journeys(graph, question, max_transfers=2)
        assert all(is_as_good(option, many) for option in few), seed


def test_more_trips_make_nothing_worse():
    compared = 0
    for seed in range(NETWORKS):
        network, (question, *_) = random_network(seed)
        half = with_trips(network, range(0, network.timetable.n_trips, 2))
        for arrive_by in (False, True):
            fewer = journeys(MultimodalGraph(half), question, arrive_by=arrive_by)
            all_of_them = journeys(MultimodalGraph(network), question, arrive_by=arrive_by)
            assert all(is_as_good(option, all_of_them) for option in fewer), seed
            compared += len(fewer)
    assert compared > 50


def test_leaving_sooner_never_arrives_later():
    for seed in range(NETWORKS):
        network, (question, *_) = random_network(seed)
        graph = MultimodalGraph(network)
        late = earliest_arrival(graph, question.source, time_s=question.time_s)
        early = earliest_arrival(
            graph, question.source, time_s=question.time_s - 1800, max_duration_s=86_400 + 1800
        )
        for stop, arrival_s in late.items():
            assert early[stop] <= arrival_s, (seed, stop)
