"""Forecasts: a fitted state and the latest observations in, P10, P50 and P90 of coming slots out.

The horizon of a slot counts from the last observation of its site, not from now: a site that has
gone silent is forecast from further away, with the wider interval that this deserves. Past the
longest reach there is no forecast (nan). Slots that are not after the last observation get what is
usual with the interval of a day ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from forecast.correction import FEATURE_SLOTS
from forecast.fit import ModelState
from forecast.profile import Floats
from forecast.replay import scale_at, usual_at
from forecast.slots import Grid

REACH_DAYS = 14
"""No forecast is made for a moment further than this from the site's last observation."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Forecasts by site and slot, nan where there is none; p10 <= p50 <= p90.

    Shapes: usual, p10, p50, p90 (sites, slots); origin (sites,), the slot of the last observation,
    negative where there is none.
    """

    usual: Floats
    p10: Floats
    p50: Floats
    p90: Floats
    origin: NDArray[np.int64]


def predict(
    state: ModelState, recent: Grid, slots: NDArray[np.int64], least: NDArray[np.float64]
) -> Prediction:
    """The forecasts of these slots of the timeline of `recent`.

    Shapes: slots (n,), least (sites,) the value that nothing falls below (free flow).
    """
    origin = last_observed(recent)
    usual, spread = usual_at(state.profile, recent.line, slots)
    horizon = slots[None, :] - origin[:, None]
    ahead = (horizon > 0) & (origin >= 0)[:, None]
    day = DAY_S // recent.line.slot_s
    at = _positions(state.horizons, np.where(ahead, horizon, day))
    site = np.arange(len(recent.sites))[:, None]
    latest = _latest(state, recent, origin)
    shift = (_between(state.weights, at, site) * latest[:, None, :]).sum(axis=-1)
    floor = least[:, None]
    p50 = np.maximum(usual + np.where(ahead, shift * spread, 0.0), floor)
    broad = spread * scale_at(state.profile, recent.line.rare[recent.line.day_of[slots]])
    p10 = np.maximum(p50 - _between(state.reach[0], at, site) * broad, floor)
    p90 = p50 + _between(state.reach[1], at, site) * broad
    shown = np.isfinite(p10) & np.isfinite(p90) & (origin >= 0)[:, None]
    shown &= horizon <= REACH_DAYS * day
    return Prediction(
        usual=np.maximum(usual, floor),
        p10=np.where(shown, p10, np.nan),
        p50=np.where(shown, p50, np.nan),
        p90=np.where(shown, p90, np.nan),
        origin=origin,
    )


def last_observed(grid: Grid) -> NDArray[np.int64]:
    """The last slot of each site with an observation, -1 where there is none."""
    known = np.isfinite(grid.values)
    last = grid.values.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return np.where(known.any(axis=1), last, -1)


def _latest(state: ModelState, recent: Grid, origin: NDArray[np.int64]) -> Floats:
    """The two features of the correction at the origin of each site. Shapes: (sites, 2)."""
    slots = np.maximum(origin[:, None] - np.arange(FEATURE_SLOTS), 0)
    site = np.arange(len(recent.sites))[:, None]
    usual, spread = usual_at(state.profile, recent.line, slots)
    own = (site, site, np.arange(FEATURE_SLOTS))
    residual = (recent.values[site, slots] - usual[own]) / spread[own]
    known = np.isfinite(residual)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, residual, 0.0).sum(axis=1) / count
    pair: Floats = np.nan_to_num(np.stack([residual[:, 0], mean], axis=-1))
    return pair


@dataclass(frozen=True, slots=True)
class _Positions:
    """Where horizons lie between those that were fitted. Shapes: (sites, slots)."""

    below: NDArray[np.int64]
    above: NDArray[np.int64]
    share: Floats


def _positions(fitted: NDArray[np.int64], horizon: NDArray[np.int64]) -> _Positions:
    """Places horizons between the fitted ones, on a logarithmic scale, held at both ends."""
    place = np.interp(np.log(horizon), np.log(fitted), np.arange(len(fitted), dtype=np.float64))
    below = np.floor(place).astype(np.int64)
    return _Positions(below, np.minimum(below + 1, len(fitted) - 1), place - below)


def _between(table: Floats, at: _Positions, site: NDArray[np.int64]) -> Floats:
    """Values of a (horizons, sites, ...) table between two fitted horizons."""
    share = at.share.reshape(at.share.shape + (1,) * (table.ndim - 2))
    between: Floats = table[at.below, site] * (1 - share) + table[at.above, site] * share
    return between
