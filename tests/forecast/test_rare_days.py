"""Days unlike others have wider intervals, by a rule that only looks back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from forecast.calendar import calendar_of
from forecast.day_classes import day_classes
from forecast.lived import live_through
from forecast.rare_days import KEPT_DAYS, ORDINARY, RareDays
from forecast.replay import replay
from forecast.seasons import Holidays
from forecast.slots import Grid, timeline
from tests.forecast.make import CALENDAR, SIDES, ZONE, made_grid

BRIDGE, HOLIDAY, NEVER_SEEN = 0, 1, 2


def _off(spreads: float) -> np.ndarray:
    return np.full((1, 24), spreads)


def _days(ordinary: float, *rare: tuple[int, float]) -> RareDays:
    days = RareDays(sites=1, kinds=3)
    for _ in range(5):
        days.learn(ORDINARY, _off(ordinary))
    for kind, spreads in rare:
        days.learn(kind, _off(spreads))
    return days


def test_a_rare_day_is_as_an_ordinary_one_until_one_was_seen():
    assert _days(1.2).scales().tolist() == [[1.0]] * 4
    assert RareDays(sites=2, kinds=0).scales().tolist() == [[1.0, 1.0]]


def test_a_kind_is_drawn_to_all_rare_days_and_these_to_ordinary_ones():
    found = _days(1.25, (BRIDGE, 5.0), (HOLIDAY, 2.5), (HOLIDAY, 2.5)).scales()[:, 0]
    pool = (4 + 4 + 2 + 2) / (4 + 3)
    bridge, holiday = (4 * pool + 4) / (4 + 1), (4 * pool + 2 + 2) / (4 + 2)
    assert found == pytest.approx([bridge, holiday, pool, 1.0])


def test_no_interval_becomes_narrower_than_on_an_ordinary_day():
    assert _days(1.0, (BRIDGE, 0.2), (BRIDGE, 0.1)).scales().min() == 1.0


def test_old_days_are_forgotten_and_unobserved_ones_teach_nothing():
    many = [(BRIDGE, 9.0)] + [(BRIDGE, 2.0)] * KEPT_DAYS
    one, other = _days(1.0, *many), _days(1.0, *many[1:])
    other.learn(BRIDGE, _off(np.nan))
    other.learn(ORDINARY, _off(np.nan))
    assert one.scales().tolist() == other.scales().tolist()


def test_sites_learn_apart():
    days = RareDays(sites=2, kinds=1)
    days.learn(ORDINARY, np.ones((2, 4)))
    days.learn(0, np.array([[3.0] * 4, [np.nan] * 4]))
    scale = days.scales()[0]
    assert scale[0] > 1.0
    assert scale[1] == 1.0


def test_every_day_has_its_kind():
    schools = (Holidays("FR", dt.date(2026, 2, 14), dt.date(2026, 3, 1)),)
    line = timeline(dt.date(2026, 1, 1), dt.date(2026, 12, 31), ZONE, calendar_of(SIDES, schools))
    kind = dict(zip(line.dates, line.rare.tolist(), strict=True))
    assert kind[dt.date(2026, 1, 8)] == kind[dt.date(2026, 1, 10)] == ORDINARY
    assert kind[dt.date(2026, 1, 11)] == ORDINARY, "a Sunday is a Sunday"
    assert kind[dt.date(2026, 7, 14)] == 0, "France alone rests"
    assert kind[dt.date(2026, 6, 23)] == 1, "Luxembourg alone rests"
    assert kind[dt.date(2026, 2, 17)] == line.marks, "French schools are closed"
    assert kind[dt.date(2026, 5, 15)] == line.marks + 3, "a bridge"
    assert kind[dt.date(2026, 5, 14)] == line.marks + line.seasons, "Ascension, on both sides"
    holiday = day_classes(line, calendar_of(SIDES, schools))["holiday"]
    assert set(line.day_of[holiday].tolist()) == set(
        np.flatnonzero(line.rare == line.marks + line.seasons).tolist()
    )


def _year_with_odd_holidays() -> Grid:
    """Two years whose holidays and bridges each have a level of their own."""
    grid = made_grid(dt.date(2026, 11, 20), 690, ("C1-LU",), seed=11)
    rng = np.random.default_rng(5)
    level = np.where(grid.line.rare == ORDINARY, 0.0, rng.gamma(2.0, 40.0, len(grid.line.dates)))
    return replace(grid, values=grid.values + level[grid.line.day_of])


def test_intervals_hold_more_often_on_rare_days_and_as_often_on_all(monkeypatch):
    grid = _year_with_odd_holidays()
    rare = (grid.line.rare != ORDINARY)[grid.line.day_of]
    held = {}
    for name in ("wider", "not"):
        if name == "not":
            monkeypatch.setattr(RareDays, "learn", lambda *_: None)
        lived = live_through(grid, {"24h": 96})["24h"]
        inside = (lived.missed >= -lived.below) & (lived.missed <= lived.above)
        held[name] = inside[lived.counts & rare].mean(), inside[lived.counts].mean(), lived.missed
    assert held["wider"][0] > held["not"][0] + 0.1
    assert abs(held["wider"][1] - 0.8) < 0.03
    np.testing.assert_array_equal(held["wider"][2], held["not"][2])


def test_how_wide_an_interval_is_does_not_depend_on_what_comes():
    grid = _year_with_odd_holidays()
    day = int(np.flatnonzero(grid.line.rare != ORDINARY)[20])
    cut = int(grid.line.first_slot[day]) + 40
    values = grid.values.copy()
    values[:, cut:] *= 7
    one, other = (
        replay(each, horizons=np.array([4, 672])).broad[..., :cut]
        for each in (grid, replace(grid, values=values))
    )
    np.testing.assert_array_equal(one, other)


def test_the_made_border_has_days_of_several_kinds():
    line = timeline(dt.date(2025, 1, 1), dt.date(2026, 11, 20), ZONE, CALENDAR)
    assert len(set(line.rare.tolist())) == 5
