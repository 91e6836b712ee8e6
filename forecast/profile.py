"""The weekly profile: days of observations in, what is usual in each cell of each kind of day out.

The usual value of a cell is the median of its last six values on days of the same day type. A
one-sided holiday goes a share of the way from its weekday to a Sunday (forecast/one_sided.py); what
such holidays still missed by that is added, shrunk by n / (n + 4) where only n of them have been
seen. School holidays, bridges and bank days (forecast/seasons.py) are usual plus the median of how
far such days lay from it, shrunk by n / (n + 1); they teach ordinary days nothing, so that term
begins as it was. A day type that has never been seen borrows from its neighbours; where there is
nothing to borrow there is no value (nan), never a guess.

Source: forecast.md of the design, measured there against last week and against boosted trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecast.calendar import BASE_TYPES, DayType
from forecast.one_sided import Ends, OneSidedDays
from forecast.rare_days import ORDINARY, RareDays

KEPT_VALUES = 6
SHRINKAGE_DAYS = 4.0
SEASON_SHRINKAGE_DAYS = 1.0
SMOOTHING_S = 3_600
"""The spread of a cell is averaged with the cells up to an hour before and after it."""

SPREAD_FLOOR = 0.25
"""No cell is steadier than this share of the mean spread of its day type ..."""

LEAST_RELATIVE_SPREAD = 0.002
"""... nor than this share of the mean usual value: what never varied may still vary ..."""

LEAST_SPREAD = 0.01
"""... nor than this, in the unit of the quantity."""

Floats = NDArray[np.float64]

_BORROWS_FROM: dict[DayType, tuple[DayType, ...]] = {
    DayType.MONDAY: (DayType.MIDWEEK, DayType.FRIDAY),
    DayType.MIDWEEK: (DayType.MONDAY, DayType.FRIDAY),
    DayType.FRIDAY: (DayType.MIDWEEK, DayType.MONDAY),
    DayType.SATURDAY: (DayType.SUNDAY,),
    DayType.SUNDAY: (DayType.SATURDAY,),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is usual at every site.

    Shapes: usual, spread (BASE_TYPES, sites, cells), the spread being the mean distance of the last
    values from what was then usual; shift (marks, sites, cells), zero where nothing is known;
    share (marks, sites), how far a one-sided holiday goes towards a Sunday; season (seasons, sites,
    cells), what is added in each of them; scale (kinds of rare days + 1, sites), how much wider the
    interval is on them, the last row being ordinary days.
    """

    usual: Floats
    spread: Floats
    shift: Floats
    share: Floats
    season: Floats
    scale: Floats


@dataclass(slots=True)
class ProfileLearner:
    """Takes in one day after the other and knows at any time what is usual by then."""

    sites: int
    cells: int
    marks: int
    slot_s: int
    ends: Ends | None = None
    seasons: int = 0
    _one_sided: OneSidedDays = field(init=False)
    _rare: RareDays = field(init=False)
    _values: list[Floats] = field(init=False)
    _misses: list[Floats] = field(init=False)
    _shifts: list[Floats] = field(init=False)
    _season_misses: list[Floats] = field(init=False)
    _season: Floats = field(init=False)
    _season_days: NDArray[np.int64] = field(init=False)
    _usual: Floats = field(init=False)
    _spread: Floats = field(init=False)
    _shift: Floats = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.sites, self.cells)
        empty = (*shape, KEPT_VALUES)
        self._values = [np.full(empty, np.nan) for _ in range(BASE_TYPES)]
        self._misses = [np.full(empty, np.nan) for _ in range(BASE_TYPES)]
        self._shifts = [np.full(empty, np.nan) for _ in range(self.marks)]
        self._usual = np.full((BASE_TYPES, *shape), np.nan)
        self._spread = np.full((BASE_TYPES, *shape), np.nan)
        self._shift = np.zeros((self.marks, *shape))
        self._season_misses = [np.full(empty, np.nan) for _ in range(self.seasons)]
        self._season = np.zeros((self.seasons, *shape))
        self._season_days = np.zeros(self.seasons, dtype=np.int64)
        self._one_sided = OneSidedDays(self.sites, self.marks, self.ends)
        self._rare = RareDays(self.sites, self.marks + self.seasons + 1)

    def learn(
        self, day_type: int, mark: int, values: Floats, season: int = 0, rare: int = ORDINARY
    ) -> None:
        """Takes in one day. Shapes: values (sites, cells), nan where nothing was observed."""
        usual = _with_borrowed(self._usual)
        miss = values - usual[day_type]
        spread = _floored(_with_borrowed(self._spread)[day_type], usual[day_type])
        if mark >= 0:
            weekday, sunday = usual[day_type], usual[DayType.SUNDAY]
            share = self._one_sided.shares(usual)[mark]
            towards = between(weekday, sunday, share[:, None])
            self._rare.learn(rare, np.abs(values - towards - self._shift[mark]) / spread)
            _push(self._shifts[mark], values - towards)
            self._shift[mark] = _shrunk(self._shifts[mark])
            self._one_sided.learn(mark, weekday, sunday, values)
            return
        added = self._season[season - 1] if season > 0 else 0.0
        self._rare.learn(rare, np.abs(miss - added) / spread)
        if season > 0:
            self._learn_season(season - 1, miss)
            return
        _push(self._values[day_type], values)
        _push(self._misses[day_type], np.abs(miss))
        self._usual[day_type] = _median(self._values[day_type])
        self._spread[day_type] = self._smooth(_mean(self._misses[day_type]))

    def profile(self) -> Profile:
        """What is usual after all days taken in so far."""
        usual = _with_borrowed(self._usual)
        spread = _floored(_with_borrowed(self._spread), usual)
        share = self._one_sided.shares(usual) if self.marks else np.zeros((0, self.sites))
        return Profile(
            usual, spread, self._shift.copy(), share, self._season.copy(), self._rare.scales()
        )

    def _learn_season(self, season: int, miss: Floats) -> None:
        """Takes in a day of a season. Shapes: miss (sites, cells)."""
        _push(self._season_misses[season], miss)
        self._season_days[season] += 1
        days = int(self._season_days[season])
        median = np.nan_to_num(_median(self._season_misses[season]))
        self._season[season] = median * days / (days + SEASON_SHRINKAGE_DAYS)

    def _smooth(self, spread: Floats) -> Floats:
        """The mean over neighbouring cells, round the clock; nan only where all of them are."""
        reach = SMOOTHING_S // self.slot_s
        known = np.isfinite(spread)
        total, weight = np.zeros_like(spread), np.zeros_like(spread)
        for shift in range(-reach, reach + 1):
            total += np.roll(np.where(known, spread, 0.0), shift, axis=-1)
            weight += np.roll(known, shift, axis=-1)
        return np.divide(total, weight, out=np.full_like(spread, np.nan), where=weight > 0)


def _floored(spread: Floats, usual: Floats) -> Floats:
    """Spreads that are nowhere too small. Shapes: (..., cells) each."""
    of_day = np.fmax(SPREAD_FLOOR * _mean(spread), LEAST_RELATIVE_SPREAD * _mean(np.abs(usual)))
    return np.fmax(spread, np.fmax(of_day, LEAST_SPREAD)[..., None])


def between(weekday: Floats, sunday: Floats, share: Floats) -> Floats:
    """A share of the way from a weekday to a Sunday; the weekday where no Sunday is known."""
    return np.asarray(weekday + share * np.nan_to_num(sunday - weekday))


def _push(kept: Floats, values: Floats) -> None:
    """Puts each finite value in front of its row and drops the oldest; a gap changes nothing."""
    new = np.isfinite(values)
    kept[new] = np.concatenate([values[new][:, None], kept[new][:, :-1]], axis=1)


def _median(kept: Floats) -> Floats:
    """The median of the finite values along the last axis, nan where there is none."""
    count = np.isfinite(kept).sum(axis=-1)
    ordered = np.sort(kept, axis=-1)  # nan sorts last
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0)[..., None] // 2, axis=-1)
    high = np.take_along_axis(
        ordered, np.minimum(count // 2, kept.shape[-1] - 1)[..., None], axis=-1
    )
    middle: Floats = ((low + high) / 2)[..., 0]
    middle[count == 0] = np.nan
    return middle


def _mean(kept: Floats) -> Floats:
    """The mean of the finite values along the last axis, nan where there is none."""
    known = np.isfinite(kept)
    count = known.sum(axis=-1)
    total = np.where(known, kept, 0.0).sum(axis=-1)
    mean: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def _shrunk(kept: Floats) -> Floats:
    """The median, drawn towards zero the fewer values it rests on."""
    count = np.isfinite(kept).sum(axis=-1)
    shrunk: Floats = np.nan_to_num(_median(kept)) * (count / (count + SHRINKAGE_DAYS))
    return shrunk


def _with_borrowed(known: Floats) -> Floats:
    """The table with unknown cells taken from the first neighbouring day type that knows them."""
    filled = known.copy()
    for day_type, neighbours in _BORROWS_FROM.items():
        for neighbour in neighbours:
            gap = np.isnan(filled[day_type])
            if not gap.any():
                break
            filled[day_type][gap] = known[neighbour][gap]
    return filled
