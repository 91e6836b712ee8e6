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
from routing.kernels.labels import NEVER, Index


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
def rides_left(day, back_start, back_from, seeds, target_stop, most, w):
    """Fills `w.rides` (stops,) and `w.lane_upto` with the least number of rides to a target.

    Levels of a search backward over lanes, without times: a stop has one ride more than the nearest
    stop it can ride to, walking to where it boards. It ends at the level that meets a stop which
    the seeds (rows as in collect_seeds) lead to; what it did not meet needs more. Of the levels
    that it had, `lane_upto[level, lane]` is the call before which one must be on board to need no
    more rides than that. `back_*` are the ways on foot by the stop at which they end. Returns the
    least rides of a journey, one more than there were levels; `most + 1` where it takes more than
    `most` or there is none.
    """
    rides, upto, lane_from = w.rides, w.lane_upto, w.lane_from
    rides[:] = most + 1
    upto[0] = 0
    _mark_first(day, seeds, w)
    queue, following = w.stop_queue, w.ready_queue
    n = 0
    met = False
    for i in range(len(target_stop)):
        stop = Index(target_stop[i])
        if rides[stop]:
            rides[stop] = 0
            queue[Index(n)] = stop
            n += 1
            met = met or w.stop_mark[stop] != 0
    level = 0
    while n > 0 and level < most - 1 and not met:
        level += 1
        this = Index(level)
        upto[this] = upto[Index(level - 1)]
        n_lanes = _lanes_into(day, w, this, queue, n)
        n = 0
        for q in range(n_lanes):
            lane = Index(w.lane_queue[Index(q)])
            first = day.lane_start[lane]
            for i in range(upto[this, lane], lane_from[lane]):
                stop = Index(day.lane_stop[Index(first + i)])
                if not day.lane_board[Index(first + i)] or w.ready_mark[stop]:
                    continue
                w.ready_mark[stop] = 1
                begin = back_start[stop]
                for at in range(begin - 1, back_start[stop + Index(1)]):
                    before = stop if at < begin else Index(back_from[Index(at)])
                    if rides[before] > level:
                        rides[before] = level
                        following[Index(n)] = before
                        n += 1
                        met = met or w.stop_mark[before] != 0
            upto[this, lane] = lane_from[lane]
            lane_from[lane] = -1
        queue, following = following, queue
    if met:
        for stop in range(len(rides)):
            rides[stop] = min(rides[stop], level + 1)
    w.ready_mark[:] = 0
    w.stop_mark[:] = 0
    return level + 1 if met else most + 1


@njit(cache=True, nogil=True)
def _mark_first(day, seeds, w):
    """Marks the stops at which the first ride of a journey can end."""
    for s in range(len(seeds)):
        lane, pos = Index(seeds[s, 1]), seeds[s, 3]
        if s and seeds[s, 1] == seeds[s - 1, 1] and seeds[s, 3] == seeds[s - 1, 3]:
            continue
        for i in range(day.lane_start[lane] + pos + 1, day.lane_start[lane + Index(1)]):
            if day.lane_alight[Index(i)]:
                w.stop_mark[Index(day.lane_stop[Index(i)])] = 1


@njit(cache=True, nogil=True)
def _lanes_into(day, w, level, queue, n):
    """The lanes that let riders out at the stops of a queue, and up to which call they do."""
    n_lanes = 0
    for q in range(n):
        stop = Index(queue[Index(q)])
        for at in range(day.at_start[stop], day.at_start[stop + Index(1)]):
            lane, pos = Index(day.at_lane[Index(at)]), day.at_pos[Index(at)]
            if pos <= w.lane_upto[level, lane]:
                continue
            if not day.lane_alight[Index(day.lane_start[lane] + pos)]:
                continue
            if w.lane_from[lane] < 0:
                w.lane_queue[Index(n_lanes)] = lane
                n_lanes += 1
            w.lane_from[lane] = max(w.lane_from[lane], pos)
    return n_lanes
