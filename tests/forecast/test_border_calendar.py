"""Which days look alike on a road between two countries with three holiday calendars."""

from __future__ import annotations

import datetime as dt

import pytest

from core.errors import DataError
from forecast.calendar import DayType, calendar_of
from tests.forecast.make import CALENDAR


def _kind(day: str) -> tuple[DayType, int]:
    days = CALENDAR.classify([dt.date.fromisoformat(day)])
    return DayType(int(days.day_type[0])), int(days.mark[0])


def test_working_days_fall_into_monday_midweek_friday():
    week = [_kind(f"2026-11-{day}") for day in range(16, 23)]
    assert [kind.name for kind, _ in week] == [
        "MONDAY", "MIDWEEK", "MIDWEEK", "MIDWEEK", "FRIDAY", "SATURDAY", "SUNDAY",
    ]  # fmt: skip
    assert all(mark == -1 for _, mark in week)


def test_a_holiday_on_both_sides_counts_as_a_sunday():
    assert _kind("2026-05-14") == (DayType.SUNDAY, -1)  # Ascension


def test_a_holiday_on_one_side_keeps_its_weekday_and_is_marked_by_side():
    french, luxembourgish = _kind("2026-11-11"), _kind("2026-06-23")
    assert french[0] is luxembourgish[0] is DayType.MIDWEEK
    assert len({french[1], luxembourgish[1], -1}) == 3
    assert {french[1], luxembourgish[1]} == set(range(CALENDAR.marks))


def test_the_national_day_of_luxembourg_is_explained_in_the_readers_language():
    (found,) = CALENDAR.explain(dt.date(2026, 6, 23), "fr")
    assert (found.side, found.name) == ("LU", "Fête nationale")
    (found,) = CALENDAR.explain(dt.date(2026, 6, 23), "en")
    assert found.name == "National Day"


def test_good_friday_is_free_in_moselle_alone():
    (found,) = CALENDAR.explain(dt.date(2026, 4, 3), "fr")
    assert (found.side, found.name, found.keys) == ("FR", "Vendredi saint", ("FR-57",))


def test_a_day_on_which_all_rest_needs_no_explanation():
    assert CALENDAR.explain(dt.date(2026, 12, 25)) == ()
    assert len(CALENDAR.find_holidays(dt.date(2026, 12, 25))) == 2


def test_a_part_without_days_of_its_own_keeps_those_of_its_country():
    meurthe = calendar_of([("FR", ["FR-54"])])
    assert meurthe.find_holidays(dt.date(2026, 7, 14))
    assert not meurthe.find_holidays(dt.date(2026, 4, 3))


def test_one_country_alone_has_no_one_sided_holidays():
    assert calendar_of([("US", ["US-MN"])]).marks == 0


@pytest.mark.parametrize("key", ["XX", "", "lu", "France", "FR/57", "registry", "__doc__"])
def test_an_unknown_calendar_is_one_clear_line(key):
    with pytest.raises(DataError, match=f"unknown holiday calendar '{key}'"):
        calendar_of([("X", [key])])
