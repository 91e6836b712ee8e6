"""An archive lived through: a grid of observations in, what every forecast of it missed out.

Every slot in which something was observed is an origin; from it the model forecasts each horizon
with what was known by then, exactly as it is served.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from forecast.correction import correct
from forecast.intervals import adapt
from forecast.profile import Floats
from forecast.replay import Replay, replay
from forecast.slots import Grid, Timeline

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Targets:
    """Errors (observed minus forecast) at the targets that count, side by side. Shapes: (n,)."""

    observed: Floats
    missed: Floats
    by_week: Floats
    by_profile: Floats
    below: Floats
    above: Floats


@dataclass(frozen=True, slots=True)
class Lived:
    """The same for every site and slot as a target of one horizon; nan where there is none.

    Shapes: (sites, slots) each.
    """

    observed: Floats
    missed: Floats
    by_week: Floats
    by_profile: Floats
    below: Floats
    above: Floats

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Where something was observed and every rival has a forecast."""
        known = np.isfinite(np.stack([getattr(self, f.name) for f in fields(self)]))
        return np.asarray(known.all(axis=0))

    def targets(self, where: NDArray[np.bool_] | None = None) -> Targets:
        """The targets that count, or those of them at which `where` holds."""
        at = self.counts if where is None else self.counts & where
        return Targets(*(getattr(self, f.name)[at] for f in fields(self)))


def live_through(grid: Grid, horizons: dict[str, int]) -> dict[str, Lived]:
    """What forecasts of each horizon, in slots, missed at every target of a grid."""
    past = replay(grid, horizons=np.array(list(horizons.values()), dtype=np.int64))
    corrected = correct(past)
    intervals = adapt(past, corrected.missed)
    same_last_week = _slots_last_week(grid.line)
    found = {}
    for k, (name, horizon) in enumerate(horizons.items()):
        reach = intervals.reach[:, grid.line.day_of, k].swapaxes(1, 2) * past.broad[k]
        found[name] = _at_targets(
            grid.values, past, corrected.missed[k], reach, same_last_week, k, horizon
        )
    return found


def _at_targets(
    values: Floats,
    past: Replay,
    missed: Floats,
    reach: Floats,
    same_last_week: NDArray[np.int64],
    k: int,
    horizon: int,
) -> Lived:
    """What stands at origins, moved to where its targets are."""
    slots = values.shape[1]
    origin = np.arange(max(0, slots - horizon))
    target = origin + horizon
    week = same_last_week[target]
    known = (week >= 0) & (week <= origin)  # last week's value must have been seen at the origin
    last_week = np.where(known, values[:, np.maximum(week, 0)], np.nan)
    rows = (
        values[:, target],
        missed[:, origin],
        values[:, target] - last_week,
        past.ahead[k][:, origin],
        reach[0][:, origin],
        reach[1][:, origin],
    )
    moved = np.full((len(rows), *values.shape), np.nan)
    for row, at_origins in zip(moved, rows, strict=True):
        row[:, target] = at_origins
    return Lived(*moved)


def _slots_last_week(line: Timeline) -> NDArray[np.int64]:
    """The slot with the same wall-clock time a week earlier, -1 where there is none."""
    by_cell = np.full((len(line.dates), line.cells), -1)
    by_cell[line.day_of[::-1], line.cell[::-1]] = np.arange(line.slots)[::-1]
    earlier = line.day_of - WEEK_DAYS
    return np.where(earlier >= 0, by_cell[np.maximum(earlier, 0), line.cell], -1)
