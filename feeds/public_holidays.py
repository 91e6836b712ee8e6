"""Public holidays by calendar: a day and a calendar such as FR-57 in, whether it is kept out."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays


def is_holiday(day: dt.date, calendar: str) -> bool:
    """Whether that day is a public holiday of that country or of that part of it."""
    return day in _holidays_of(calendar, day.year)


@lru_cache(maxsize=64)
def _holidays_of(calendar: str, year: int) -> frozenset[dt.date]:
    country, _, part = calendar.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
