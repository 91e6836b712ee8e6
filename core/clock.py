"""The one clock: local texts and service days in, UTC seconds out, and back again.

Inside the program a moment is an int, seconds since 1970-01-01 UTC. Local time exists only here.
A GTFS time counts from noon minus twelve hours of its service day in the feed's zone, so that
"08:00:00" is eight o'clock also on the two nights a year on which the clocks change.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from functools import lru_cache

DAY_S = 86_400
_EPOCH = dt.date(1970, 1, 1)
_GTFS_TIME = re.compile(r"^\s*(\d{1,3}):([0-5]\d):([0-5]\d)\s*$")


@lru_cache(maxsize=256)
def get_zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that IANA name.

    Errors: ValueError when there is none.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(f"unknown time zone {name!r}") from exc


def now_s() -> int:
    """This moment, in UTC seconds."""
    return int(dt.datetime.now(dt.UTC).timestamp())


def today(zone: str) -> dt.date:
    """The date now shown on a calendar in that zone."""
    return local_date(now_s(), zone)


@lru_cache(maxsize=4096)
def service_day_start_s(day: dt.date, zone: str) -> int:
    """The moment from which the GTFS times of that service day count.

    Source: GTFS Schedule reference, field type Time.
    """
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=get_zone(zone))
    return int(noon.timestamp()) - DAY_S // 2


def local_date(moment_s: int, zone: str) -> dt.date:
    """The calendar date of a moment in a zone."""
    return to_local(moment_s, zone).date()


def to_local(moment_s: int, zone: str) -> dt.datetime:
    """A moment as an aware datetime of that zone."""
    return dt.datetime.fromtimestamp(moment_s, tz=get_zone(zone))


def from_local(day: dt.date, time_of_day: dt.time, zone: str) -> int:
    """The moment at which a clock in that zone shows that day and time.

    A time that the spring change skips is read as if the clock had not yet changed; of the two
    moments in the autumn's doubled hour the first is taken.
    """
    naive_parts = dt.datetime.combine(day, time_of_day, tzinfo=get_zone(zone))
    return int(naive_parts.timestamp())


def parse_instant(text: str, zone: str) -> int:
    """The moment that a text like 2026-11-23T07:00[:00][Z|+01:00] stands for.

    Without an offset it is local time in `zone`; without a date (07:00), today.
    Errors: ValueError with a sentence for people.
    """
    text = text.strip()
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        text = f"{today(zone).isoformat()}T{text if len(text.split(':')[0]) == 2 else '0' + text}"
    if len(text) > 11 and "+" not in text and " " in text[11:]:
        text = text[:11] + text[11:].replace(" ", "+")  # a '+' that a form decoder ate
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date and time such as 2026-11-23T07:00") from None
    try:
        if value.tzinfo is None:
            value = value.replace(tzinfo=get_zone(zone))
        return int(value.timestamp())
    except (OverflowError, ValueError):
        raise ValueError(f"{text!r} lies outside the calendar") from None


def parse_gtfs_time(text: str) -> int | None:
    """Seconds since the start of the service day, or None where the text is no GTFS time."""
    found = _GTFS_TIME.match(text)
    if not found:
        return None
    hours, minutes, seconds = (int(part) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def format_gtfs_time(seconds: int) -> str:
    """Seconds since the start of the service day as HH:MM:SS; hours may pass 24."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def parse_gtfs_date(text: str) -> dt.date | None:
    """A GTFS date (YYYYMMDD), or None where the text is none."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01: how dates stand in arrays."""
    return (day - _EPOCH).days


def from_day_number(number: int) -> dt.date:
    """The date of a day number."""
    return _EPOCH + dt.timedelta(days=int(number))


def iso_utc(moment_s: int) -> str:
    """A moment as 2026-11-23T06:00:00Z.

    Errors: OverflowError where it lies outside of the years 1 to 9999.
    """
    day, second = divmod(int(moment_s), DAY_S)
    minute, second = divmod(second, 60)
    return f"{_iso_date(day)}T{minute // 60:02}:{minute % 60:02}:{second:02}Z"


@lru_cache(maxsize=64)
def _iso_date(day: int) -> str:
    return from_day_number(day).isoformat()


def iso_utc_ms(moment_s: float) -> str:
    """A moment as 2026-11-23T06:00:00.250Z."""
    told = dt.datetime.fromtimestamp(moment_s, tz=dt.UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")
