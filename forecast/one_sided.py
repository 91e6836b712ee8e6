"""Holidays on one side of a border: such days in, how far each site goes towards its Sunday out.

Where the side on which people work has a holiday, hardly anybody crosses; where only the side on
which they live has one, nearly everybody does. A day with a holiday on one side lies between its
weekday and a Sunday, and one number a site says where:

    share = (PRIOR_DAYS * prior + sum of shares seen) / (PRIOR_DAYS + days seen)

Such days are rare, a handful a year, so the prior matters. It is an assumption: 0.75 where the
working side rests, 0.25 where the other does. Which side works is read off the profile: a road that
is slow in the morning leads to work. Of a site that is no corridor nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecast.calendar import BorderCalendar, DayType
from forecast.corridors import Corridor

AT_WORK, AT_HOME = 0.75, 0.25
PRIOR_DAYS = 1.0
KEPT_DAYS = 6
LEAST_SHARE, MOST_SHARE = -0.5, 1.5
MORNING_H, EVENING_H = (5, 10), (15, 20)
UNKNOWN = -1

Floats = NDArray[np.float64]
Ends = NDArray[np.int64]
"""Of every site the side at which it begins and that to which it leads, UNKNOWN where it has none.
Shapes: (sites, 2), counting the sides of a calendar."""


def ends_of(sites: Sequence[str], corridors: Sequence[Corridor], calendar: BorderCalendar) -> Ends:
    """The ends of sites that are corridors."""
    place = {side.side: at for at, side in enumerate(calendar.sides)}
    known = {
        each.id: (place.get(each.from_side, UNKNOWN), place.get(each.to_side, UNKNOWN))
        for each in corridors
    }
    pairs = [known.get(site, (UNKNOWN, UNKNOWN)) for site in sites]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


class OneSidedDays:
    """The shares of the last such days of every mark."""

    def __init__(self, sites: int, marks: int, ends: Ends | None) -> None:
        self._ends = np.full((sites, 2), UNKNOWN) if ends is None else ends
        self._seen = [np.empty((0, sites)) for _ in range(marks)]

    def learn(self, mark: int, weekday: Floats, sunday: Floats, values: Floats) -> None:
        """Takes in one such day. Shapes: (sites, cells) each."""
        known = np.isfinite(weekday) & np.isfinite(sunday) & np.isfinite(values)
        span = np.where(known, sunday - weekday, 0.0)
        gone = np.where(known, values - weekday, 0.0)
        size = (span * span).sum(axis=1)
        told = np.divide(
            (span * gone).sum(axis=1), size, out=np.full(len(size), np.nan), where=size > 0
        )
        row = np.clip(told, LEAST_SHARE, MOST_SHARE)[None]
        self._seen[mark] = np.concatenate([self._seen[mark], row])[-KEPT_DAYS:]

    def shares(self, usual: Floats) -> Floats:
        """Of every mark and site. Shapes: (day types, sites, cells) to (marks, sites)."""
        prior = self._prior(usual)
        seen = np.stack([np.isfinite(each).sum(axis=0) for each in self._seen])
        total = np.stack([np.nansum(each, axis=0) for each in self._seen])
        return np.asarray((PRIOR_DAYS * prior + total) / (PRIOR_DAYS + seen))

    def _prior(self, usual: Floats) -> Floats:
        mornings = _leads_to_work(usual)
        starts, leads = self._ends.T
        work = np.where(mornings, leads, starts)
        home = np.where(mornings, starts, leads)
        is_corridor = (starts != UNKNOWN) & (leads != UNKNOWN) & (starts != leads)
        prior = np.zeros((len(self._seen), len(starts)))
        for mark in range(len(self._seen)):
            rests = mark + 1
            prior[mark] = np.where((rests >> np.maximum(home, 0)) & 1, AT_HOME, 0.0)
            prior[mark] = np.where((rests >> np.maximum(work, 0)) & 1, AT_WORK, prior[mark])
        return np.where(is_corridor, prior, 0.0)


def _leads_to_work(usual: Floats) -> NDArray[np.bool_]:
    """Whether working days differ from Sundays more in the morning. Shapes: returns (sites,)."""
    apart = np.nan_to_num(np.abs(usual[DayType.MIDWEEK] - usual[DayType.SUNDAY]))
    an_hour = apart.shape[1] // 24
    morning, evening = (
        apart[:, from_h * an_hour : to_h * an_hour].sum(axis=1)
        for from_h, to_h in (MORNING_H, EVENING_H)
    )
    return np.asarray(morning >= evening)
