"""An archive of delays: reports about runs at stops in, each with how late the run was in the end.

A report is a moment, a run (a line or train of a service day), a stop and a delay. What a run's
last report says of a stop counts as how late it was there: publishers report until it has been.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import clock
from forecast.observation_csv import SITE_SEPARATOR, Observation

NIGHT_ENDS_S = 3 * 3600
"""A run of the small hours belongs to the day before."""
MINUTE_S = 60

Ints = NDArray[np.int32]


class Reports(NamedTuple):
    """Reports in order of time. Shapes: (n,) each.

    `day` counts service days from the first, `hour` is that of the wall clock; `line` and `stop`
    are rows of `lines` and `stops`. Delays in whole minutes, early ones below 0.
    """

    day: Ints
    hour: Ints
    line: Ints
    stop: Ints
    reported_min: Ints
    final_min: Ints
    is_final: NDArray[np.bool_]
    lines: tuple[str, ...]
    stops: tuple[str, ...]
    first_day: int
    """core.clock.day_number of day 0"""
    days: int


def as_reports(observations: Iterable[Observation], zone: str) -> Reports:
    """The reports of observations whose site is a line and a stop; others are left out.

    Of two reports of one moment about one run and stop the first counts.
    """
    lines: dict[str, int] = {}
    stops: dict[str, int] = {}
    seen: dict[tuple[int, int, int], float] = {}
    for _, site, moment_s, value in observations:
        line, separator, stop = site.partition(SITE_SEPARATOR)
        if separator:
            row = lines.setdefault(line, len(lines)), stops.setdefault(stop, len(stops))
            seen.setdefault((moment_s, *row), value)
    rows = np.array([(*key, round(value / MINUTE_S)) for key, value in seen.items()], np.int64)
    rows = rows.reshape(-1, 4)
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    day, hour, first_day = _days_and_hours(rows[:, 0], zone)
    final, is_final = _finals(day, rows)
    return Reports(
        day=day,
        hour=hour,
        line=rows[:, 1].astype(np.int32),
        stop=rows[:, 2].astype(np.int32),
        reported_min=rows[:, 3].astype(np.int32),
        final_min=final,
        is_final=is_final,
        lines=tuple(lines),
        stops=tuple(stops),
        first_day=first_day,
        days=int(day.max(initial=-1)) + 1,
    )


def _days_and_hours(moment_s: NDArray[np.int64], zone: str) -> tuple[Ints, Ints, int]:
    """Service days from the first on, hours of the wall clock, and the number of the first day."""
    known: dict[int, tuple[int, int]] = {}
    for hour_start in np.unique(moment_s // 3600).tolist():
        local = clock.to_local(hour_start * 3600, zone)
        service = (local - timedelta(seconds=NIGHT_ENDS_S)).date()
        known[hour_start] = clock.day_number(service), local.hour
    pairs = np.array([known[each] for each in (moment_s // 3600).tolist()], np.int64).reshape(-1, 2)
    first = int(pairs[:, 0].min()) if len(pairs) else 0
    return (pairs[:, 0] - first).astype(np.int32), pairs[:, 1].astype(np.int32), first


def _finals(day: Ints, rows: NDArray[np.int64]) -> tuple[Ints, NDArray[np.bool_]]:
    """For every report what the last one about its run and stop says, and which are the last."""
    key = np.stack([day, rows[:, 1], rows[:, 2]], axis=1)
    _, group = np.unique(key, axis=0, return_inverse=True)
    group = group.reshape(-1)
    last = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    last[group] = np.arange(len(group))  # the rows are in order of time
    final = rows[last[group], 3].astype(np.int32)
    return final, last[group] == np.arange(len(group))
