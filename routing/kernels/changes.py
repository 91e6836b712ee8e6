"""Where to change: rides of journeys in, the same rides changed between at the best place out.

Two rides that meet in several places can be changed between in each; to a search that knows only
departure, arrival and transfers they are all one. People walk as little as they can, and then like
time to spare.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.labels import Index


@njit(cache=True, nogil=True)
def ease_changes(day, transfers_start, transfers_to, transfers_s, change_s, rides, counts):
    """Moves the changes of journeys to where one walks least and then has most time to spare.

    `rides` holds rows (lane, run, board, alight) in the order of travel, `counts` how many belong
    to each journey; the arrays of ways as in routing/views.py. Shapes: (n, 4), (journeys,).
    """
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    call_at = np.full(len(change_s), -1, dtype=np.int32)
    begin = 0
    for count in counts:
        for ride in range(begin, begin + count - 1):
            _mark_calls(day, rides[ride + 1], call_at)
            _ease_change(day, ways, rides[ride], rides[ride + 1], call_at)
            _clear_calls(day, rides[ride + 1], call_at)
        begin += count


@njit(cache=True, nogil=True)
def _ease_change(day, ways, ride, onward, call_at):
    """Moves the end of a ride and the start of the next, whose calls are given by stop."""
    transfers_start, transfers_to, transfers_s, change_s = ways
    least_walk = most_spare = np.int64(-1)
    for i in range(ride[2] + 1, day.lane_start[ride[0] + 1] - day.lane_start[ride[0]]):
        if not day.lane_alight[day.lane_start[ride[0]] + i]:
            continue
        stop = Index(day.lane_stop[day.lane_start[ride[0]] + i])
        begin = transfers_start[stop]
        for at in range(begin - 1, transfers_start[stop + Index(1)]):
            same = at < begin
            call = call_at[stop if same else Index(transfers_to[Index(at)])]
            if call < 0:
                continue
            needed = np.int64(change_s[stop] if same else transfers_s[Index(at)])
            walk = np.int64(0) if same else needed
            spare = _departure(day, onward, call) - _arrival(day, ride, i) - needed
            if spare < 0:
                continue
            if least_walk < 0 or (walk, -spare) < (least_walk, -most_spare):
                least_walk, most_spare = walk, spare
                ride[3], onward[2] = i, call


@njit(cache=True, nogil=True)
def _mark_calls(day, ride, call_at):
    """By stop the last call at which a ride can be boarded."""
    first = day.lane_start[ride[0]]
    for i in range(ride[3]):
        if day.lane_board[first + i]:
            call_at[day.lane_stop[first + i]] = i


@njit(cache=True, nogil=True)
def _clear_calls(day, ride, call_at):
    first = day.lane_start[ride[0]]
    for i in range(ride[3]):
        call_at[day.lane_stop[first + i]] = -1


@njit(cache=True, nogil=True, inline="always")
def _departure(day, ride, call):
    lane = ride[0]
    runs = day.lane_run[lane + 1] - day.lane_run[lane]
    return np.int64(day.departure[day.lane_call[lane] + call * runs + ride[1]])


@njit(cache=True, nogil=True, inline="always")
def _arrival(day, ride, call):
    lane = ride[0]
    length = day.lane_start[lane + 1] - day.lane_start[lane]
    return np.int64(day.arrival[day.lane_call[lane] + ride[1] * length + call])
