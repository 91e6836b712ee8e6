"""Lower bounds that know the timetable: hops of a day in, the earliest arrival by stop and minute.

One pass over the hops of a span, the last departure first, as in a profile connection scan
(Dibbelt, Pajor, Strasser, Wagner, 2013): what a run is worth at a call is the best of staying on
board, alighting at a target, and alighting where something better leaves. Moments are rounded down
to the minute in which they lie and rides are not counted, so the result is never later than the
truth and, in a timetable of whole minutes, hardly ever earlier.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routing.kernels.connections import ALIGHT, BOARD
from routing.kernels.raptor import MINUTE_S

LONGEST_S = 32_000
"""Seconds that a profile may span: what its cells hold."""


@njit(cache=True, nogil=True)
def arrival_profile(
    hops, back_start, back_from, back_s, change_s, egress, first, end_s, profile, leaves, ridden
):  # fmt: skip
    """Fills rows of `profile`: the least arrival at a target for a rider who comes to a stop.

    `profile[m, stop]` holds for arrivals by a ride in minute `first + m` or later, row 0 also for
    earlier ones, in seconds after the minute `first`; whatever arrives at `end_s` or later counts
    as `end_s`. `back_*` are the ways on foot by the stop at which they end, `egress` (stops,) the
    seconds from the targets on. `leaves` (stops,) and `ridden` (runs,) are working memory. Returns
    how many rows were filled: (end_s // 60 - first) + 1.
    """
    base = first * MINUTE_S
    rows = end_s // MINUTE_S - first + 1
    end = np.int32(end_s - base)
    profile[:rows] = end
    leaves[:] = end
    ridden[:] = end
    last = len(hops.first_of) - 1
    after = hops.first_of[min(first + rows, last)]
    for row in range(rows - 1, -1, -1):
        begin = hops.first_of[min(first + row, last)]
        if row + 1 < rows:
            np.minimum(profile[row], profile[row + 1], profile[row])
        again = True
        while again:
            again = False
            row_was_read = False
            for at in range(after - 1, begin - 1, -1):
                arrival = hops.arrival[at] - base
                if arrival >= end:
                    continue
                run, rules = hops.run[at], hops.rules[at]
                worth = ridden[run]
                if rules & ALIGHT:
                    stop = hops.to_stop[at]
                    there = arrival // MINUTE_S
                    row_was_read |= there == row
                    worth = min(worth, np.int32(profile[there, stop]), arrival + egress[stop])
                    ridden[run] = worth
                stop = hops.from_stop[at]
                if rules & BOARD and worth < leaves[stop]:
                    leaves[stop] = worth
                    departure = hops.departure[at] - base
                    for way in range(back_start[stop] - 1, back_start[stop + 1]):
                        if way < back_start[stop]:
                            before, moment = stop, departure - change_s[stop]
                        else:
                            before, moment = back_from[way], departure - back_s[way]
                        there = max(moment, 0) // MINUTE_S
                        if worth < profile[there, before]:
                            profile[there, before] = worth
                            again |= row_was_read and there == row
        after = begin
    return rows
