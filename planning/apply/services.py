"""On which days a line runs: weekdays and a calendar in, a service of the merged feed out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from core.clock import from_day_number
from feeds.public_holidays import is_holiday
from feeds.territory import Territory
from planning.apply.draft import Draft
from planning.apply.runs import appended, with_rows
from planning.scenario.add_trips import Calendar
from planning.scenario.timetables import WEEKDAYS, Timetable

KEYS = {"FR57": "FR-57", "FR54": "FR", "LU": "LU"}
"""Calendars as files name them, by the keys of the holidays package."""

NO_DAY = "runs on no day of the timetables that are loaded; choose other weekdays or holidays"


def weekdays_of(timetable: Timetable) -> tuple[bool, ...]:
    """Monday first."""
    return tuple(bool(getattr(timetable, day)) for day in WEEKDAYS)


def running_days(draft: Draft, weekdays: tuple[bool, ...], calendar: Calendar | None) -> list[int]:
    """The days of the timetable's span on which something with these rules runs."""
    told = draft.feed.service_dates["day"]
    if told.empty:
        return []
    keys = _holidays(draft.territory, calendar)
    school = None if calendar is None else calendar.school
    pauses = _pauses(draft.territory, keys)
    days = []
    for number in range(int(told.min()), int(told.max()) + 1):
        day = from_day_number(number)
        if not weekdays[day.weekday()] or any(is_holiday(day, key) for key in keys):
            continue
        iso = day.isoformat()
        pause = school is not None and any(first <= iso <= last for first, last in pauses)
        if school is None or pause == (school == "holidays"):
            days.append(number)
    return days


def with_service(draft: Draft, name: str, days: Iterable[int], feed: int) -> tuple[Draft, int]:
    """The draft with one more service that runs on these days, and its row."""
    row, days = len(draft.feed.services), sorted(days)
    dates = pd.DataFrame({"service_idx": np.full(len(days), row), "day": days})
    return draft.with_tables(
        services=appended(draft.feed.services, [{"id": name, "feed": feed}]),
        service_dates=with_rows(draft.feed.service_dates, dates),
    ), row


def days_of(draft: Draft, service: int) -> set[int]:
    """The days on which a service runs."""
    dates = draft.feed.service_dates
    return set(dates["day"].to_numpy()[dates["service_idx"].to_numpy() == service].tolist())


def _holidays(territory: Territory, calendar: Calendar | None) -> tuple[str, ...]:
    if calendar is None or calendar.holidays is None:
        return ()
    if calendar.holidays != "union":
        return (KEYS[calendar.holidays],)
    return tuple(dict.fromkeys(key for side in territory.sides for key in side.holidays))


def _pauses(territory: Territory, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """First and last days of school holidays: of the calendars' countries, or else of all."""
    told = territory.school_holidays
    countries = {key.partition("-")[0] for key in keys}
    if countries:
        told = told[told["country"].isin(countries)]
    return list(zip(told["first_day"], told["last_day"], strict=True))
