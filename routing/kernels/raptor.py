"""Round-based search: a day's arrays and seeds in, Pareto-optimal journeys out.

Range RAPTOR (Delling, Pajor, Werneck: Round-Based Public Transit Routing, 2012): departures are
taken from the latest to the earliest and the labels are kept, so that a departure only follows
what it improves. Differences to the paper: the labels of a stop stand next to each other and
never grow with the round, so one look decides whether an arrival is worth anything; the first
round starts from the very runs that leave at this departure (seeds), as every other run has been
followed from a later one; ways on foot are walked once between two rides and never chained.

Labels: `arrived[stop, k]` is the earliest arrival by a ride with at most k boardings,
`ready[stop, k]` the earliest moment from which a further ride can be boarded there.
What cannot beat the best arrival is not followed. Lower bounds say so: `left[stop]` and
`rides[stop]`, the time and the rides from a stop to a target (routing/kernels/bounds.py), and
`profile[minute, stop]`, the earliest arrival at a target (routing/kernels/profile.py).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEVER = np.int32(2**30)
"""Later than any moment of a day's arrays."""
MINUTE_S = 60


class Workspace(NamedTuple):
    """Memory of one search at a time: allocated once per thread and reused.

    Shapes: labels (stops, rounds + 1) int32; ride_* the same; marks and queues (stops,) and
    (lanes,); profile (minutes, stops); found_* hold journeys, rides (n, 4): lane, run within lane,
    board, alight.
    """

    arrived: NDArray[np.int32]
    ready: NDArray[np.int32]
    ride_lane: NDArray[np.int32]
    ride_run: NDArray[np.int32]
    ride_board: NDArray[np.int32]
    ride_alight: NDArray[np.int32]
    walked_from: NDArray[np.int32]
    egress: NDArray[np.int32]
    left: NDArray[np.int32]
    rides: NDArray[np.int32]
    profile: NDArray[np.int16]
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
def first_run(departure, base, runs, pos, ready, below):
    """The first run of a lane that leaves call `pos` at `ready` or later, searched below `below`.

    Returns `below` where there is none earlier. Later runs of a lane are later at every call.
    """
    low = 0
    high = below
    row = base + pos * runs
    while low < high:
        middle = (low + high) >> 1
        if departure[row + middle] >= ready:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True, inline="always")
def _at_best(profile, since_minute, rows, stop, moment):
    """When a rider who comes to the stop at `moment`, or later, is at a target if all goes well."""
    row = moment // MINUTE_S - since_minute
    if row < rows:
        return max(moment, since_minute * MINUTE_S + profile[max(row, 0), stop])
    return moment


@njit(cache=True, nogil=True)
def collect_seeds(day, source_stop, source_s, from_s, to_s, seeds):
    """The runs with which a journey can begin, as rows (departure, lane, run, pos).

    With to_s > from_s: every run that is boarded at a departure in [from_s, to_s). Otherwise the
    first run of every lane and position that can be caught when leaving at from_s.
    Returns how many there are; more than fit into `seeds` are counted but not written.
    """
    n = 0
    for i in range(len(source_stop)):
        stop = source_stop[i]
        earliest = from_s + source_s[i]
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            lane = day.at_lane[at]
            pos = day.at_pos[at]
            if not day.lane_board[day.lane_start[lane] + pos]:
                continue
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            base = day.lane_call[lane]
            run = first_run(day.departure, base, runs, pos, earliest, runs)
            while run < runs:
                leaves = day.departure[base + pos * runs + run] - source_s[i]
                if to_s > from_s and leaves >= to_s:
                    break
                if n < len(seeds):
                    seeds[n, 0] = leaves if to_s > from_s else from_s
                    seeds[n, 1] = lane
                    seeds[n, 2] = run
                    seeds[n, 3] = pos
                n += 1
                if to_s <= from_s:
                    break
                run += 1
    return n


@njit(cache=True, nogil=True, inline="always")
def _arrive(w, k, rounds, stop, moment, lane, run, board, alight):
    """Writes a better arrival by a ride into the labels of a stop."""
    for j in range(k, rounds + 1):
        if w.arrived[stop, j] <= moment:
            break
        w.arrived[stop, j] = moment
    w.ride_lane[stop, k] = lane
    w.ride_run[stop, k] = run
    w.ride_board[stop, k] = board
    w.ride_alight[stop, k] = alight


@njit(cache=True, nogil=True)
def _ride(day, w, since_minute, rows, k, rounds, limit, lane, run, pos, catch, n_stops):
    """Rides along a lane from `pos`, catching earlier runs on the way when `catch` is set.

    Returns how many stops stand in the queue of improved stops.
    """
    first = day.lane_start[lane]
    length = day.lane_start[lane + 1] - first
    runs = day.lane_run[lane + 1] - day.lane_run[lane]
    base = day.lane_call[lane]
    stops, may_board, may_alight = day.lane_stop, day.lane_board, day.lane_alight
    arrivals, departures = day.arrival, day.departure
    arrived, ready, best, egress = w.arrived, w.ready, w.best, w.egress
    left, rides, profile = w.left, w.rides, w.profile
    stop_mark, stop_queue = w.stop_mark, w.stop_queue
    board = pos
    if not catch:
        pos += 1
    for i in range(pos, length):
        stop = stops[first + i]
        if run < runs and may_alight[first + i]:
            moment = arrivals[base + run * length + i]
            at_least = k + rides[stop]
            if (
                moment < arrived[stop, k]
                and moment < limit
                and at_least <= rounds
                and moment + left[stop] < best[at_least]
                and min(moment + egress[stop], _at_best(profile, since_minute, rows, stop, moment))
                < best[at_least]
            ):
                _arrive(w, k, rounds, stop, moment, lane, run, board, i)
                if not stop_mark[stop]:
                    stop_mark[stop] = 1
                    stop_queue[n_stops] = stop
                    n_stops += 1
                total = moment + egress[stop]
                if total < best[k]:
                    for j in range(k, rounds + 1):
                        if best[j] <= total:
                            break
                        best[j] = total
                    w.best_stop[k] = stop
        if catch and may_board[first + i]:
            since = ready[stop, k - 1]
            at_least = k - 1 + max(1, rides[stop])
            if (
                since + left[stop] < best[min(at_least, rounds)]
                and at_least <= rounds
                and (run == runs or (run > 0 and departures[base + i * runs + run - 1] >= since))
            ):
                caught = first_run(departures, base, runs, i, since, run)
                if caught < run:
                    run = caught
                    board = i
    return n_stops


@njit(cache=True, nogil=True)
def _walk(
    w, since_minute, rows, transfers_start, transfers_to, transfers_s, change_s, k, rounds, n_stops
):
    """From the stops a round reached, who can board where, and when. Empties the stop queue."""
    ready, walked_from, left, rides, best = w.ready, w.walked_from, w.left, w.rides, w.best
    profile = w.profile
    ready_mark, ready_queue = w.ready_mark, w.ready_queue
    n_ready = 0
    for q in range(n_stops):
        stop = w.stop_queue[q]
        w.stop_mark[stop] = 0
        arrived = w.arrived[stop, k]
        for at in range(transfers_start[stop] - 1, transfers_start[stop + 1]):
            if at < transfers_start[stop]:
                to = stop
                moment = arrived + change_s[stop]
            else:
                to = transfers_to[at]
                moment = arrived + transfers_s[at]
            at_least = k + max(1, rides[to])
            if (
                moment < ready[to, k]
                and at_least <= rounds
                and moment + left[to] < best[at_least]
                and (
                    rows == 0
                    or _at_best(profile, since_minute, rows, to, moment - change_s[to])
                    < best[at_least]
                )
            ):
                for j in range(k, rounds + 1):
                    if ready[to, j] <= moment:
                        break
                    ready[to, j] = moment
                walked_from[to, k] = stop
                if not ready_mark[to]:
                    ready_mark[to] = 1
                    ready_queue[n_ready] = to
                    n_ready += 1
    return n_ready


@njit(cache=True, nogil=True)
def mark_lanes(day, w, n_ready):
    """The lanes that call where somebody is ready, each from its first such call."""
    lane_from, lane_queue, lane_start = w.lane_from, w.lane_queue, day.lane_start
    at_lane, at_pos, board = day.at_lane, day.at_pos, day.lane_board
    n_lanes = 0
    for q in range(n_ready):
        stop = w.ready_queue[q]
        w.ready_mark[stop] = 0
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            pos = at_pos[at]
            lane = at_lane[at]
            if not board[lane_start[lane] + pos]:
                continue
            if lane_from[lane] < 0:
                lane_queue[n_lanes] = lane
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
def _begin(w, rounds, target_stop, target_s):
    """Empties the labels and notes the ways from the targets on."""
    w.arrived[:, : rounds + 1] = NEVER
    w.ready[:, : rounds + 1] = NEVER
    w.best[: rounds + 1] = NEVER
    for i in range(len(target_stop)):
        w.egress[target_stop[i]] = min(w.egress[target_stop[i]], target_s[i])


@njit(cache=True, nogil=True)
def pareto(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, target_stop, target_s,
    rounds, longest_s, since_minute, rows, most_work, w,
):  # fmt: skip
    """The Pareto set of (departure, arrival, boardings) over the departures of the seeds.

    `seeds` are sorted by departure, latest first. Journeys longer than `longest_s` are not
    followed. `rows` rows of w.profile are in force, the first for `since_minute`. After `most_work`
    lanes no earlier departure is begun. Returns (journeys, lanes followed, whether all journeys
    fitted, whether all departures were searched): rows w.found[:n] are (departure, arrival,
    first row in w.found_rides, rides), a journey's last ride first.
    """
    _begin(w, rounds, target_stop, target_s)
    n_found = n_rides = work = seed = 0
    fits = True
    while seed < len(seeds) and work < most_work:
        departure = seeds[seed, 0]
        limit = departure + longest_s
        w.best_stop[: rounds + 1] = -1
        n_stops = 0
        while seed < len(seeds) and seeds[seed, 0] == departure:
            n_stops = _ride(
                day, w, since_minute, rows, 1, rounds, limit, seeds[seed, 1], seeds[seed, 2],
                seeds[seed, 3], False, n_stops,
            )  # fmt: skip
            seed += 1
            work += 1
        for k in range(2, rounds + 1):
            if n_stops == 0:
                break
            n_ready = _walk(
                w, since_minute, rows, transfers_start, transfers_to, transfers_s, change_s, k - 1,
                rounds, n_stops,
            )  # fmt: skip
            n_lanes = mark_lanes(day, w, n_ready)
            work += n_lanes
            n_stops = 0
            for q in range(n_lanes):
                lane = w.lane_queue[q]
                runs = day.lane_run[lane + 1] - day.lane_run[lane]
                pos = w.lane_from[lane]
                w.lane_from[lane] = -1
                n_stops = _ride(
                    day, w, since_minute, rows, k, rounds, limit, lane, runs, pos, True, n_stops
                )
        for q in range(n_stops):
            w.stop_mark[w.stop_queue[q]] = 0
        for k in range(1, rounds + 1):
            if w.best_stop[k] < 0:
                continue
            if n_found == len(w.found) or n_rides + k > len(w.found_rides):
                fits = False
                continue
            n_rides += _trace(day, w, k, departure, n_found, n_rides)
            n_found += 1
    for i in range(len(target_stop)):
        w.egress[target_stop[i]] = NEVER
    return n_found, work, fits, seed == len(seeds)
