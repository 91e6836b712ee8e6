"""Optimal strategies: the published example, the linear programme that they solve, a town."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planning.journeys import access_of
from planning.strategies import (
    Line,
    add_ways,
    assign_by_strategies,
    line_graph,
    lines_of,
    loads_of,
    network_graph,
    optimal_strategy,
)
from tests.planning.villages import ESCH, OBER, STAD, UNI, UNTER, inhabited

PUBLISHED = (
    Line("1", ("A", "B"), (25,), 6),
    Line("2", ("A", "X", "Y"), (7, 6), 6),
    Line("3", ("X", "Y", "B"), (4, 4), 15),
    Line("4", ("Y", "B"), (10,), 3),
)
"""The four stops and four lines of Spiess and Florian (1989), with their mean waits."""


@pytest.fixture
def published() -> nx.DiGraph:
    graph = line_graph(PUBLISHED)
    add_ways(graph, ((("out", stop), ("in", stop), 0.0) for stop in "XY"))
    return graph


def test_the_published_example_takes_27_and_three_quarter_minutes(published: nx.DiGraph) -> None:
    found = optimal_strategy(published, ("out", "B")).minutes
    assert found["in", "A"] == pytest.approx(27.75)
    assert found["in", "Y"] == pytest.approx(11.5)
    assert found["line", "2", 1] == pytest.approx(17.5)
    assert found["in", "X"] == pytest.approx(30 / 7 + 5 / 7 * 17.5 + 2 / 7 * 8)


def test_the_published_example_has_its_published_volumes(published: nx.DiGraph) -> None:
    loads = loads_of(optimal_strategy(published, ("out", "B")), {("in", "A"): 1.0})
    by_segment = {
        (tail[1], tail[2]): flow for (tail, head), flow in loads.items()
        if tail[0] == head[0] == "line"
    }  # fmt: skip
    assert by_segment == pytest.approx({
        ("1", 0): 1 / 2, ("2", 0): 1 / 2, ("2", 1): 1 / 2, ("3", 1): 1 / 12, ("4", 0): 5 / 12,
    })  # fmt: skip


def test_a_line_that_takes_longer_than_waiting_for_the_other_is_not_boarded() -> None:
    graph = line_graph([Line("slow", ("A", "B"), (60,), 1), Line("fast", ("A", "B"), (10,), 5)])
    found = optimal_strategy(graph, ("out", "B"))
    assert found.minutes["in", "A"] == pytest.approx(15)
    loads = loads_of(found, {("in", "A"): 10.0})
    assert (("in", "A"), ("line", "slow", 0)) not in loads


def test_a_boarding_costs_its_penalty_and_waits_weigh_more() -> None:
    graph = line_graph([Line("1", ("A", "B"), (10,), 5)], boarding_min=4, wait_weight=2)
    assert optimal_strategy(graph, ("out", "B")).minutes["in", "A"] == pytest.approx(10 + 4 + 10)


def test_nobody_boards_or_alights_where_one_may_not() -> None:
    line = Line("1", ("A", "B", "C"), (5, 5), 5, (True, False, False), (False, False, True))
    graph = line_graph([line])
    assert ("in", "B") not in graph
    assert ("out", "B") not in graph
    assert optimal_strategy(graph, ("out", "C")).minutes["in", "A"] == pytest.approx(15)


def test_riders_without_a_way_are_counted_and_load_nothing() -> None:
    graph = line_graph([Line("1", ("A", "B"), (5,), 5)])
    ways = [(("from", 0), ("in", "A"), 1.0), (("out", "B"), ("to", 1), 1.0)]
    add_ways(graph, [*ways, (("from", 2), ("in", "nowhere"), 1.0)])
    loads, lost = assign_by_strategies(graph, [(0, 1), (1, 0), (2, 1)], [10.0, 7.0, 3.0])
    assert lost == 10
    assert loads[("line", "1", 0), ("line", "1", 1)] == 10


@st.composite
def _networks(draw: st.DrawFn) -> tuple[nx.DiGraph, dict[tuple[str, str], float]]:
    """Some lines over five stops with changes at all of them, and riders at some."""
    lines = draw(
        st.lists(
            st.builds(
                lambda stops, minutes, wait: (stops, minutes[: len(stops) - 1], wait),
                st.permutations("ABCDE").flatmap(
                    lambda order: st.integers(2, 5).map(lambda n: tuple(order[:n]))
                ),
                st.lists(st.integers(1, 30), min_size=4, max_size=4),
                st.integers(1, 30),
            ),
            min_size=1,
            max_size=5,
        )
    )
    graph = line_graph(
        Line(number, stops, tuple(minutes), wait)
        for number, (stops, minutes, wait) in enumerate(lines)
    )
    add_ways(graph, ((("out", s), ("in", s), draw(st.integers(0, 4))) for s in "ABCDE"))
    riders = {("in", s): draw(st.floats(1, 100)) for s in "ABCD"}
    return graph, {node: each for node, each in riders.items() if node in graph}


def _least_minutes(graph: nx.DiGraph, target: tuple[str, str], riders: dict) -> float:
    """The linear programme of Spiess and Florian: least time in vehicles and waiting."""
    arcs, nodes = list(graph.edges), list(graph.nodes)
    n, at = len(arcs), {node: row for row, node in enumerate(nodes)}
    cost = np.r_[[graph.edges[arc]["minutes"] for arc in arcs], np.ones(len(nodes))]
    balance = np.zeros((len(nodes), n + len(nodes)))
    waits = np.zeros((n, n + len(nodes)))
    for column, (tail, head) in enumerate(arcs):
        balance[at[tail], column] += 1
        balance[at[head], column] -= 1
        frequency = graph.edges[tail, head].get("frequency")
        if frequency is not None:
            waits[column, column], waits[column, n + at[tail]] = 1, -frequency
    start = np.array([riders.get(node, 0.0) for node in nodes])
    kept = np.arange(len(nodes)) != at[target]
    found = linprog(cost, A_ub=waits, b_ub=np.zeros(n), A_eq=balance[kept], b_eq=start[kept])
    assert found.status == 0
    return float(found.fun)


@given(_networks())
@settings(max_examples=60, deadline=None)
def test_no_other_strategy_has_fewer_expected_minutes_and_no_rider_is_lost(
    drawn: tuple[nx.DiGraph, dict[tuple[str, str], float]],
) -> None:
    graph, riders = drawn
    target = ("out", "E")
    if target not in graph:
        return
    strategy = optimal_strategy(graph, target)
    riders = {node: each for node, each in riders.items() if node in strategy.minutes}
    expected = sum(each * strategy.minutes[node] for node, each in riders.items())
    assert expected == pytest.approx(_least_minutes(graph, target, riders), rel=1e-6)
    loads = loads_of(strategy, riders)
    assert sum(f for (_, head), f in loads.items() if head == target) == pytest.approx(
        sum(riders.values())
    )
    for node in graph.nodes:
        if node != target:
            here = riders.get(node, 0.0) + sum(f for (_, b), f in loads.items() if b == node)
            assert sum(f for (a, _), f in loads.items() if a == node) == pytest.approx(here)
    assert all(math.isfinite(flow) for flow in loads.values())


def test_where_there_is_one_way_both_methods_load_it_alike(tmp_path: Path) -> None:
    valley = inhabited(
        tmp_path,
        """
        fr BUS 1: ober 06:30 unter 06:38 esch 06:50 stad 07:05
        fr BUS 1: ober 07:00 unter 07:08 esch 07:20 stad 07:35
        fr BUS 1: ober 07:30 unter 07:38 esch 07:50 stad 08:05
        lu RAIL 2: stad 07:10 uni 07:16
        lu RAIL 2: stad 08:10 uni 08:16
        """,
    )
    relations, riders = [(OBER, ESCH), (UNTER, STAD), (OBER, UNI)], [30.0, 20.0, 10.0]
    period = valley.period()
    _, scheduled = valley.ridden(relations, riders, places=1000, seats=1000)
    access = access_of(valley.network, valley.zones)
    graph = network_graph(valley.network, access, period, valley.parameters)
    loads, lost = assign_by_strategies(graph, relations, riders)
    assert lost == 0
    on_board = sum(f for (a, b), f in loads.items() if a[0] == b[0] == "line")
    boarded = sum(f for (a, b), f in loads.items() if (a[0], b[0]) == ("in", "line"))
    assert on_board == pytest.approx(scheduled.load.sum())
    assert boarded == pytest.approx(scheduled.boarding.sum()) == pytest.approx(70)


def test_a_line_waits_half_its_headway_and_runs_as_the_timetable_says(tmp_path: Path) -> None:
    valley = inhabited(
        tmp_path,
        """
        fr BUS 1: ober 07:00 unter 07:10/07:12 esch 07:20
        fr BUS 1: ober 07:30 unter 07:40/07:42 esch 07:52
        fr BUS 1: ober 11:30 unter 11:40/11:42 esch 11:50
        """,
    )
    (line,) = lines_of(valley.network, valley.period("07:00", "08:00"))
    assert line.minutes == pytest.approx((12, 9))
    assert line.wait_min == 15
