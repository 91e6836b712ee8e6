"""When an event holds: the validity of a DATEX II record in, moments and periods out.

Works at night are told as weeks with a time of day in them; they are unfolded into single nights,
as far ahead as anything is forecast and more. Exceptions to such periods are not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from core import clock
from core.clock import DAY_S
from core.xml_records import find_all, find_text
from forecast.road_event import Span
from forecast.sources.reading import Reading

AHEAD_DAYS = 60
MAX_PERIODS = 400
NEVER_ENDS_S = 5 * 366 * DAY_S
"""An end further away than this is how publishers say that they know none."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Validity:
    """From when on and until when, and within that in which periods (None: throughout)."""

    from_s: int
    to_s: int | None
    periods: tuple[Span, ...] | None


def validity_of(record: Element, reading: Reading) -> Validity | None:
    """The validity of a record; None where it has none that could be read, or is suspended."""
    validity = next(find_all(record, "validity"), None)
    if validity is None or find_text(validity, "validityStatus") == "suspended":
        return None
    from_s = reading.moment_s(find_text(validity, "overallStartTime"))
    if from_s is None:
        return None
    to_s = reading.moment_s(find_text(validity, "overallEndTime"))
    if to_s is not None and to_s > reading.now_s + NEVER_ENDS_S:
        to_s = None
    return Validity(from_s, to_s, _periods(validity, from_s, to_s, reading))


def _periods(
    validity: Element, from_s: int, to_s: int | None, reading: Reading
) -> tuple[Span, ...] | None:
    told = list(find_all(validity, "validPeriod"))
    if not told:
        return None
    far_s = reading.now_s + AHEAD_DAYS * DAY_S
    found: list[Span] = []
    for period in told:
        begin = reading.moment_s(find_text(period, "startOfPeriod"))
        end = reading.moment_s(find_text(period, "endOfPeriod"))
        begin = from_s if begin is None else max(begin, from_s)
        whole_end = far_s if to_s is None else to_s
        end = whole_end if end is None else min(end, whole_end)
        for span in _within(period, begin, end, reading):
            if len(found) == MAX_PERIODS:
                return tuple(found)
            found.append(span)
    return tuple(sorted(found))


def _within(period: Element, begin_s: int, end_s: int, reading: Reading) -> Iterator[Span]:
    """The times of day that recur within a period, or the period itself."""
    times = [_times(each) for each in find_all(period, "recurringTimePeriodOfDay")]
    days = {(each.text or "").strip().lower() for each in find_all(period, "applicableDay")} & set(
        _WEEKDAYS
    )
    if not times and not days:
        if begin_s < end_s:
            yield begin_s, end_s
        return
    zone = reading.zone.key
    first = clock.local_date(max(begin_s, reading.now_s - DAY_S) - DAY_S, zone)
    for ahead in range(AHEAD_DAYS + 2):
        day = first + dt.timedelta(days=ahead)
        if days and _WEEKDAYS[day.weekday()] not in days:
            continue
        for start, stop in filter(None, times or [(dt.time(0), dt.time(0))]):
            last = day if stop > start else day + dt.timedelta(days=1)
            span = (
                max(clock.from_local(day, start, zone), begin_s),
                min(clock.from_local(last, stop, zone), end_s),
            )
            if span[0] < span[1]:
                yield span


def _times(element: Element) -> tuple[dt.time, dt.time] | None:
    """When such a time of day begins and ends, on the clock of the wall."""
    try:
        start, stop = (
            dt.time.fromisoformat(find_text(element, name) or "").replace(tzinfo=None)
            for name in ("startTimeOfPeriod", "endTimeOfPeriod")
        )
    except ValueError:
        return None
    return start, stop
