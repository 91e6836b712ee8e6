"""Lower bounds for a search: a day's hops and a query's targets in, the least time left out.

A ride from one call to the next never takes less than the quickest run between these stops that
day, waiting and changing cost nothing here; so the least time left from a stop, over quickest hops
and ways on foot, is a bound for every journey. It is looked for backward from the targets, and only
as far as the nearest source: what lies further has at least that distance left.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.dijkstra import _pop, _push
from routing.kernels.raptor import NEVER


@njit(cache=True, nogil=True)
def collect_hops(day, origin, end, least_s):
    """The quickest run over every hop of every lane: from which stop to which, in how long.

    Shapes: (S - L,) each, S calls of lanes and L lanes. Units: seconds.
    """
    n = 0
    for lane in range(len(day.lane_start) - 1):
        first = day.lane_start[lane]
        length = day.lane_start[lane + 1] - first
        runs = day.lane_run[lane + 1] - day.lane_run[lane]
        base = day.lane_call[lane]
        for i in range(length - 1):
            least = NEVER
            for run in range(runs):
                took = (
                    day.arrival[base + run * length + i + 1] - day.departure[base + i * runs + run]
                )
                least = min(least, took)
            origin[n] = day.lane_stop[first + i]
            end[n] = day.lane_stop[first + i + 1]
            least_s[n] = least
            n += 1


@njit(cache=True, nogil=True)
def time_left(start, origin, hop_s, target_stop, target_s, is_source, left):
    """Fills `left` (stops,) with the least time to a target, egress included.

    The graph is turned round: `origin` and `hop_s` between start[stop] and start[stop + 1] are the
    hops that end at a stop. NEVER where no target can be reached.
    """
    left[:] = NEVER
    keys = np.empty(len(origin) + len(target_stop) + 1, dtype=np.int32)
    nodes = np.empty(len(keys), dtype=np.int32)
    size = 0
    for i in range(len(target_stop)):
        if target_s[i] < left[target_stop[i]]:
            left[target_stop[i]] = target_s[i]
            _push(keys, nodes, size, target_s[i], target_stop[i])
            size += 1
    reached = NEVER
    while size > 0:
        key, stop = keys[0], nodes[0]
        _pop(keys, nodes, size)
        size -= 1
        if key > left[stop]:
            continue
        if is_source[stop]:
            reached = key
            break
        for at in range(start[stop], start[stop + 1]):
            there = key + hop_s[at]
            before = origin[at]
            if there < left[before]:
                left[before] = there
                _push(keys, nodes, size, there, before)
                size += 1
    for stop in range(len(left)):
        left[stop] = min(left[stop], reached)


@njit(cache=True, nogil=True)
def rides_left(day, back_start, back_from, target_stop, is_source, most, w):
    """Fills `w.rides` (stops,) with the least number of rides to a target from a stop.

    Levels of a search backward over lanes, without times: a stop has one ride more than the nearest
    stop it can ride to, walking to where it boards. The level that meets a source is the last one;
    what it did not meet needs more. `back_*` are the ways on foot by the stop at which they end.
    """
    rides, upto = w.rides, w.lane_upto
    rides[:] = most + 1
    upto[:] = 0
    queue, following = w.stop_queue, w.ready_queue
    n = 0
    met = False
    for i in range(len(target_stop)):
        if rides[target_stop[i]]:
            rides[target_stop[i]] = 0
            queue[n] = target_stop[i]
            n += 1
            met = met or is_source[target_stop[i]]
    level = 0
    while n > 0 and level < most and not met:
        level += 1
        n_lanes = 0
        for q in range(n):
            stop = queue[q]
            for at in range(day.at_start[stop], day.at_start[stop + 1]):
                lane, pos = day.at_lane[at], day.at_pos[at]
                if pos <= upto[lane] or not day.lane_alight[day.lane_start[lane] + pos]:
                    continue
                if w.lane_from[lane] < 0:
                    w.lane_queue[n_lanes] = lane
                    n_lanes += 1
                w.lane_from[lane] = max(w.lane_from[lane], pos)
        n = 0
        for q in range(n_lanes):
            lane = w.lane_queue[q]
            first = day.lane_start[lane]
            for i in range(upto[lane], w.lane_from[lane]):
                stop = day.lane_stop[first + i]
                if not day.lane_board[first + i] or w.ready_mark[stop]:
                    continue
                w.ready_mark[stop] = 1
                for at in range(back_start[stop] - 1, back_start[stop + 1]):
                    before = stop if at < back_start[stop] else back_from[at]
                    if rides[before] > level:
                        rides[before] = level
                        following[n] = before
                        n += 1
                        met = met or is_source[before]
            upto[lane] = w.lane_from[lane]
            w.lane_from[lane] = -1
        queue, following = following, queue
    if met:
        for stop in range(len(rides)):
            rides[stop] = min(rides[stop], level + 1)
    w.ready_mark[:] = 0
