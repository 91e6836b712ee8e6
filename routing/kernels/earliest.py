"""One-criterion search: a day's arrays and seeds in, the earliest arrival at every stop out.

The same rounds as kernels/raptor.py with one label a stop: how often a rider changes is not
asked, so a later round may use what an earlier lane of the same round has reached.
"""

from __future__ import annotations

from numba import njit

from routing.kernels.raptor import NEVER, first_run, mark_lanes


@njit(cache=True, nogil=True)
def earliest(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, target_stop, target_s,
    limit, arrived, ready, w,
):  # fmt: skip
    """Fills `arrived` (stops,) with the earliest arrival by a ride, NEVER where there is none.

    `seeds` leave at one moment. With targets, only what can still improve the best arrival at one
    of them (its seconds of egress included) is followed; returns that arrival, or NEVER.
    """
    arrived[:] = NEVER
    ready[:] = NEVER
    for i in range(len(target_stop)):
        w.egress[target_stop[i]] = min(w.egress[target_stop[i]], target_s[i])
    best = limit
    reached = NEVER
    n_stops = 0
    for seed in range(len(seeds)):
        lane, run, pos = seeds[seed, 1], seeds[seed, 2], seeds[seed, 3]
        best, n_stops = _follow(day, w, arrived, ready, lane, run, pos, best, False, n_stops)
    while True:
        n_ready = _walk(
            transfers_start, transfers_to, transfers_s, change_s, w, arrived, ready, best, n_stops
        )
        if n_ready == 0:
            break
        n_stops = 0
        n_lanes = mark_lanes(day, w, n_ready)
        for q in range(n_lanes):
            lane = w.lane_queue[q]
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            pos = w.lane_from[lane]
            w.lane_from[lane] = -1
            best, n_stops = _follow(day, w, arrived, ready, lane, runs, pos, best, True, n_stops)
    for i in range(len(target_stop)):
        stop = target_stop[i]
        if arrived[stop] < NEVER:
            reached = min(reached, arrived[stop] + w.egress[stop])
    for i in range(len(target_stop)):
        w.egress[target_stop[i]] = NEVER
    return reached


@njit(cache=True, nogil=True)
def _follow(day, w, arrived, ready, lane, run, pos, best, catch, n_stops):
    """Rides along a lane; returns the best arrival at a target and the length of the stop queue."""
    first = day.lane_start[lane]
    length = day.lane_start[lane + 1] - first
    runs = day.lane_run[lane + 1] - day.lane_run[lane]
    base = day.lane_call[lane]
    if not catch:
        pos += 1
    for i in range(pos, length):
        stop = day.lane_stop[first + i]
        if run < runs:
            moment = day.arrival[base + run * length + i]
            if moment >= best:
                if not catch:
                    break
            elif day.lane_alight[first + i] and moment < arrived[stop]:
                arrived[stop] = moment
                if not w.stop_mark[stop]:
                    w.stop_mark[stop] = 1
                    w.stop_queue[n_stops] = stop
                    n_stops += 1
                best = min(best, moment + w.egress[stop])
        if catch and day.lane_board[first + i]:
            moment = ready[stop]
            if moment < best and (
                run == runs or (run > 0 and day.departure[base + i * runs + run - 1] >= moment)
            ):
                run = first_run(day.departure, base, runs, i, moment, run)
    return best, n_stops


@njit(cache=True, nogil=True)
def _walk(transfers_start, transfers_to, transfers_s, change_s, w, arrived, ready, best, n):
    """Who can board where after the last rides; empties the stop queue."""
    n_ready = 0
    for q in range(n):
        stop = w.stop_queue[q]
        w.stop_mark[stop] = 0
        for at in range(transfers_start[stop] - 1, transfers_start[stop + 1]):
            here = at < transfers_start[stop]
            to = stop if here else transfers_to[at]
            moment = arrived[stop] + (change_s[stop] if here else transfers_s[at])
            if moment < ready[to] and moment < best:
                ready[to] = moment
                if not w.ready_mark[to]:
                    w.ready_mark[to] = 1
                    w.ready_queue[n_ready] = to
                    n_ready += 1
    return n_ready
