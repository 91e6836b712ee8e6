"""Service days: calendar.txt and calendar_dates.txt in, every service as a set of dates out.

Days are day numbers (core.clock). A service is whatever either table names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.clock import from_day_number
from feeds.fields import Fields
from feeds.frames import first_of_each, make_frame
from feeds.rules import codes
from feeds.rules.notes import FeedNotes
from feeds.schema import WEEKDAYS

LONGEST_ROW_DAYS = 1_100
"""A calendar row that spans more days is cut to the horizon around the day of loading."""
HORIZON_BACK_DAYS = 400
HORIZON_AHEAD_DAYS = 700

_MONDAY = 4
"""Day number 4 was a Monday (1970-01-05)."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """Services with their ids (scoped in `frame`), and their dates, sorted without doubles."""

    services: pd.DataFrame
    dates: pd.DataFrame
    index: dict[bytes, int]


def clean_calendars(
    calendar: Fields | None, exceptions: Fields | None, notes: FeedNotes, today: int
) -> Calendars:
    """The services and their dates; `today` is the day of loading."""
    index: dict[bytes, int] = {}
    none = np.zeros(0, dtype=np.int64)
    weekly = _weekly_keys(calendar, index, today) if calendar else none
    added, removed = _exception_keys(exceptions, index) if exceptions else (none, none)
    keys = np.setdiff1d(np.union1d(weekly, added), removed, assume_unique=True)
    service_idx, day = keys >> 32, keys & 0xFFFFFFFF
    ids = list(index)
    for i in np.setdiff1d(np.arange(len(ids)), service_idx).tolist():
        notes.note(
            codes.SERVICE_NEVER_ACTIVE,
            "the service has no day; its trips never run",
            service_id=ids[i].decode(),
        )
    services = make_frame(
        "services", id=[f"{notes.tag}_{key.decode()}" for key in ids], feed=np.zeros(len(ids))
    )
    return Calendars(services, make_frame("service_dates", service_idx=service_idx, day=day), index)


def _weekly_keys(fields: Fields, index: dict[bytes, int], today: int) -> NDArray[np.int64]:
    """The dates of calendar.txt as service << 32 | day."""
    ids = fields.raw("service_id")
    _, repeats = first_of_each(ids)
    fields.note(codes.DUPLICATE_KEY, "this service_id stood before", repeats, "service_id")
    bad = repeats | fields.require("service_id", "start_date", "end_date")
    first, bad_first = fields.dates("start_date")
    last, bad_last = fields.dates("end_date")
    bad |= bad_first | bad_last
    backward = ~bad & (last < first)
    fields.note(
        codes.START_AND_END_RANGE_OUT_OF_ORDER,
        "ends before it starts",
        backward,
        "start_date",
        "end_date",
    )
    runs = np.zeros((len(fields), 7), dtype=np.bool_)
    for weekday, column in enumerate(WEEKDAYS):
        values, bad_value = fields.ints(column, 0, 0, 1)
        runs[:, weekday] = values == 1
        bad |= bad_value
    fields.note(codes.DROPPED_SERVICE_DATES, "the row is left out", bad & ~repeats, "service_id")
    first, last = _cut(fields, first, last, bad | backward, today)
    parts = [np.zeros(0, dtype=np.int64)]
    for i in np.flatnonzero(~bad).tolist():
        service = index.setdefault(ids[i], len(index))
        days = np.arange(first[i], last[i] + 1)
        parts.append((service << 32) + days[runs[i, (days - _MONDAY) % 7]])
    return np.unique(np.concatenate(parts))


def _cut(
    fields: Fields,
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    unused: NDArray[np.bool_],
    today: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    long = ~unused & (last - first > LONGEST_ROW_DAYS)
    from_day, to_day = today - HORIZON_BACK_DAYS, today + HORIZON_AHEAD_DAYS
    fields.note(
        codes.CALENDAR_CUT,
        f"spans more than {LONGEST_ROW_DAYS} days; "
        f"read from {from_day_number(from_day)} to {from_day_number(to_day)}",
        long,
        "service_id",
    )
    first = np.maximum(np.where(long, np.maximum(first, from_day), first), 0)
    return first, np.where(long, np.minimum(last, to_day), last)


def _exception_keys(
    fields: Fields, index: dict[bytes, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The dates that calendar_dates.txt adds and removes, as service << 32 | day."""
    bad = fields.require("service_id", "date", "exception_type")
    day, bad_day = fields.dates("date")
    kind, bad_kind = fields.ints("exception_type", 0, 1, 2)
    bad |= bad_day | bad_kind | (day < 0)
    fields.note(
        codes.DROPPED_SERVICE_DATES,
        "the row is left out: one day of this service may be wrong",
        bad,
        "service_id",
        "date",
    )
    ids = fields.raw("service_id")
    for i in np.flatnonzero(~bad).tolist():
        index.setdefault(ids[i], len(index))
    keys = (fields.lookup("service_id", index) << 32) + day
    good = np.flatnonzero(~bad)
    _, firsts = np.unique(keys[good], return_index=True)
    repeats = np.zeros(len(fields), dtype=np.bool_)
    repeats[np.delete(good, firsts)] = True
    fields.note(
        codes.DUPLICATE_KEY, "this service and date stood before", repeats, "service_id", "date"
    )
    good = good[np.sort(firsts)]
    return np.unique(keys[good[kind[good] == 1]]), np.unique(keys[good[kind[good] == 2]])
