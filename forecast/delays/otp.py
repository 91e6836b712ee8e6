"""Delays for OpenTripPlanner: an archive and the trips of a feed in, its two tables out.

Every call of a trip whose line the archive knows gets the median and the ninetieth percentile of
how late the line comes to that stop, on weekdays and on weekends apart. A call of which fewer than
LEAST_RUNS runs were seen on such days has no row. Early is 0, as the format has no less.

Source: OpenTripPlanner 2.9, sandbox extension Empirical Delay.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number
from core.files import machine_faults, write_atomically
from forecast.delays.archive import MINUTE_S, Reports
from forecast.delays.model import Asked, DelayModel, quantile

STOP_TIMES, CALENDAR = "empirical_delay_stop_times.txt", "empirical_delay_calendar.txt"
SERVICES = {"Weekday": range(5), "Weekend": range(5, 7)}
"""What the calendars are called, and on which days of the week they hold."""
LEAST_RUNS = 10
VALID_DAYS = 365
"""So long after the archive's last day the figures may be used."""
LONGEST_S = 18_000
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class FeedTrip(NamedTuple):
    """A trip of a feed: its id, what its line may be called in an archive, its stops in order.

    A stop is its id and its name: archives call it one or the other.
    """

    id: str
    names: tuple[str, ...]
    stops: tuple[tuple[str, str], ...]


Late = dict[tuple[str, str], tuple[int, int]]
"""Seconds of the median and the ninetieth percentile by line and stop."""


def lateness(reports: Reports) -> dict[str, Late]:
    """How late lines come to stops, by calendar."""
    weekday = np.array(
        [from_day_number(reports.first_day + day).weekday() for day in range(reports.days)],
        dtype=np.int64,
    )
    return {
        service: _late_on(reports, np.isin(weekday[reports.day], list(days)))
        for service, days in SERVICES.items()
        if reports.days
    }


def _late_on(reports: Reports, chosen: NDArray[np.bool_]) -> Late:
    model = DelayModel(len(reports.lines), len(reports.stops), live=False)
    finals = reports.is_final & chosen
    for day in range(reports.days):
        rows = np.flatnonzero(finals & (reports.day == day))
        model.add_day(
            Asked(reports.hour[rows], reports.line[rows], reports.stop[rows]),
            reports.final_min[rows],
        )
    rows = np.flatnonzero(finals)
    key = reports.line[rows].astype(np.int64) * len(reports.stops) + reports.stop[rows]
    known, first, seen = np.unique(key, return_index=True, return_counts=True)
    asked = rows[first][seen >= LEAST_RUNS]
    chance = model.distribution(
        Asked(reports.hour[asked], reports.line[asked], reports.stop[asked])
    )
    middle, high = (
        np.clip(quantile(chance, level) * MINUTE_S, 0, LONGEST_S).astype(int)
        for level in (0.5, 0.9)
    )
    names = [
        (reports.lines[line], reports.stops[stop])
        for line, stop in zip(reports.line[asked], reports.stop[asked], strict=True)
    ]
    pairs = zip(middle.tolist(), high.tolist(), strict=True)
    return dict(zip(names, pairs, strict=True)) if len(known) else {}


def stop_time_rows(
    late: dict[str, Late], trips: Iterable[FeedTrip]
) -> Iterator[tuple[str, str, str, int, int, int]]:
    """The rows of the table: calendar, trip, stop, place in the trip from 1 on, p50, p90."""
    for trip in trips:
        for service, of_it in late.items():
            for place, stop in enumerate(trip.stops, 1):
                keys = [(name, called) for name in trip.names for called in stop]
                told = next((of_it[key] for key in keys if key in of_it), None)
                if told is not None:
                    yield (service, trip.id, stop[0], place, *told)


def write_tables(reports: Reports, trips: Iterable[FeedTrip], folder: Path) -> int:
    """Writes both tables into a folder; how many calls have a row. Errors: EnvironmentFault."""
    rows = list(stop_time_rows(lateness(reports), trips))
    first = from_day_number(reports.first_day)
    last = first + dt.timedelta(days=max(0, reports.days - 1) + VALID_DAYS)
    calendar = [
        (service, *(int(day in days) for day in range(7)), first.isoformat(), last.isoformat())
        for service, days in SERVICES.items()
    ]
    head = ("empirical_delay_service_id", "trip_id", "stop_id", "stop_sequence", "p50", "p90")
    with machine_faults(f"cannot make the folder {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / STOP_TIMES, _csv([head, *rows]))
    write_atomically(
        folder / CALENDAR, _csv([(head[0], *_DAYS, "start_date", "end_date"), *calendar])
    )
    return len(rows)


def _csv(rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8")
