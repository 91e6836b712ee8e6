"""Room in car parks: foreseen between nothing and all, told where a car is left, else nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from core.clock import from_local, to_local
from feeds.territory import HOME, load_territory
from forecast.observations import ObservationStore
from forecast.parking import ParkingForecasts

TERRITORY = load_territory(HOME)
ZONE = TERRITORY.zone
NOW = from_local(dt.date(2026, 11, 24), dt.time(6), ZONE)
SITE, CAPACITY = "PR-BELVAL", 1600


@pytest.fixture
def forecasts(tmp_path):
    """Eight weeks in which the car park was full on working days from eight to five."""
    rows = []
    for n in range(1, 96 * 56):
        local = to_local(NOW - 900 * n, ZONE)
        is_full = local.weekday() < 5 and 8 <= local.hour < 17
        rows.append(("parking_free", SITE, NOW - 900 * n, 5.0 + n % 3 if is_full else 1590.0))
    ObservationStore(tmp_path / "observations.sqlite").add(rows)
    return ParkingForecasts.open(tmp_path, TERRITORY, NOW)


def at(clock, day=24):
    return from_local(dt.date(2026, 11, day), dt.time.fromisoformat(clock), ZONE)


def test_who_comes_early_finds_room_and_who_comes_late_does_not(forecasts):
    assert forecasts.find_free(SITE, at("07:00")).p50 > 1500
    assert forecasts.find_free(SITE, at("10:00")).p50 < 20
    assert forecasts.find_free(SITE, at("10:00", day=28)).p50 > 1500, "a Saturday"


def test_no_forecast_lies_below_nothing_or_above_what_it_holds(forecasts):
    for hour in range(24):
        found = forecasts.find_free(SITE, at(f"{hour:02d}:15"))
        assert 0 <= found.p10 <= found.p50 <= found.p90 <= CAPACITY


def test_of_others_and_of_far_days_nothing_is_told(forecasts):
    assert forecasts.find_free("PR-RODANGE", at("10:00")) is None
    assert forecasts.find_free("nowhere", at("10:00")) is None
    assert forecasts.find_free(SITE, NOW + 40 * 86_400) is None


def test_without_observations_there_are_no_forecasts(tmp_path):
    assert ParkingForecasts.open(tmp_path, TERRITORY, NOW) is None
