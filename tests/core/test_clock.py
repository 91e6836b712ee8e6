"""Eight o'clock is eight o'clock, on every night and in every zone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock

PARIS, LUXEMBOURG, LONDON = "Europe/Paris", "Europe/Luxembourg", "Europe/London"
SPRING, AUTUMN = dt.date(2025, 3, 30), dt.date(2025, 10, 26)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("day", "gtfs", "moment"),
    [
        (dt.date(2025, 2, 3), "08:00:00", "2025-02-03T08:00:00+01:00"),
        (SPRING, "08:00:00", "2025-03-30T08:00:00+02:00"),
        (SPRING, "02:30:00", "2025-03-30T01:30:00+01:00"),
        (AUTUMN, "08:00:00", "2025-10-26T08:00:00+01:00"),
        (AUTUMN, "01:30:00", "2025-10-26T02:30:00+02:00"),
        (dt.date(2025, 10, 25), "25:35:00", "2025-10-26T01:35:00+02:00"),
        (dt.date(2025, 10, 25), "27:35:00", "2025-10-26T02:35:00+01:00"),
        (dt.date(2025, 3, 29), "27:35:00", "2025-03-30T04:35:00+02:00"),
    ],
)
def test_a_gtfs_time_counts_from_noon_minus_twelve_hours(day, gtfs, moment):
    seconds = clock.parse_gtfs_time(gtfs)
    assert clock.service_day_start_s(day, PARIS) + seconds == at(moment)
    assert clock.service_day_start_s(day, LUXEMBOURG) + seconds == at(moment)


def test_london_is_an_hour_behind_also_on_the_nights_of_the_change():
    for day in (SPRING, AUTUMN, dt.date(2025, 7, 1)):
        behind = clock.service_day_start_s(day, LONDON) - clock.service_day_start_s(day, PARIS)
        assert behind == 3600


@given(DATES, st.integers(0, 47 * 3600))
def test_a_gtfs_time_is_written_as_it_was_read(day, seconds):
    assert clock.parse_gtfs_time(clock.format_gtfs_time(seconds)) == seconds
    assert clock.from_day_number(clock.day_number(day)) == day
    assert clock.parse_gtfs_date(day.strftime("%Y%m%d")) == day


@pytest.mark.parametrize("text", ["", "8", "08:00", "08:60:00", "-1:00:00", "1000:00:00", "a:b:c"])
def test_what_is_no_gtfs_time_is_none(text):
    assert clock.parse_gtfs_time(text) is None


@pytest.mark.parametrize(
    "text", ["", "2025", "20251301", "20250230", "2025-1-1", "２０２５０１０１"]
)
def test_what_is_no_gtfs_date_is_none(text):
    assert clock.parse_gtfs_date(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-04T07:00", "2025-02-04T07:00:00+01:00"),
        ("2025-02-04T07:00:30", "2025-02-04T07:00:30+01:00"),
        ("2025-02-04T07:00Z", "2025-02-04T07:00:00+00:00"),
        ("2025-02-04T07:00-05:00", "2025-02-04T07:00:00-05:00"),
        ("2025-02-04T07:00:00 01:00", "2025-02-04T07:00:00+01:00"),
        ("2025-07-04", "2025-07-04T00:00:00+02:00"),
    ],
)
def test_an_instant_is_read_in_the_zone_unless_it_says_otherwise(text, moment):
    assert clock.parse_instant(text, LUXEMBOURG) == at(moment)


def test_a_time_alone_is_today():
    today = clock.today(PARIS)
    for text in ("7:05", "07:05"):
        moment = clock.to_local(clock.parse_instant(text, PARIS), PARIS)
        assert (moment.hour, moment.minute) == (7, 5)
        assert abs((moment.date() - today).days) <= 1


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2025-02-30T07:00", "25:00", "2025-02-04T07:00+99:00"]
)
def test_what_is_no_instant_is_said_in_words(text):
    with pytest.raises(ValueError, match="is no date and time such as"):
        clock.parse_instant(text, PARIS)


def test_a_date_is_the_one_on_the_wall_there():
    moment = at("2025-02-03T23:30:00+00:00")
    assert clock.local_date(moment, PARIS) == dt.date(2025, 2, 4)
    assert clock.local_date(moment, LONDON) == dt.date(2025, 2, 3)
    assert clock.iso_utc(moment) == "2025-02-03T23:30:00Z"


@given(st.integers(at("1000-01-01T00:00:00+00:00"), at("9999-12-31T23:59:59+00:00")))
def test_a_moment_reads_as_the_library_writes_it(moment):
    told = dt.datetime.fromtimestamp(moment, tz=dt.UTC)
    assert clock.iso_utc(moment) == told.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_local_times_that_the_clock_skips_or_doubles_have_one_moment():
    half_past_two = dt.time(2, 30)
    assert clock.from_local(SPRING, half_past_two, PARIS) == at("2025-03-30T02:30:00+01:00")
    assert clock.from_local(AUTUMN, half_past_two, PARIS) == at("2025-10-26T02:30:00+02:00")


@pytest.mark.parametrize("name", ["", "Europe/Atlantis", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_named(name):
    with pytest.raises(ValueError, match="unknown time zone"):
        clock.get_zone(name)
