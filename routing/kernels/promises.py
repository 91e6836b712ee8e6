"""Journeys read off a profile: a day's arrays and a departure's runs in, its best journey out.

A profile (routing/kernels/profile.py) knows for every stop and minute the earliest arrival at a
target and how many rides it takes. So the best journey of a departure need not be searched: ride
on with whatever keeps the promise. In a timetable of whole minutes it always can be kept; where
rounding promised too much, the search goes its usual way.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.labels import MINUTE_S, NEVER, RIDES_BITS, RIDES_MASK, Index, first_run


@njit(cache=True, nogil=True)
def find_promise(day, w, bounds, seeds, begin, end):
    """The best arrival that the profile promises to who boards the seeds from `begin` to `end`.

    Returns (arrival and rides as in a cell, seed, call at which to alight); NEVER without one.
    """
    best, seed, alight = NEVER, -1, -1
    base_s = bounds.since_minute * MINUTE_S
    for s in range(begin, end):
        lane, run, pos = seeds[s, 1], seeds[s, 2], seeds[s, 3]
        first = day.lane_start[lane]
        length = day.lane_start[lane + 1] - first
        call = day.lane_call[lane] + run * length
        for i in range(pos + 1, length):
            moment = day.arrival[Index(call + i)] - base_s
            row = moment // MINUTE_S
            if row >= bounds.rows:
                break
            if not day.lane_alight[Index(first + i)]:
                continue
            stop = Index(day.lane_stop[Index(first + i)])
            there = np.int64(moment + w.egress[stop]) << RIDES_BITS
            onward = min(np.int64(w.profile[Index(row), stop]), there) + 1
            if onward < best:
                best, seed, alight = np.int32(onward), s, i
    return best, seed, alight


@njit(cache=True, nogil=True)
def keep_promise(day, w, ways, bounds, seed, alight, cell, n_rides):
    """Writes the journey of a promise, last ride first; False where it cannot be kept."""
    base_s = bounds.since_minute * MINUTE_S
    rides = cell & RIDES_MASK
    lane, run, board = seed[1], seed[2], seed[3]
    reached = False
    stop, moment = np.int32(0), np.int64(0)
    for ride in range(rides):
        if ride:
            lane, run, board, alight, reached = _next_ride(day, w, ways, bounds, stop, moment, cell)
            if lane < 0:
                return False
        row = w.found_rides[n_rides + rides - 1 - ride]
        row[0], row[1], row[2], row[3] = lane, run, board, alight
        first = day.lane_start[lane]
        length = day.lane_start[lane + 1] - first
        stop = day.lane_stop[first + alight]
        moment = day.arrival[day.lane_call[lane] + run * length + alight] - base_s
        cell -= 1
    return reached


@njit(cache=True, nogil=True, inline="always")
def _may_keep(w, rows, stop, moment, cell):
    """Whether something that leaves a stop keeps a promise to who comes there at a moment."""
    row = max(moment, np.int64(0)) // MINUTE_S
    return row < rows and w.profile[Index(row), stop] <= cell


@njit(cache=True, nogil=True)
def _next_ride(day, w, ways, bounds, stop, moment, cell):
    """Of the rides onward from a stop that keep what a cell promises, the first to arrive.

    Returns (lane, run, board, alight, whether a target is reached); lane -1 without one.
    """
    transfers_start, transfers_to, transfers_s, change_s = ways
    base_s, rows = bounds.since_minute * MINUTE_S, bounds.rows
    rides, upto = cell & RIDES_MASK, w.lane_upto
    best = np.int32(-1), 0, np.int32(0), np.int64(0), False
    earliest = NEVER
    for way in range(transfers_start[stop] - 1, transfers_start[stop + 1]):
        if way < transfers_start[stop]:
            to, ready = stop, moment + change_s[stop]
        else:
            to, ready = transfers_to[way], moment + transfers_s[way]
        if not _may_keep(w, rows, to, ready - change_s[to], cell):
            continue
        for at in range(day.at_start[to], day.at_start[to + 1]):
            lane, pos = day.at_lane[at], day.at_pos[at]
            if rides <= bounds.levels and upto[Index(rides), Index(lane)] <= pos:
                continue
            if not day.lane_board[day.lane_start[lane] + pos]:
                continue
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            base = day.lane_call[lane]
            run = first_run(day.departure, base, runs, pos, base_s + ready, runs)
            if run == runs:
                continue
            leaves = np.int64(day.departure[base + pos * runs + run]) - base_s
            if not _may_keep(w, rows, to, leaves - change_s[to], cell):
                continue
            alight, reached = _alight(day, w, base_s, rows, lane, run, pos, cell)
            if alight >= 0:
                length = day.lane_start[lane + 1] - day.lane_start[lane]
                arrival = day.arrival[base + run * length + alight]
                if arrival < earliest:
                    earliest = arrival
                    best = lane, run, pos, alight, reached
    return best


@njit(cache=True, nogil=True)
def _alight(day, w, base_s, rows, lane, run, board, cell):
    """Where to leave a run so that a cell's promise is kept, and whether that is a target."""
    first = day.lane_start[lane]
    length = day.lane_start[lane + 1] - first
    call = day.lane_call[lane] + run * length
    for i in range(board + 1, length):
        moment = day.arrival[Index(call + i)] - base_s
        row = moment // MINUTE_S
        if row >= rows:
            break
        if not day.lane_alight[Index(first + i)]:
            continue
        stop = Index(day.lane_stop[Index(first + i)])
        if (np.int64(moment + w.egress[stop]) << RIDES_BITS) + 1 == cell:
            return i, True
        if w.profile[Index(row), stop] + 1 == cell:
            return i, False
    return np.int64(-1), False
