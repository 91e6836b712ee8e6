"""Intervals keep their word, also when the road changes, and nobody looks into the future."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from forecast import fit as fitting
from forecast.correction import correct
from forecast.fit import SCORED_DAYS, fit
from forecast.intervals import ALPHA_LEAST, ALPHA_MOST, _move, _quantile, adapt
from forecast.lived import live_through
from forecast.predict import predict
from forecast.replay import replay
from forecast.slots import Grid, timeline
from tests.forecast.make import CALENDAR, ZONE, made_grid

LAST = dt.date(2026, 11, 20)
HORIZONS = {"15min": 1, "60min": 4, "24h": 96, "7d": 672}


@pytest.fixture(scope="module")
def year() -> Grid:
    return made_grid(LAST, 300, ("C1-LU",))


@pytest.fixture(scope="module")
def targets(year: Grid):
    return {name: each.targets() for name, each in live_through(year, HORIZONS).items()}


@pytest.mark.parametrize("name", HORIZONS)
def test_eight_of_ten_values_fall_into_the_interval(targets, name):
    found = targets[name]
    above = (found.missed > found.above).mean()
    below = (found.missed < -found.below).mean()
    assert 0.77 <= 1 - above - below <= 0.83
    assert 0.08 <= above <= 0.12, "neither side carries the misses of the other"
    assert 0.08 <= below <= 0.12


def test_a_correction_that_did_worse_than_the_profile_is_switched_off():
    """One wild day teaches the opposite of what holds on all the others."""
    past = replay(made_grid(LAST, 40, ("C1-LU",)), horizons=np.array([1]))
    latest = np.random.default_rng(5).normal(size=past.latest.shape)
    wild = past.line.day_of == 20
    latest[0, wild] *= 200
    ahead = np.where(wild, latest, -latest)[None]
    past = replace(past, latest=latest, ahead=ahead, spread=np.ones_like(ahead))
    weights = correct(past).weights[:, 0, 0, 0]
    assert weights[19] < -0.4, "what held so far was used"
    assert weights[21:].tolist() == [0.0] * 19, "and what then did harm was not"


def test_a_level_that_was_missed_too_often_falls_and_one_never_missed_rises():
    alpha = np.array([0.1, 0.1, 0.1, ALPHA_LEAST, ALPHA_MOST])
    missed = np.array([[1.0, 1.0], [0.0, 0.0], [np.nan, np.nan], [1.0, 1.0], [0.0, 0.0]])
    _move(alpha, missed)
    assert alpha == pytest.approx([0.1 - 0.03 * 0.9, 0.1 + 0.03 * 0.1, 0.1, 0.005, 0.4])


def test_the_quantile_is_the_conformal_one_and_unknown_with_too_few_scores():
    scores = np.stack([np.arange(1.0, 100.0), np.full(99, np.nan)])
    found = _quantile(scores, np.array([0.9, 0.9]))
    assert found[0] == 90
    assert np.isnan(found[1])


def test_intervals_widen_within_weeks_after_a_road_becomes_erratic():
    grid = made_grid(LAST, 200, ("C1-LU",))
    rng = np.random.default_rng(3)
    changed = grid.line.first_slot[140]
    noise = rng.gamma(1.0, 120.0, grid.line.slots - changed)
    grid.values[0, changed:] += noise
    past = replay(grid, horizons=np.array([96]))
    outside = adapt(past, correct(past).missed).outside
    settled = outside[:, 0, 0, grid.line.first_slot[170] :]
    assert 0.7 <= 1 - np.nanmean(settled.sum(axis=0)) <= 0.9


def test_changing_the_future_changes_no_forecast(year):
    cut = int(year.line.first_slot[200]) + 31
    other = Grid(year.sites, year.line, year.values.copy())
    other.values[:, cut:] = 5000.0
    horizons = np.array(list(HORIZONS.values()))
    told = []
    for grid in (year, other):
        past = replay(grid, horizons=horizons)
        corrected = correct(past)
        intervals = adapt(past, corrected.missed)
        known = year.line.day_of[:cut]
        targets = np.minimum(np.arange(cut) + horizons[:, None], grid.line.slots - 1)
        forecast = grid.values[0, targets] - corrected.missed[:, 0, :cut]
        told.append((forecast, intervals.reach[:, known, :, 0], past.broad[:, 0, :cut]))
    np.testing.assert_allclose(told[0][0], told[1][0])
    np.testing.assert_array_equal(told[0][1], told[1][1])
    np.testing.assert_array_equal(told[0][2], told[1][2])


def test_the_served_forecast_does_not_know_the_day_it_is_made_on():
    grid = made_grid(LAST, 80)
    midnight = int(grid.line.first_slot[-2])
    other = Grid(grid.sites, grid.line, grid.values.copy())
    other.values[:, midnight:] = 5000.0
    one, two = fit(grid), fit(other)
    np.testing.assert_array_equal(one.profile.usual, two.profile.usual)
    np.testing.assert_array_equal(one.weights, two.weights)
    np.testing.assert_array_equal(one.reach, two.reach)


def test_a_corridor_is_fitted_alike_in_whatever_company(monkeypatch):
    grid = made_grid(LAST, 60, ("a", "b", "c"))
    together = fit(grid)
    monkeypatch.setattr(fitting, "SITES_AT_ONCE", 2)
    apart = fit(grid)
    np.testing.assert_array_equal(together.profile.usual, apart.profile.usual)
    np.testing.assert_array_equal(together.profile.spread, apart.profile.spread)
    np.testing.assert_array_equal(together.weights, apart.weights)
    np.testing.assert_array_equal(together.reach, apart.reach)


def test_what_is_served_is_what_was_scored():
    """One forecast made as it is served, against the backtest's from the same origin."""
    grid = made_grid(LAST, 220, ("C1-LU",))
    day = grid.line.dates.index(dt.date(2026, 11, 11))  # a holiday of France alone
    ascension = grid.line.day_of == grid.line.dates.index(dt.date(2026, 5, 14))
    grid.values[:, ascension] += 400
    origin = int(grid.line.first_slot[day]) + 34
    until = timeline(grid.line.dates[0], grid.line.dates[day], ZONE, CALENDAR)
    state = fit(Grid(grid.sites, until, grid.values[:, : until.slots].copy()))
    assert state.profile.scale[grid.line.mark[day], 0] > 1.2, "a rare day: the interval is wider"
    seen = Grid(grid.sites, grid.line, grid.values.copy())
    seen.values[:, origin + 1 :] = np.nan
    served = predict(state, seen, np.arange(grid.line.slots), np.zeros(1))
    past = replay(grid, first_day=max(0, day - SCORED_DAYS), horizons=state.horizons)
    corrected = correct(past)
    reach = adapt(past, corrected.missed).reach[:, -(len(grid.line.dates) - day)]
    for k, horizon in enumerate(state.horizons.tolist()):
        target = origin + horizon
        p50 = grid.values[0, target] - corrected.missed[k, 0, origin - past.first]
        spread = past.broad[k, 0, origin - past.first]
        assert served.p50[0, target] == pytest.approx(p50)
        assert served.p10[0, target] == pytest.approx(p50 - reach[0, k, 0] * spread)
        assert served.p90[0, target] == pytest.approx(p50 + reach[1, k, 0] * spread)
