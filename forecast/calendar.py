"""The calendar of a border: the holiday calendars of its sides in, the kind of every day out.

A calendar key is a country ("LU") or a country and one of its parts ("FR-57"). A side is on holiday
when any of its calendars is. Days fall into day types: Monday, Tuesday to Thursday, Friday,
Saturday, Sunday. A holiday on every side counts as a Sunday; a working day that is a holiday on
some sides only keeps its day type and carries a mark beside it, so that it can be learnt apart.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from forecast.holiday_names import holiday_name
from forecast.seasons import Holidays, Seasons


class DayType(enum.IntEnum):
    """The days that look alike on the road."""

    MONDAY = 0
    MIDWEEK = 1
    FRIDAY = 2
    SATURDAY = 3
    SUNDAY = 4


BASE_TYPES = len(DayType)
WORKING_DAYS = 5

_KEY = re.compile(r"[A-Z]{2}(-[A-Za-z0-9]{1,8})?")

_OF_WEEKDAY = (
    DayType.MONDAY,
    DayType.MIDWEEK,
    DayType.MIDWEEK,
    DayType.MIDWEEK,
    DayType.FRIDAY,
    DayType.SATURDAY,
    DayType.SUNDAY,
)


@dataclass(frozen=True, slots=True)
class SideCalendar:
    """The public-holiday calendars that hold on one side of the border."""

    side: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideHoliday:
    """A public holiday on one side; `keys` are the calendars of the side that have it."""

    side: str
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Kinds of consecutive days. Shapes: (days,) int8.

    `mark` is -1 on ordinary days; a one-sided holiday has the bits of its sides, minus one.
    `season` is 0 but on working days without a holiday that have one (forecast/seasons.py).
    """

    day_type: NDArray[np.int8]
    mark: NDArray[np.int8]
    season: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class BorderCalendar:
    """The calendars of all sides of one border."""

    sides: tuple[SideCalendar, ...]
    schools: tuple[Holidays, ...] = ()

    @property
    def seasons(self) -> Seasons:
        """The seasons that its sides' schools and holidays make."""
        return Seasons.of([side.side for side in self.sides], self.schools)

    @property
    def marks(self) -> int:
        """How many kinds of one-sided holidays there are: proper, non-empty sets of sides."""
        return max(0, (1 << len(self.sides)) - 2)

    def classify(self, days: Sequence[dt.date]) -> Days:
        """Day type and mark of each day."""
        seasons = self.seasons
        rows = [(*self._kind(day), self._season(day, seasons)) for day in days]
        table = np.array(rows, dtype=np.int8).reshape(-1, 3)
        return Days(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())

    def find_holidays(self, day: dt.date, lang: str = "en") -> tuple[SideHoliday, ...]:
        """The holidays of a day by side, named in a language where its name is known."""
        found = []
        for side in self.sides:
            named = {key: _named(key, day.year, lang).get(day) for key in side.keys}
            keys = tuple(key for key, name in named.items() if name)
            if keys:
                found.append(SideHoliday(side.side, named[keys[0]] or "", keys))
        return tuple(found)

    def explain(self, day: dt.date, lang: str = "en") -> tuple[SideHoliday, ...]:
        """The holidays of a day on which the sides, or the parts of one side, differ."""
        found = self.find_holidays(day, lang)
        whole = {side.side: side.keys for side in self.sides}
        alike = len(found) == len(self.sides) and all(h.keys == whole[h.side] for h in found)
        return () if alike else found

    def _season(self, day: dt.date, seasons: Seasons) -> int:
        if day.weekday() >= WORKING_DAYS or self._rests(day):
            return 0
        around = [day + dt.timedelta(days=n) for n in (-1, 1)]
        rests = {each for each in around if self._rests(each)}
        is_bank_day = any(
            day in _bank_days(key, day.year) for side in self.sides for key in side.keys
        )
        return seasons.season_of(day, rests, {day} if is_bank_day else ())

    def _rests(self, day: dt.date) -> bool:
        """Whether it is a public holiday on any side."""
        return any(day in _named(key, day.year, "en") for side in self.sides for key in side.keys)

    def _kind(self, day: dt.date) -> tuple[int, int]:
        base = _OF_WEEKDAY[day.weekday()]
        bits = 0
        for place, side in enumerate(self.sides):
            if any(day in _named(key, day.year, "en") for key in side.keys):
                bits |= 1 << place
        if bits and bits == (1 << len(self.sides)) - 1:
            return DayType.SUNDAY, -1
        if bits and base not in (DayType.SATURDAY, DayType.SUNDAY):
            return base, bits - 1
        return base, -1


def calendar_of(
    sides: Iterable[tuple[str, Sequence[str]]], schools: Iterable[Holidays] = ()
) -> BorderCalendar:
    """The calendar of these sides, each a name and its calendar keys, and their schools' holidays.

    Errors: DataError naming a calendar that is not known.
    """
    named = tuple(SideCalendar(name, tuple(keys)) for name, keys in sides)
    calendar = BorderCalendar(named, tuple(schools))
    for side in calendar.sides:
        for key in side.keys:
            _named(key, 2000, "en")
    return calendar


@lru_cache(maxsize=256)
def _bank_days(key: str, year: int) -> frozenset[dt.date]:
    """Days on which banks rest and others work, where the package knows them."""
    country, _, _ = key.partition("-")
    known = holidays.country_holidays(country, years=year)
    if "bank" not in known.supported_categories:
        return frozenset()
    banks = holidays.country_holidays(country, years=year, categories=("bank",))
    return frozenset(banks) - frozenset(known)


@lru_cache(maxsize=1024)
def _named(key: str, year: int, lang: str) -> dict[dt.date, str]:
    """The public holidays of one calendar in one year, by date.

    The package lists a part of a country only where it has days of its own; any other part keeps
    the days of the country.
    """
    country, _, part = key.partition("-")
    if not _KEY.fullmatch(key):
        raise DataError(f"unknown holiday calendar {key!r}", mend="such as LU or FR-57")
    try:
        known = holidays.country_holidays(country, years=year)
        wanted = lang.partition("-")[0].lower()
        spoken = _language(wanted, known.supported_languages)
        subdiv = part if part in known.subdivisions else None
        named = holidays.country_holidays(
            country,
            subdiv=subdiv,
            years=year,
            language=spoken or _language("en", known.supported_languages),
        )
    except NotImplementedError as exc:
        raise DataError(f"unknown holiday calendar {key!r}", mend=str(exc)) from exc
    return {day: name if spoken else holiday_name(name, wanted) for day, name in named.items()}


def _language(wanted: str, supported: Sequence[str]) -> str | None:
    """The package's name for a language, or None where it does not speak it."""
    return next((name for name in supported if name.split("_")[0] == wanted), None)
