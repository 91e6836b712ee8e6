"""Service days: weekly patterns and exceptions become dates, and no more than anyone asks for."""

from __future__ import annotations

import datetime as dt

import pytest

from core.clock import from_day_number
from core.errors import FeedError
from feeds.rules import codes
from feeds.tables import MergedFeed
from tests.feeds.door.conftest import Load
from tests.feeds.make import FIRST_DAY

WEEKDAYS = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
DATES = "service_id,date,exception_type"


def days(feed: MergedFeed, service: str = "x_DAILY") -> list[str]:
    place = feed.services["id"].tolist().index(service)
    dates = feed.service_dates
    return [from_day_number(day).isoformat() for day in dates["day"][dates["service_idx"] == place]]


def test_commuter_train_runs_on_weekdays_except_the_holiday(load: Load) -> None:
    feed = load(
        calendar=f"{WEEKDAYS}\nDAILY,1,1,1,1,1,0,0,20260619,20260625",
        calendar_dates=f"{DATES}\nDAILY,20260623,2\nDAILY,20260628,1",
    )
    assert days(feed) == ["2026-06-19", "2026-06-22", "2026-06-24", "2026-06-25", "2026-06-28"]
    info = feed.feeds[0]
    assert str(from_day_number(info.first_day)) == "2026-06-19"
    assert str(from_day_number(info.last_day)) == "2026-06-28"


def test_feed_with_dates_alone_needs_no_weekly_calendar(load: Load) -> None:
    feed = load(calendar=None, calendar_dates=f"{DATES}\nDAILY,20260205,1\nDAILY,20260203,1")
    assert days(feed) == ["2026-02-03", "2026-02-05"]


def test_expired_timetable_stays_and_is_flagged(load: Load) -> None:
    feed = load(calendar=f"{WEEKDAYS}\nDAILY,1,1,1,1,1,1,1,20250101,20250131")
    assert len(feed.trips) == 2
    assert feed.notices.samples[codes.EXPIRED_CALENDAR][0].message == (
        "the timetable ended on 2025-01-31"
    )


def test_calendar_until_the_end_of_time_is_cut_around_today(load: Load) -> None:
    feed = load(calendar=f"{WEEKDAYS}\nDAILY,1,1,1,1,1,1,1,19000101,20991231")
    assert 1000 < len(feed.service_dates) < 1200
    assert FIRST_DAY.isoformat() in days(feed)
    assert feed.notices.counts == {codes.CALENDAR_CUT: 1}


@pytest.mark.parametrize(
    "row, code",
    [
        ("BAD,1,1,1,1,1,1,1,20260230,20261231", codes.INVALID_DATE),
        ("BAD,1,1,1,1,1,1,1,2026-01-01,20261231", codes.INVALID_DATE),
        ("BAD,1,1,1,1,1,1,1,2026011,20261231", codes.INVALID_DATE),
        ("BAD,1,1,1,1,1,1,1,,20261231", codes.MISSING_REQUIRED_FIELD),
        ("BAD,1,1,yes,1,1,1,1,20260101,20261231", codes.INVALID_INTEGER),
        ("BAD,1,1,2,1,1,1,1,20260101,20261231", codes.NUMBER_OUT_OF_RANGE),
        ("BAD,1,1,1,1,1,1,20260101,20261231", codes.INVALID_ROW_LENGTH),
    ],
)
def test_bad_calendar_row_costs_the_trips_of_that_service_alone(
    load: Load, row: str, code: str
) -> None:
    feed = load(
        calendar=f"{WEEKDAYS}\n{row}\nDAILY,1,1,1,1,1,1,1,20260101,20281231",
        trips="route_id,service_id,trip_id\nR,BAD,T1\nR,DAILY,T2",
    )
    assert feed.trips["id"].tolist() == ["x_T2"]
    assert feed.notices.samples[code][0].row == 2
    assert feed.notices.counts[codes.FOREIGN_KEY_VIOLATION] == 1


def test_bad_exception_row_costs_that_row_and_is_named(load: Load) -> None:
    feed = load(calendar_dates=f"{DATES}\nDAILY,20260231,2\nDAILY,20260203,3\nDAILY,20260204,2")
    assert "2026-02-03" not in days(load(calendar_dates=f"{DATES}\nDAILY,20260203,2"))
    assert [n.row for n in feed.notices.samples[codes.DROPPED_SERVICE_DATES]] == [2, 3]
    assert feed.notices.counts[codes.INVALID_DATE] == 1


def test_date_that_stands_twice_counts_once_and_the_first_word_holds(load: Load) -> None:
    feed = load(
        calendar=None,
        calendar_dates=f"{DATES}\nDAILY,20260203,1\nDAILY,20260203,1\nDAILY,20260204,1\nDAILY,20260204,2",
    )
    assert days(feed) == ["2026-02-03", "2026-02-04"]
    assert feed.notices.counts[codes.DUPLICATE_KEY] == 2


def test_service_that_never_runs_is_named(load: Load) -> None:
    feed = load(
        calendar_dates=f"{DATES}\nNEVER,20260203,2",
        trips="route_id,service_id,trip_id\nR,NEVER,T1\nR,DAILY,T2",
    )
    assert days(feed, "x_NEVER") == []
    assert feed.notices.samples[codes.SERVICE_NEVER_ACTIVE][0].fields == {"service_id": "NEVER"}


def test_feed_whose_trips_run_on_no_day_is_refused(load: Load) -> None:
    with pytest.raises(FeedError, match="no trip of it runs on any day"):
        load(calendar=None, calendar_dates=f"{DATES}\nDAILY,20260203,2")


def test_end_before_start_is_noted_and_gives_no_day(load: Load) -> None:
    feed = load(
        calendar=f"{WEEKDAYS}\nBACK,1,1,1,1,1,1,1,20261231,20260101\n"
        f"DAILY,1,1,1,1,1,1,1,20260101,20260107",
    )
    assert feed.notices.samples[codes.START_AND_END_RANGE_OUT_OF_ORDER][0].row == 2
    assert len(days(feed)) == (dt.date(2026, 1, 7) - dt.date(2026, 1, 1)).days + 1
