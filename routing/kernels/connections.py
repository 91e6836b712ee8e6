"""One-criterion search by connection scan: a day's hops in order of departure in, arrivals out.

Dibbelt, Pajor, Strasser, Wagner: Intriguingly Simple and Fast Transit Routing, 2013. A connection
is one hop of one run. One pass in order of departure finds every earliest arrival, since a hop
that takes time cannot be needed before it starts. Hops of zero seconds can: those of one moment
are passed over again until nothing changes, and a run remembers from which call on it is ridden.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.raptor import NEVER

BOARD = 1
ALIGHT = 2
CALL_SHIFT = 2
NOT_RIDDEN = np.int32(2**29)
"""A call that no run has."""


@njit(cache=True, nogil=True)
def sort_connections(day, span_s):
    """All hops that leave within the span, by departure, those of zero seconds first.

    Shapes: connections (n, 6) int32: departure, arrival, from_stop, to_stop, run, rules, the last
    BOARD | ALIGHT | call << CALL_SHIFT;
    first_of (span_s / 60 + 2,) int32, the first connection that leaves in or after each minute.
    """
    counts = np.zeros(2 * span_s + 3, dtype=np.int32)
    for writing in range(2):
        if writing:
            for bucket in range(1, len(counts)):
                counts[bucket] += counts[bucket - 1]
            connections = np.empty((counts[-1], 6), dtype=np.int32)
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
                    row = connections[counts[bucket]]
                    counts[bucket] += 1
                    row[0] = departure
                    row[1] = arrival
                    row[2] = day.lane_stop[first + i]
                    row[3] = day.lane_stop[first + i + 1]
                    row[4] = day.lane_run[lane] + j
                    row[5] = i << CALL_SHIFT
                    if day.lane_board[first + i]:
                        row[5] |= BOARD
                    if day.lane_alight[first + i + 1]:
                        row[5] |= ALIGHT
    return connections, _index_minutes(connections, span_s)


@njit(cache=True, nogil=True)
def _index_minutes(connections, span_s):
    first_of = np.empty(span_s // 60 + 2, dtype=np.int32)
    at = 0
    for minute in range(len(first_of)):
        while at < len(connections) and connections[at, 0] < minute * 60:
            at += 1
        first_of[minute] = at
    return first_of


@njit(cache=True, nogil=True)
def scan(
    connections, first_of, transfers_start, transfers_to, transfers_s, change_s,
    source_stop, source_s, from_s, limit, egress, arrived, ready, ridden_from,
):  # fmt: skip
    """Fills `arrived` (stops,) with the earliest arrival by a ride, NEVER where there is none.

    A rider may be at a source `source_s` after `from_s`. `egress` (stops,) holds the seconds from
    the targets on, NEVER elsewhere; what leaves after the best arrival is not looked at. Returns
    that arrival, or NEVER. Rides that end at `limit` or later are left out.
    """
    arrived[:] = NEVER
    ready[:] = NEVER
    ridden_from[:] = NOT_RIDDEN
    for i in range(len(source_stop)):
        ready[source_stop[i]] = min(ready[source_stop[i]], from_s + source_s[i])
    best = NEVER
    at = first_of[min(max(from_s // 60, 0), len(first_of) - 1)]
    block = -1
    changed = False
    while at < len(connections) or (block >= 0 and changed):
        if at == len(connections):
            at, block = block, -1
        departure = connections[at, 0]
        if departure >= best or departure >= limit:
            break
        moment = connections[at, 1]
        if moment == departure and block < 0:
            block = at
            changed = False
        elif block >= 0 and (moment != departure or departure != connections[block, 0]):
            at, block = (block, -1) if changed else (at, -1)
            continue
        run = connections[at, 4]
        rules = connections[at, 5]
        if ridden_from[run] > rules >> CALL_SHIFT:
            if ready[connections[at, 2]] > departure or rules & BOARD == 0:
                at += 1
                continue
            ridden_from[run] = rules >> CALL_SHIFT
            changed = True
        stop = connections[at, 3]
        at += 1
        if rules & ALIGHT and moment < arrived[stop] and moment < limit:
            arrived[stop] = moment
            changed = True
            best = min(best, moment + egress[stop])
            ready[stop] = min(ready[stop], moment + change_s[stop])
            for way in range(transfers_start[stop], transfers_start[stop + 1]):
                to = transfers_to[way]
                ready[to] = min(ready[to], moment + transfers_s[way])
    return best
