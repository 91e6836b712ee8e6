"""One-criterion search by connection scan: a day's hops in order of departure in, arrivals out.

Dibbelt, Pajor, Strasser, Wagner: Intriguingly Simple and Fast Transit Routing, 2013. A connection
is one hop of one run. One pass in order of departure finds every earliest arrival, since a hop
that takes time cannot be needed before it starts. Hops of zero seconds can: where a change takes no
time, those of one moment are passed over again until nothing changes, and a run remembers from
which call on it is ridden.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.labels import MINUTE_S, NEVER, Index, first_run

BOARD = 1
ALIGHT = 2
INSTANT = 4
"""The hop takes no time."""
CALL_SHIFT = 3
NOT_RIDDEN = np.int32(2**28)
"""A call that no run has."""


class Connections(NamedTuple):
    """All hops of a day by departure, those of zero seconds first among equals.

    `run` numbers runs by their start, so that runs under way together stand together in memory;
    `rules` is BOARD | ALIGHT | INSTANT | call << CALL_SHIFT. Shapes: (n,) int32; first_of
    (minutes + 1,), the first connection that leaves in or after each minute.
    """

    departure: NDArray[np.int32]
    from_stop: NDArray[np.int32]
    run: NDArray[np.int32]
    rules: NDArray[np.int32]
    arrival: NDArray[np.int32]
    to_stop: NDArray[np.int32]
    first_of: NDArray[np.int32]


@njit(cache=True, nogil=True)
def sort_connections(day, span_s):
    """The hops of a day's arrays that leave within its span: (6, n) and first_of of Connections.

    A counting sort: once over all hops to count, once to write.
    """
    rank = _rank_runs(day)
    counts = np.zeros(2 * span_s + 3, dtype=np.int32)
    hops = np.empty((6, 0), dtype=np.int32)
    for writing in range(2):
        if writing:
            counts = np.cumsum(counts).astype(np.int32)
            hops = np.empty((6, counts[-1]), dtype=np.int32)
        for lane in range(len(day.lane_start) - 1):
            first = day.lane_start[lane]
            length = day.lane_start[lane + 1] - first
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            base = day.lane_call[lane]
            for j in range(runs):
                for i in range(length - 1):
                    departure = day.departure[base + i * runs + j]
                    if departure < 0 or departure > span_s:
                        continue
                    arrival = day.arrival[base + j * length + i + 1]
                    bucket = 2 * departure + (1 if arrival > departure else 0)
                    if not writing:
                        counts[bucket + 1] += 1
                        continue
                    rules = i << CALL_SHIFT
                    rules |= BOARD if day.lane_board[first + i] else 0
                    rules |= ALIGHT if day.lane_alight[first + i + 1] else 0
                    rules |= INSTANT if arrival == departure else 0
                    at = counts[bucket]
                    counts[bucket] += 1
                    hops[0, at] = departure
                    hops[1, at] = day.lane_stop[first + i]
                    hops[2, at] = rank[day.lane_run[lane] + j]
                    hops[3, at] = rules
                    hops[4, at] = arrival
                    hops[5, at] = day.lane_stop[first + i + 1]
    minutes = np.arange(span_s // 60 + 2) * 60
    return hops, np.searchsorted(hops[0], minutes).astype(np.int32)


@njit(cache=True, nogil=True)
def _rank_runs(day):
    starts = np.empty(day.lane_run[-1], dtype=np.int32)
    for lane in range(len(day.lane_start) - 1):
        for j in range(day.lane_run[lane + 1] - day.lane_run[lane]):
            starts[day.lane_run[lane] + j] = day.departure[day.lane_call[lane] + j]
    rank = np.empty(len(starts), dtype=np.int32)
    rank[np.argsort(starts, kind="mergesort")] = np.arange(len(starts)).astype(np.int32)
    return rank


@njit(cache=True, nogil=True)
def first_departure(day, source_stop, source_s, from_s):
    """The first moment at which a rider can board anything at a source; NEVER if there is none."""
    earliest = NEVER
    for i in range(len(source_stop)):
        stop = source_stop[i]
        ready = from_s + source_s[i]
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            lane, pos = day.at_lane[at], day.at_pos[at]
            if not day.lane_board[day.lane_start[lane] + pos]:
                continue
            base = day.lane_call[lane]
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            run = first_run(day.departure, base, runs, pos, ready, runs)
            if run < runs:
                earliest = min(earliest, day.departure[base + pos * runs + run])
    return earliest


@njit(cache=True, nogil=True)
def last_arrival(day, target_stop, limit):
    """The last moment before `limit` at which anything lets riders out at a target, or -1."""
    latest = -1
    for stop in target_stop:
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            lane, pos = day.at_lane[at], day.at_pos[at]
            first = day.lane_start[lane]
            if not day.lane_alight[first + pos]:
                continue
            length = day.lane_start[lane + 1] - first
            run = day.lane_run[lane + 1] - day.lane_run[lane] - 1
            while run >= 0 and day.arrival[day.lane_call[lane] + run * length + pos] >= limit:
                run -= 1
            if run >= 0:
                latest = max(latest, day.arrival[day.lane_call[lane] + run * length + pos])
    return latest


@njit(cache=True, nogil=True)
def scan(
    hops, transfers_start, transfers_to, transfers_s, change_s,
    source_stop, source_s, from_s, begin, end_s, limit, egress, arrived, ready, ridden_from,
):  # fmt: skip
    """Fills `arrived` (stops,) with the earliest arrival by a ride, NEVER where there is none.

    A rider may be at a source `source_s` after `from_s`. Only hops that leave from `begin` to
    `end_s` are looked at (first_departure, last_arrival). `egress` (stops,) holds the seconds from
    the targets on, NEVER elsewhere; what leaves after the best arrival is not looked at. Returns
    that arrival, or NEVER. Rides that end at `limit` or later are left out.
    """
    arrived[:] = NEVER
    ready[:] = NEVER
    ridden_from[:] = NOT_RIDDEN
    for i in range(len(source_stop)):
        ready[source_stop[i]] = min(ready[source_stop[i]], from_s + source_s[i])
    departures, arrivals, rules, runs = hops.departure, hops.arrival, hops.rules, hops.run
    from_stops, to_stops = hops.from_stop, hops.to_stop
    best = NEVER
    last = np.int32(min(end_s, NEVER))
    n = Index(len(departures))
    at = Index(hops.first_of[min(max(begin // MINUTE_S, 0), len(hops.first_of) - 1)])
    first, end, again = Index(0), n, False  # the hops of zero seconds that are passed over again
    while True:
        if at == end:
            if again:
                at, again = first, False
            else:
                end = n
        if at >= n:
            break
        departure = departures[at]
        if departure >= best or departure > last:
            break
        rule = rules[at]
        call = rule >> CALL_SHIFT
        run = Index(runs[at])
        if ridden_from[run] > call:
            if ready[Index(from_stops[at])] > departure or rule & BOARD == 0:
                at += Index(1)
                continue
            ridden_from[run] = call
        moment = arrivals[at]
        stop = Index(to_stops[at])
        if moment < arrived[stop] and rule & ALIGHT and moment < limit:
            arrived[stop] = moment
            best = np.int32(min(best, moment + egress[stop]))
            soonest = moment + change_s[stop]
            ready[stop] = min(ready[stop], soonest)
            for way in range(transfers_start[stop], transfers_start[stop + Index(1)]):
                to = Index(transfers_to[Index(way)])
                there = moment + transfers_s[Index(way)]
                ready[to] = min(ready[to], there)
                soonest = min(soonest, there)
            if soonest <= departure:
                again = True
                if end == n:
                    first, end = _instants(departures, rules, at)
        at += Index(1)
    return best


@njit(cache=True, nogil=True)
def _instants(departures, rules, at):
    """The section of hops of zero seconds at one moment, in which `at` lies."""
    one = Index(1)
    first = at
    while first > 0 and rules[first - one] & INSTANT and departures[first - one] == departures[at]:
        first -= one
    end = at + one
    while end < len(rules) and rules[end] & INSTANT and departures[end] == departures[at]:
        end += one
    return first, end
