"""The fitted model: a grid of observations in, the small state that forecasts are made from out.

A state belongs to one day: it knows everything up to that day's midnight and nothing after. It is
kept as arrays and a readable manifest, under a version that names what it was fitted to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import snapshot
from core.errors import SnapshotError
from forecast.calendar import BorderCalendar
from forecast.correction import correct
from forecast.intervals import adapt
from forecast.profile import Floats, Profile
from forecast.replay import replay
from forecast.slots import Grid

MODEL = "profile-correction-3"
"""The method's name on its forecasts; another method or other constants, another name."""

SITES_AT_ONCE = 32
"""Sites are independent of each other; groups of them bound the memory of a fit."""

SCORED_DAYS = 98
"""The days lived through again at a fit: both windows, the longest horizon, a reserve."""


@dataclass(frozen=True, slots=True)
class ModelState:
    """All that a forecast needs but the latest observations.

    Shapes: horizons (horizons,) in slots; weights (horizons, sites, 2) of the correction; reach
    (2, horizons, sites) of the interval, below and above. Weights and reach are in spreads.
    """

    fit_day: dt.date
    slot_s: int
    sites: tuple[str, ...]
    horizons: NDArray[np.int64]
    profile: Profile
    weights: Floats
    reach: Floats


def fit(grid: Grid) -> ModelState:
    """The state as of the midnight that begins the last day of the grid's timeline.

    What was observed on that last day does not enter.
    Errors: ValueError for a grid without sites.
    """
    if not grid.sites:
        raise ValueError("nothing to fit")
    groups = range(0, len(grid.sites), SITES_AT_ONCE)
    parts = [_fit_group(_sites_of(grid, start, start + SITES_AT_ONCE)) for start in groups]
    profiles = [part.profile for part in parts]
    return ModelState(
        fit_day=grid.line.dates[-1],
        slot_s=grid.line.slot_s,
        sites=grid.sites,
        horizons=parts[0].horizons,
        profile=Profile(
            usual=np.concatenate([profile.usual for profile in profiles], axis=1),
            spread=np.concatenate([profile.spread for profile in profiles], axis=1),
            shift=np.concatenate([profile.shift for profile in profiles], axis=1),
            share=np.concatenate([profile.share for profile in profiles], axis=1),
            season=np.concatenate([profile.season for profile in profiles], axis=1),
            scale=np.concatenate([profile.scale for profile in profiles], axis=1),
        ),
        weights=np.concatenate([part.weights for part in parts], axis=1),
        reach=np.concatenate([part.reach for part in parts], axis=2),
    )


def _sites_of(grid: Grid, start: int, past: int) -> Grid:
    ends = None if grid.ends is None else grid.ends[start:past]
    return Grid(grid.sites[start:past], grid.line, grid.values[start:past], ends)


def _fit_group(grid: Grid) -> ModelState:
    last_day = len(grid.line.dates) - 1
    past = replay(grid, first_day=max(0, last_day - SCORED_DAYS))
    corrected = correct(past)
    intervals = adapt(past, corrected.missed)
    return ModelState(
        fit_day=grid.line.dates[-1],
        slot_s=grid.line.slot_s,
        sites=grid.sites,
        horizons=past.horizons,
        profile=past.profile,
        weights=corrected.weights[-1],
        reach=intervals.reach[:, -1],
    )


def version_of(
    fit_day: dt.date, sites: Sequence[str], rows: int, zone: str, calendar: BorderCalendar
) -> str:
    """The name of the state fitted to so many rows before that day."""
    keys = [[side.side, *side.keys] for side in calendar.sides]
    schools = [[each.side, str(each.first), str(each.last)] for each in calendar.schools]
    content = json.dumps([MODEL, fit_day.isoformat(), list(sites), rows, zone, keys, schools])
    return f"{fit_day.isoformat()}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def save_state(root: Path, version: str, state: ModelState) -> None:
    """Keeps a state under its version and clears the oldest away.

    Errors: EnvironmentFault when it cannot be written.
    """
    manifest = {
        "model": MODEL,
        "fit_day": state.fit_day.isoformat(),
        "slot_s": state.slot_s,
        "sites": list(state.sites),
    }
    arrays: dict[str, NDArray[Any]] = {
        "horizons": state.horizons,
        "usual": state.profile.usual.astype(np.float32),
        "spread": state.profile.spread.astype(np.float32),
        "shift": state.profile.shift.astype(np.float32),
        "share": state.profile.share.astype(np.float32),
        "season": state.profile.season.astype(np.float32),
        "scale": state.profile.scale.astype(np.float32),
        "weights": state.weights.astype(np.float32),
        "reach": state.reach.astype(np.float32),
    }
    snapshot.publish(root, version, arrays, manifest)
    snapshot.prune(root)


def find_state(root: Path, version: str) -> ModelState | None:
    """The state kept under that version, or None where there is none that can be read."""
    try:
        kept = snapshot.load(root, version)
        head, arrays = kept.manifest, kept.arrays
        return ModelState(
            fit_day=dt.date.fromisoformat(head["fit_day"]),
            slot_s=int(head["slot_s"]),
            sites=tuple(head["sites"]),
            horizons=arrays["horizons"],
            profile=Profile(
                arrays["usual"],
                arrays["spread"],
                arrays["shift"],
                arrays["share"],
                arrays["season"],
                arrays["scale"],
            ),
            weights=arrays["weights"],
            reach=arrays["reach"],
        )
    except (SnapshotError, KeyError, ValueError):
        return None
