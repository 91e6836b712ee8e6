"""A question costs no more than it may, and an answer that was cut short says so."""

from __future__ import annotations

from routing.budget import Budget
from routing.graph import MultimodalGraph
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.search import pareto_search
from routing.views import on_foot
from tests.routing.random_networks import random_network
from tests.routing.town import at, valley

LINES = "\n".join(
    f"lu BUS 1: esch {hour:02}:{minute:02} uni {hour:02}:{minute + 9:02}"
    for hour in (7, 8, 9)
    for minute in (0, 15, 30, 45)
)
ENDS = Endpoint(0, 0, stop_id="lu_esch"), Endpoint(0, 0, stop_id="lu_uni")


def asked(network, **rest):
    return plan(network, JourneyRequest(*ENDS, at("07:00"), window_s=10_800, **rest))


def test_within_the_budget_the_answer_is_whole(tmp_path):
    result = asked(valley(tmp_path, LINES))
    assert result.complete
    assert len(result.itineraries) == 12
    assert 0 < result.search["lanes"] < 100


def test_at_the_bound_the_answer_is_what_was_found_and_says_so(tmp_path):
    network = valley(tmp_path, LINES)
    whole, part = asked(network), asked(network, max_lanes=5)
    assert not part.complete
    assert part.reasons == ()
    starts = [each.start_s for each in part.itineraries]
    assert starts == [each.start_s for each in whole.itineraries][-len(starts) :]
    assert 0 < len(starts) < 12


def test_without_any_budget_nothing_is_claimed(tmp_path):
    result = asked(valley(tmp_path, LINES), max_lanes=0)
    assert (result.itineraries, result.complete, result.reasons) == ((), False, ())


def test_what_is_found_under_a_bound_is_part_of_the_whole():
    cut_short = 0
    for seed in range(200):
        network, (question, *_) = random_network(seed)
        graph = MultimodalGraph(network)
        ends = (
            on_foot(network, graph.index[question.source]),
            on_foot(network, graph.index[question.target], backward=True),
        )
        limits = {"time_s": question.time_s, "window_s": 7200}
        whole = pareto_search(network, *ends, **limits)
        for lanes in (1, 3, 9):
            budget = Budget(lanes)
            part = pareto_search(network, *ends, **limits, budget=budget)
            assert set(part) <= set(whole), seed
            assert budget.exhausted or part == whole, seed
            cut_short += budget.exhausted
    assert cut_short > 10
