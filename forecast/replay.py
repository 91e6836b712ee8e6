"""The past as it looked then: observations in, what the profile missed at each origin out.

Every day is met with the profile learnt from the days before it and from nothing else. An origin is
a slot in which something was observed; its targets lie one or more slots ahead. What is computed
here for an origin uses no observation later than the start of its day, but for the target itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.calendar import DayType
from forecast.profile import Floats, Profile, ProfileLearner, between
from forecast.slots import Grid, Timeline

HORIZONS_S = (
    900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 604_800,
)  # fmt: skip
"""The horizons that are fitted and scored; between them is interpolated."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What the profile missed, from slot `first` (a midnight) to the end of the timeline.

    Shapes: latest (sites, slots), the residual of each slot against the profile of its own day, in
    spreads; ahead, spread, broad (horizons, sites, slots), the residual of the target, the spread
    expected there and that of its interval, which is broader on rare days (forecast/rare_days.py),
    all by the profile of the origin's day and standing at the slot of the origin.
    `profile` is that of the last day: it has not yet seen that day.
    """

    line: Timeline
    first_day: int
    horizons: NDArray[np.int64]
    latest: Floats
    ahead: Floats
    spread: Floats
    broad: Floats
    profile: Profile

    @property
    def first(self) -> int:
        """The first slot covered."""
        return int(self.line.first_slot[self.first_day])

    def day_starts(self) -> NDArray[np.int64]:
        """The slots, counted from `first`, at which the days begin, and the end of the last."""
        return self.line.first_slot[self.first_day :] - self.first


def horizons_of(slot_s: int) -> NDArray[np.int64]:
    """The horizons in slots of that length."""
    return np.array([h // slot_s for h in HORIZONS_S if h % slot_s == 0], dtype=np.int64)


def replay(grid: Grid, *, first_day: int = 0, horizons: NDArray[np.int64] | None = None) -> Replay:
    """Meets the days of a grid one after the other, from `first_day` on noting every residual."""
    line = grid.line
    ahead_slots = horizons_of(line.slot_s) if horizons is None else horizons
    first = int(line.first_slot[first_day])
    width = line.slots - first
    latest = np.full((len(grid.sites), width), np.nan)
    ahead = np.full((len(ahead_slots), len(grid.sites), width), np.nan)
    spread, broad = np.full_like(ahead, np.nan), np.full_like(ahead, np.nan)
    rare = line.rare
    learner = ProfileLearner(
        len(grid.sites), line.cells, line.marks, line.slot_s, grid.ends, line.seasons
    )
    last_day = len(line.dates) - 1
    for day in range(last_day + 1):
        slots = np.arange(line.first_slot[day], line.first_slot[day + 1])
        kind = int(line.day_type[day]), int(line.mark[day])
        if day >= first_day:
            profile = learner.profile()
            here = slice(int(slots[0]) - first, int(slots[-1]) + 1 - first)
            usual, spread_here = usual_at(profile, line, slots)
            latest[:, here] = (grid.values[:, slots] - usual) / spread_here
            found = _look_ahead(grid, profile, slots, ahead_slots, rare)
            ahead[..., here], spread[..., here], broad[..., here] = found
        if day < last_day:
            learner.learn(*kind, day_cells(grid, day), int(line.season[day]), int(rare[day]))
    return Replay(line, first_day, ahead_slots, latest, ahead, spread, broad, learner.profile())


def day_cells(grid: Grid, day: int) -> Floats:
    """The observations of one day by wall-clock cell: the mean where a cell comes twice."""
    line = grid.line
    slots = slice(int(line.first_slot[day]), int(line.first_slot[day + 1]))
    cells, values = line.cell[slots], grid.values[:, slots]
    if len(cells) == line.cells:
        return values
    by_cell = np.zeros((line.cells, len(grid.sites)))
    count = np.zeros_like(by_cell)
    np.add.at(by_cell, cells, np.nan_to_num(values).T)
    np.add.at(count, cells, np.isfinite(values).T)
    return np.divide(by_cell, count, out=np.full_like(by_cell, np.nan), where=count > 0).T


def usual_at(profile: Profile, line: Timeline, slots: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What is usual, and its spread, in any slots of a timeline. Shapes: (sites, *slots.shape)."""
    day, cell = line.day_of[slots], line.cell[slots]
    day_type, mark = line.day_type[day], line.mark[day]
    usual = profile.usual[day_type, :, cell]
    spread = profile.spread[day_type, :, cell]
    if len(profile.shift):
        at = np.maximum(mark, 0)
        sunday = profile.usual[np.full_like(day_type, DayType.SUNDAY), :, cell]
        marked = between(usual, sunday, profile.share[at]) + profile.shift[at, :, cell]
        usual = np.where((mark >= 0)[..., None], marked, usual)
    if len(profile.season):
        season = line.season[day]
        added = profile.season[np.maximum(season - 1, 0), :, cell]
        usual = usual + np.where((season > 0)[..., None], added, 0.0)
    return np.moveaxis(usual, -1, 0), np.moveaxis(spread, -1, 0)


def scale_at(profile: Profile, rare: NDArray[np.int8]) -> Floats:
    """How much wider intervals are on such kinds of days. Shapes: (sites, *rare.shape)."""
    return np.moveaxis(profile.scale[rare], -1, 0)


def _look_ahead(
    grid: Grid,
    profile: Profile,
    origins: NDArray[np.int64],
    horizons: NDArray[np.int64],
    rare: NDArray[np.int8],
) -> tuple[Floats, Floats, Floats]:
    """What one day's profile misses at the targets of its origins, and the spreads there."""
    targets = origins[None, :] + horizons[:, None]
    known = targets < grid.line.slots
    targets = np.minimum(targets, grid.line.slots - 1)
    expected, spread = usual_at(profile, grid.line, targets)
    missed = np.where(known[None], grid.values[:, targets] - expected, np.nan)
    broad = spread * scale_at(profile, rare[grid.line.day_of[targets]])
    ahead, spread, broad = (np.moveaxis(each, 0, 1) for each in (missed, spread, broad))
    return ahead, spread, broad
