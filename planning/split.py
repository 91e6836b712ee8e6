"""Transit or car: what both cost on each relation in, the share of transit out.

Today's shares are a logit whose constants are calibrated: each segment (across the border, inside)
has the share that surveys tell, and lines whose riders were counted carry what was counted. Shares
after a change pivot on them (incremental logit): a scenario that changes nothing gives them back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planning.assignment import Assigned, mean_by_relation
from planning.choice import TIMETABLE_USERS_MIN, incremental_logit
from planning.journeys import Journeys
from planning.parameters import Parameters
from planning.period import SLOT_S, Period
from planning.zones import Floats

COEFFICIENTS = ("in_vehicle", "wait", "access", "transfer", "car")
"""What makes riders of minutes: the names on the parameter sheet."""
NO_SERVICE = -50.0
"""Utility of transit on a relation that has none."""
LATE_COUNTS = 2.0
"""A minute late counts as so many."""
HALVINGS = 60


def door_minutes(journeys: Journeys, assigned: Assigned, period: Period, shares: Floats) -> Floats:
    """From door to door with the wait for the moment one wishes, by the best journey of each wish.

    Nobody's minutes grow when journeys are added. nan without journeys. Shapes: shares (slots,)
    to (relations,).
    """
    early = earliness_min(journeys, period)
    lost = assigned.ride_min - journeys.ride_s / 60
    length = (journeys.arrive_s - journeys.depart_s) / 60 + lost
    minutes = length[:, None] + np.where(early >= 0, early, -LATE_COUNTS * early)
    return _over_wishes(journeys, minutes, shares, np.minimum)


def transit_utility(
    journeys: Journeys,
    assigned: Assigned,
    period: Period,
    shares: Floats,
    parameters: Parameters,
) -> Floats:
    """What transit is worth on each relation: its best journey, mean over the moments wished.

    No logsum: the journeys are Pareto sets, and a better one that clears away three worse would
    lower it. Waiting is being too early, up to what timetable users wait; beyond it counts as in a
    vehicle. NO_SERVICE without journeys. Shapes: (relations,).
    """
    early = earliness_min(journeys, period)
    waited = np.clip(early, 0, TIMETABLE_USERS_MIN / 2)
    ride = parameters["in_vehicle"]
    fixed = (
        ride * assigned.felt_min
        + parameters["access"] * journeys.access_s / 60
        + parameters["transfer"] * journeys.change_s / 60
    )
    worth = (
        fixed[:, None]
        + parameters["wait"] * waited
        + ride * parameters["early_weight"] * np.maximum(early - waited, 0)
        + parameters["wait"] * parameters["late_weight"] * np.maximum(-early, 0)
    )
    best = _over_wishes(journeys, worth, shares, np.maximum)
    return np.where(np.isfinite(best), best, NO_SERVICE)


def earliness_min(journeys: Journeys, period: Period) -> Floats:
    """Minutes before the end of each slot at which journeys arrive. Shapes: (journeys, slots)."""
    wished = period.moment_s(0) + period.slots_s + SLOT_S
    return np.asarray((wished[None, :] - journeys.arrive_s[:, None]) / 60)


def _over_wishes(journeys: Journeys, values: Floats, shares: Floats, best: np.ufunc) -> Floats:
    told = _over_slots(journeys, values, best)
    return np.asarray(told @ (shares / max(float(shares.sum()), 1e-9)))


def _over_slots(journeys: Journeys, values: Floats, by: np.ufunc) -> Floats:
    """A reduction over the journeys of every relation; nan without. To (relations, slots)."""
    told = np.full((len(journeys.start) - 1, values.shape[1]), np.nan)
    there = np.diff(journeys.start) > 0
    if there.any():
        told[there] = by.reduceat(values, journeys.start[:-1][there], axis=0)
    return told


def calibrated_shares(
    transit: Floats, car_min: Floats, workers: Floats, target: float, parameters: Parameters
) -> tuple[Floats, float]:
    """Shares by relation whose mean over workers is `target`, and the constant that gives it.

    Shapes: (relations,) each; a relation without a road has riders only.
    """
    car = np.where(np.isfinite(car_min), parameters["car"] * car_min, NO_SERVICE)
    gap = transit - car
    low, high = -30.0, 30.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        share = 1 / (1 + np.exp(-np.clip(gap + middle, -60, 60)))
        mean = float((share * workers).sum() / max(workers.sum(), 1e-9))
        low, high = (middle, high) if mean < target else (low, middle)
    share = 1 / (1 + np.exp(-np.clip(gap + high, -60, 60)))
    return share, high


def pivoted(share: Floats, gain: Floats) -> Floats:
    """The shares after utilities of transit less those of the car have changed by `gain`."""
    changed = incremental_logit(share, np.clip(gain, -60, 60))
    return np.where(gain == 0, share, changed)


def usage_of(journeys: Journeys, assigned: Assigned, trips: NDArray[np.bool_]) -> Floats:
    """The share of each relation's riders who board one of some trips. Shapes: (relations,)."""
    journey = np.repeat(np.arange(len(journeys.depart_s)), np.diff(journeys.ride_start))
    boards = np.zeros(len(journeys.depart_s))
    np.add.at(boards, journey, trips[journeys.trip].astype(np.float64))
    used = mean_by_relation(journeys, assigned.flow, np.minimum(boards, 1.0))
    return np.nan_to_num(used)
