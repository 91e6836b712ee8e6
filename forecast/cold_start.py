"""Corridors that nobody has measured yet: published delays at the worst of a day in, forecasts out.

Until observations come there is a point queue (forecast/queueing.py). Arrivals have two waves, as
high as makes the queue cost what is published for the worst of an ordinary morning and evening.
Other days have less of them, holidays on one side as much less as that side works
(forecast/one_sided.py). P10 and P90 are the same queue with DEMAND_SPREAD fewer and more drivers.
It is a model and says so; four weeks of observations replace it, corridor by corridor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from feeds.territory import Territory
from forecast.calendar import BASE_TYPES, BorderCalendar, DayType
from forecast.corridors import Corridor
from forecast.one_sided import AT_HOME, AT_WORK
from forecast.profile import Floats
from forecast.queueing import HOUR_S, queue_of
from forecast.slots import SLOT_S, Timeline

MODEL = "point-queue-1"
MORNING_H, EVENING_H, WAVE_H = 7.5, 17.25, 1.1
OFF_PEAK = 0.55
"""Arrivals by day outside the waves, as a share of what the road lets through."""
NIGHT = 0.1
DAY_H = (5.0, 21.0)
DEMAND = {
    DayType.MONDAY: 0.98, DayType.MIDWEEK: 1.0, DayType.FRIDAY: 0.96, DayType.SATURDAY: 0.7,
    DayType.SUNDAY: 0.6,
}  # fmt: skip
"""How many drive on a day of a kind, of those who do from Tuesday to Thursday."""
DEMAND_SPREAD = 0.06
MOST_WAVE = 4.0
HALVINGS = 30
CELLS = DAY_S // SLOT_S


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Travel times of corridors that have no observations.

    Shapes: low, middle, high (kinds, corridors, cells), nan for a corridor of which nothing is
    published; the kinds are the day types and then the marks of one-sided holidays. `arrivals` are
    the vehicles a slot behind the middle, and of a corridor of which nothing is published those
    outside the waves.
    """

    low: Floats
    middle: Floats
    high: Floats
    arrivals: Floats

    def at(self, line: Timeline, row: int) -> tuple[Floats, Floats, Floats]:
        """P10, P50 and P90 of a corridor on a timeline. Shapes: (slots,) each."""
        kind = _kinds(line)
        low, middle, high = (
            each[kind, row, line.cell] for each in (self.low, self.middle, self.high)
        )
        return low, middle, high

    def arrivals_at(self, line: Timeline, row: int) -> Floats:
        """The vehicles that arrive at a corridor on a timeline. Shapes: (slots,)."""
        arriving: Floats = self.arrivals[_kinds(line), row, line.cell]
        return arriving


def cold_start_of(
    territory: Territory, corridors: tuple[Corridor, ...], calendar: BorderCalendar
) -> ColdStart:
    """What a territory's published delays say of its corridors."""
    published = {
        row.corridor_id: (row.am_delay_min * 60, row.pm_delay_min * 60)
        for row in territory.corridor_peaks.itertuples()
    }
    shape = (BASE_TYPES + calendar.marks, len(corridors), CELLS)
    low, middle, high, arrivals = (np.full(shape, np.nan) for _ in range(4))
    told = [(row, each) for row, each in enumerate(corridors) if each.capacity_vph > 0]
    for row, corridor in told:
        arrivals[:, row] = _outside_waves(corridor)
    told = [(row, corridor) for row, corridor in told if corridor.id in published]
    ordinary = _arrivals([(corridor, published[corridor.id]) for _, corridor in told])
    for (row, corridor), usual in zip(told, ordinary, strict=True):
        shares = _demand(corridor, *published[corridor.id], calendar)
        arrivals[:, row] = np.outer(shares, usual)
        for table, factor in ((low, -DEMAND_SPREAD), (middle, 0.0), (high, DEMAND_SPREAD)):
            table[:, row] = _travel_s(corridor, arrivals[:, row] * (1 + factor))
    return ColdStart(low, middle, high, arrivals)


def _kinds(line: Timeline) -> NDArray[np.int64]:
    """The kind of day of every slot. Shapes: (slots,)."""
    mark = line.mark[line.day_of]
    return np.where(mark >= 0, BASE_TYPES + mark, line.day_type[line.day_of]).astype(np.int64)


def _travel_s(corridor: Corridor, arrivals: Floats) -> Floats:
    return queue_of(arrivals, _capacity(corridor), corridor.free_flow_s).travel_s


def _capacity(corridor: Corridor) -> float:
    return corridor.capacity_vph * SLOT_S / HOUR_S


def _arrivals(corridors: Sequence[tuple[Corridor, tuple[float, float]]]) -> Floats:
    """Vehicles a slot on an ordinary day, of corridors and their delays in the morning and evening.

    Shapes: (corridors, cells).
    """
    capacity = np.array([[_capacity(corridor)] for corridor, _ in corridors]).reshape(-1, 1)
    outside = [_outside_waves(corridor) for corridor, _ in corridors]
    arrivals = np.array(outside).reshape(-1, CELLS)
    for at, centre_h in enumerate((MORNING_H, EVENING_H)):
        worst_s = np.array([delays[at] for _, delays in corridors])
        wave = capacity * np.exp(-(((_hours() - centre_h) / WAVE_H) ** 2))
        arrivals = arrivals + _heights(arrivals, wave, capacity, worst_s) * wave
    return arrivals


def _hours() -> Floats:
    """The middle of every cell of a day, in hours."""
    return (np.arange(CELLS) + 0.5) * SLOT_S / HOUR_S


def _outside_waves(corridor: Corridor) -> Floats:
    """Vehicles a slot by day and by night but for the waves. Shapes: (cells,)."""
    hours, (begin_h, end_h) = _hours(), DAY_H
    by_day = (hours >= begin_h) & (hours < end_h)
    return np.where(by_day, OFF_PEAK, NIGHT) * _capacity(corridor)


def _heights(arrivals: Floats, wave: Floats, capacity: Floats, worst_s: Floats) -> Floats:
    """How high waves are that make each queue cost `worst_s` at its worst. Shapes: (corridors, 1).

    Shapes: (corridors, cells) twice, (corridors, 1), (corridors,).
    """
    around = wave > 0.01 * capacity
    low, high = np.zeros_like(capacity), np.full_like(capacity, MOST_WAVE)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        delay_s = queue_of(arrivals + middle * wave, capacity).delay_s
        worst = np.where(around, delay_s, 0.0).max(axis=1, initial=0.0)
        falls_short = (worst < worst_s)[:, None]
        low, high = np.where(falls_short, middle, low), np.where(falls_short, high, middle)
    return high


def _demand(
    corridor: Corridor, morning_s: float, evening_s: float, calendar: BorderCalendar
) -> list[float]:
    """How many drive on days of each kind, as a share of an ordinary day's drivers."""
    work, home = corridor.to_side, corridor.from_side
    if evening_s > morning_s:
        work, home = home, work
    shares = [DEMAND[kind] for kind in DayType]
    for rests in range(1, calendar.marks + 1):
        sides = {side.side for at, side in enumerate(calendar.sides) if rests >> at & 1}
        towards = AT_WORK if work in sides else AT_HOME if home in sides else 0.0
        shares.append(1 - towards * (1 - DEMAND[DayType.SUNDAY]))
    return shares
