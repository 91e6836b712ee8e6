"""The correction: how today differs from usual in, what that says about the hours ahead out.

Two features, the latest residual and the mean of the last four, explain the residual at each
horizon by a ridge regression on the last 56 days, anew every day and for every site. Residuals are
taken in spreads: ten minutes lost in the rush are nothing unusual, and do not foretell ten minutes
when the rush is over. A correction that did worse than the bare profile on those days is switched
off for that site and horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from forecast.profile import Floats
from forecast.replay import Replay

WINDOW_DAYS = 56
FEATURE_SLOTS = 4
RIDGE = 0.1
LEAST_PAIRS_DAYS = 2


@dataclass(frozen=True, slots=True)
class Corrected:
    """The correction of each day and what was still missed with it.

    Shapes: weights (days, horizons, sites, 2), zero where the profile stands alone; missed
    (horizons, sites, slots), nan where the origin or the target was not observed.
    """

    weights: Floats
    missed: Floats


def features(latest: Floats) -> Floats:
    """The latest residual and the mean of the last four. Shapes: (sites, slots) -> (2, ...)."""
    known = np.isfinite(latest)
    total = np.cumsum(np.where(known, latest, 0.0), axis=-1)
    count = np.cumsum(known, axis=-1)
    total[:, FEATURE_SLOTS:] -= total[:, :-FEATURE_SLOTS].copy()
    count[:, FEATURE_SLOTS:] -= count[:, :-FEATURE_SLOTS].copy()
    mean = np.divide(total, count, out=np.full_like(latest, np.nan), where=count > 0)
    return np.stack([latest, np.where(known, mean, np.nan)])


def correct(past: Replay) -> Corrected:
    """Fits the correction of every day from the targets known by its midnight, and applies it."""
    starts = past.day_starts()
    window = WINDOW_DAYS * DAY_S // past.line.slot_s
    least_pairs = LEAST_PAIRS_DAYS * past.line.cells
    x = features(past.latest)
    day_of = past.line.day_of[past.first :] - past.first_day
    weights = np.zeros((len(starts) - 1, len(past.horizons), len(past.latest), 2))
    missed = np.full_like(past.ahead, np.nan)
    for k, horizon in enumerate(past.horizons.tolist()):
        ends = np.maximum(starts[:-1] - horizon, 0)
        begins = np.maximum(ends - window, 0)
        half = np.sqrt(past.spread[k])  # between errors in seconds and errors in spreads
        fitted = _ridge(x * half, past.ahead[k] / half, begins, ends, least_pairs)
        applied = fitted[day_of]  # (slots, sites, 2)
        plain = np.where(np.isfinite(x[1]), past.ahead[k], np.nan)
        shift = applied[..., 0].T * x[0] + applied[..., 1].T * x[1]
        corrected = plain - shift * past.spread[k]
        gain = _window_sums(np.abs(plain) - np.abs(corrected), begins, ends)
        useful = gain > 0
        weights[:, k] = np.where(useful[..., None], fitted, 0.0)
        missed[k] = np.where(useful[day_of].T, corrected, plain)
    return Corrected(weights, missed)


def _ridge(
    x: Floats,
    y: Floats,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    least_pairs: int,
) -> Floats:
    """Ridge weights of each window. Shapes: (2, sites, slots), (sites, slots) -> (days, sites, 2).

    Solves the two-by-two normal equations by hand; the ridge is a share of their mean diagonal.
    """
    paired = np.isfinite(y) & np.isfinite(x[1])
    a, b, target = (np.where(paired, values, 0.0) for values in (x[0], x[1], y))
    aa, ab, bb, at, bt, count = (
        _window_sums(product, begins, ends)
        for product in (a * a, a * b, b * b, a * target, b * target, paired.astype(np.float64))
    )
    ridge = RIDGE * (aa + bb) / 2
    aa, bb = aa + ridge, bb + ridge
    det = aa * bb - ab * ab
    solvable = (count >= least_pairs) & (det > 0)
    det = np.where(solvable, det, 1.0)
    solved = np.stack([(bb * at - ab * bt) / det, (aa * bt - ab * at) / det], axis=-1)
    return np.where(solvable[..., None], solved, 0.0)


def _window_sums(values: Floats, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
    """Sums of the finite values in windows of slots. Shapes: (sites, slots) -> (windows, sites)."""
    running = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(np.nan_to_num(values), axis=1, out=running[:, 1:])
    sums: Floats = (running[:, ends] - running[:, begins]).T
    return sums
