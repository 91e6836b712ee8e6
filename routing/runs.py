"""Runs, trips on service days: a timetable and a span of time in, what is under way in it out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S, from_day_number, service_day_start_s
from routing.timetable import Timetable

Longs = NDArray[np.int64]


class Runs(NamedTuple):
    """Trips on service days; `shift_s` is added to their times. Shapes: (n,)."""

    trip: Longs
    day: Longs
    shift_s: Longs


def running(
    timetable: Timetable,
    zones: tuple[str, ...],
    first_s: int,
    last_s: int,
    allowed: NDArray[np.bool_] | None = None,
) -> Runs:
    """The runs under way in the span, by service day and trip; their times count from first_s."""
    columns = timetable.service_runs.shape[1]
    _, first_call = first_calls(timetable, np.arange(timetable.n_trips))
    length = np.diff(timetable.pattern_start)[timetable.trip_pattern]
    leaves = timetable.departure_s[first_call]
    ends = timetable.arrival_s[first_call + length - 1]
    reach = int(ends.max(initial=0)) // DAY_S + 1
    found = [Runs(*np.zeros((3, 0), dtype=np.int64))]
    for number in range(first_s // DAY_S - reach, last_s // DAY_S + 2):
        if not 0 <= number - timetable.first_day < columns:
            continue
        runs = timetable.service_runs[:, number - timetable.first_day].astype(bool)
        mask = runs[timetable.trip_service]
        if allowed is not None:
            mask &= allowed
        date = from_day_number(number)
        starts = np.array([service_day_start_s(date, zone) for zone in zones], dtype=np.int64)
        shift = starts[timetable.trip_zone] - first_s
        mask &= (ends + shift >= 0) & (leaves + shift <= last_s - first_s)
        trips = np.flatnonzero(mask)
        found.append(Runs(trips, np.full(len(trips), number), shift[trips]))
    return Runs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def first_calls(timetable: Timetable, trips: Longs) -> tuple[Longs, Longs]:
    """The pattern of each trip, and where its calls begin."""
    pattern = timetable.trip_pattern[trips].astype(np.int64)
    length = np.diff(timetable.pattern_start).astype(np.int64)
    before = (trips - timetable.pattern_trip[pattern]) * length[pattern]
    return pattern, timetable.pattern_call[pattern] + before
