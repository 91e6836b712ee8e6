"""Today is calibrated: shares of segments, riders that were counted, nothing moves by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.planning import open_baseline
from core.progress import silent
from planning.baseline import Baseline, baseline_of
from planning.demand import MODES, TRANSIT, Demand
from planning.split import NO_SERVICE, calibrated_shares, pivoted
from tests.planning.villages import ESCH, OBER, UNTER, Valley, inhabited, mean_of

LINES = """
fr BUS 1: ober 06:30 unter 06:38 esch 06:50 stad 07:05
fr BUS 1: ober 07:00 unter 07:08 esch 07:20 stad 07:35
fr BUS 1: ober 07:30 unter 07:38 esch 07:50 stad 08:05
fr RAIL 9: unter 06:40 esch 06:48
fr RAIL 9: unter 07:20 esch 07:28
lu RAIL 2: esch 07:00 stad 07:08 uni 07:14
lu RAIL 2: esch 07:30 stad 07:38 uni 07:44
lu RAIL 2: uni 07:00 stad 07:08 esch 07:14
"""
CAR = MODES.index("car")
ARRIVALS = "06:00,07:00,0.2,told\n07:00,08:00,0.4,told\n08:00,09:00,0.3,told"


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Valley:
    return inhabited(
        tmp_path_factory.mktemp("valley"),
        LINES,
        arrival_times=ARRIVALS,
        line_counts="Operator fr,9,90,2026,counted by hand",
    )


@pytest.fixture(scope="module")
def today(valley: Valley) -> Baseline:
    return baseline_of(valley.network, valley.territory, valley.parameters, valley.period(), silent)


@pytest.fixture(scope="module")
def home(embedded: Path) -> Baseline:
    return open_baseline(embedded, None, silent)[0]


def _shares(base: Baseline) -> tuple[float, float]:
    people, share = base.people, base.state.share
    over, inside = people.crosses, ~people.crosses
    return (
        mean_of(share[over], people.workers[over]),
        mean_of(share[inside], people.workers[inside]),
    )


def test_each_segment_has_the_share_that_surveys_tell(today: Baseline) -> None:
    crossing, inside = _shares(today)
    assert crossing == pytest.approx(today.parameters["crossing_transit_share"], rel=1e-3)
    assert inside == pytest.approx(today.parameters["inside_transit_share"], rel=1e-3)


def test_a_counted_line_carries_what_was_counted_within_one_in_a_hundred(today: Baseline) -> None:
    (line,) = today.counted
    assert line.name == "Operator fr 9"
    assert line.simulated_day == pytest.approx(line.riders_day, rel=0.01)


def test_the_home_territory_is_calibrated_on_shares_and_on_its_counted_line(home: Baseline) -> None:
    crossing, inside = _shares(home)
    assert crossing == pytest.approx(home.parameters["crossing_transit_share"], rel=1e-3)
    assert inside == pytest.approx(home.parameters["inside_transit_share"], rel=1e-3)
    assert [line.riders_day for line in home.counted] == [700]
    assert home.counted[0].simulated_day == pytest.approx(700, rel=0.01)


def test_what_a_census_tells_of_a_segment_replaces_the_survey(valley: Valley) -> None:
    """200 go from Oberdorf to Esch, 60 of them by transit; 100 more on a relation inside France."""
    by_mode = np.zeros((len(MODES) + 1, len(valley.zones), len(valley.zones)))
    by_mode[[CAR, TRANSIT], OBER, ESCH] = 140, 60
    by_mode[[CAR, TRANSIT], OBER, UNTER] = 95, 5
    demand = Demand.of(valley.zones, by_mode, "a census")
    found = baseline_of(
        valley.network, valley.territory, valley.parameters, valley.period(), silent, demand=demand
    )
    people, share = found.people, found.state.share
    counted = people.origin == OBER
    assert sorted(people.workers[counted]) == [100, 200]
    crossing = counted & people.crosses
    assert mean_of(share[crossing], people.workers[crossing]) == pytest.approx(0.3, rel=1e-3)
    assert share[counted & ~people.crosses] == pytest.approx(0.05, rel=1e-3)
    rest = people.crosses & ~counted
    survey = valley.parameters["crossing_transit_share"]
    assert mean_of(share[rest], people.workers[rest]) == pytest.approx(survey, rel=1e-3)


def test_nothing_moves_while_nothing_changes(today: Baseline) -> None:
    assert (today.state.share == today.pivot.share).all()
    assert today.state.rounds == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_shares_that_gain_nothing_are_given_back_exactly(shares: list[float]) -> None:
    before = np.array(shares)
    assert (pivoted(before, np.zeros(len(before))) == before).all()


@given(
    st.lists(
        st.tuples(st.floats(-8, 0), st.floats(1, 120), st.floats(1, 5000)), min_size=1, max_size=12
    ),
    st.floats(0.02, 0.9),
)
def test_whatever_the_costs_the_mean_share_is_the_one_asked_for(
    valley: Valley, relations: list[tuple[float, float, float]], target: float
) -> None:
    transit, car_min, workers = (np.array(column) for column in zip(*relations, strict=True))
    share, _ = calibrated_shares(transit, car_min, workers, target, valley.parameters)
    assert mean_of(share, workers) == pytest.approx(target, rel=1e-3)


def test_a_relation_without_service_has_no_riders_to_speak_of(valley: Valley) -> None:
    transit, car = np.array([-1.0, NO_SERVICE]), np.array([20.0, 20.0])
    share, _ = calibrated_shares(transit, car, np.array([100.0, 100.0]), 0.15, valley.parameters)
    assert share[1] < 1e-9
