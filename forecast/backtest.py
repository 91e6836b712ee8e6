"""The rolling-origin backtest: an archive of observations in, how good forecasts were out.

Every slot in which something was observed is an origin; from it the model forecasts each horizon
with what was known by then, exactly as it is served. A target counts when it was observed, and when
last week's value and the profile have a forecast for it too, so that all are judged on the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.progress import Progress, silent
from forecast.calendar import BorderCalendar
from forecast.correction import correct
from forecast.intervals import adapt
from forecast.observations import ObservationStore
from forecast.profile import Floats
from forecast.replay import Replay, replay
from forecast.slots import SLOT_S, Grid, Timeline, timeline, to_grid

HORIZONS_S = {"15min": 900, "60min": 3_600, "24h": 86_400, "7d": 604_800}
SITES_AT_ONCE = 16
HOUR_S = 3_600
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Score:
    """How good the forecasts of one horizon were, over `n` targets, in the quantity's unit.

    `mase_week` and `mase_profile` are the mean absolute error as a share of that of last week's
    value and of the bare weekly profile; `pinball` is the mean loss of P10, P50 and P90.
    """

    horizon: str
    n: int
    mae: float
    rmse: float
    wape: float
    mase_week: float
    mase_profile: float
    pinball: float
    coverage80: float
    width80: float

    def as_json(self) -> dict[str, float | int | None]:
        """The score without its name; what is not defined is null."""
        names = (
            "mae", "rmse", "wape", "mase_week", "mase_profile", "pinball", "coverage80", "width80",
        )  # fmt: skip
        values = {name: float(getattr(self, name)) for name in names}
        known = {name: value if np.isfinite(value) else None for name, value in values.items()}
        return {**known, "n": self.n}


@dataclass(frozen=True, slots=True)
class Targets:
    """Errors (observed minus forecast) at the targets that count, side by side. Shapes: (n,)."""

    observed: Floats
    missed: Floats
    by_week: Floats
    by_profile: Floats
    below: Floats
    above: Floats


def backtest(
    store: ObservationStore,
    quantity: str,
    sites: tuple[str, ...],
    zone: str,
    calendar: BorderCalendar,
    progress: Progress = silent,
) -> tuple[Score, ...]:
    """The scores of all sites together, a horizon each; none where nothing could be scored."""
    extent = store.read_extent(quantity, sites)
    if extent is None:
        return ()
    slot_s = slot_length_s(store.read_series(quantity, sites[:1], 0, extent.last_s + 1).time_s)
    line = timeline(
        clock.local_date(extent.first_s, zone),
        clock.local_date(extent.last_s, zone),
        zone,
        calendar,
        slot_s=slot_s,
    )
    horizons = {name: h_s // slot_s for name, h_s in HORIZONS_S.items() if h_s >= slot_s}
    found: dict[str, list[Targets]] = {name: [] for name in horizons}
    for start in range(0, len(sites), SITES_AT_ONCE):
        progress("living through the archive", start / len(sites))
        group = sites[start : start + SITES_AT_ONCE]
        series = store.read_series(quantity, group, line.start_s, extent.last_s + 1)
        for name, targets in targets_of(to_grid(series, line), horizons).items():
            found[name].append(targets)
    scores = (score_of(name, parts) for name, parts in found.items())
    return tuple(score for score in scores if score is not None)


def slot_length_s(time_s: NDArray[np.int64]) -> int:
    """An hour where observations are hourly, else a quarter of it."""
    return HOUR_S if len(time_s) and not (time_s % HOUR_S).any() else SLOT_S


def targets_of(grid: Grid, horizons: dict[str, int]) -> dict[str, Targets]:
    """Lives through a grid and collects, for each horizon in slots, the targets that count."""
    past = replay(grid, horizons=np.array(list(horizons.values()), dtype=np.int64))
    corrected = correct(past)
    intervals = adapt(past, corrected.missed)
    same_last_week = _slots_last_week(grid.line)
    found = {}
    for k, (name, horizon) in enumerate(horizons.items()):
        reach = intervals.reach[:, grid.line.day_of, k].swapaxes(1, 2) * past.spread[k]
        found[name] = _collect(
            grid.values, past, corrected.missed[k], reach, same_last_week, k, horizon
        )
    return found


def score_of(name: str, parts: list[Targets]) -> Score | None:
    """The score over several groups of targets, or None where there are none."""
    joined = [np.concatenate([getattr(p, field) for p in parts]) for field in _FIELDS]
    observed, missed, by_week, by_profile, below, above = joined
    if not len(observed):
        return None
    size = np.abs(missed).mean()
    inside = (missed >= -below) & (missed <= above)
    losses = [
        _pinball(missed + below, 0.1),
        _pinball(missed, 0.5),
        _pinball(missed - above, 0.9),
    ]
    return Score(
        horizon=name,
        n=len(observed),
        mae=float(size),
        rmse=float(np.sqrt((missed**2).mean())),
        wape=_share(size, np.abs(observed).mean()),
        mase_week=_share(size, np.abs(by_week).mean()),
        mase_profile=_share(size, np.abs(by_profile).mean()),
        pinball=float(np.mean(losses)),
        coverage80=float(inside.mean()),
        width80=float((below + above).mean()),
    )


_FIELDS = ("observed", "missed", "by_week", "by_profile", "below", "above")


def _collect(
    values: Floats,
    past: Replay,
    missed: Floats,
    reach: Floats,
    same_last_week: NDArray[np.int64],
    k: int,
    horizon: int,
) -> Targets:
    """The targets of one horizon at which every rival has a forecast."""
    slots = values.shape[1]
    origin = np.arange(max(0, slots - horizon))
    target = origin + horizon
    week = same_last_week[target]
    known = (week >= 0) & (week <= origin)  # last week's value must have been seen at the origin
    last_week = np.where(known, values[:, np.maximum(week, 0)], np.nan)
    observed = values[:, target]
    rows = (
        observed,
        missed[:, origin],
        observed - last_week,
        past.ahead[k][:, origin],
        reach[0][:, origin],
        reach[1][:, origin],
    )
    counts = np.isfinite(np.stack(rows)).all(axis=0)
    return Targets(*(row[counts] for row in rows))


def _slots_last_week(line: Timeline) -> NDArray[np.int64]:
    """The slot with the same wall-clock time a week earlier, -1 where there is none."""
    by_cell = np.full((len(line.dates), line.cells), -1)
    by_cell[line.day_of[::-1], line.cell[::-1]] = np.arange(line.slots)[::-1]
    earlier = line.day_of - WEEK_DAYS
    return np.where(earlier >= 0, by_cell[np.maximum(earlier, 0), line.cell], -1)


def _pinball(error: Floats, level: float) -> float:
    return float(np.maximum(level * error, (level - 1) * error).mean())


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
