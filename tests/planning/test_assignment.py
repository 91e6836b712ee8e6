"""Who rides what: conservation, crowding, wishes to arrive, who is left behind, mean costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.assignment import left_behind, mean_by_relation
from planning.split import LATE_COUNTS, door_minutes, earliness_min
from tests.planning.villages import (
    ESCH,
    OBER,
    STAD,
    UNI,
    UNTER,
    Valley,
    inhabited,
    loads_by_departure,
)

LINES = """
fr BUS 1: ober 06:30 unter 06:38 esch 06:50/06:52 stad 07:05
fr BUS 1: ober 07:00 unter 07:08 esch 07:20/07:22 stad 07:35
fr BUS 1: ober 07:30 unter 07:38 esch 07:50/07:52 stad 08:05
lu RAIL 2: esch 07:00 stad 07:08 uni 07:14
lu RAIL 2: esch 07:30 stad 07:38 uni 07:44
lu RAIL 2: esch 08:00 stad 08:08 uni 08:14
"""
RELATIONS = [(OBER, ESCH), (OBER, STAD), (OBER, UNI), (UNTER, STAD), (UNTER, UNI), (UNI, OBER)]


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Valley:
    return inhabited(tmp_path_factory.mktemp("valley"), LINES)


@given(st.lists(st.floats(0, 400), min_size=6, max_size=6), st.floats(10, 100))
@settings(max_examples=25, deadline=None)
def test_whoever_boards_a_trip_alights_from_it(
    valley: Valley, riders: list[float], places: float
) -> None:
    _, found = valley.ridden(RELATIONS, riders, places=places, seats=places / 2)
    assert found.boarding.sum() == pytest.approx(found.alighting.sum())
    for trip in np.unique(found.trip):
        ours = found.trip == trip
        assert found.boarding[ours].sum() == pytest.approx(found.alighting[ours].sum())
    assert found.boarding.min() >= 0 <= found.alighting.min()


@given(st.lists(st.floats(0, 400), min_size=6, max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_load_of_a_run_is_who_has_boarded_and_not_yet_alighted(
    valley: Valley, riders: list[float]
) -> None:
    _, found = valley.ridden(RELATIONS, riders)
    for trip in np.unique(found.trip):
        ours = found.trip == trip
        aboard = np.cumsum(found.boarding[ours]) - np.cumsum(found.alighting[ours])
        assert found.load[ours] == pytest.approx(aboard + found.alighting[ours], abs=1e-9)


@given(st.lists(st.floats(0, 400), min_size=6, max_size=6))
@settings(max_examples=25, deadline=None)
def test_all_who_ask_ride_where_there_is_a_journey_and_nobody_elsewhere(
    valley: Valley, riders: list[float]
) -> None:
    journeys, found = valley.ridden(RELATIONS, riders)
    carried = np.bincount(journeys.relation, weights=found.flow, minlength=len(RELATIONS))
    assert carried[:-1] == pytest.approx(riders[:-1])
    assert journeys.start[-1] == journeys.start[-2], "nothing runs from Uni to Oberdorf"
    assert carried[-1] == 0


def test_riders_without_any_journey_load_nothing(valley: Valley) -> None:
    journeys, found = valley.ridden([(UNI, OBER)], [100])
    assert len(journeys.depart_s) == len(found.load) == 0
    assert found.left_behind == 0
    assert np.isnan(mean_by_relation(journeys, found.flow, found.ride_min)).all()


def test_the_run_before_the_wish_is_taken_and_not_the_one_after_it(valley: Valley) -> None:
    _, found = valley.ridden([(OBER, STAD)], [10], arrive="07:45")
    by_run = loads_by_departure(valley, found)
    assert by_run["07:00"] > 9
    _, found = valley.ridden([(OBER, STAD)], [10], arrive="08:15")
    assert loads_by_departure(valley, found)["07:30"] > 9


def test_a_crowded_run_sends_riders_to_the_emptier_one(valley: Valley) -> None:
    ask = [(OBER, STAD)]
    _, free = valley.ridden(ask, [60], arrive="07:45", places=1000, seats=1000)
    _, full = valley.ridden(ask, [60], arrive="07:45", places=30, seats=10)
    roomy, crowded = loads_by_departure(valley, free), loads_by_departure(valley, full)
    assert crowded["07:00"] < roomy["07:00"] - 1
    assert crowded["06:30"] > roomy["06:30"] + 1


def test_riders_beyond_the_places_of_the_only_run_are_left_behind(tmp_path: Path) -> None:
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 unter 07:10 esch 07:20 stad 07:30")
    _, found = valley.ridden([(OBER, STAD)], [100], places=80)
    assert found.left_behind == pytest.approx(20)
    _, found = valley.ridden([(OBER, STAD), (UNTER, STAD)], [100, 15], places=80)
    assert found.left_behind == pytest.approx(20 + 15)
    _, found = valley.ridden([(OBER, STAD)], [80], places=80)
    assert found.left_behind == 0


def test_who_was_left_behind_takes_no_place_further_on() -> None:
    """100 wish to board 80 places, half of all get off, then 30 get on: 40 are aboard, all fit."""
    found = left_behind(
        call=np.array([4, 5]),
        trip=np.array([0, 0]),
        load=np.array([100.0, 80.0]),
        boarding=np.array([100.0, 30.0]),
        room=np.array([80.0, 80.0]),
    )
    assert found == pytest.approx(20)


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 1)), min_size=1, max_size=8))
def test_no_more_are_left_behind_than_board_and_none_where_all_fit(
    stops: list[tuple[float, float]],
) -> None:
    load, boarding = [0.0], []
    for gets_on, leaves in stops:
        boarding.append(gets_on)
        load.append(load[-1] * (1 - leaves) + gets_on)
    loads, boards = np.array(load[1:]), np.array(boarding)
    trip, room = np.zeros(len(boards), dtype=np.int64), np.full(len(boards), 50.0)
    found = left_behind(np.arange(len(boards)), trip, loads, boards, room)
    assert found <= boards.sum() + 1e-9
    assert (found > 0) == bool((loads > 50).any())


def test_minutes_from_door_to_door_by_hand(tmp_path: Path) -> None:
    """Oberdorf to Esch: 20 minutes in the bus with its stay of 2; then how early or late it is."""
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 unter 07:08/07:10 esch 07:20")
    period = valley.period("06:30", "07:30")
    journeys, found = valley.ridden([(OBER, ESCH), (ESCH, OBER)], [10, 10], period=period)
    walked = float(journeys.access_s[0]) / 60
    for slot, early in enumerate(earliness_min(journeys, period)[0]):
        wish = np.eye(len(period.slots_s))[slot]
        off = early if early >= 0 else -LATE_COUNTS * early
        minutes = door_minutes(journeys, found, period, wish)
        assert minutes[0] == pytest.approx(20 + walked + off)
        assert np.isnan(minutes[1])


def test_a_stay_is_ridden_by_those_who_pass_and_not_by_those_who_alight(tmp_path: Path) -> None:
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 unter 07:08/07:13 esch 07:20")
    relations = [(OBER, UNTER), (OBER, ESCH), (UNTER, ESCH)]
    journeys, found = valley.ridden(relations, [1, 1, 1])
    quickest = mean_by_relation(journeys, found.flow, found.ride_min)
    assert quickest.tolist() == pytest.approx([8, 20, 7])
    assert found.ride_min == pytest.approx(journeys.ride_s / 60)


def test_a_change_is_waited_for_and_what_is_ridden_adds_up(valley: Valley) -> None:
    journeys, found = valley.ridden([(OBER, UNI)], [10])
    changing = journeys.transfers == 1
    assert changing.any()
    assert (journeys.change_s[changing] > 0).all()
    assert found.ride_min == pytest.approx(journeys.ride_s / 60)
    whole = journeys.ride_s + journeys.change_s + journeys.access_s
    assert (whole == journeys.arrive_s - journeys.depart_s).all()


def test_the_mean_of_a_relation_that_nobody_rides_is_its_quickest_journey(valley: Valley) -> None:
    journeys, found = valley.ridden([(OBER, STAD)], [0])
    length_min = (journeys.arrive_s - journeys.depart_s) / 60
    assert mean_by_relation(journeys, found.flow, length_min)[0] == length_min.min()
