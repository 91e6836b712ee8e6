"""What riding, changing and walking cost by one criterion, and a day's runs with these costs.

A journey costs the sum of its hops, of a ticket a ride (by whom one rides with and from which zone
to which), of its changes (by the time that they leave to spare) and of its seconds on foot. Costs
are whole numbers of which less is better; each criterion has its own unit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.day import DayTimetable
from routing.kernels.criteria import Costs
from routing.network import Network

Ints = NDArray[np.int32]


class RunHops(NamedTuple):
    """Every hop of a day's runs, in the order of DayArrays.arrival. Shapes: (T,) each.

    `position` is the call of `trip` at which the hop begins. A run's first call, and the standing
    where a vehicle becomes another trip, are no hops: `trip` is -1 there.
    """

    trip: Ints
    day: Ints
    position: Ints
    from_stop: Ints
    to_stop: Ints
    duration_s: Ints


class Tolls(NamedTuple):
    """The costs of one criterion on a network.

    `hops` gives the cost of every hop. Shapes: line (trips,), zone (stops,), ticket (lines, zones,
    zones), spare (minutes,); `walk` is the cost of a second on foot.
    """

    line: NDArray[np.int16]
    zone: NDArray[np.int16]
    ticket: Ints
    spare: Ints
    walk: int = 0
    hops: Callable[[RunHops], Ints] | None = None

    @classmethod
    def free(cls, network: Network) -> Tolls:
        """Those by which everything costs nothing."""
        return cls(
            line=np.zeros(network.timetable.n_trips, dtype=np.int16),
            zone=np.zeros(len(network.stops.lat), dtype=np.int16),
            ticket=np.zeros((1, 1, 1), dtype=np.int32),
            spare=np.zeros(0, dtype=np.int32),
        )


def lay_out_costs(day: DayTimetable, tolls: Tolls) -> Costs:
    """The costs as the search reads them, run by run."""
    floors = (len(day.arrays.at_start) - 1) // max(1, len(tolls.zone))
    upto = np.zeros(len(day.arrays.arrival), dtype=np.int32)
    line = np.zeros(len(day.arrays.arrival), dtype=np.int16)
    alike = np.ones(len(day.loops), dtype=np.bool_)
    has_lines = len(tolls.ticket) > 1
    if tolls.hops is not None or has_lines:
        trip, hops = _trips_and_hops(day, len(tolls.zone))
    if tolls.hops is not None:
        cost = np.where(hops.trip >= 0, tolls.hops(hops), 0)
        upto = _summed(day, cost)
        alike &= _same_in_all_runs(day, cost)
    if has_lines:
        line = tolls.line[trip]
        alike &= _same_in_all_runs(day, line)
    return Costs(
        upto=upto,
        alike=alike,
        line=line,
        zone=np.tile(tolls.zone, floors),
        ticket=tolls.ticket,
        spare=tolls.spare,
        walk=tolls.walk,
        reverse=day.reverse,
    )


def _trips_and_hops(day: DayTimetable, stops: int) -> tuple[Ints, RunHops]:
    """The trip at every call of every run, and the hops that end there."""
    arrays, parts = day.arrays, day.parts
    n_runs = np.diff(arrays.lane_run)
    length = np.diff(arrays.lane_start)
    run_length = np.repeat(length, n_runs)
    part_run = np.repeat(np.arange(len(run_length)), np.diff(parts.start))
    part_end = np.where(
        np.r_[part_run[1:] == part_run[:-1], False],
        np.r_[parts.call[1:], 0],
        run_length[part_run],
    )
    part = np.repeat(np.arange(len(part_run)), part_end - parts.call)
    run = part_run[part]
    first = np.cumsum(run_length) - run_length
    at = np.arange(len(part)) - first[run]  # position within the run
    within = at - parts.call[part]
    position = part_end[part] - 1 - at if day.reverse else within - 1
    lane = np.repeat(np.arange(len(length)), n_runs)[run]
    stop = arrays.lane_stop[arrays.lane_start[lane] + at] % max(1, stops)
    before = np.r_[0, stop[:-1]]
    run_in_lane = run - arrays.lane_run[lane]
    left = arrays.lane_call[lane] + np.maximum(at - 1, 0) * n_runs[lane] + run_in_lane
    is_hop = within > 0
    trip = parts.trip[part]
    ends = (stop, before) if day.reverse else (before, stop)
    hops = RunHops(
        trip=np.where(is_hop, trip, -1).astype(np.int32),
        day=parts.day[part],
        position=position.astype(np.int32),
        from_stop=ends[0].astype(np.int32),
        to_stop=ends[1].astype(np.int32),
        duration_s=arrays.arrival - arrays.departure[left],
    )
    return trip, hops


def _summed(day: DayTimetable, cost: NDArray[np.integer]) -> Ints:
    """Costs added up from the first call of every run."""
    total = np.cumsum(cost.astype(np.int64))
    run_length = np.repeat(np.diff(day.arrays.lane_start), np.diff(day.arrays.lane_run))
    first = np.cumsum(run_length) - run_length
    return np.asarray(total - np.repeat(total[first] - cost[first], run_length), dtype=np.int32)


def _same_in_all_runs(day: DayTimetable, values: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether all runs of a lane have the same values. Shapes: values (T,), returns (L,)."""
    arrays = day.arrays
    length = np.diff(arrays.lane_start)
    lane = np.repeat(np.arange(len(length)), np.diff(arrays.lane_call))
    within = np.arange(len(lane)) - arrays.lane_call[lane]
    model = values[arrays.lane_call[lane] + within % length[lane]]
    same = np.ones(len(length), dtype=np.bool_)
    same[lane[np.not_equal(model, values)]] = False
    return same
