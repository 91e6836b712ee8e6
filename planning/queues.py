"""Queues at the border: a territory's published delays and cars that stay away in, waits out.

The point queue (forecast/queueing.py) answers to demand. Its arrivals are those that make the
delays of an ordinary working day; cars that a scenario takes off the road, or puts on it, change
them by the quarter of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from feeds.territory import Territory
from forecast.border import calendar_of_border
from forecast.calendar import DayType
from forecast.cold_start import CELLS, cold_start_of
from forecast.corridors import Corridor, corridors_of
from forecast.queueing import HOUR_S, Queue, arrivals_of, queue_of
from forecast.slots import SLOT_S
from planning.zones import Floats


@dataclass(frozen=True, slots=True)
class Queues:
    """The corridors, and the arrivals of an ordinary working day. Shapes: (corridors, slots)."""

    corridors: tuple[Corridor, ...]
    arrivals: Floats

    def after(self, fewer_cars: Floats) -> list[Queue]:
        """The queue of every corridor with so many fewer cars. Shapes: (corridors, slots)."""
        left = np.maximum(self.arrivals - fewer_cars, 0.0)
        capacity = np.array([[_capacity(each)] for each in self.corridors])
        free_flow_s = np.array([[each.free_flow_s] for each in self.corridors])
        together = queue_of(left, capacity, free_flow_s)
        return [Queue(*rows) for rows in zip(*together, strict=True)]


def queues_of(territory: Territory) -> Queues:
    """The queues of an ordinary working day, as far as the territory's tables tell them.

    Corridors of which nothing is published have nobody waiting.
    """
    corridors = corridors_of(territory)
    cold = cold_start_of(territory, corridors, calendar_of_border(territory))
    arrivals = np.zeros((len(corridors), CELLS))
    for row, corridor in enumerate(corridors):
        travel_s = cold.middle[DayType.MIDWEEK, row]
        if np.isfinite(travel_s).all():
            arrivals[row] = arrivals_of(travel_s, _capacity(corridor), corridor.free_flow_s)
    return Queues(corridors, arrivals)


def waits_s(queues: list[Queue], slots_s: np.ndarray, shares: Floats) -> Floats:
    """The mean wait of commuters at every corridor, by when they come. Shapes: (corridors,)."""
    rows = slots_s // SLOT_S
    weight = shares / max(float(shares.sum()), 1e-9)
    return np.array([float((each.delay_s[rows] * weight).sum()) for each in queues])


def _capacity(corridor: Corridor) -> float:
    return max(corridor.capacity_vph, 1.0) * SLOT_S / HOUR_S
