"""Corridors nobody has measured yet: a queue as long as is published, said to be a model."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from core.clock import from_local
from feeds.territory import HOME, load_territory
from forecast.calendar import BASE_TYPES, DayType, calendar_of
from forecast.cold_start import CELLS, MODEL, cold_start_of
from forecast.corridors import corridors_of
from forecast.observations import ObservationStore
from forecast.service import ForecastService
from forecast.slots import timeline
from tests.forecast.make import CALENDAR, ZONE, made_territory

PEAKS = """corridor_id,am_delay_min,pm_delay_min,shape,confidence
C1-LU,12,2,motorway,estimated
C1-FR,1,9,motorway,estimated
"""
TUESDAY = dt.date(2026, 11, 24)


@pytest.fixture
def territory(tmp_path):
    folder = tmp_path / "territory"
    made_territory(folder)
    (folder / "corridor_peaks.csv").write_text(PEAKS, encoding="utf-8")
    return load_territory(folder)


@pytest.fixture
def cold(territory):
    return cold_start_of(territory, corridors_of(territory), CALENDAR)


def worst_min(cold, row, hours, kind=DayType.MIDWEEK):
    """The longest delay against free flow within some hours, in minutes."""
    cells = slice(4 * hours[0], 4 * hours[1])
    return float(np.nanmax(cold.middle[kind, row, cells]) - 300) / 60


def test_the_worst_of_a_morning_and_an_evening_is_what_is_published(cold):
    assert worst_min(cold, 0, (5, 12)) == pytest.approx(12 + 0.75, abs=0.5)
    assert worst_min(cold, 1, (14, 21)) == pytest.approx(9 + 0.75, abs=0.5)


def test_a_queue_stands_longer_than_it_builds_up(cold):
    delay = cold.middle[DayType.MIDWEEK, 0, 4 * 5 : 4 * 12] - 300
    peak = int(delay.argmax())
    half = delay > delay.max() / 2
    assert half[peak:].sum() >= half[:peak].sum()


def test_weekends_are_free_and_more_drivers_are_slower(cold):
    assert worst_min(cold, 0, (0, 24), DayType.SUNDAY) < 1
    assert (cold.low <= cold.middle + 1e-9).all()
    assert (cold.middle <= cold.high + 1e-9).all()
    assert worst_min(cold, 0, (5, 12), DayType.FRIDAY) < worst_min(cold, 0, (5, 12))


def test_a_holiday_where_people_work_empties_the_road_and_one_at_home_hardly_does(cold):
    at_home, at_work = (worst_min(cold, 0, (5, 12), BASE_TYPES + mark) for mark in (0, 1))
    assert at_work < at_home < worst_min(cold, 0, (5, 12))
    assert worst_min(cold, 1, (14, 21), BASE_TYPES + 1) < worst_min(cold, 1, (14, 21), BASE_TYPES)


def test_nights_of_clock_changes_have_all_their_quarters(cold):
    for day, quarters in ((dt.date(2026, 3, 29), 92), (dt.date(2026, 10, 25), 100)):
        line = timeline(day, day, ZONE, CALENDAR)
        assert [len(each) for each in cold.at(line, 0)] == [quarters] * 3


def test_every_published_corridor_of_the_territory_has_a_forecast():
    territory = load_territory(HOME)
    calendar = calendar_of((side.country, side.holidays) for side in territory.sides)
    corridors = corridors_of(territory)
    cold = cold_start_of(territory, corridors, calendar)
    assert cold.middle.shape[1:] == (len(corridors), CELLS)
    assert np.isfinite(cold.middle).all()


def service(folder, territory, clock="06:30"):
    now_s = from_local(TUESDAY, dt.time.fromisoformat(clock), ZONE)
    return ForecastService.open(folder, territory, now_s=lambda: now_s), now_s


def test_without_any_observation_the_model_is_served_and_named(tmp_path, territory):
    forecasts, now_s = service(tmp_path, territory)
    inbound, outbound = forecasts.corridors()
    assert (inbound.forecast.basis, inbound.forecast.model) == ("model", MODEL)
    assert inbound.forecast.data_until is None
    assert (inbound.live, inbound.data_until_s, inbound.reason) == (None, None, None)
    series = forecasts.corridor("C1-LU", now_s, now_s + 86_400)
    assert {item.basis for item in series.forecast} == {"model"}
    assert max(item.p50 for item in series.forecast) > 900
    speeds = forecasts.road_speeds(now_s, now_s + 3600)
    assert speeds.basis == ("model", "model")
    assert outbound.forecast.p50 < inbound.forecast.p90


def test_a_corridor_that_is_measured_leaves_the_model_to_the_other(tmp_path, territory):
    _, now_s = service(tmp_path, territory)
    rows = [
        ("travel_time_s", "C1-LU", now_s - 900 * n, 320.0 + n % 7) for n in range(1, 96 * 60)
    ]  # fmt: skip
    ObservationStore(tmp_path / "observations.sqlite").add(rows)
    forecasts, _ = service(tmp_path, territory)
    inbound, outbound = forecasts.corridors()
    assert inbound.forecast.basis == "statistical"
    assert inbound.forecast.p50 < 400
    assert outbound.forecast.basis == "model"
    assert forecasts.road_speeds(now_s, now_s + 3600).basis == ("statistical", "model")


def test_two_days_of_observations_are_shown_but_do_not_replace_the_model(tmp_path, territory):
    _, now_s = service(tmp_path, territory)
    rows = [("travel_time_s", "C1-LU", now_s - 900 * n, 333.0) for n in range(1, 192)]
    ObservationStore(tmp_path / "observations.sqlite").add(rows)
    forecasts, _ = service(tmp_path, territory)
    inbound = forecasts.corridors()[0]
    assert (inbound.forecast.basis, inbound.live.value) == ("model", 333.0)


def test_of_a_corridor_without_published_delays_nothing_is_said(tmp_path):
    territory = made_territory(tmp_path / "territory")
    forecasts, now_s = service(tmp_path, territory)
    assert forecasts.corridors()[0].reason == "no observations"
    assert forecasts.road_speeds(now_s, now_s + 3600).corridor_ids == ()
