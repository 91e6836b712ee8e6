"""What is usual: medians of alike days, rare days drawn towards them, nothing made up."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.calendar import DayType
from forecast.profile import ProfileLearner

MONDAY, MIDWEEK, SATURDAY, SUNDAY = (
    DayType.MONDAY,
    DayType.MIDWEEK,
    DayType.SATURDAY,
    DayType.SUNDAY,
)


def _learner(marks: int = 2) -> ProfileLearner:
    return ProfileLearner(sites=1, cells=96, marks=marks, slot_s=900)


def _day(value: float) -> np.ndarray:
    return np.full((1, 96), value)


def _usual(learner: ProfileLearner, day_type: int, mark: int = -1) -> float:
    profile = learner.profile()
    shift = profile.shift[mark, 0, 30] if mark >= 0 else 0.0
    return float(profile.usual[day_type, 0, 30] + shift)


def test_usual_is_the_median_of_the_last_six_values_of_alike_days():
    learner = _learner()
    for value in (9000, 9000, 300, 310, 320, 330, 340, 900):
        learner.learn(MONDAY, -1, _day(value))
    assert _usual(learner, MONDAY) == 325


def test_a_gap_takes_no_place_among_the_six():
    learner = _learner()
    for value in (300, 310, 320, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan):
        learner.learn(MONDAY, -1, _day(value))
    assert _usual(learner, MONDAY) == 310


def test_two_values_have_their_middle_as_median():
    learner = _learner()
    learner.learn(SUNDAY, -1, _day(300))
    learner.learn(SUNDAY, -1, _day(400))
    assert _usual(learner, SUNDAY) == 350


def test_a_monday_never_seen_borrows_from_working_days_but_not_from_sundays():
    learner = _learner()
    learner.learn(SUNDAY, -1, _day(300))
    assert np.isnan(_usual(learner, MONDAY))
    assert _usual(learner, SATURDAY) == 300
    learner.learn(MIDWEEK, -1, _day(800))
    assert _usual(learner, MONDAY) == 800


@pytest.mark.parametrize("seen, share", [(1, 1 / 5), (2, 2 / 6), (6, 6 / 10)])
def test_a_one_sided_holiday_is_drawn_towards_its_weekday_the_rarer_it_was(seen, share):
    learner = _learner()
    learner.learn(MIDWEEK, -1, _day(800))
    for _ in range(seen):
        learner.learn(MIDWEEK, 1, _day(300))
    assert _usual(learner, MIDWEEK, 1) == pytest.approx(800 - 500 * share)
    assert _usual(learner, MIDWEEK, 0) == 800, "the other side's holiday has not been seen"
    assert _usual(learner, MIDWEEK) == 800, "a rare day teaches ordinary days nothing"


def test_an_hour_that_varies_more_has_a_wider_spread():
    learner = _learner()
    rng = np.random.default_rng(1)
    calm, rush = np.full((1, 48), 300.0), np.full((1, 48), 300.0)
    for _ in range(12):
        noise = rng.normal(0, 100, (1, 48))
        learner.learn(MIDWEEK, -1, np.concatenate([calm, rush + noise], axis=1))
    spread = learner.profile().spread[MIDWEEK, 0]
    assert spread[72] > 3 * spread[24] > 0, "what never varied may still vary a little"
