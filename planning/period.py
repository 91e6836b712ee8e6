"""When a simulation looks: a day and hours in local time in, moments in UTC out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import clock

SLOT_S = 900
MORNING = (6 * 3600, 9 * 3600)
ARRIVALS = (6 * 3600 + 1800, 9 * 3600 + 1800)
LONGEST_S = 7200
"""A commute takes less than this."""

TUESDAY = 1


@dataclass(frozen=True, slots=True)
class Period:
    """Departures within `leaving`, arrivals wished within `arriving`: seconds after midnight.

    Every minute of `peak` is a departure for travel times and access.
    """

    day: dt.date
    zone: str
    leaving: tuple[int, int] = MORNING
    arriving: tuple[int, int] = ARRIVALS
    peak: tuple[int, int] = (7 * 3600, 9 * 3600)

    def moment_s(self, seconds: int) -> int:
        """The UTC second of a local time of the day."""
        time = dt.time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
        return clock.from_local(self.day, time, self.zone)

    @property
    def slots_s(self) -> NDArray[np.int64]:
        """Wished arrivals by quarter of an hour: when each begins, seconds after midnight."""
        return np.arange(*self.arriving, SLOT_S)


def next_tuesday(today: dt.date) -> dt.date:
    """The day that is simulated where none is asked for."""
    return today + dt.timedelta(days=(TUESDAY - today.weekday()) % 7 or 7)
