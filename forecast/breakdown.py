"""Where forecasts were good and where not: what was lived through in, hours, days and a week out.

Errors are told apart by the hour on the wall and by the day, intervals by the level that each of
their ends promises. One week is shown as it was: that week of the most observed site whose error is
the middle one of all its weeks, so that nobody picks a fine one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecast.calendar import BorderCalendar
from forecast.day_classes import day_classes
from forecast.lived import WEEK_DAYS, Lived
from forecast.profile import Floats
from forecast.slots import Grid, Timeline

HOURS = 24
HOUR_S = 3_600
LEVELS = (0.1, 0.5, 0.9)
WEEK_HORIZON, DAYS_HORIZON = "60min", "24h"
WORST_DAYS = 10
LEAST_DAY, LEAST_WEEK = 0.5, 0.9
"""Days are ranked, and weeks shown, that have this share of the targets of the fullest one."""


@dataclass(frozen=True, slots=True)
class HourScore:
    """The targets of one hour on the wall: mean absolute errors, and the share inside."""

    hour: int
    n: int
    mae: float
    mae_week: float
    mae_profile: float
    coverage80: float


@dataclass(frozen=True, slots=True)
class DayScore:
    """One day over all sites; `bias` is the mean of observed minus forecast.

    `kind` is the class of the day, `holidays` the names of those on any side.
    """

    date: dt.date
    kind: str
    holidays: tuple[str, ...]
    n: int
    mae: float
    bias: float
    coverage80: float


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one site as it was and as it was forecast an hour ahead; nan where it was not.

    Shapes: time_s, observed, p10, p50, p90 (slots,).
    """

    site: str
    first: dt.date
    zone: str
    slot_s: int
    time_s: NDArray[np.int64]
    observed: Floats
    p10: Floats
    p50: Floats
    p90: Floats


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All of these.

    `hours` and `below` are by horizon; `below` holds the shares of values below P10, P50 and P90.
    """

    first: dt.date
    last: dt.date
    hours: dict[str, tuple[HourScore, ...]]
    below: dict[str, tuple[float, ...]]
    worst_days: tuple[DayScore, ...]
    week: Week | None


@dataclass(slots=True)
class _Sums:
    """Sums over targets by the hour and by the day, and counts of values below each level.

    Columns: targets, sizes of what was missed, by last week, by the profile, inside, what was
    missed with its sign.
    """

    hours: Floats
    days: Floats
    below: Floats


@dataclass(slots=True)
class Breaking:
    """Takes in one group of sites after the other."""

    line: Timeline
    _sums: dict[str, _Sums] = field(default_factory=dict)
    _week: Week | None = None
    _week_n: int = 0

    def add(self, lived: dict[str, Lived], grid: Grid) -> None:
        """Takes in what was lived through at the sites of a grid."""
        for name, each in lived.items():
            self._add(name, each)
        if WEEK_HORIZON in lived:
            self._find_week(lived[WEEK_HORIZON], grid)

    def found(self, calendar: BorderCalendar) -> Breakdown:
        """What all groups together say."""
        days = self._sums[DAYS_HORIZON].days if DAYS_HORIZON in self._sums else np.empty((0, 6))
        return Breakdown(
            first=self.line.dates[0],
            last=self.line.dates[-1],
            hours={name: _hours(sums.hours) for name, sums in self._sums.items()},
            below={name: _shares(sums) for name, sums in self._sums.items()},
            worst_days=_worst(days, self.line, calendar),
            week=self._week,
        )

    def _add(self, name: str, each: Lived) -> None:
        empty = _Sums(
            np.zeros((HOURS, 6)), np.zeros((len(self.line.dates), 6)), np.zeros(len(LEVELS))
        )
        sums = self._sums.setdefault(name, empty)
        rows, slots = np.nonzero(each.counts)
        at = (rows, slots)
        missed, below, above = each.missed[at], each.below[at], each.above[at]
        told = np.stack([
            np.ones(len(slots)),
            np.abs(missed),
            np.abs(each.by_week[at]),
            np.abs(each.by_profile[at]),
            (missed >= -below) & (missed <= above),
            missed,
        ], axis=1)  # fmt: skip
        hour = self.line.cell[slots] * self.line.slot_s // HOUR_S
        np.add.at(sums.hours, hour, told)
        np.add.at(sums.days, self.line.day_of[slots], told)
        sums.below += [(missed < -below).sum(), (missed < 0).sum(), (missed <= above).sum()]

    def _find_week(self, each: Lived, grid: Grid) -> None:
        """Keeps the middle week of the most observed site, if it is of this group."""
        counts = each.counts.sum(axis=1)
        row = int(counts.argmax())
        if counts[row] <= self._week_n:
            return
        first_day = _middle_week(each, row, self.line)
        if first_day is None:
            return
        self._week_n = int(counts[row])
        first, past = self.line.first_slot[[first_day, first_day + WEEK_DAYS]].tolist()
        here = slice(first, past)
        p50 = each.observed[row, here] - each.missed[row, here]
        self._week = Week(
            site=grid.sites[row],
            first=self.line.dates[first_day],
            zone=self.line.zone,
            slot_s=self.line.slot_s,
            time_s=self.line.start_s + np.arange(first, past) * self.line.slot_s,
            observed=grid.values[row, here],
            p10=p50 - each.below[row, here],
            p50=p50,
            p90=p50 + each.above[row, here],
        )


def _middle_week(each: Lived, row: int, line: Timeline) -> int | None:
    """The Monday, as the number of its day, of the week with the middle error; None without any."""
    counts = each.counts[row]
    mondays = [
        day for day in range(len(line.dates) - WEEK_DAYS + 1) if line.dates[day].weekday() == 0
    ]
    errors, full = [], []
    for day in mondays:
        here = slice(int(line.first_slot[day]), int(line.first_slot[day + WEEK_DAYS]))
        inside = counts[here]
        full.append(int(inside.sum()))
        errors.append(float(np.abs(each.missed[row, here][inside]).sum()) / max(full[-1], 1))
    shown = [at for at, n in enumerate(full) if n and n >= LEAST_WEEK * max(full)]
    if not shown:
        return None
    ordered = sorted(shown, key=lambda at: errors[at])
    return mondays[ordered[len(ordered) // 2]]


def _hours(sums: Floats) -> tuple[HourScore, ...]:
    return tuple(
        HourScore(hour, int(row[0]), *(row[1:5] / row[0]).tolist())
        for hour, row in enumerate(sums)
        if row[0]
    )


def _shares(sums: _Sums) -> tuple[float, ...]:
    n = float(sums.hours[:, 0].sum())
    return tuple((sums.below / n).tolist()) if n else ()


def _worst(sums: Floats, line: Timeline, calendar: BorderCalendar) -> tuple[DayScore, ...]:
    """The days with the greatest mean error, of those that were mostly observed."""
    if not sums[:, 0].any():
        return ()
    ranked = np.flatnonzero(sums[:, 0] >= max(1.0, LEAST_DAY * sums[:, 0].max()))
    means = sums[ranked] / sums[ranked, :1]
    ordered = ranked[np.argsort(-means[:, 1], kind="stable")][:WORST_DAYS]
    classes = day_classes(line, calendar)
    return tuple(_day(int(day), sums[day], line, calendar, classes) for day in ordered)


def _day(
    day: int,
    row: Floats,
    line: Timeline,
    calendar: BorderCalendar,
    classes: dict[str, NDArray[np.bool_]],
) -> DayScore:
    slot, date = int(line.first_slot[day]), line.dates[day]
    holidays = calendar.find_holidays(date)
    named = {each.name: [h.side for h in holidays if h.name == each.name] for each in holidays}
    return DayScore(
        date=date,
        kind=next((name for name, where in classes.items() if where[slot]), ""),
        holidays=tuple(f"{name} ({', '.join(sides)})" for name, sides in named.items()),
        n=int(row[0]),
        mae=float(row[1] / row[0]),
        bias=float(row[5] / row[0]),
        coverage80=float(row[4] / row[0]),
    )
