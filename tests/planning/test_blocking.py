"""How many vehicles a timetable takes: by hand, and against all ways to chain its trips."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.blocking import Blocks, Run, blocks_of
from planning.operation import fleet_size, layover_s

MINUTE = 60


def _shuttle(run_min: int, headway_min: int, *, offset_min: int = 0, hours: int = 4) -> list[Run]:
    """Runs from both ends; those from the far end leave `offset_min` later."""
    leaves = range(0, hours * 60, headway_min)
    out = [Run(t * MINUTE, (t + run_min) * MINUTE, 0, 1) for t in leaves]
    back = [
        Run((t + offset_min) * MINUTE, (t + offset_min + run_min) * MINUTE, 1, 0) for t in leaves
    ]
    return out + back


def test_departures_at_both_ends_on_the_same_minutes_wait_for_the_minute_and_take_one_more() -> (
    None
):
    """18 minutes and 3 of rest end at minute 21; the next departure there is at 25, not at 22.5."""
    assert fleet_size(18 * MINUTE, 18 * MINUTE, 5 * MINUTE) == 9
    assert blocks_of(_shuttle(18, 5), layover_s(18 * MINUTE)) == Blocks(10, 0)


def test_departures_that_fit_the_arrivals_take_as_many_vehicles_as_the_formula_says() -> None:
    assert blocks_of(_shuttle(18, 5, offset_min=1), layover_s(18 * MINUTE)).vehicles == 9


def test_no_trips_take_no_vehicle_and_one_takes_one() -> None:
    assert blocks_of([], 180) == Blocks(0, 0)
    assert blocks_of([Run(0, 600, 0, 1)], 180) == Blocks(1, 0)


def test_a_vehicle_must_have_rested() -> None:
    there, back = Run(0, 600, 0, 1), Run(780, 1380, 1, 0)
    assert blocks_of([there, back], 180).vehicles == 1
    assert blocks_of([there, back], 181).vehicles == 2


def test_an_empty_way_saves_a_vehicle_where_there_is_time_for_it() -> None:
    first, second = Run(0, 600, 0, 1), Run(1800, 2400, 0, 1)
    assert blocks_of([first, second], 180) == Blocks(2, 0)
    assert blocks_of([first, second], 180, {(1, 0): 1020}) == Blocks(1, 1)
    assert blocks_of([first, second], 180, {(1, 0): 1021}) == Blocks(2, 0)


def test_the_vehicle_that_can_drive_away_empty_is_kept_for_it() -> None:
    """Of two that wait at the end, the later one takes the trip there, the earlier one leaves."""
    runs = [Run(0, 100, 0, 1), Run(0, 200, 0, 1), Run(300, 400, 1, 0), Run(310, 500, 2, 0)]
    assert blocks_of(runs, 0, {(1, 2): 150}) == Blocks(2, 1)


def test_among_equals_the_fewest_empty_ways_are_driven() -> None:
    runs = [Run(0, 100, 0, 1), Run(0, 100, 0, 2), Run(300, 400, 1, 0), Run(300, 400, 2, 0)]
    assert blocks_of(runs, 0, {(1, 2): 10, (2, 1): 10}) == Blocks(2, 0)


def _by_trying_all(runs: list[Run], rest_s: int, empty_s: dict[tuple[int, int], int]) -> Blocks:
    """Every run follows every other one or none: the fewest vehicles, then the fewest moves."""
    best = (len(runs), 0)
    choices = [
        [None, *(other for other in range(len(runs)) if other != at)] for at in range(len(runs))
    ]
    for chosen in product(*choices):
        used = [each for each in chosen if each is not None]
        if len(set(used)) < len(used):
            continue
        moves = 0
        for at, other in enumerate(chosen):
            if other is None:
                continue
            before, after = runs[other], runs[at]
            away = before.end != after.start
            way_s = empty_s.get((before.end, after.start)) if away else 0
            if way_s is None or before.arrives_s + rest_s + way_s > after.leaves_s:
                break
            moves += away
        else:
            best = min(best, (len(runs) - len(used), moves))
    return Blocks(*best)


@given(
    st.lists(
        st.builds(
            lambda leaves, length, start, end: Run(leaves, leaves + length, start, end),
            st.integers(0, 30), st.integers(1, 12), st.integers(0, 2), st.integers(0, 2),
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 4),
    st.dictionaries(
        st.sampled_from([(a, b) for a in range(3) for b in range(3) if a != b]),
        st.integers(1, 15),
        max_size=4,
    ),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_other_way_to_chain_the_trips_takes_fewer_vehicles_or_fewer_empty_ways(
    runs: list[Run], rest_s: int, empty_s: dict[tuple[int, int], int]
) -> None:
    assert blocks_of(runs, rest_s, empty_s) == _by_trying_all(runs, rest_s, empty_s)


@given(st.integers(5, 40), st.integers(3, 30), st.integers(0, 30))
@settings(max_examples=40, deadline=None)
def test_a_timetable_never_takes_fewer_vehicles_than_the_formula(
    run_min: int, headway_min: int, offset_min: int
) -> None:
    runs = _shuttle(run_min, headway_min, offset_min=offset_min)
    rest_s = round(layover_s(run_min * MINUTE))
    formula = fleet_size(run_min * MINUTE, run_min * MINUTE, headway_min * MINUTE)
    found = blocks_of(runs, rest_s)
    assert found.vehicles >= formula
    assert found.moves == 0


@pytest.mark.parametrize("headway_min", [5, 10, 15])
def test_the_same_trips_in_any_order_take_the_same_vehicles(headway_min: int) -> None:
    runs = _shuttle(18, headway_min)
    assert blocks_of(runs, 180) == blocks_of(runs[::-1], 180)
