"""On the road: states before and after in, cars and queues at the border out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.car import CarTimes
from planning.equilibrium import AtLevel, Setting, State
from planning.queues import Queues
from planning.results import Change, Queue
from planning.zones import Floats


def car_km_avoided(setting: Setting, before: State, after: AtLevel) -> float:
    """Car-kilometres a day that are no longer driven."""
    people = setting.people
    drivers = people.workers * people.present / setting.parameters["car_occupancy"]

    def driven(share: Floats, car: CarTimes) -> float:
        km = np.where(np.isfinite(car.km), car.km, 0.0)
        return float((2 * drivers * (1 - share) * km).sum())

    return driven(before.share, before.car) - driven(after.share, after.car)


def queue_figures(queues: Queues, before: State, after: State) -> Iterator[Queue]:
    """Every corridor before and after."""
    for row, corridor in enumerate(queues.corridors):
        was, now = before.queues[row], after.queues[row]
        yield Queue(
            corridor_id=corridor.id,
            name=corridor.name,
            cars_day=Change(float(before.cars[row].sum()), float(after.cars[row].sum())),
            worst_wait_min=Change(float(was.delay_s.max() / 60), float(now.delay_s.max() / 60)),
            vehicle_hours=Change(was.vehicle_hours, now.vehicle_hours),
        )
