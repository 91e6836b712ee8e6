"""A timetable past its end: a feed whose publisher is late in, the same with days to come out.

Only where a person asks for it (`project_past_end` of a source), because nobody has published those
days. Each runs like the newest day of the same weekday on which about as much ran as usual; a
public holiday of the feed's side runs like the newest such Sunday. The feed's last day stays what
the publisher made it, so that every ride after it can be told from a published one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.clock import from_day_number
from feeds.public_holidays import is_holiday
from feeds.tables import MergedFeed
from feeds.territory import Territory

DAYS_AHEAD = 60
"""How far ahead of the day of the build a timetable is continued."""
WEEKS_BACK = 8
"""How far back its days are looked at."""
USUAL_SHARE = 0.8
"""A day with less than this share of its weekday's usual trips is no pattern: a timetable often
thins out before it ends."""

_SUNDAY = 6


def projected(feed: MergedFeed, territory: Territory | None, today: int) -> MergedFeed:
    """The feed, running on until DAYS_AHEAD after today; as it is where it lasts that long."""
    info = feed.feeds[0]
    calendars = _calendars(territory, info.source.country)
    model = _model_days(feed, info.last_day, calendars)
    fresh = [
        (day, model[weekday])
        for day in range(info.last_day + 1, today + DAYS_AHEAD + 1)
        if (weekday := _runs_like(from_day_number(day), calendars)) in model
    ]
    if not fresh:
        return feed
    dates = feed.service_dates
    services = {day: rows["service_idx"] for day, rows in dates.groupby("day")}
    added = [
        pd.DataFrame({"service_idx": services[like], "day": np.int32(day)}) for day, like in fresh
    ]
    kept = dates[dates["day"] <= info.last_day]
    table = pd.concat([kept, *added], ignore_index=True).astype(dates.dtypes.to_dict())
    return replace(feed, service_dates=table)


def _calendars(territory: Territory | None, country: str) -> Sequence[str]:
    """The holiday calendars of the feed's side; none where nobody knows them."""
    sides = territory.sides if territory else ()
    return next((side.holidays for side in sides if side.country == country), ())


def _runs_like(day: dt.date, calendars: Sequence[str]) -> int:
    """The weekday that a day runs like; a holiday counts where the whole side keeps it."""
    kept = bool(calendars) and all(is_holiday(day, calendar) for calendar in calendars)
    return _SUNDAY if kept else day.weekday()


def _model_days(feed: MergedFeed, last_day: int, calendars: Sequence[str]) -> dict[int, int]:
    """For each weekday the newest day that is like most of its kind; days without service count."""
    trips = np.bincount(feed.trips["service_idx"], minlength=len(feed.services))
    dates = feed.service_dates
    dates = dates[(dates["day"] <= last_day) & (dates["day"] > last_day - 7 * WEEKS_BACK)]
    running = pd.Series(trips[dates["service_idx"]]).groupby(dates["day"].to_numpy()).sum()
    out: dict[int, int] = {}
    for weekday in range(7):
        days = [
            day for day in range(last_day, last_day - 7 * WEEKS_BACK, -1)
            if (date := from_day_number(day)).weekday() == weekday
            and not any(is_holiday(date, calendar) for calendar in calendars)
            and day in running.index
        ]  # fmt: skip
        if days:
            usual = float(np.median([running[day] for day in days]))
            out[weekday] = next(day for day in days if running[day] >= USUAL_SHARE * usual)
    return out
