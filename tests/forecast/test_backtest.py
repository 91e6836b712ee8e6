"""The backtest is honest: figures one gets by hand, rivals that see the same targets."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecast.backtest import Backtest, backtest
from forecast.lived import Targets, live_through
from forecast.observations import ObservationStore
from forecast.scores import score_of
from forecast.slots import Grid
from tests.forecast.make import CALENDAR, ZONE, made_grid, rows_of, write_rows
from tests.house.repository import ROOT

LAST = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def grid() -> Grid:
    return made_grid(LAST, 160)


def test_the_model_beats_last_week_and_the_profile_near_at_hand(grid):
    lived = live_through(grid, {"15min": 1, "7d": 672})
    scores = {name: score_of(name, [each.targets()]) for name, each in lived.items()}
    assert scores["15min"].mase_profile < 0.95
    assert scores["15min"].mase_week < 0.75
    assert scores["7d"].mase_week < 0.85
    assert scores["7d"].mase_profile < 1.03, "far ahead there is nothing to correct by"
    assert scores["15min"].mae < scores["7d"].mae


def test_last_weeks_value_is_that_of_the_same_wall_clock_time(grid):
    found = live_through(grid, {"60min": 4})["60min"].targets()
    line = grid.line
    last_week = found.observed - found.by_week
    after_change = dt.date(2026, 10, 27)  # the clocks went back on the 25th
    here = int(line.first_slot[line.dates.index(after_change)]) + 32
    there = int(line.first_slot[line.dates.index(after_change) - 7]) + 32
    at = np.flatnonzero(np.isclose(found.observed, grid.values[0, here]))
    assert np.isclose(last_week[at], grid.values[0, there]).any()


def test_figures_are_those_one_gets_by_hand():
    targets = Targets(
        observed=np.array([100.0, 200.0]),
        missed=np.array([10.0, -30.0]),
        by_week=np.array([20.0, 60.0]),
        by_profile=np.array([10.0, 10.0]),
        below=np.array([20.0, 20.0]),
        above=np.array([40.0, 40.0]),
    )
    score = score_of("60min", [targets])
    assert score.mae == 20
    assert score.rmse == pytest.approx(np.sqrt((100 + 900) / 2))
    assert score.wape == pytest.approx(40 / 300)
    assert (score.mase_week, score.mase_profile) == (0.5, 2.0)
    assert (score.coverage80, score.width80, score.n) == (0.5, 60.0, 2)
    low = (0.1 * 30 + 0.9 * 10) / 2
    middle = (0.5 * 10 + 0.5 * 30) / 2
    high = (0.1 * 30 + 0.1 * 70) / 2
    assert score.pinball == pytest.approx((low + middle + high) / 3)


def test_an_hourly_archive_is_scored_by_the_hour_and_a_short_one_not_at_all(tmp_path, grid):
    hourly = [rows_of(grid)[0]] + [row for row in rows_of(grid)[1:] if row[14:16] == "00"]
    store = ObservationStore(tmp_path / "long.sqlite")
    store.import_file(write_rows(tmp_path / "long.csv", hourly))
    sites = store.read_sites("travel_time_s")
    scores = backtest(store, "travel_time_s", sites, ZONE, CALENDAR).scores
    assert [score.horizon for score in scores] == ["60min", "24h", "7d"]
    short = ObservationStore(tmp_path / "short.sqlite")
    short.import_file(write_rows(tmp_path / "short.csv", hourly[:100]))
    assert backtest(short, "travel_time_s", sites, ZONE, CALENDAR) == Backtest()


def test_a_real_hourly_count_is_forecast_better_than_by_its_rivals(shared_data, tmp_path):
    from forecast.calendar import calendar_of
    from forecast.observation_csv import Layout

    file = shared_data("traffic/metro-interstate-i94-hourly.csv.gz")
    layout = Layout("date_time", value="traffic_volume", fixed_site="i94",
                    fixed_quantity="flow_vph", zone="America/Chicago")  # fmt: skip
    store = ObservationStore(tmp_path / "observations.sqlite")
    report = store.import_file(file, layout=layout)
    assert (report.read, report.refused) == (48_204, 0)
    assert report.already_there == 7_629, "hours told twice, and those that autumn repeats"
    calendar = calendar_of([("US", ["US-MN"])])
    found = backtest(store, "flow_vph", ("i94",), "America/Chicago", calendar)
    page = (ROOT / "docs" / "forecasting.md").read_text(encoding="utf-8")
    for kind in ("holiday", "bridge or bank day"):
        held = " | ".join(f"{100 * score.coverage80:.1f} %" for score in found.classes[kind])
        assert f"| {kind} | {found.classes[kind][0].n} | {held} |" in page
    for score in found.scores:
        assert _as_documented(score) in page
        assert score.mase_week < 0.8
        assert score.mase_profile < 1
        assert 0.77 <= score.coverage80 <= 0.83


def _as_documented(score) -> str:
    """The line of docs/forecasting.md that tells this score."""
    return (
        f"| {score.horizon.replace('min', ' min').replace('h', ' h').replace('d', ' d')} "
        f"| {score.n:,} | {score.mae:.1f} | {100 * score.wape:.1f} % | {score.mase_week:.3f} "
        f"| {score.mase_profile:.3f} | {100 * score.coverage80:.1f} % | {score.width80:,.0f} |"
    )
