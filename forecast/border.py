"""The calendar of a territory's border, by country: the territory in, its BorderCalendar out."""

from __future__ import annotations

import datetime as dt

from core.errors import DataError
from feeds.territory import Territory
from forecast.calendar import BorderCalendar, calendar_of
from forecast.seasons import Holidays


def calendar_of_border(territory: Territory) -> BorderCalendar:
    """Public holidays and schools of its sides, each named by its country.

    Errors: DataError for a calendar that is not known, or a school holiday without its days.
    """
    sides = ((side.country, side.holidays) for side in territory.sides)
    return calendar_of(sides, _schools(territory))


def _schools(territory: Territory) -> list[Holidays]:
    found = []
    table = territory.school_holidays[["country", "first_day", "last_day"]]
    for row, (country, first, last) in enumerate(table.itertuples(index=False, name=None), 2):
        try:
            days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        except ValueError as exc:
            raise DataError(
                f"{first!r} or {last!r} is no day such as 2026-07-04",
                file="school_holidays.csv",
                row=row,
            ) from exc
        found.append(Holidays(country, *days))
    return found
