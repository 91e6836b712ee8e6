"""The days of the embedded data set: a date in, the days it covers and their kinds out.

The calendar is anchored on a Monday that stays for four weeks, so that the same day always gives
the same bytes and most days need no new timetable. A day is a weekday, a Saturday or a Sunday;
public holidays of the line's own calendar run as Sundays, and those differ by side of the border.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.clock import day_number, from_day_number
from feeds.public_holidays import is_holiday

DAY_KINDS = ("WD", "SA", "SU")
BLOCK_DAYS = 28
DAYS_BEFORE = 14
DAYS_AFTER = 90
FIRST_MONDAY = 4
"""Day number of 5 January 1970, a Monday."""


@dataclass(frozen=True, slots=True)
class Validity:
    """From the first to the last service day, both included; `anchor` names the version."""

    anchor: dt.date
    first: dt.date
    last: dt.date

    def days(self) -> list[dt.date]:
        """Every day of it."""
        count = (self.last - self.first).days + 1
        return [self.first + dt.timedelta(days=offset) for offset in range(count)]


def validity_for(today: dt.date) -> Validity:
    """The days covered by the data set that is right on that day."""
    number = day_number(today)
    anchor = from_day_number(number - (number - FIRST_MONDAY) % BLOCK_DAYS)
    return Validity(
        anchor,
        anchor - dt.timedelta(days=DAYS_BEFORE),
        anchor + dt.timedelta(days=BLOCK_DAYS + DAYS_AFTER),
    )


def day_kind(day: dt.date, calendar: str) -> str:
    """Which of the three kinds of service runs that day under a calendar such as FR-57."""
    if day.weekday() == 6 or is_holiday(day, calendar):
        return "SU"
    return "SA" if day.weekday() == 5 else "WD"
