"""One-criterion search by connection scan: a day's hops in order of departure in, arrivals out.

Dibbelt, Pajor, Strasser, Wagner: Intriguingly Simple and Fast Transit Routing, 2013. A connection
is one hop of one run. One pass in order of departure finds every earliest arrival, since a hop
that takes time cannot be needed before it starts. Here the hops of a minute stand region by region,
and a region is scanned only from when somebody has reached it. Where what is found in one region,
or in no time, may be needed earlier in the same minute, the minute is scanned again until nothing
changes; a run remembers from which call on it is ridden.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.labels import MINUTE_S, NEVER, Index, first_run

BOARD = 1
ALIGHT = 2
CROSSES = 4
"""The hop leads into another region."""
LEADS_BACK = 8
"""The next hop of the run leaves in the same minute from a region scanned before this one's."""
COMES_BACK = 16
"""The hop before this one in its run leads back to it in that way."""
CALL_SHIFT = 5
SECTION = 2 * MINUTE_S
"""Moments of a minute: every second for hops without and with duration."""
NOT_RIDDEN = np.int32(2**26)
"""A call that no run has."""


class Connections(NamedTuple):
    """All hops of a day by minute, region of departure and departure, instant ones first.

    `run` numbers runs by their start, so that runs under way together stand together in memory;
    `rules` holds the bits above and call << CALL_SHIFT. Shapes: (n,) int32; first_of
    (minutes * regions + 1,), where each minute of each region begins; region (stops,).
    """

    departure: NDArray[np.int32]
    from_stop: NDArray[np.int32]
    run: NDArray[np.int32]
    rules: NDArray[np.int32]
    arrival: NDArray[np.int32]
    to_stop: NDArray[np.int32]
    first_of: NDArray[np.int32]
    region: NDArray[np.int32]


@njit(cache=True, nogil=True)
def sort_connections(day, span_s, region, regions):
    """The hops of a day's arrays that leave within its span: (6, n) and first_of of Connections.

    A counting sort: once over all hops to count, once to write.
    """
    rank = _rank_runs(day)
    sections = (span_s // MINUTE_S + 1) * regions
    counts = np.zeros(sections * SECTION + 1, dtype=np.int32)
    hops = np.empty((6, 0), dtype=np.int32)
    first_of = counts
    for writing in range(2):
        if writing:
            for i in range(1, len(counts)):
                counts[i] += counts[i - 1]
            hops = np.empty((6, counts[-1]), dtype=np.int32)
            first_of = counts[::SECTION].copy()
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
                    stop, to = day.lane_stop[first + i], day.lane_stop[first + i + 1]
                    minute, second = divmod(departure, MINUTE_S)
                    section = minute * regions + region[stop]
                    bucket = section * SECTION + 2 * second + (1 if arrival > departure else 0)
                    if not writing:
                        counts[bucket + 1] += 1
                        continue
                    rules = i << CALL_SHIFT
                    rules |= BOARD if day.lane_board[first + i] else 0
                    rules |= ALIGHT if day.lane_alight[first + i + 1] else 0
                    rules |= CROSSES if region[stop] != region[to] else 0
                    if i + 2 < length and region[to] < region[stop]:
                        onward = day.departure[base + (i + 1) * runs + j]
                        rules |= LEADS_BACK if onward // MINUTE_S == minute else 0
                    if i > 0 and region[stop] < region[day.lane_stop[first + i - 1]]:
                        before = day.departure[base + (i - 1) * runs + j]
                        rules |= COMES_BACK if before // MINUTE_S == minute else 0
                    at = counts[bucket]
                    counts[bucket] += 1
                    hops[0, at] = departure
                    hops[1, at] = stop
                    hops[2, at] = rank[day.lane_run[lane] + j]
                    hops[3, at] = rules
                    hops[4, at] = arrival
                    hops[5, at] = to
    return hops, first_of


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
    source_stop, source_s, from_s, begin, end_s, limit, egress, arrived, ready, ridden_from, since,
):  # fmt: skip
    """Fills `arrived` (stops,) with the earliest arrival by a ride, NEVER where there is none.

    A rider may be at a source `source_s` after `from_s`. Only hops that leave from `begin` to
    `end_s` are looked at (first_departure, last_arrival). `egress` (stops,) holds the seconds from
    the targets on, NEVER elsewhere; what leaves in a minute after the best arrival is not looked
    at. Fills `since` (regions,) with the minute in which each is first reached. Returns the best
    arrival, or NEVER. Rides that end at `limit` or later are left out.
    """
    arrived[:] = NEVER
    ready[:] = NEVER
    ridden_from[:] = NOT_RIDDEN
    since[:] = NEVER
    regions = len(since)
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    first = max(begin // MINUTE_S, 0)
    for i in range(len(source_stop)):
        ready[source_stop[i]] = min(ready[source_stop[i]], from_s + source_s[i])
        since[hops.region[source_stop[i]]] = first
    best = NEVER
    for minute in range(first, (len(hops.first_of) - 1) // regions):
        if minute * MINUTE_S >= best or minute * MINUTE_S > end_s:
            break
        again = True
        while again:
            again = boarded = False
            for region in range(regions):
                if since[region] <= minute:
                    best, more, boarded = _section(
                        hops, ways, minute, region, regions, limit, egress, arrived, ready,
                        ridden_from, since, best, boarded,
                    )  # fmt: skip
                    again |= more
    return best


@njit(cache=True, nogil=True, inline="always")
def _section(
    hops, ways, minute, region, regions, limit, egress, arrived, ready, ridden_from, since, best,
    boarded,
):  # fmt: skip
    """The hops of a minute and a region.

    Returns the best arrival, whether the minute must be scanned again, and whether anything has
    been boarded in this pass.
    """
    transfers_start, transfers_to, transfers_s, change_s = ways
    departures, arrivals, rules, runs = hops.departure, hops.arrival, hops.rules, hops.run
    from_stops, to_stops, region_of = hops.from_stop, hops.to_stop, hops.region
    section = Index(minute * regions + region)
    end = np.int32((minute + 1) * MINUTE_S)
    again = False
    for forward in range(hops.first_of[section], hops.first_of[section + Index(1)]):
        at = Index(forward)
        rule = rules[at]
        call = rule >> CALL_SHIFT
        run = Index(runs[at])
        moment = arrivals[at]
        if ridden_from[run] > call:
            if ready[Index(from_stops[at])] > departures[at] or rule & BOARD == 0:
                continue
            ridden_from[run] = call
            boarded = True
        stop = Index(to_stops[at])
        if rule & CROSSES:
            there = Index(region_of[stop])
            again |= rule & LEADS_BACK != 0 and boarded
            again |= there < region and since[there] > minute  # it was passed over in this pass
            since[there] = min(since[there], minute)
        if moment < arrived[stop] and rule & ALIGHT and moment < limit:
            arrived[stop] = moment
            best = np.int32(min(best, moment + egress[stop]))
            for way in range(transfers_start[stop] - 1, transfers_start[stop + Index(1)]):
                to, soonest = stop, moment + change_s[stop]
                if way >= transfers_start[stop]:
                    to, soonest = Index(transfers_to[Index(way)]), moment + transfers_s[Index(way)]
                if soonest < ready[to]:
                    ready[to] = soonest
                    there = Index(region_of[to])
                    again |= there < region and since[there] > minute
                    since[there] = min(since[there], minute)
                    if there <= region and soonest < end:
                        again |= there < region or soonest <= departures[at]
    return best, again, boarded
