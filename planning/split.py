"""Transit or car: what both cost on each relation in, the share of transit out.

Today's shares are a logit whose constants are calibrated: each segment (across the border, inside)
has the share that surveys tell, and lines whose riders were counted carry what was counted. Shares
after a change pivot on them (incremental logit): a scenario that changes nothing gives them back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.assignment import Assigned, mean_by_relation
from planning.choice import TIMETABLE_USERS_MIN, incremental_logit
from planning.journeys import Journeys
from planning.parameters import Parameters
from planning.period import Period
from planning.zones import Floats

COEFFICIENTS = ("in_vehicle", "wait", "access", "transfer", "car")
"""What makes riders of minutes: the names on the parameter sheet."""
NO_SERVICE = -50.0
"""Utility of transit on a relation that has none."""
HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Costs:
    """What transit costs on each relation, minutes; nan without service. Shapes: (relations,)."""

    ride_min: Floats
    wait_min: Floats
    access_min: Floats
    change_min: Floats

    @property
    def total_min(self) -> Floats:
        """From door to door, the first wait included."""
        return np.asarray(self.ride_min + self.wait_min + self.access_min + self.change_min)


def costs_of(journeys: Journeys, assigned: Assigned, period: Period) -> Costs:
    """The riders' means on each relation.

    The first wait is half the mean headway of the journeys, up to timetable users' own.
    """
    counts = np.diff(journeys.start)
    span_min = (period.leaving[1] - period.leaving[0]) / 60
    headway = span_min / np.maximum(counts, 1)
    wait = np.minimum(headway, TIMETABLE_USERS_MIN) / 2

    def mean(values: Floats) -> Floats:
        return mean_by_relation(journeys, assigned.flow, values)

    return Costs(
        ride_min=mean(assigned.ride_min),
        wait_min=np.where(counts > 0, wait, np.nan),
        access_min=mean(journeys.access_s / 60),
        change_min=mean(journeys.change_s / 60),
    )


def transit_utility(costs: Costs, parameters: Parameters) -> Floats:
    """What transit is worth on each relation. Shapes: (relations,)."""
    worth = (
        parameters["in_vehicle"] * costs.ride_min
        + parameters["wait"] * costs.wait_min
        + parameters["access"] * costs.access_min
        + parameters["transfer"] * costs.change_min
    )
    return np.where(np.isfinite(worth), worth, NO_SERVICE)


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
