"""Working days that are not like others: school holidays by side, bridges and bank days.

A season is a number with a bit for every side whose schools are closed, and one more bit for a
bridge (a working day between a weekend and a holiday of some side) or a day on which banks rest.
School holidays are a dated table of the territory, since no package knows all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)
_MONDAY, _TUESDAY, _THURSDAY, _FRIDAY = 0, 1, 3, 4


@dataclass(frozen=True, slots=True)
class Holidays:
    """School holidays of one side: first and last day, both included."""

    side: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Seasons:
    """The seasons of a border; `closed` holds the days without school, a set a side."""

    closed: tuple[frozenset[dt.date], ...]

    @classmethod
    def of(cls, sides: Sequence[str], schools: Iterable[Holidays]) -> Seasons:
        """Those of these sides, from the school holidays of any."""
        days: dict[str, set[dt.date]] = {side: set() for side in sides}
        for each in schools:
            length = (each.last - each.first).days + 1
            if each.side in days:
                days[each.side].update(each.first + n * _DAY for n in range(max(0, length)))
        return cls(tuple(frozenset(days[side]) for side in sides))

    @property
    def kinds(self) -> int:
        """How many seasons there are beside 0, the ordinary one."""
        return (1 << (len(self.closed) + 1)) - 1

    def season_of(
        self, day: dt.date, rests: Collection[dt.date], bank_days: Collection[dt.date]
    ) -> int:
        """The season of a working day; `rests` are the public holidays of any side."""
        season = sum(1 << at for at, closed in enumerate(self.closed) if day in closed)
        if is_bridge(day, rests) or day in bank_days:
            season |= 1 << len(self.closed)
        return season


def is_bridge(day: dt.date, rests: Collection[dt.date]) -> bool:
    """Whether a working day lies between a weekend and a holiday."""
    if day.weekday() == _FRIDAY:
        return day - _DAY in rests
    return day.weekday() == _MONDAY and day + _DAY in rests
