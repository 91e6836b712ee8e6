"""Intervals that keep their word: past errors in, the width of the next day's 80 % interval out.

An error is scored by the spread of its cell, broader on rare days (forecast/rare_days.py); the
interval reaches to the quantile of the scores of the last 28 days, above and below apart, because
jams are long on one side only. The level moves with what happened, every day by
alpha_{t+1} = alpha_t + 0.03 (alpha - miss_t), so that an interval that was missed too often grows,
and one that was never missed shrinks.

Source: Gibbs and Candes, Adaptive conformal inference under distribution shift (2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from forecast.profile import Floats
from forecast.replay import Replay

ALPHA = 0.1
"""The share of values that may lie above the interval, and below it: together 20 %."""

GAMMA = 0.03
WINDOW_DAYS = 28
LEAST_SCORES = 48
THINNED_S = 3_600
"""Scores of the same hour say nearly the same; one of them is kept for the quantile."""

ALPHA_LEAST, ALPHA_MOST = 0.005, 0.4


@dataclass(frozen=True, slots=True)
class Intervals:
    """How far the interval of each day reaches, in spreads, and what it then missed.

    Shapes: reach (2, days, horizons, sites), below and above, nan where too little is known;
    outside (2, horizons, sites, slots), 1 where the target fell outside on that side, 0 where it
    did not, nan where that is not known.
    """

    reach: Floats
    outside: Floats


def adapt(past: Replay, missed: Floats) -> Intervals:
    """The intervals of every day from the scores known by its midnight.

    Shapes: missed (horizons, sites, slots), what was missed by the forecasts that are served.
    """
    starts = past.day_starts().tolist()
    above = np.divide(missed, past.broad, out=np.full_like(missed, np.nan), where=past.broad > 0)
    scores = np.stack([-above, above])
    days = len(starts) - 1
    reach = np.full((2, days, *missed.shape[:2]), np.nan)
    outside = np.full_like(scores, np.nan)
    alpha = np.full((2, *missed.shape[:2]), ALPHA)
    for day in range(days):
        for k, horizon in enumerate(past.horizons.tolist()):
            known = max(starts[day] - horizon, 0)
            if day:
                yesterday = outside[:, k, :, max(starts[day - 1] - horizon, 0) : known]
                _move(alpha[:, k], yesterday)
            window = _window(scores[:, k, :, :known], past.line.slot_s)
            reach[:, day, k] = _quantile(window, 1.0 - alpha[:, k])
        today = slice(starts[day], starts[day + 1])
        outside[..., today] = _outside(scores[..., today], reach[:, day])
    return Intervals(reach, outside)


def _outside(scores: Floats, reach: Floats) -> Floats:
    """1 where a score passes the reach, 0 where not, nan where either is unknown."""
    known = np.isfinite(scores) & np.isfinite(reach)[..., None]
    return np.where(known, scores > reach[..., None], np.nan)


def _move(alpha: Floats, outside: Floats) -> None:
    """One step of the adaptive level, for those for whom anything is known."""
    known = np.isfinite(outside)
    count = known.sum(axis=-1)
    share = np.where(known, outside, 0.0).sum(axis=-1) / np.maximum(count, 1)
    step = np.where(count > 0, GAMMA * (ALPHA - share), 0.0)
    np.clip(alpha + step, ALPHA_LEAST, ALPHA_MOST, out=alpha)


def _window(scores: Floats, slot_s: int) -> Floats:
    thinning = max(1, THINNED_S // slot_s)
    slots = WINDOW_DAYS * DAY_S // slot_s
    return scores[..., -slots:][..., ::-1][..., ::thinning]


def _quantile(scores: Floats, level: NDArray[np.float64]) -> Floats:
    """The conformal quantile along the last axis at one level per row; never below zero."""
    if not scores.shape[-1]:
        return np.full(level.shape, np.nan)
    count = np.isfinite(scores).sum(axis=-1)
    ordered = np.sort(scores, axis=-1)  # nan sorts last
    rank = np.ceil((count + 1) * level).astype(np.int64) - 1
    rank = np.clip(rank, 0, np.maximum(count - 1, 0))
    found = np.take_along_axis(ordered, rank[..., None], axis=-1)[..., 0]
    return np.where(count >= LEAST_SCORES, np.maximum(found, 0.0), np.nan)
