"""Excess: observed runs of buses in, travel times of corridors by quarter-hour out.

A run's excess is what it took longer than a bus on the free road. Free is the FREE_PERCENT-th
percentile of the scheduled and the observed run times of its group at all hours: timetables are
padded where and when roads are full, so their shortest runs are those of empty roads. A percentile
rather than the least of them, since minutes are rounded and one wrong report must not set the
measure; a low one, since on some of these roads most runs of a working day meet a queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from forecast.buses.hops import Floats, Hops, Ints
from forecast.buses.runs import Runs
from forecast.buses.sites import site_of_buses
from forecast.observation_csv import Observation
from forecast.slots import SLOT_S

FREE_PERCENT = 10
MAX_EXCESS_S = 7_200.0
QUANTITY = "travel_time_s"

Seen = Mapping[str, Sequence[float]]
"""Run times that were observed before, by the name of their group."""
NOTHING_SEEN: Seen = {}


class Quarters(NamedTuple):
    """Corridors by quarter-hour. Shapes: (n,) each; sorted by corridor, then time.

    `excess_s` is the median over `buses` buses; `corridor` counts in those of the hops.
    """

    corridor: Ints
    slot_s: Ints
    excess_s: Floats
    buses: Ints


def free_run_s(hops: Hops, runs: Runs, seen: Seen = NOTHING_SEEN) -> Floats:
    """Seconds of a bus on the free road. Shapes: (groups,)."""
    before = [(name, seen.get(name, ())) for name in hops.groups]
    group = np.concatenate(
        [
            hops.group,
            hops.group[runs.hop],
            *(np.full(len(known), at) for at, (_, known) in enumerate(before)),
        ]
    ).astype(np.int64)
    run_s = np.concatenate([hops.run_s, runs.run_s, *(np.asarray(known) for _, known in before)])
    order = np.lexsort((run_s, group))
    start = np.searchsorted(group[order], np.arange(len(hops.groups)))
    count = np.bincount(group, minlength=len(hops.groups))
    at = start + (np.maximum(count - 1, 0) * FREE_PERCENT) // 100
    free = run_s[order][np.minimum(at, max(len(order) - 1, 0))] if len(order) else np.zeros(0)
    least = np.zeros(len(hops.groups))
    np.maximum.at(least, hops.group, hops.least_s)
    return np.asarray(np.maximum(free, least), dtype=np.float64)


def excess_s(hops: Hops, runs: Runs, free_s: Floats) -> Floats:
    """What runs took longer than on the free road, from 0 on. Shapes: (runs,)."""
    return np.clip(runs.run_s - free_s[hops.group[runs.hop]], 0.0, MAX_EXCESS_S)


def quarters(hops: Hops, runs: Runs, excess: Floats) -> Quarters:
    """The median excess of the buses on every corridor in every quarter-hour.

    A bus counts in that in which it was half-way, which is taken for when it drove the corridor.
    `runs` are those that are used.
    """
    run = _rows_by_hop(runs.hop, len(hops.trip))
    count = run.runs[hops.claim_hop]
    claim = np.repeat(np.arange(len(hops.claim_hop)), count)
    within = np.arange(len(claim)) - np.repeat(np.cumsum(count) - count, count)
    at = run.order[run.start[hops.claim_hop][claim] + within]
    corridor = hops.claim_corridor[claim]
    slot = runs.half_way_s()[at] // SLOT_S
    value = excess[at] * hops.claim_share[claim]
    order = np.lexsort((value, slot, corridor))
    corridor, slot, value = corridor[order], slot[order], value[order]
    is_first = np.ones(len(value), dtype=np.bool_)
    is_first[1:] = (np.diff(corridor) != 0) | (np.diff(slot) != 0)
    first = np.flatnonzero(is_first)
    buses = np.diff(np.append(first, len(value)))
    low, high = first + (buses - 1) // 2, first + buses // 2
    middle = (value[low] + value[high]) / 2
    return Quarters(corridor[first], slot[first] * SLOT_S, middle, buses)


def as_observations(hops: Hops, told: Quarters) -> list[Observation]:
    """What is kept: the corridor's time by car on the free road, and the excess."""
    total = hops.free_flow_s[told.corridor] + told.excess_s
    return [
        (QUANTITY, site_of_buses(hops.corridors[corridor]), at_s, round(value, 1))
        for corridor, at_s, value in zip(
            told.corridor.tolist(), told.slot_s.tolist(), total.tolist(), strict=True
        )
    ]


class _ByHop(NamedTuple):
    order: Ints
    start: Ints
    runs: Ints


def _rows_by_hop(hop: Ints, hops: int) -> _ByHop:
    count = np.bincount(hop, minlength=hops)
    return _ByHop(np.argsort(hop, kind="stable"), np.cumsum(count) - count, count)
