"""The point queue: who arrives and what a road lets through in, queue and delay out.

    Q(t+1) = max(0, Q(t) + A(t) - s)        delay of who arrives last in t: Q(t+1) / s

It answers to demand, which the statistical forecast cannot: that one knows what was, this one what
would be if fewer drove. Below capacity cars slow each other down by the curve of the US Bureau of
Public Roads (1964), t = t0 (1 + 0.15 (A/s)^4). Vehicles and seconds by slots of one length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecast.slots import SLOT_S

BPR_SHARE, BPR_POWER = 0.15, 4.0
HOUR_S = 3600

Floats = NDArray[np.float64]


class Queue(NamedTuple):
    """A queue over a day. Shapes: (slots,) each.

    `waiting` are the vehicles at the end of each slot, `delay_s` what the last to arrive waits,
    `travel_s` the time over the whole section.
    """

    waiting: Floats
    delay_s: Floats
    travel_s: Floats

    @property
    def vehicle_hours(self) -> float:
        """Hours that all vehicles together wait."""
        return float(self.waiting.sum() * SLOT_S / HOUR_S)


@dataclass(frozen=True, slots=True)
class Levers:
    """What a planner changes. Shares lie between 0 and 1.

    `demand` multiplies arrivals, `telework` is the share that stays at home besides, and of those
    who drive `shifted` leave `shift_slots` slots later (earlier where that is below 0). `capacity`
    multiplies what the road lets through.
    """

    demand: float = 1.0
    telework: float = 0.0
    shifted: float = 0.0
    shift_slots: int = 0
    capacity: float = 1.0


def queue_of(
    arrivals: Floats, capacity: float | Floats, free_flow_s: float | Floats = 0.0
) -> Queue:
    """The queue of these arrivals before a bottleneck. `capacity` is vehicles a slot, above 0.

    Several bottlenecks at once have a row each, and capacity and time in columns.
    Shapes: (..., slots), (..., 1).
    """
    beyond = arrivals - capacity
    waiting = np.empty_like(beyond)
    left = np.zeros(beyond.shape[:-1])
    for slot in range(beyond.shape[-1]):
        left = np.maximum(left + beyond[..., slot], 0.0)
        waiting[..., slot] = left
    delay_s = waiting / capacity * SLOT_S
    before = np.zeros_like(waiting)
    before[..., 1:] = waiting[..., :-1]
    full = np.minimum(arrivals / capacity, 1.0)
    full[(waiting > 0) | (before > 0)] = 1.0  # it is served at capacity then
    return Queue(waiting, delay_s, free_flow_s * (1 + BPR_SHARE * full**BPR_POWER) + delay_s)


def arrivals_of(travel_s: Floats, capacity: float, free_flow_s: float) -> Floats:
    """The arrivals that make these travel times: the inverse of `queue_of`. Shapes: (slots,).

    A road cannot empty faster than it lets through: where times fall sooner than that, nobody is
    taken to arrive.
    """
    at_capacity_s = free_flow_s * (1 + BPR_SHARE)
    waiting = np.maximum(travel_s - at_capacity_s, 0.0) * capacity / SLOT_S
    before = np.r_[0.0, waiting[:-1]]
    slowed = np.clip((travel_s / free_flow_s - 1) / BPR_SHARE, 0.0, 1.0)
    below = capacity * slowed ** (1 / BPR_POWER)
    queued = (waiting > 0) | (before > 0)
    return np.where(queued, np.maximum(capacity + waiting - before, 0.0), below)


def pulled(arrivals: Floats, levers: Levers) -> Floats:
    """The arrivals when levers are pulled. What is shifted over the ends of the day stays there."""
    driving = arrivals * levers.demand * (1.0 - levers.telework)
    if not levers.shifted or not levers.shift_slots:
        return driving
    moved = np.zeros_like(driving)
    to_slot = np.clip(np.arange(len(driving)) + levers.shift_slots, 0, len(driving) - 1)
    np.add.at(moved, to_slot, driving * levers.shifted)
    return driving * (1.0 - levers.shifted) + moved


class WhatIf(NamedTuple):
    """A day as it is usually, and with the levers pulled; `drivers` are vehicles a day."""

    before: Queue
    after: Queue
    drivers: tuple[float, float]


def what_if(usual_s: Floats, capacity_vph: float, free_flow_s: float, levers: Levers) -> WhatIf:
    """What levers do to a day of usual travel times. Shapes: (slots,), slots of SLOT_S seconds."""
    capacity = capacity_vph * SLOT_S / HOUR_S
    usual = arrivals_of(usual_s, capacity, free_flow_s)
    changed = pulled(usual, levers)
    return WhatIf(
        before=queue_of(usual, capacity, free_flow_s),
        after=queue_of(changed, capacity * levers.capacity, free_flow_s),
        drivers=(float(usual.sum()), float(changed.sum())),
    )
