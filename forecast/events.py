"""What road events do to forecasts: events and forecasts in, the forecasts with their queues out.

Where the forecast of a corridor knows a queue, the arrivals are those which make it
(forecast/queueing.py); elsewhere they are those of the cold start (forecast/cold_start.py), because
who is not held up leaves no trace in a travel time. The same arrivals before a road that lets fewer
through wait longer, and that is added, while the event lasts and until its queue is gone.

    Q(t+1) = max(0, Q(t) + A(t) - s(t))     the last to arrive in t waits until Q(t+1) have gone

An event that a corridor's observations have seen the beginning of may be in its forecast already:
there the delay is added to what is usual, and what is greater counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecast.cold_start import DEMAND_SPREAD, ColdStart
from forecast.corridors import Corridor
from forecast.outlook import Outlook
from forecast.predict import Prediction
from forecast.profile import Floats
from forecast.queueing import BPR_SHARE, HOUR_S, arrivals_of
from forecast.road_event import PLANNED, RoadEvent
from forecast.slots import SLOT_S, Timeline

MODEL = "road-events-1"
"""The name of the model behind slots that an event touches."""
MAX_DELAY_S = 2 * 3600
"""No event costs more; a closed corridor costs this. Who would wait longer turns round."""
LEAST_DELAY_S = 1.0
"""A queue that costs less is gone."""
LEAST_QUEUE_S = 60.0
"""A forecast that lies less above the time at capacity knows no queue: intervals are wider."""
FREE_FLOW_PERCENT = 10
"""A corridor that is never as fast as its table says is free at its own fastest tenth."""
LEVELS = (-DEMAND_SPREAD, 0.0, DEMAND_SPREAD)
"""How many more than the median of the cold start arrive at P10, P50, P90."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The slots of one corridor that events touch: the ids of these by slot; the closed slots."""

    ids: Mapping[int, tuple[str, ...]]
    closed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is left of a corridor. Shapes: left, arriving (slots,) shares of 1; closed (slots,)."""

    left: Floats
    arriving: Floats
    closed: NDArray[np.bool_]
    ids: dict[int, tuple[str, ...]]


def with_events(
    outlook: Outlook | None,
    events: Mapping[str, Sequence[RoadEvent]],
    corridors: Sequence[Corridor],
    cold: ColdStart,
) -> tuple[Outlook | None, Mapping[int, Touched]]:
    """The outlook with what events cost, and by row the slots that they touch.

    `events` are those of each corridor, by its id. Without any that cuts a capacity within the
    outlook it is the outlook that came in, unchanged.
    """
    touched: dict[int, Touched] = {}
    if outlook is None:
        return None, touched
    made = outlook.prediction
    levels = [made.p10, made.p50, made.p90]
    for row, corridor in enumerate(corridors):
        cut = _cut_of(events.get(corridor.id, ()), outlook.recent.line)
        known = np.isfinite(made.p50[row])
        if not cut.ids or corridor.capacity_vph <= 0 or not known.any():
            continue
        if not touched:
            levels = [each.copy() for each in levels]
        demand = cold.arrivals_at(outlook.recent.line, row)
        dearer, touched[row] = _dearer(made, row, corridor, cut, demand)
        for level, values in zip(levels, dearer, strict=True):
            level[row] = values
    if not touched:
        return outlook, touched
    p10, p50, p90 = levels
    return replace(outlook, prediction=replace(made, p10=p10, p50=p50, p90=p90)), touched


def waits(arrivals: Floats, served: Floats, usually: float) -> Floats:
    """Seconds that the last to arrive in each slot waits. Shapes: (slots,) each.

    `served` are the vehicles that the road lets through in each slot, `usually` after the last of
    them. So many queue at the most that the road, open, is rid of them in MAX_DELAY_S.
    """
    most = MAX_DELAY_S / SLOT_S * usually
    waiting = np.zeros(len(arrivals))
    before = 0.0
    for slot, (arriving, through) in enumerate(
        zip(arrivals.tolist(), served.tolist(), strict=True)
    ):
        before = min(max(0.0, before + arriving - through), most)
        waiting[slot] = before
    gone = np.r_[0.0, np.cumsum(served)]  # by the beginning of each slot, and the end of the last
    target = gone[1:] + waiting
    after = np.minimum(np.searchsorted(gone, target), len(served))
    begin = np.maximum(after - 1, 0)
    step = np.where(target > gone[-1], usually, served[begin])
    base = np.where(target > gone[-1], len(served), begin)
    share = (target - gone[base]) / np.where(step > 0, step, 1.0)
    until = base + share
    delay_s = (until - np.arange(1, len(served) + 1)) * SLOT_S
    return np.where(waiting > 0, np.maximum(delay_s, 0.0), 0.0)


def _cut_of(events: Sequence[RoadEvent], line: Timeline) -> _Cut:
    """What events leave of a corridor in each slot; of several at once, the least."""
    left, arriving = np.ones(line.slots), np.ones(line.slots)
    closed = np.zeros(line.slots, dtype=np.bool_)
    ids: dict[int, tuple[str, ...]] = {}
    for event in events:
        if not event.cuts:
            continue
        share = _shares(event, line)
        of_it = 1.0 - share * (1.0 - event.capacity_left)
        left = np.minimum(left, of_it)
        if event.closes:
            closed |= share >= 1.0
            if event.kind in PLANNED:
                arriving = np.minimum(arriving, of_it)
        for slot in np.flatnonzero(share).tolist():
            told = ids.get(slot, ())
            ids[slot] = told if event.id in told else (*told, event.id)
    return _Cut(left, arriving, closed, ids)


def _shares(event: RoadEvent, line: Timeline) -> Floats:
    """The share of each slot during which an event holds. Shapes: (slots,)."""
    begins = line.start_s + np.arange(line.slots) * line.slot_s
    held = np.zeros(line.slots)
    for from_s, to_s in event.spans():
        held += np.clip(
            np.minimum(begins + line.slot_s, to_s) - np.maximum(begins, from_s), 0, line.slot_s
        )
    return np.minimum(held / line.slot_s, 1.0)


def road_events_of(
    touched: Mapping[int, Touched], corridors: Sequence[Corridor], line: Timeline
) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """The ids of the events behind a corridor's slot, by the corridor and the slot's beginning."""
    return {
        (corridors[row].id, line.moment_of(slot)): ids
        for row, of_row in touched.items()
        for slot, ids in of_row.ids.items()
    }


def _dearer(
    made: Prediction, row: int, corridor: Corridor, cut: _Cut, demand: Floats
) -> tuple[Floats, Touched]:
    """P10, P50 and P90 of a row with its events. Shapes: demand (slots,) -> (3, slots)."""
    capacity = corridor.capacity_vph * SLOT_S / HOUR_S
    forecasts = np.stack([made.p10[row], made.p50[row], made.p90[row]])
    begun = min(cut.ids) <= int(made.origin[row])
    seen_s = np.maximum(forecasts[1] - made.usual[row], 0.0) if begun else 0.0
    base = np.maximum(forecasts - seen_s, corridor.free_flow_s)
    fastest_s = float(np.nanpercentile(forecasts[1], FREE_FLOW_PERCENT))
    free_s = max(corridor.free_flow_s, fastest_s)
    extra_s = np.stack(
        [
            _extra_s(of_level, free_s, capacity, cut, demand * (1 + more))
            for of_level, more in zip(base, LEVELS, strict=True)
        ]
    )
    changed = np.maximum(forecasts, base + extra_s)
    reached = np.asarray((extra_s > 0).any(axis=0))
    told = np.where(reached, np.sort(changed, axis=0), forecasts)
    return told, Touched(_ids(cut, reached), frozenset(np.flatnonzero(cut.closed).tolist()))


def _extra_s(base: Floats, free_s: float, capacity: float, cut: _Cut, demand: Floats) -> Floats:
    """What everybody waits longer in each slot; nothing before an event. Shapes: (slots,)."""
    arrivals = np.where(np.isfinite(base), _arriving(base, free_s, capacity, demand), 0.0)
    usual_s = waits(arrivals, np.full(len(arrivals), capacity), capacity)
    slower_s = waits(arrivals * cut.arriving, capacity * cut.left, capacity)
    extra_s = np.clip(slower_s - usual_s, 0.0, MAX_DELAY_S)
    extra_s[cut.closed] = MAX_DELAY_S
    held = np.zeros(len(extra_s), dtype=np.bool_)
    held[list(cut.ids)] = True
    for slot in range(1, len(held)):
        held[slot] |= held[slot - 1] and extra_s[slot] >= LEAST_DELAY_S
    return np.where(held & (extra_s >= LEAST_DELAY_S), extra_s, 0.0)


def _arriving(base: Floats, free_s: float, capacity: float, demand: Floats) -> Floats:
    """The vehicles that arrive in each slot. Shapes: (slots,) each."""
    jammed = base >= free_s * (1 + BPR_SHARE) + LEAST_QUEUE_S
    implied = arrivals_of(np.where(jammed, base, free_s), capacity, free_s)
    queued = jammed.copy()
    queued[1:] |= jammed[:-1]
    return np.where(queued, implied, np.minimum(demand, capacity))


def _ids(cut: _Cut, reached: NDArray[np.bool_]) -> dict[int, tuple[str, ...]]:
    """The events behind every slot: those that hold, and those whose queue still stands."""
    ids = dict(cut.ids)
    for slot in np.flatnonzero(reached).tolist():
        told, before = ids.get(slot, ()), ids.get(slot - 1, ())
        ids[slot] = (*told, *(name for name in before if name not in told))
    return ids
