"""Lower bounds that know the timetable: hops of a day in, the earliest arrival by stop and minute.

One pass over the hops of a span, the last departure first, as in a profile connection scan
(Dibbelt, Pajor, Strasser, Wagner, 2013): what a run is worth at a call is the best of staying on
board, alighting at a target, and alighting where something better leaves. Moments are rounded down
to the minute in which they lie, so the result is never later than the truth and, in a timetable of
whole minutes, hardly ever earlier. Among journeys that arrive at the same moment the one of fewest
rides counts: a cell is the arrival and, in its last bits, the rides (routing/kernels/labels.py).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.connections import ALIGHT, BOARD, CALL_SHIFT, COMES_BACK
from routing.kernels.labels import MINUTE_S, RIDES_BITS, Index

LONGEST_S = 32_000
"""Seconds that a profile may span: what its cells hold."""


@njit(cache=True, nogil=True)
def arrival_profile(
    hops, back_start, back_from, back_s, change_s, egress, first, end_s, reached, since,
    reached_until, profile, leaves, ridden,
):  # fmt: skip
    """Fills rows of `profile`: the least cell for a rider who comes to a stop.

    `profile[m, stop]` holds for arrivals by a ride in minute `first + m` or later, row 0 also for
    earlier ones, arrivals in seconds after the minute `first`; whatever arrives at `end_s` or later
    counts as `end_s`. `back_*` are the ways on foot by the stop at which they end, `egress`
    (stops,) the seconds from the targets on. Of the hops that leave before `reached_until` only
    those count that a rider of the window can ride: `reached` (runs,) is the first call of each run
    at which one can be on board, `since` (regions,) the minute in which one comes to a region
    (routing/kernels/connections.py). `leaves` (stops,) and `ridden` (runs,) are working memory.
    Returns how many rows were filled: (end_s // 60 - first) + 1.
    """
    base = np.int32(first * MINUTE_S)
    rows = end_s // MINUTE_S - first + 1
    end = np.int32(end_s - base)
    never = np.int32(end << RIDES_BITS)
    profile[:rows] = never
    leaves[:] = never
    ridden[:] = never
    back = (back_start, back_from, back_s, change_s)
    minutes = (len(hops.first_of) - 1) // len(since)
    for row in range(rows - 1, -1, -1):
        if row + 1 < rows:
            np.minimum(profile[row], profile[row + 1], profile[row])
        minute = first + row
        again = 0 <= minute < minutes
        row_was_read = False
        while again:
            again = improved = False
            for region in range(len(since) - 1, -1, -1):
                if since[region] > minute and (minute + 1) * MINUTE_S <= reached_until:
                    continue
                more, improved, row_was_read = _section(
                    hops, back, egress, base, end, Index(row), minute * len(since) + region,
                    reached, reached_until, profile, leaves, ridden, improved, row_was_read,
                )  # fmt: skip
                again |= more
    return rows


@njit(cache=True, nogil=True, inline="always")
def _row(moment):
    """The row of a moment after the first minute; what is earlier belongs to the first."""
    return Index(np.uint32(max(moment, np.int32(0))) // np.uint32(MINUTE_S))


@njit(cache=True, nogil=True, inline="always")
def _section(
    hops, back, egress, base, end, row, section, reached, reached_until, profile, leaves, ridden,
    improved, row_was_read,
):  # fmt: skip
    """The hops of a minute and a region.

    Returns whether another pass over the minute could find more, whether a run is worth more since
    this pass began, and whether the row has been read.
    """
    back_start, back_from, back_s, change_s = back
    begin, after = hops.first_of[section], hops.first_of[section + 1]
    again = False
    for backward in range(after - 1, begin - 1, -1):
        at = Index(backward)
        run, rules = Index(hops.run[at]), hops.rules[at]
        if reached[run] > rules >> CALL_SHIFT and hops.departure[at] < reached_until:
            continue
        arrival = np.int32(hops.arrival[at] - base)
        if arrival >= end:
            continue
        worth = ridden[run]
        if rules & ALIGHT:
            stop = Index(hops.to_stop[at])
            there = _row(arrival)
            row_was_read |= there == row
            target = (np.int64(arrival) + egress[stop]) << RIDES_BITS
            worth = min(worth, np.int32(min(np.int64(profile[there, stop]), target) + 1))
            improved |= worth < ridden[run]
            ridden[run] = worth
        again |= rules & COMES_BACK != 0 and improved
        stop = Index(hops.from_stop[at])
        if rules & BOARD and worth < leaves[stop]:
            leaves[stop] = worth
            departure = np.int32(hops.departure[at] - base)
            there = _row(np.int32(departure - change_s[stop]))
            if worth < profile[there, stop]:
                profile[there, stop] = worth
                again |= row_was_read and there == row
            for way in range(back_start[stop], back_start[stop + Index(1)]):
                before = Index(back_from[Index(way)])
                there = _row(np.int32(departure - back_s[Index(way)]))
                if worth < profile[there, before]:
                    profile[there, before] = worth
                    again |= row_was_read and there == row
    return again, improved, row_was_read
