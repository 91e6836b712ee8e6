"""The compiled search against its networkx bodies, on random networks and on a written one."""

from __future__ import annotations

import networkx as nx
import pytest

from routing import bounding
from routing.algorithms import earliest_arrival, latest_departure, pareto_journeys
from routing.graph import MultimodalGraph
from routing.journeys import Journey, Ride
from routing.network import Network
from routing.search import earliest_arrival_at, earliest_arrivals, pareto_search
from routing.views import on_foot
from tests.routing.random_networks import ask, random_network

NETWORKS = 5000
BATCHES = 20


@pytest.mark.parametrize("batch", range(BATCHES))
def test_kernel_and_networkx_body_agree_on_random_networks(batch: int) -> None:
    size = NETWORKS // BATCHES
    answered = 0
    for seed in range(batch * size, (batch + 1) * size):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        oracle = graph.to_networkx()
        for arrive_by, question in zip((False, True), questions, strict=False):
            fast = ask(graph, question, arrive_by=arrive_by)
            assert fast == ask(oracle, question, arrive_by=arrive_by), (seed, question, arrive_by)
            answered += len(fast)
        for algorithm, question in zip(
            (earliest_arrival, latest_departure), questions, strict=False
        ):
            limits = {"time_s": question.time_s, "max_duration_s": question.max_duration_s}
            fast_times = algorithm(graph, question.source, **limits)
            assert fast_times == algorithm(oracle, question.source, **limits), (seed, question)
    assert answered > size / 4, "the questions hardly ever find a journey: the test says little"


def test_windows_of_many_departures_are_bounded_by_a_profile_and_still_exact(monkeypatch) -> None:
    monkeypatch.setattr(bounding, "PROFILE_FROM", 1)
    for seed in (1_008_334, *range(NETWORKS, NETWORKS + 800)):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        oracle = graph.to_networkx()
        for arrive_by, question in zip((False, True), questions, strict=False):
            fast = ask(graph, question, arrive_by=arrive_by)
            assert fast == ask(oracle, question, arrive_by=arrive_by), (seed, question, arrive_by)


def test_a_region_that_is_reached_in_its_own_minute_is_scanned_in_it() -> None:
    network, (question, *_) = random_network(6_058_663)
    graph = MultimodalGraph(network)
    limits = {"time_s": question.time_s, "max_duration_s": question.max_duration_s}
    found = earliest_arrival(graph, question.source, **limits)
    assert found == earliest_arrival(graph.to_networkx(), question.source, **limits)


def stays(network: Network, before: Ride, after: Ride) -> bool:
    """Whether the first trip is ridden to its end and the second from its beginning."""
    links = network.timetable.in_seat
    known = zip(links.before.tolist(), links.after.tolist(), strict=True)
    length = network.timetable.length(int(network.timetable.trip_pattern[before.trip]))
    return (
        (before.trip, after.trip) in known
        and (before.alight, after.board) == (length - 1, 0)
        and before.arrival_s <= after.departure_s
    )


def joined(network: Network, journey: Journey) -> bool:
    """Whether each ride is in the timetable and can be caught after the one before."""
    timetable, ways = network.timetable, network.transfers
    for ride in journey.rides:
        stops = timetable.stops_of(int(timetable.trip_pattern[ride.trip]))
        if (stops[ride.board], stops[ride.alight]) != (ride.from_stop, ride.to_stop):
            return False
        if ride.board >= ride.alight or not timetable.runs_on(ride.trip, ride.day):
            return False
    for before, after in zip(journey.rides, journey.rides[1:], strict=False):
        if after.in_seat:
            if not stays(network, before, after):
                return False
            continue
        seconds = on_foot(network, before.to_stop).get(after.from_stop)
        if before.to_stop == after.from_stop:
            seconds = int(ways.change_s[before.to_stop])
        if seconds is None or before.arrival_s + seconds > after.departure_s:
            return False
    return True


def test_legs_join_in_place_and_time_and_departing_later_never_arrives_earlier() -> None:
    for seed in range(300):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        for question in questions:
            sources = on_foot(network, graph.index[question.source])
            targets = on_foot(network, graph.index[question.target], backward=True)
            for arrive_by in (False, True):
                found = pareto_search(
                    network,
                    sources,
                    targets,
                    time_s=question.time_s,
                    window_s=question.window_s,
                    arrive_by=arrive_by,
                )
                assert all(joined(network, journey) for journey in found), (seed, question)
                for one in found:
                    for other in found:
                        if one.departure_s < other.departure_s and one.transfers >= other.transfers:
                            assert one.arrival_s < other.arrival_s, (seed, question)


def test_a_wider_window_loses_no_journey_and_pages_leave_no_gap() -> None:
    for seed in range(300):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        q = questions[0]
        span = {"max_transfers": q.max_transfers, "max_duration_s": 7200}
        whole = pareto_journeys(graph, q.source, q.target, time_s=q.time_s, window_s=7200, **span)
        pages = [
            option
            for start in range(q.time_s, q.time_s + 7200, 1800)
            for option in pareto_journeys(
                graph, q.source, q.target, time_s=start, window_s=1800, **span
            )
        ]
        assert set(whole) <= set(pages), seed
        assert len(pages) == len(set(pages)), seed


def test_networkx_gives_a_second_opinion_when_asked() -> None:
    network, questions = random_network(7)
    graph, q = MultimodalGraph(network), questions[0]
    assert nx.utils.backends._registered_algorithms["pareto_journeys"].backends >= {"navette"}
    once_more = pareto_journeys(
        graph.to_networkx(), q.source, q.target, time_s=q.time_s, window_s=q.window_s,
        backend="networkx",
    )  # fmt: skip
    assert once_more == pareto_journeys(
        graph, q.source, q.target, time_s=q.time_s, window_s=q.window_s
    )


def test_an_unknown_stop_is_said_by_both() -> None:
    graph = MultimodalGraph(random_network(1)[0])
    for asked in (graph, graph.to_networkx()):
        with pytest.raises(nx.NodeNotFound, match="x_nowhere"):
            earliest_arrival(asked, "x_nowhere", time_s=0)


def test_asking_for_one_place_gives_what_asking_for_all_places_gives() -> None:
    for seed in range(400):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        for question, arrive_by in zip(questions, (False, True, False), strict=True):
            ends = [
                on_foot(network, graph.index[name], backward=backward)
                for name, backward in (
                    (question.source, arrive_by),
                    (question.target, not arrive_by),
                )
            ]
            limits = {
                "time_s": question.time_s,
                "arrive_by": arrive_by,
                "max_duration_s": question.max_duration_s,
            }
            everywhere = earliest_arrivals(network, ends[0], **limits)
            sign = -1 if arrive_by else 1
            reached = [
                sign * int(everywhere[stop]) + seconds
                for stop, seconds in ends[1].items()
                if everywhere[stop] >= 0
            ]
            expected = sign * min(reached) if reached else None
            assert earliest_arrival_at(network, *ends, **limits) == expected, (seed, question)
