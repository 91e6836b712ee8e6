"""From one place to all: the networkx bodies find the same, with the same number of rides."""

from __future__ import annotations

from routing.algorithms import earliest_arrival, latest_departure
from routing.graph import MultimodalGraph
from routing.one_to_all import reach_everywhere
from routing.one_to_many import ways_to_many
from routing.plan import plan
from routing.reach import UNREACHED
from routing.requests import Endpoint, JourneyRequest
from routing.search import pareto_search
from routing.views import on_foot
from tests.routing.random_networks import random_network
from tests.routing.town import at, valley

ANYWHERE = Endpoint(0.0, 0.0)
LINES = """
fr BUS 1: ober 07:00 unter 07:10 esch 07:20
lu RAIL 60: esch 07:30 stad1 07:40/07:42 uni 07:50
lu TRAM T1: stad2 07:43 uni 07:46
"""


def asked(question, *, arrive_by, transfers=12):
    return JourneyRequest(
        ANYWHERE, ANYWHERE, question.time_s, arrive_by=arrive_by, window_s=0,
        max_transfers=transfers, max_duration_s=question.max_duration_s - 1,
    )  # fmt: skip


def test_every_stop_is_reached_when_the_networkx_body_reaches_it():
    reached = 0
    for seed in range(400):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        body = graph.to_networkx()
        bodies = (False, earliest_arrival), (True, latest_departure)
        for (arrive_by, algorithm), question in zip(bodies, questions, strict=False):
            sources = on_foot(network, graph.index[question.source], backward=arrive_by)
            request = asked(question, arrive_by=arrive_by)
            best = reach_everywhere(network, request, sources).at_stop.min(axis=0)
            said = algorithm(
                body, question.source, time_s=question.time_s,
                max_duration_s=question.max_duration_s,
            )  # fmt: skip
            limit = request.max_duration_s
            expected = {
                graph.index[stop]: abs(moment - question.time_s)
                for stop, moment in said.items()
                if abs(moment - question.time_s) <= limit
            }
            found = {stop: s for stop, s in enumerate(best.tolist()) if s < UNREACHED}
            assert found == expected, (seed, question, arrive_by)
            reached += len(found)
    assert reached > 1500


def test_fewer_changes_take_longer_exactly_where_the_pareto_set_says_so():
    several = 0
    for seed in range(1500):
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        for arrive_by, question in zip((False, True), questions, strict=False):
            source, target = (graph.index[each] for each in (question.source, question.target))
            begin = on_foot(network, source, backward=arrive_by)
            end = on_foot(network, target, backward=not arrive_by)
            request = asked(question, arrive_by=arrive_by, transfers=question.max_transfers)
            reached = reach_everywhere(network, request, begin)
            told = reached.to_end(end, request.max_duration_s)
            ends = (end, begin) if arrive_by else (begin, end)
            journeys = pareto_search(
                network, *ends, time_s=question.time_s, window_s=0, arrive_by=arrive_by,
                max_transfers=question.max_transfers, max_duration_s=question.max_duration_s,
            )  # fmt: skip
            other = [j.departure_s if arrive_by else j.arrival_s for j in journeys]
            expected = {
                (abs(moment - question.time_s), journey.transfers + 1)
                for moment, journey in zip(other, journeys, strict=True)
                if abs(moment - question.time_s) <= request.max_duration_s
            }
            assert set(told) == expected, (seed, question, arrive_by)
            several += len(told) > 1
    assert several > 5


def test_who_may_not_ride_at_all_gets_as_far_as_on_foot(tmp_path):
    network = valley(tmp_path, LINES)
    request = JourneyRequest(ANYWHERE, ANYWHERE, at("06:55"), transit_modes=frozenset())
    reached = reach_everywhere(network, request, {0: 60})
    assert (reached.by_ride == UNREACHED).all()
    assert reached.at_stop[:, 0].tolist() == [60] * len(reached.at_stop)


def test_ways_to_many_are_those_of_a_plan_to_each(tmp_path):
    network = valley(tmp_path, LINES)
    one = Endpoint(49.451, 5.9)
    many = [Endpoint(49.455, 5.902), Endpoint(49.46, 5.9), Endpoint(49.60, 5.9)]
    for mode in ("WALK", "BIKE", "CAR"):
        for to_one in (False, True):
            found = ways_to_many(network, one, many, mode, longest_s=1800, to_one=to_one)
            for other, way in zip(many, found, strict=True):
                ends = (other, one) if to_one else (one, other)
                told = plan(network, JourneyRequest(
                    *ends, at("06:00"), transit_modes=frozenset(), direct_modes=(mode,),
                    max_duration_s=1800,
                )).direct  # fmt: skip
                durations = [leg.duration_s for each in told for leg in each.legs]
                assert len(durations) == (way is not None), (mode, other)
                assert way is None or abs(way.seconds - durations[0]) <= 1
    assert found[2] is not None, "by car the far end is in time"
