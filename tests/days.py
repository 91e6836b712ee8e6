"""Days that tests ask about: a calendar in, the next day on which people of both sides commute."""

from __future__ import annotations

import datetime as dt

from core import clock
from feeds.public_holidays import is_holiday

ZONE = "Europe/Luxembourg"
CALENDARS = ("FR", "FR-57", "LU")


def next_working_day(weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> dt.date:
    """The next day after today that is one of these weekdays and no holiday on either side."""
    day = clock.today(ZONE) + dt.timedelta(days=1)
    while day.weekday() not in weekdays or any(is_holiday(day, each) for each in CALENDARS):
        day += dt.timedelta(days=1)
    return day


def next_tuesday() -> dt.date:
    """The next Tuesday that is no holiday on either side."""
    return next_working_day((1,))


def working_morning_s(hour: int = 6, minute: int = 30) -> int:
    """That time of the next working day, in UTC seconds."""
    return clock.from_local(next_working_day(), dt.time(hour, minute), ZONE)


def working_morning(hour: int = 6, minute: int = 30) -> str:
    """The same as 2026-11-23T05:30:00Z."""
    return clock.iso_utc(working_morning_s(hour, minute))
