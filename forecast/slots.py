"""Quarter-hours: a span of local days in, numbered slots with their wall-clock cells out.

Slots are equal pieces of UTC; the cell of a slot is the place of its wall-clock time in the local
day. A day on which the clocks change has 92 or 100 quarter-hours but the same 96 cells: in spring
four cells have no slot, in autumn four cells have two.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import clock
from forecast.calendar import BorderCalendar, DayType
from forecast.observations import Series
from forecast.rare_days import ORDINARY

SLOT_S = 900
_MIDNIGHT = dt.time(0)
_WEEK_DAYS, _SUNDAY = 7, 6


@dataclass(frozen=True, slots=True)
class Timeline:
    """Consecutive local days cut into slots.

    Shapes: day_of, cell (slots,); first_slot (days + 1,); day_type, mark, season (days,) as in
    Days; `marks` and `seasons` are the numbers of kinds of one-sided holidays and of seasons.
    """

    zone: str
    slot_s: int
    start_s: int
    dates: tuple[dt.date, ...]
    first_slot: NDArray[np.int64]
    day_of: NDArray[np.int64]
    cell: NDArray[np.int64]
    day_type: NDArray[np.int8]
    mark: NDArray[np.int8]
    marks: int
    season: NDArray[np.int8]
    seasons: int

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return len(self.day_of)

    @property
    def rare(self) -> NDArray[np.int8]:
        """The kind of rare days of every day, or -1: marks, then seasons, then other holidays."""
        weekday = (self.dates[0].weekday() + np.arange(len(self.dates))) % _WEEK_DAYS
        holiday = (self.day_type == DayType.SUNDAY) & (weekday != _SUNDAY)
        kind = np.where(holiday, self.marks + self.seasons, ORDINARY)
        kind = np.where(self.season > 0, self.marks + self.season - 1, kind)
        return np.where(self.mark >= 0, self.mark, kind).astype(np.int8)

    @property
    def cells(self) -> int:
        """How many cells a local day has."""
        return clock.DAY_S // self.slot_s

    def slot_at(self, moment_s: int) -> int:
        """The slot in which a moment lies; outside the timeline it is negative or too large."""
        return (moment_s - self.start_s) // self.slot_s

    def moment_of(self, slot: int) -> int:
        """The UTC second at which a slot begins."""
        return self.start_s + slot * self.slot_s


@dataclass(frozen=True, slots=True)
class Grid:
    """Observations by site and slot, nan where there is none.

    Shapes: values (sites, slots); ends (sites, 2), see forecast.one_sided.
    """

    sites: tuple[str, ...]
    line: Timeline
    values: NDArray[np.float64]
    ends: NDArray[np.int64] | None = None


def timeline(
    first: dt.date, last: dt.date, zone: str, calendar: BorderCalendar, *, slot_s: int = SLOT_S
) -> Timeline:
    """The slots of the local days from `first` to `last`, both included.

    Errors: ValueError when a day is no whole number of slots.
    """
    if last < first or clock.DAY_S % slot_s:
        raise ValueError(f"no timeline of {slot_s} s slots from {first} to {last}")
    dates = tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    ends = (*dates, last + dt.timedelta(days=1))
    starts_s = np.array([clock.from_local(day, _MIDNIGHT, zone) for day in ends])
    if ((starts_s - starts_s[0]) % slot_s).any():
        raise ValueError(f"days in {zone} are no whole number of {slot_s} s slots")
    first_slot = (starts_s - starts_s[0]) // slot_s
    lengths = np.diff(first_slot)
    kinds = calendar.classify(dates)
    return Timeline(
        zone=zone,
        slot_s=slot_s,
        start_s=int(starts_s[0]),
        dates=dates,
        first_slot=first_slot,
        day_of=np.repeat(np.arange(len(dates)), lengths),
        cell=_cells(starts_s, lengths, zone, slot_s),
        day_type=kinds.day_type,
        mark=kinds.mark,
        marks=calendar.marks,
        season=kinds.season,
        seasons=calendar.seasons.kinds,
    )


def to_grid(series: Series, line: Timeline, ends: NDArray[np.int64] | None = None) -> Grid:
    """The mean of the observations in each slot; what lies outside the timeline is left out."""
    shape = (len(series.sites), line.slots)
    slot = (series.time_s - line.start_s) // line.slot_s
    inside = (slot >= 0) & (slot < line.slots)
    flat = series.site_idx[inside] * line.slots + slot[inside]
    size = shape[0] * shape[1]
    counts = np.bincount(flat, minlength=size)
    sums = np.bincount(flat, weights=series.value[inside], minlength=size)
    values = np.full(size, np.nan)
    np.divide(sums, counts, out=values, where=counts > 0)
    return Grid(series.sites, line, values.reshape(shape), ends)


def _cells(
    starts_s: NDArray[np.int64], lengths: NDArray[np.int64], zone: str, slot_s: int
) -> NDArray[np.int64]:
    """The wall-clock cell of every slot; only days of unusual length need the zone."""
    ordinary = np.arange(clock.DAY_S // slot_s)
    parts = []
    for start_s, length in zip(starts_s[:-1].tolist(), lengths.tolist(), strict=True):
        if length == len(ordinary):
            parts.append(ordinary)
            continue
        shown = [clock.to_local(start_s + n * slot_s, zone) for n in range(length)]
        parts.append(np.array([(t.hour * 3600 + t.minute * 60) // slot_s for t in shown]))
    return np.concatenate(parts)
