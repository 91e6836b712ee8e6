"""The memory of a round-based search: what is known of every stop after every ride.

`arrived[stop, k]` is the earliest arrival by a ride with at most k boardings, `ready[stop, k]` the
earliest moment from which a further ride can be boarded there. The labels of a stop stand next to
each other and never grow with the round, so one look decides whether an arrival is worth anything.

Kernels index with unsigned numbers (Index): numba looks at the sign of any other at every access,
which costs a third of the time of a search.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

NEVER = np.int32(2**30)
"""Later than any moment of a day's arrays."""
MINUTE_S = 60
RIDES_BITS = 4
"""A cell of a profile is an arrival and, in its last bits, the rides that it takes."""
RIDES_MASK = (1 << RIDES_BITS) - 1
Index = np.uintp


NO_LEVELS = -1
"""Of no lane it is known with how few rides it leads to a target."""


class Bounds(NamedTuple):
    """What a search may leave out: the numbers that go with the bounds in the Workspace.

    Nothing that ends `longest_s` or more after its departure is followed. `rows` rows of the
    profile are in force, the first of them for `since_minute`. After `most_work` lanes no earlier
    departure is begun. What takes `ceiling_rides` rides or more must arrive before `ceiling`. With
    how few rides a lane leads to a target is known up to `levels` rides (NO_LEVELS: of none).
    """

    longest_s: int
    since_minute: int
    rows: int
    most_work: int
    ceiling_rides: int
    ceiling: int
    levels: int


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
        if departure[Index(row + middle)] >= ready:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def note_touched(w, queue, n):
    """Remembers the stops of a queue, whose labels have been written."""
    touched, mark = w.touched, w.touched_mark
    count = w.touched_n[0]
    for q in range(n):
        stop = Index(queue[Index(q)])
        if not mark[stop]:
            mark[stop] = 1
            touched[Index(count)] = stop
            count += 1
    w.touched_n[0] = count


@njit(cache=True, nogil=True)
def clean(w):
    """Empties the labels that a search has written."""
    for i in range(w.touched_n[0]):
        stop = Index(w.touched[i])
        w.arrived[stop] = NEVER
        w.ready[stop] = NEVER
        w.touched_mark[stop] = 0
    w.touched_n[0] = 0
