"""On which days a line runs: weekdays and a calendar in, a service of the merged feed out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.clock import from_day_number
from feeds.public_holidays import is_holiday
from feeds.territory import Territory
from planning.apply.draft import Draft
from planning.scenario.add_trips import Calendar
from planning.scenario.timetables import WEEKDAYS, Timetable

KEYS = {"FR57": "FR-57", "FR54": "FR", "LU": "LU"}
"""Calendars as files name them, by the keys of the holidays package."""


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
    days = []
    for number in range(int(told.min()), int(told.max()) + 1):
        day = from_day_number(number)
        if not weekdays[day.weekday()] or any(is_holiday(day, key) for key in keys):
            continue
        if school is not None and _no_school(draft.territory, day.isoformat()) == (
            school == "term"
        ):
            continue
        days.append(number)
    return days


def with_service(draft: Draft, name: str, days: list[int], feed: int) -> tuple[Draft, int]:
    """The draft with one more service that runs on these days, and its row."""
    row = len(draft.feed.services)
    services = pd.concat(
        [draft.feed.services, pd.DataFrame({"id": [name], "feed": [feed]})], ignore_index=True
    ).astype({"feed": "int16"})
    dates = pd.DataFrame({"service_idx": np.full(len(days), row), "day": days})
    both = pd.concat([draft.feed.service_dates, dates], ignore_index=True).astype("int32")
    return draft.with_tables(services=services, service_dates=both), row


def _holidays(territory: Territory, calendar: Calendar | None) -> tuple[str, ...]:
    if calendar is None or calendar.holidays is None:
        return ()
    if calendar.holidays != "union":
        return (KEYS[calendar.holidays],)
    return tuple(dict.fromkeys(key for side in territory.sides for key in side.holidays))


def _no_school(territory: Territory, day: str) -> bool:
    told = territory.school_holidays
    return bool(((told["first_day"] <= day) & (day <= told["last_day"])).any())
