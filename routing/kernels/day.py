"""Laying out one day: the runs of each pattern in, lanes without overtaking out."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def split_into_lanes(run_pattern, run_call, run_shift, pattern_start, arrival_s, departure_s):
    """For every run the lane it stands in; lanes are numbered through all patterns in order.

    Runs come sorted by pattern and first departure. A run joins the first lane of its pattern
    whose last run it never overtakes: at no call does it arrive or depart earlier.
    Shapes: run_* (R,); returns lane_of_run (R,) int32 and the number of lanes.
    """
    n_runs = len(run_pattern)
    lane_of_run = np.empty(n_runs, dtype=np.int32)
    last_run = np.empty(n_runs, dtype=np.int32)
    n_lanes = 0
    first_lane = 0
    for run in range(n_runs):
        pattern = run_pattern[run]
        if run == 0 or run_pattern[run - 1] != pattern:
            first_lane = n_lanes
        length = pattern_start[pattern + 1] - pattern_start[pattern]
        chosen = -1
        for lane in range(first_lane, n_lanes):
            other = last_run[lane]
            fits = True
            for i in range(length):
                a = run_call[run] + i
                b = run_call[other] + i
                if (
                    arrival_s[a] + run_shift[run] < arrival_s[b] + run_shift[other]
                    or departure_s[a] + run_shift[run] < departure_s[b] + run_shift[other]
                ):
                    fits = False
                    break
            if fits:
                chosen = lane
                break
        if chosen < 0:
            chosen = n_lanes
            n_lanes += 1
        last_run[chosen] = run
        lane_of_run[run] = chosen
    return lane_of_run, n_lanes


@njit(cache=True, nogil=True)
def lay_out(lane_start, lane_call, lane_run, run_call, run_shift, arrival_s, departure_s):
    """The times of all lanes: arrivals run by run, departures call by call.

    A rider on board reads on along the run, one who waits searches along the call: each finds
    its times next to each other. Shapes: lane_start (L + 1,) positions, lane_run (L + 1,) runs,
    lane_call (L + 1,) times; returns arrival (T,), departure (T,) int32.
    """
    arrival = np.empty(lane_call[-1], dtype=np.int32)
    departure = np.empty(lane_call[-1], dtype=np.int32)
    for lane in range(len(lane_start) - 1):
        length = lane_start[lane + 1] - lane_start[lane]
        runs = lane_run[lane + 1] - lane_run[lane]
        base = lane_call[lane]
        for j in range(runs):
            run = lane_run[lane] + j
            for i in range(length):
                call = run_call[run] + i
                arrival[base + j * length + i] = arrival_s[call] + run_shift[run]
                departure[base + i * runs + j] = departure_s[call] + run_shift[run]
    return arrival, departure
