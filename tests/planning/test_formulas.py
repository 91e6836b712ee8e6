"""The golden values of planning, by hand computed or published, each beside its formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RequestError
from planning.choice import Coefficients, Trip, by_elasticity, incremental_logit, wait_min
from planning.furness import furness, furness_with_known
from planning.operation import (
    departures_of,
    fleet_size,
    layover_s,
    run_time_s,
    yearly_vehicle_km,
)
from planning.welfare import (
    decay,
    gini,
    minutes_to_reach,
    opportunities,
    palma,
    rule_of_half_h,
    weighted_percentile,
)

MINUTE = 60


@pytest.mark.parametrize(
    ("run_min", "headway_min", "vehicles"), [(18, 5, 9), (18, 10, 5), (18, 15, 3), (25, 5, 12)]
)
def test_a_fleet_serves_the_round_trip_with_its_layovers(
    run_min: int, headway_min: int, vehicles: int
) -> None:
    least_s = 5 * MINUTE if run_min == 25 else 3 * MINUTE
    found = fleet_size(
        run_min * MINUTE, run_min * MINUTE, headway_min * MINUTE, least_layover_s=least_s
    )
    assert found == vehicles


def test_a_layover_is_three_minutes_or_a_tenth_of_the_run() -> None:
    assert layover_s(18 * MINUTE) == 3 * MINUTE
    assert layover_s(60 * MINUTE) == 6 * MINUTE


def test_a_run_takes_its_hops_and_its_dwells() -> None:
    assert run_time_s([(1000, 15), (500, 30)], [20, 10]) == pytest.approx(240 + 60 + 30)


def test_a_line_every_quarter_of_an_hour_from_nine_to_seven_ends_at_a_quarter_to_seven() -> None:
    found = departures_of(9 * 3600, 19 * 3600, 900)
    assert found[-1] == 18 * 3600 + 2700
    assert len(found) == 40


def test_the_reference_line_drives_625968_kilometres_a_year() -> None:
    assert yearly_vehicle_km(138, 9, 252) == 625_968


def test_riders_wait_half_a_headway_until_they_look_at_the_timetable() -> None:
    assert wait_min(10) == 5
    assert wait_min(10, variation=0.5) == pytest.approx(6.25)
    assert wait_min(30) == wait_min(12) == 6


def test_twice_the_service_brings_four_in_ten_more_riders() -> None:
    assert by_elasticity(30, 15) == pytest.approx(1.414, abs=5e-4)
    assert by_elasticity(15, 30) == pytest.approx(0.707, abs=5e-4)


def test_an_elasticity_is_refused_beyond_a_factor_of_two() -> None:
    with pytest.raises(RequestError, match="incremental logit"):
        by_elasticity(30, 10)


def test_the_incremental_logit_gives_the_published_share() -> None:
    know = Coefficients()
    before = know.transit_utility(Trip(in_vehicle_min=10, wait_min=15))
    after = know.transit_utility(Trip(in_vehicle_min=0, wait_min=2.5))
    assert incremental_logit(0.15, after - before) == pytest.approx(0.277, abs=5e-4)


@given(st.floats(0, 1), st.floats(-5, 5))
def test_a_share_stays_a_share_and_rises_with_the_utility(share: float, gain: float) -> None:
    found = incremental_logit(share, gain)
    assert 0 <= found <= 1
    assert (found >= share - 1e-12) if gain >= 0 else (found <= share + 1e-12)


def test_new_riders_gain_half_of_what_is_saved() -> None:
    assert rule_of_half_h(700, 1500, 8) == pytest.approx(146.7, abs=0.05)


def test_gini_of_four_people() -> None:
    assert gini([10, 20, 30, 40]) == pytest.approx(0.25)
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([10, 30], people=[2, 2]) == pytest.approx(gini([10, 10, 30, 30]))
    assert gini([0, 0]) == 0


def test_palma_compares_the_best_tenth_with_the_worst_four() -> None:
    assert palma([1.0] * 10) == pytest.approx(0.25)
    assert palma([0, 0, 0, 0, 5]) == math.inf


def test_what_is_farther_counts_less_whatever_the_decay() -> None:
    minutes = np.array([0.0, 30, 45, 60, np.inf])
    assert decay(minutes, 45).tolist() == [1, 1, 1, 0, 0]
    assert decay(minutes, 45, "exponential")[2] == pytest.approx(0.5)
    assert decay(minutes, 45, "logistic")[2] == pytest.approx(0.5)
    for shape in ("logistic", "exponential"):
        assert (np.diff(decay(minutes, 45, shape)) < 0).all()
        assert decay(minutes, 45, shape)[-1] == 0


def test_jobs_within_reach_and_the_minutes_to_reach_enough_of_them() -> None:
    minutes = np.array([[5.0, 20, 50], [np.inf, 10, 10]])
    jobs = np.array([100.0, 200, 300])
    assert opportunities(minutes, jobs, 45).tolist() == [300, 500]
    assert minutes_to_reach(minutes, jobs, 300).tolist() == [20, 10]
    assert minutes_to_reach(minutes, jobs, 550).tolist() == [50, math.inf]


def test_one_person_in_ten_has_no_less_than_this() -> None:
    assert weighted_percentile([3, 1, 2], [8, 1, 1], 0.1) == 1
    assert weighted_percentile([3, 1, 2], [8, 1, 1], 0.5) == 3
    assert math.isnan(weighted_percentile([], [], 0.1))


def test_a_matrix_grows_to_its_totals() -> None:
    seed = np.array([[1.0, 2], [3, 4]])
    grown = furness(seed, np.array([100.0, 50]), np.array([80.0, 70]))
    assert grown.sum(axis=1) == pytest.approx([100, 50])
    assert grown.sum(axis=0) == pytest.approx([80, 70])
    odds = grown[0, 0] * grown[1, 1] / (grown[0, 1] * grown[1, 0])
    assert odds == pytest.approx(1 * 4 / (2 * 3))


def test_known_cells_stay_as_they_were_counted() -> None:
    known = np.array([[np.nan, 30.0], [np.nan, np.nan]])
    grown = furness_with_known(np.ones((2, 2)), np.array([60.0, 40]), np.array([50.0, 50]), known)
    assert grown[0, 1] == 30
    assert grown.sum(axis=1) == pytest.approx([60, 40])
    assert grown.sum(axis=0) == pytest.approx([50, 50])


@given(
    st.lists(st.lists(st.floats(0.01, 9), min_size=3, max_size=3), min_size=2, max_size=4),
    st.lists(st.floats(0, 1000), min_size=4, max_size=4),
)
def test_rows_are_met_whatever_the_seed(seed: list[list[float]], totals: list[float]) -> None:
    rows = np.array(totals[: len(seed)])
    grown = furness(np.array(seed), rows, np.ones(3))
    assert grown.sum(axis=1) == pytest.approx(rows, abs=1e-6 * max(rows.sum(), 1))
