"""What a change is worth to people: trips and minutes in, person-hours, access and equality out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Decay = Literal["step", "logistic", "exponential"]

LOGISTIC_SPREAD_MIN = 10.0
"""Standard deviation of the time that people are ready to spend, for the logistic decay."""
PALMA_RICH, PALMA_POOR = 0.1, 0.4


def rule_of_half_h(before: ArrayLike, after: ArrayLike, gain_min: ArrayLike) -> float:
    """Person-hours saved: those who rode before gain all of it, who are new half of it.

    Shapes: any, alike. Source: the rule of half of cost-benefit analysis.
    """
    riders = (np.asarray(before, dtype=np.float64) + np.asarray(after, dtype=np.float64)) / 2
    return float((riders * np.asarray(gain_min, dtype=np.float64)).sum() / 60)


def decay(minutes: Floats, cutoff_min: float, shape: Decay = "step") -> Floats:
    """How much an opportunity so far away counts, 0 to 1; infinitely far ones count nothing.

    The exponential one counts half at the cutoff.
    """
    if shape == "step":
        return np.asarray((minutes <= cutoff_min).astype(np.float64))
    if shape == "logistic":
        scale = LOGISTIC_SPREAD_MIN * math.sqrt(3) / math.pi
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + np.exp((minutes - cutoff_min) / scale)))
    return np.asarray(np.exp(-math.log(2) / cutoff_min * minutes))


def opportunities(
    minutes: Floats, there: Floats, cutoff_min: float, shape: Decay = "step"
) -> Floats:
    """What can be reached from every origin. Shapes: (origins, zones), (zones,) to (origins,)."""
    return np.asarray(decay(minutes, cutoff_min, shape) @ there)


def minutes_to_reach(minutes: Floats, there: Floats, wanted: float) -> Floats:
    """Minutes until so many opportunities are reached; inf where there are not so many.

    Shapes: (origins, zones), (zones,) to (origins,).
    """
    order = np.argsort(minutes, axis=1, kind="stable")
    nearest = np.take_along_axis(minutes, order, axis=1)
    reached = np.cumsum(np.where(np.isfinite(nearest), there[order], 0.0), axis=1)
    enough = reached >= wanted
    at = enough.argmax(axis=1)
    rows = np.arange(len(minutes))
    return np.where(enough.any(axis=1), nearest[rows, at], np.inf)


def gini(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """How unequally something is spread, 0 (alike) to 1; of nothing at all it is 0.

    Shapes: (n,) each; `people` weighs the values.
    """
    each = np.asarray(values, dtype=np.float64)
    weight = np.ones_like(each) if people is None else np.asarray(people, dtype=np.float64)
    order = np.argsort(each, kind="stable")
    each, weight = each[order], weight[order]
    total, heads = float((each * weight).sum()), float(weight.sum())
    if total <= 0 or heads <= 0:
        return 0.0
    share = np.r_[0.0, np.cumsum(each * weight) / total]
    return float(1 - ((share[1:] + share[:-1]) * weight).sum() / heads)


def palma(values: ArrayLike, people: ArrayLike | None = None) -> float:
    """What the best tenth of people has over what the worst four tenths have; inf of nothing."""
    each = np.asarray(values, dtype=np.float64)
    weight = np.ones_like(each) if people is None else np.asarray(people, dtype=np.float64)
    order = np.argsort(each, kind="stable")
    people_to = np.r_[0.0, np.cumsum(weight[order])]
    had = np.r_[0.0, np.cumsum((each * weight)[order])]
    heads = people_to[-1]
    poor = float(np.interp(PALMA_POOR * heads, people_to, had))
    rich = float(had[-1] - np.interp((1 - PALMA_RICH) * heads, people_to, had))
    return rich / poor if poor > 0 else math.inf


def weighted_percentile(values: Sequence[float], people: Sequence[float], share: float) -> float:
    """The value that this share of people (0 to 1) does not exceed; nan of nobody."""
    each, weight = np.asarray(values, dtype=np.float64), np.asarray(people, dtype=np.float64)
    order = np.argsort(each, kind="stable")
    upto = np.cumsum(weight[order])
    if not len(upto) or upto[-1] <= 0:
        return math.nan
    return float(each[order][int(np.searchsorted(upto, share * upto[-1]))])
