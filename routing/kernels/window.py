"""Connection scan for many departures at once: a day's hops in, arrivals by stop and departure out.

Who leaves later is never anywhere earlier, so whoever may be on a hop is told by one number: the
last departure that catches it, with all before it. One pass over the hops of a window carries that
number along (the profile scan of Dibbelt, Pajor, Strasser, Wagner: Intriguingly Simple and Fast
Transit Routing, 2013, run forward). A stop has a row with a moment for every departure, which
grows along the row; a rider who comes earlier lowers the row backward from his own departure, as
far as it is later. Minutes and regions are scanned as in routing/kernels/connections.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.connections import ALIGHT, BOARD, CALL_SHIFT, CROSSES, LEADS_BACK
from routing.kernels.labels import MINUTE_S, NEVER, Index


class Rows(NamedTuple):
    """What is known of every stop, by departure. Times are seconds of the day's arrays.

    Shapes: arrived (by a ride), ready (to board there) (stops, departures), of the touched stops
    alone; upto (stops,) the last departure that was ready when last asked; rider (hops,) the last
    departure on every hop; touched, mark (stops,), touched_n (1,); since (regions,).
    """

    arrived: NDArray[np.int32]
    ready: NDArray[np.int32]
    upto: NDArray[np.int32]
    rider: NDArray[np.int32]
    touched: NDArray[np.int32]
    mark: NDArray[np.uint8]
    touched_n: NDArray[np.int64]
    since: NDArray[np.int32]


UNREACHED = np.int32(np.iinfo(np.int32).max)
"""Seconds to where nothing leads in time."""


class Departures(NamedTuple):
    """Moments of departure `step_s` apart, and how long a journey may take at the most."""

    first_s: int
    step_s: int
    n: int
    longest_s: int


@njit(cache=True, nogil=True)
def hops_before(run, rules):
    """The hop before every one in its run, -1 where the run has none in the day's span."""
    runs = run.max() + 1 if len(run) else 0
    first = np.zeros(runs + 1, dtype=np.int64)
    for at in range(len(run)):
        first[run[at] + 1] = max(first[run[at] + 1], (rules[at] >> CALL_SHIFT) + 1)
    for each in range(runs):
        first[each + 1] += first[each]
    place = np.full(first[-1] if runs else 0, -1, dtype=np.int32)
    for at in range(len(run)):
        place[first[run[at]] + (rules[at] >> CALL_SHIFT)] = at
    before = np.full(len(run), -1, dtype=np.int32)
    for at in range(len(run)):
        call = rules[at] >> CALL_SHIFT
        if call > 0:
            before[at] = place[first[run[at]] + call - 1]
    return before


@njit(cache=True, nogil=True)
def scan_departures(hops, before, ways, source_stop, source_s, departures, rows):
    """Fills the rows of all stops that can be reached from the sources.

    What takes longer than a journey may is left out, but for what spares no work.
    """
    first_s, step_s, count, longest_s = departures
    regions = len(rows.since)
    rows.since[:] = NEVER
    first = max(first_s // MINUTE_S, 0)
    for i in range(len(source_stop)):
        stop = Index(source_stop[i])
        _touch(rows, stop)
        for k in range(count):
            moment = np.int32(first_s + k * step_s + source_s[i])
            rows.ready[stop, k] = min(rows.ready[stop, k], moment)
        rows.since[hops.region[stop]] = first
    minutes = (len(hops.first_of) - 1) // regions
    last = min((first_s + (count - 1) * step_s + longest_s - 1) // MINUTE_S + 1, minutes)
    if first >= last:
        return
    begin = hops.first_of[first * regions]
    rows.rider[begin : hops.first_of[last * regions]] = -1
    for minute in range(first, last):
        least = max((minute * MINUTE_S - longest_s - first_s) // step_s + 1, 0)
        again = True
        while again:
            again = False
            for region in range(regions):
                if rows.since[region] <= minute:
                    again |= _section(
                        hops, before, ways, minute, region, begin, least, departures, rows
                    )


@njit(cache=True, nogil=True)
def _section(hops, before, ways, minute, region, begin, least, departures, rows):
    """The hops of a minute and a region; returns whether the minute must be scanned again."""
    first_s, step_s, count, longest_s = departures
    leaving, coming, rules, region_of = hops.departure, hops.arrival, hops.rules, hops.region
    from_stops, to_stops = hops.from_stop, hops.to_stop
    arrived, ready, upto, rider, mark = rows.arrived, rows.ready, rows.upto, rows.rider, rows.mark
    ways_start, ways_to, ways_s, change_s = ways
    since = rows.since
    section = Index(minute * len(since) + region)
    end = (minute + 1) * MINUTE_S
    again = False
    for forward in range(hops.first_of[section], hops.first_of[section + Index(1)]):
        at = Index(forward)
        departure, rule, stop = leaving[at], rules[at], Index(from_stops[at])
        latest = -1
        if before[at] >= begin:
            latest = rider[Index(before[at])]
        if rule & BOARD and mark[stop]:
            known = upto[stop]
            while known + 1 < count and ready[stop, Index(known + 1)] <= departure:
                known += 1
            while known >= 0 and ready[stop, Index(known)] > departure:
                known -= 1
            upto[stop] = known
            latest = max(latest, known)
        if latest < least or latest <= rider[at]:
            continue
        rider[at] = latest
        again |= rule & LEADS_BACK != 0
        stop, moment = Index(to_stops[at]), coming[at]
        if rule & CROSSES:
            there = Index(region_of[stop])
            again |= there < region and since[there] > minute  # it was passed over in this pass
            since[there] = min(since[there], minute)
        if not rule & ALIGHT or moment >= first_s + latest * step_s + longest_s:
            continue
        if not mark[stop]:
            _touch(rows, stop)
        if arrived[stop, Index(latest)] <= moment:
            continue
        _lower(arrived, stop, latest, moment)
        for way in range(ways_start[stop] - 1, ways_start[stop + Index(1)]):
            to, soonest = stop, moment + change_s[stop]
            if way >= ways_start[stop]:
                to, soonest = Index(ways_to[Index(way)]), moment + ways_s[Index(way)]
                if not mark[to]:
                    _touch(rows, to)
            if ready[to, Index(latest)] > soonest:
                _lower(ready, to, latest, soonest)
                there = Index(region_of[to])
                again |= there < region and since[there] > minute
                since[there] = min(since[there], minute)
                if there <= region and soonest < end:
                    again |= there < region or soonest <= departure
    return again


@njit(cache=True, nogil=True, inline="always")
def _lower(table, stop, latest, moment):
    """Lowers a row to a moment for a departure and those before it, where it is later."""
    k = latest
    while k >= 0 and table[stop, Index(k)] > moment:
        table[stop, Index(k)] = moment
        k -= 1


@njit(cache=True, nogil=True)
def _touch(rows, stop):
    """Empties the rows of a stop that nobody has reached before."""
    if rows.mark[stop]:
        return
    rows.mark[stop] = 1
    rows.arrived[stop] = NEVER
    rows.ready[stop] = NEVER
    rows.upto[stop] = -1
    rows.touched[rows.touched_n[0]] = stop
    rows.touched_n[0] += 1


@njit(cache=True, nogil=True)
def clean_rows(rows):
    """Forgets every stop that was touched."""
    for i in range(rows.touched_n[0]):
        rows.mark[rows.touched[i]] = 0
    rows.touched_n[0] = 0


@njit(cache=True, nogil=True)
def times_to_stops(rows, ways, source_stop, source_s, departures, times):
    """Writes to `times` (stops, departures) the seconds to every stop that can be reached.

    By a ride and one way on foot after it at the most, or on foot to a source; UNREACHED where that
    takes too long. The rows of other stops stay as they are.
    """
    ways_start, ways_to, ways_s, _ = ways
    for i in range(rows.touched_n[0]):
        times[rows.touched[i]] = NEVER
    for i in range(rows.touched_n[0]):
        stop = rows.touched[i]
        if rows.arrived[stop, 0] < NEVER:
            _lower_all(times, stop, rows.arrived, stop, 0)
            for way in range(ways_start[stop], ways_start[stop + 1]):
                _lower_all(times, ways_to[way], rows.arrived, stop, ways_s[way])
    for i in range(rows.touched_n[0]):
        _count_from_departure(times, rows.touched[i], departures)
    for i in range(len(source_stop)):
        _walk_all(times, source_stop[i], source_s[i], departures)


@njit(cache=True, nogil=True)
def times_to_ends(rows, start, stops, seconds, on_foot_s, departures, times):
    """Fills `times` (ends, departures) with the seconds to every end of a journey.

    An end is `seconds` away from some stops, CSR by end; on foot alone it takes `on_foot_s`, or
    NEVER.
    """
    for end in range(len(on_foot_s)):
        times[end] = NEVER
        for i in range(start[end], start[end + 1]):
            stop = stops[i]
            if rows.mark[stop] and rows.arrived[stop, 0] < NEVER:
                _lower_all(times, end, rows.arrived, stop, seconds[i])
        _count_from_departure(times, end, departures)
        _walk_all(times, end, on_foot_s[end], departures)


@njit(cache=True, nogil=True)
def _lower_all(times, row, arrived, stop, seconds):
    """Lowers a row to the arrivals at a stop and so many seconds on."""
    for k in range(times.shape[1]):
        times[row, k] = min(times[row, k], arrived[stop, k] + seconds)


@njit(cache=True, nogil=True)
def _count_from_departure(times, row, departures):
    """Makes moments of a row seconds since each departure; UNREACHED where that is too many."""
    first_s, step_s, _, longest_s = departures
    for k in range(times.shape[1]):
        took = times[row, k] - (first_s + k * step_s)
        times[row, k] = took if took < longest_s else UNREACHED


@njit(cache=True, nogil=True)
def _walk_all(times, row, seconds, departures):
    """Lowers a row to what it takes on foot alone, whenever one leaves."""
    if seconds < departures[3]:
        for k in range(times.shape[1]):
            times[row, k] = min(times[row, k], seconds)
