"""Round-based search: a day's arrays and seeds in, Pareto-optimal journeys out.

Range RAPTOR (Delling, Pajor, Werneck: Round-Based Public Transit Routing, 2012): departures are
taken from the latest to the earliest and the labels are kept, so that a departure only follows
what it improves. Differences to the paper: one look at a label decides whether an arrival is worth
anything (routing/kernels/labels.py); the first round starts from the very runs that leave at this
departure (seeds), as every other run has been followed from a later one; ways on foot are walked
once between two rides and never chained.

What cannot beat the best arrival is not followed. Lower bounds say so: `left[stop]` and
`rides[stop]`, the time and the rides from a stop to a target, `lane_upto[rides, lane]`, where one
must board a lane that leads there with so few (routing/kernels/bounds.py), and
`profile[minute, stop]`, the earliest arrival at a target (routing/kernels/profile.py). Where the
profile promises a better arrival, the journey is read off it (routing/kernels/promises.py), and
the rounds only look for journeys of fewer rides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.labels import (
    MINUTE_S,
    NEVER,
    RIDES_BITS,
    RIDES_MASK,
    Index,
    clean,
    first_run,
    note_touched,
)
from routing.kernels.promises import find_promise, keep_promise


class Workspace(NamedTuple):
    """Memory of one search at a time: allocated once and reused (routing/memory.py).

    Shapes: labels (stops, rounds + 1) int32, NEVER between two searches; ride_* the same; marks
    and queues (stops,) and (lanes,); lane_upto (rounds + 1, lanes); touched_n
    (1,); profile (minutes, stops); found_* hold journeys, rides (n, 4):
    lane, run within lane, board, alight.
    """

    arrived: NDArray[np.int32]
    ready: NDArray[np.int32]
    ride_lane: NDArray[np.int32]
    ride_run: NDArray[np.int32]
    ride_board: NDArray[np.int32]
    ride_alight: NDArray[np.int32]
    walked_from: NDArray[np.int32]
    touched: NDArray[np.int32]
    touched_mark: NDArray[np.uint8]
    touched_n: NDArray[np.int64]
    egress: NDArray[np.int32]
    left: NDArray[np.int32]
    rides: NDArray[np.int32]
    profile: NDArray[np.int32]
    lane_upto: NDArray[np.int32]
    lane_from: NDArray[np.int32]
    lane_queue: NDArray[np.int32]
    stop_mark: NDArray[np.uint8]
    stop_queue: NDArray[np.int32]
    ready_mark: NDArray[np.uint8]
    ready_queue: NDArray[np.int32]
    best: NDArray[np.int32]
    best_stop: NDArray[np.int32]
    found: NDArray[np.int32]
    found_rides: NDArray[np.int32]


@njit(cache=True, nogil=True, inline="always")
def _at_best(profile, bounds, stop, moment):
    """When a rider who comes to the stop at `moment`, or later, is at a target if all goes well."""
    row = moment // MINUTE_S - bounds.since_minute
    if row < bounds.rows:
        promised = profile[Index(max(row, 0)), stop] >> RIDES_BITS
        return max(moment, bounds.since_minute * MINUTE_S + promised)
    return moment


@njit(cache=True, nogil=True, inline="always")
def _arrive(w, k, rounds, stop, moment, lane, run, board, alight):
    """Writes a better arrival by a ride into the labels of a stop."""
    this = Index(k)
    for j in range(k, rounds + 1):
        if w.arrived[stop, Index(j)] <= moment:
            break
        w.arrived[stop, Index(j)] = moment
    w.ride_lane[stop, this] = lane
    w.ride_run[stop, this] = run
    w.ride_board[stop, this] = board
    w.ride_alight[stop, this] = alight


@njit(cache=True, nogil=True)
def _ride(day, w, bounds, k, rounds, limit, lane, run, pos, catch, n_stops):
    """Rides along a lane from `pos`, catching earlier runs on the way when `catch` is set.

    Returns how many stops stand in the queue of improved stops.
    """
    first = day.lane_start[Index(lane)]
    length = day.lane_start[Index(lane + 1)] - first
    runs = day.lane_run[Index(lane + 1)] - day.lane_run[Index(lane)]
    base = day.lane_call[Index(lane)]
    stops, may_board, may_alight = day.lane_stop, day.lane_board, day.lane_alight
    arrivals, departures = day.arrival, day.departure
    arrived, ready, best, egress = w.arrived, w.ready, w.best, w.egress
    left, rides, profile = w.left, w.rides, w.profile
    stop_mark, stop_queue = w.stop_mark, w.stop_queue
    board = pos
    this, before = Index(k), Index(k - 1)
    if not catch:
        pos += 1
    for i in range(pos, length):
        call = Index(first + i)
        stop = Index(stops[call])
        if run < runs and may_alight[call]:
            moment = arrivals[Index(base + run * length + i)]
            at_least = k + rides[stop]
            if (
                moment < arrived[stop, this]
                and moment < limit
                and at_least <= rounds
                and moment + left[stop] < best[Index(at_least)]
                and min(moment + egress[stop], _at_best(profile, bounds, stop, moment))
                < best[Index(at_least)]
            ):
                _arrive(w, k, rounds, stop, moment, lane, run, board, i)
                if not stop_mark[stop]:
                    stop_mark[stop] = 1
                    stop_queue[Index(n_stops)] = stop
                    n_stops += 1
                total = moment + egress[stop]
                if total < best[this]:
                    for j in range(k, rounds + 1):
                        if best[Index(j)] <= total:
                            break
                        best[Index(j)] = total
                    w.best_stop[this] = stop
        if catch and may_board[call]:
            since = ready[stop, before]
            at_least = k - 1 + max(1, rides[stop])
            if (
                at_least <= rounds
                and since + left[stop] < best[Index(at_least)]
                and (
                    run == runs
                    or (run > 0 and departures[Index(base + i * runs + run - 1)] >= since)
                )
            ):
                caught = first_run(departures, base, runs, i, since, run)
                if caught < run:
                    run = caught
                    board = i
    return n_stops


@njit(cache=True, nogil=True)
def _walk(w, bounds, ways, k, rounds, n_stops):
    """From the stops a round reached, who can board where, and when. Empties the stop queue."""
    transfers_start, transfers_to, transfers_s, change_s = ways
    ready, walked_from, left, rides, best = w.ready, w.walked_from, w.left, w.rides, w.best
    profile = w.profile
    ready_mark, ready_queue = w.ready_mark, w.ready_queue
    n_ready = 0
    this = Index(k)
    for q in range(n_stops):
        stop = Index(w.stop_queue[Index(q)])
        w.stop_mark[stop] = 0
        arrived = w.arrived[stop, this]
        begin = transfers_start[stop]
        for at in range(begin - 1, transfers_start[stop + Index(1)]):
            if at < begin:
                to = stop
                moment = arrived + change_s[stop]
            else:
                to = Index(transfers_to[Index(at)])
                moment = arrived + transfers_s[Index(at)]
            at_least = k + max(1, rides[to])
            if (
                moment < ready[to, this]
                and at_least <= rounds
                and moment + left[to] < best[Index(at_least)]
                and (
                    bounds.rows == 0
                    or _at_best(profile, bounds, to, moment - change_s[to]) < best[Index(at_least)]
                )
            ):
                for j in range(k, rounds + 1):
                    if ready[to, Index(j)] <= moment:
                        break
                    ready[to, Index(j)] = moment
                walked_from[to, this] = stop
                if not ready_mark[to]:
                    ready_mark[to] = 1
                    ready_queue[Index(n_ready)] = to
                    n_ready += 1
    return n_ready


@njit(cache=True, nogil=True)
def _most_rides(best, k, rounds, levels, earliest):
    """With how many rides, `k` the first of them, an arrival is better; no more than levels + 1."""
    most = 0
    while most <= levels and k + most <= rounds and earliest < best[Index(k + most)]:
        most += 1
    return most


@njit(cache=True, nogil=True)
def _mark_lanes(day, w, bounds, change_s, k, rounds, n_ready):
    """The lanes to board as ride `k` where somebody is ready, each from its first such call.

    A lane that leads to a target only with more rides than may still be better is left out.
    """
    lane_from, lane_queue, lane_start = w.lane_from, w.lane_queue, day.lane_start
    at_lane, at_pos, board, upto = day.at_lane, day.at_pos, day.lane_board, w.lane_upto
    ready, left, profile, best = w.ready, w.left, w.profile, w.best
    levels, before = bounds.levels, Index(k - 1)
    n_lanes = 0
    for q in range(n_ready):
        stop = Index(w.ready_queue[Index(q)])
        w.ready_mark[stop] = 0
        moment = ready[stop, before]
        earliest = max(
            moment + left[stop], _at_best(profile, bounds, stop, moment - change_s[stop])
        )
        most = _most_rides(best, k, rounds, levels, earliest)
        for at in range(day.at_start[stop], day.at_start[stop + Index(1)]):
            pos = at_pos[Index(at)]
            lane = Index(at_lane[Index(at)])
            if most <= levels and upto[Index(most), lane] <= pos:
                continue
            if not board[Index(lane_start[lane] + pos)]:
                continue
            if lane_from[lane] < 0:
                lane_queue[Index(n_lanes)] = lane
                n_lanes += 1
                lane_from[lane] = pos
            elif pos < lane_from[lane]:
                lane_from[lane] = pos
    return n_lanes


@njit(cache=True, nogil=True)
def _trace(day, w, k, departure, n_found, n_rides):
    """Writes the journey whose last ride is the label of best_stop[k], last ride first."""
    w.found[n_found, 0] = departure
    w.found[n_found, 1] = w.best[k]
    w.found[n_found, 2] = n_rides
    stop = w.best_stop[k]
    rides = 0
    while True:
        while k > 1 and w.arrived[stop, k - 1] == w.arrived[stop, k]:
            k -= 1
        lane = w.ride_lane[stop, k]
        board = w.ride_board[stop, k]
        w.found_rides[n_rides + rides, 0] = lane
        w.found_rides[n_rides + rides, 1] = w.ride_run[stop, k]
        w.found_rides[n_rides + rides, 2] = board
        w.found_rides[n_rides + rides, 3] = w.ride_alight[stop, k]
        rides += 1
        k -= 1
        if k == 0:
            break
        at = day.lane_stop[day.lane_start[lane] + board]
        while k > 1 and w.ready[at, k - 1] == w.ready[at, k]:
            k -= 1
        stop = w.walked_from[at, k]
    w.found[n_found, 3] = rides
    return rides


@njit(cache=True, nogil=True)
def _rounds(day, ways, w, bounds, rounds, limit, n_stops):
    """The rounds after the first ride of a departure. Returns how many lanes were followed."""
    work = 0
    for k in range(2, rounds + 1):
        if n_stops == 0:
            break
        note_touched(w, w.stop_queue, n_stops)
        n_ready = _walk(w, bounds, ways, k - 1, rounds, n_stops)
        note_touched(w, w.ready_queue, n_ready)
        n_lanes = _mark_lanes(day, w, bounds, ways[3], k, rounds, n_ready)
        work += n_lanes
        n_stops = 0
        for q in range(n_lanes):
            lane = w.lane_queue[Index(q)]
            runs = day.lane_run[Index(lane + 1)] - day.lane_run[Index(lane)]
            pos = w.lane_from[Index(lane)]
            w.lane_from[Index(lane)] = -1
            n_stops = _ride(day, w, bounds, k, rounds, limit, lane, runs, pos, True, n_stops)
    note_touched(w, w.stop_queue, n_stops)
    for q in range(n_stops):
        w.stop_mark[w.stop_queue[q]] = 0
    return work


@njit(cache=True, nogil=True)
def search_range(day, ways, seeds, rounds, bounds, n_found, n_rides, w):
    """All departures of the seeds; adds to the journeys found. The labels are left as they are."""
    work = seed = 0
    fits = True
    while seed < len(seeds) and work < bounds.most_work:
        departure = seeds[seed, 0]
        limit = departure + bounds.longest_s
        last = seed
        while last < len(seeds) and seeds[last, 0] == departure:
            last += 1
        if bounds.rows:
            cell, chosen, alight = find_promise(day, w, bounds, seeds, seed, last)
            k = cell & RIDES_MASK
            total = bounds.since_minute * MINUTE_S + (cell >> RIDES_BITS)
            if 2 <= k <= rounds and total < min(w.best[k], limit):
                if n_found == len(w.found) or n_rides + k > len(w.found_rides):
                    fits = False
                elif keep_promise(day, w, ways, bounds, seeds[chosen], alight, cell, n_rides):
                    row = w.found[n_found]
                    row[0], row[1], row[2], row[3] = departure, total, n_rides, k
                    n_found += 1
                    n_rides += k
                    w.best[k : rounds + 1] = np.minimum(w.best[k : rounds + 1], total)
        w.best_stop[: rounds + 1] = -1
        n_stops = 0
        for s in range(seed, last):
            lane, run, pos = seeds[s, 1], seeds[s, 2], seeds[s, 3]
            n_stops = _ride(day, w, bounds, 1, rounds, limit, lane, run, pos, False, n_stops)
        work += last - seed + _rounds(day, ways, w, bounds, rounds, limit, n_stops)
        seed = last
        for k in range(1, rounds + 1):
            if w.best_stop[k] < 0:
                continue
            if n_found == len(w.found) or n_rides + k > len(w.found_rides):
                fits = False
                continue
            n_rides += _trace(day, w, k, departure, n_found, n_rides)
            n_found += 1
    return n_found, n_rides, work, fits, seed == len(seeds)


@njit(cache=True, nogil=True)
def pareto(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, target_stop, target_s,
    rounds, bounds, w,
):  # fmt: skip
    """The Pareto set of (departure, arrival, boardings) over the departures of the seeds.

    `seeds` are sorted by departure, latest first; `bounds` are Bounds. Returns (journeys, lanes
    followed, whether all journeys fitted, whether all departures were searched): rows w.found[:n]
    are (departure, arrival, first row in w.found_rides, rides), a journey's last ride first.
    """
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    w.best[: rounds + 1] = NEVER
    w.best[min(bounds.ceiling_rides, rounds + 1) : rounds + 1] = bounds.ceiling
    w.egress[target_stop] = target_s
    n_found, _, work, fits, finished = search_range(day, ways, seeds, rounds, bounds, 0, 0, w)
    clean(w)
    w.egress[target_stop] = NEVER
    return n_found, work, fits, finished


@njit(cache=True, nogil=True)
def fewest_first(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, target_stop, target_s,
    least, rounds, goal, bounds, w,
):  # fmt: skip
    """As `pareto` for one departure: first what takes `least` rides, then one more, and so on.

    It ends when a journey arrives at `goal` or earlier, so it is quick where that is known
    (routing/kernels/connections.py): few rides lead to few places, and what fewer rides have found
    bounds the search with more.
    """
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    w.best[: rounds + 1] = NEVER
    w.egress[target_stop] = target_s
    n_found = n_rides = work = 0
    fits = finished = True
    for k in range(least, rounds + 1):
        n_found, n_rides, more, fits, finished = search_range(
            day, ways, seeds, k, bounds, n_found, n_rides, w
        )
        clean(w)
        work += more
        if not (fits and finished) or w.best[k] <= goal:
            break
        if k < rounds:
            w.best[k + 1] = w.best[k]
    w.egress[target_stop] = NEVER
    return n_found, work, fits, finished
