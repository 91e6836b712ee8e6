"""An archive of loads: how many were on board of a line's run in, day by day by kind of day out.

A count is a moment (the run's departure), a line, a direction and the greatest load. Of loads that
were counted stop by stop it is the greatest of a section of the run, which then is part of the
direction's name (forecast/crowding/sections.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import clock
from forecast.calendar import BorderCalendar, DayType
from forecast.observation_csv import Observation

QUARTER_S = 900

Ints = NDArray[np.int64]


class Loads(NamedTuple):
    """Counts in order of time. Shapes: (n,) each.

    `day` counts from `first_day`, `line` is a row of `lines`, `kind` a place in
    routing.crowding.KINDS, `quarter` that of the day on the wall.
    """

    day: Ints
    kind: Ints
    quarter: Ints
    line: Ints
    load: Ints
    lines: tuple[str, ...]
    first_day: dt.date
    days: int


def as_loads(observations: Iterable[Observation], zone: str, calendar: BorderCalendar) -> Loads:
    """The loads of observations whose site is a line and its direction.

    Of two counts of one moment on one line and direction the first counts.
    """
    lines: dict[str, int] = {}
    seen: dict[tuple[int, int], int] = {}
    for _, site, moment_s, value in observations:
        seen.setdefault((moment_s, lines.setdefault(site, len(lines))), round(value))
    rows = np.array([(*key, load) for key, load in seen.items()], np.int64).reshape(-1, 3)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    dates, quarter = _days_and_quarters(rows[:, 0], zone)
    first = min(dates, default=dt.date(1970, 1, 1))
    kinds = dict(zip(set(dates), kinds_of(tuple(set(dates)), calendar), strict=True))
    return Loads(
        day=np.array([(each - first).days for each in dates], dtype=np.int64),
        kind=np.array([kinds[each] for each in dates], dtype=np.int64),
        quarter=quarter,
        line=rows[:, 1],
        load=rows[:, 2],
        lines=tuple(lines),
        first_day=first,
        days=(max(dates, default=first) - first).days + 1 if dates else 0,
    )


def kinds_of(days: tuple[dt.date, ...], calendar: BorderCalendar) -> list[int]:
    """The kind of every day, as a place in routing.crowding.KINDS.

    A holiday on some sides only is a working day.
    """
    types = calendar.classify(days).day_type
    return [{DayType.SATURDAY: 1, DayType.SUNDAY: 2}.get(DayType(each), 0) for each in types]


def _days_and_quarters(moment_s: Ints, zone: str) -> tuple[list[dt.date], Ints]:
    known = {}
    for piece in np.unique(moment_s // QUARTER_S).tolist():
        local = clock.to_local(piece * QUARTER_S, zone)
        known[piece] = local.date(), (local.hour * 60 + local.minute) * 60 // QUARTER_S
    pairs = [known[piece] for piece in (moment_s // QUARTER_S).tolist()]
    return [day for day, _ in pairs], np.array([at for _, at in pairs], dtype=np.int64)
