"""Labels of a search with one more criterion: what is known of a stop is a bag of them.

A label is a row of numbers, those of one stop are linked. None in a bag is as early, as cheap and
of as few rides as another. What a better one drives out keeps its row, since others may have come
from it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.labels import Index

NEXT, MOMENT, COST, RIDES, PARENT = range(5)
LANE, RUN, BOARD, ALIGHT, STOP, FRESH = range(5, 11)
COLUMNS = 11
END, DRIVEN_OUT = -1, -2
"""In column NEXT: the last of its bag, and no longer in a bag."""
NOT_WORTH, NO_ROOM = -1, -2
"""What `offer` gives instead of a row."""


class Bags(NamedTuple):
    """The labels, and the first one of every bag. Memory of one search.

    Shapes: labels (n, COLUMNS) int32; arrived, ready (stops,), the bags of alighting and of being
    ready to board; goal (1,), that of the targets; fresh (stops,), what a round has made ready;
    lane_from, lane_queue (lanes,); aboard (m, ABOARD), who is on a lane; used (1,) labels.
    """

    labels: NDArray[np.int32]
    arrived: NDArray[np.int32]
    ready: NDArray[np.int32]
    goal: NDArray[np.int32]
    fresh: NDArray[np.int32]
    lane_from: NDArray[np.int32]
    lane_queue: NDArray[np.int32]
    aboard: NDArray[np.int32]
    used: NDArray[np.int64]


@njit(cache=True, nogil=True)
def is_beaten(labels, label, moment, cost, rides):
    """Whether a bag, from that label on, holds one as early, as cheap and of as few rides."""
    while label >= 0:
        row = labels[Index(label)]
        if row[MOMENT] <= moment and row[COST] <= cost and row[RIDES] <= rides:
            return True
        label = row[NEXT]
    return False


@njit(cache=True, nogil=True)
def offer(bags, first, at, moment, cost, rides, parent):
    """Puts a label into the bag first[at] unless it is beaten there; returns its row.

    NOT_WORTH where it is beaten, NO_ROOM where there is no row left.
    """
    labels = bags.labels
    if is_beaten(labels, first[at], moment, cost, rides):
        return NOT_WORTH
    row = bags.used[0]
    if row == len(labels):
        return NO_ROOM
    before, label = END, first[at]
    while label >= 0:
        other = labels[Index(label)]
        following = other[NEXT]
        if other[MOMENT] >= moment and other[COST] >= cost and other[RIDES] >= rides:
            other[NEXT] = DRIVEN_OUT
            if before < 0:
                first[at] = following
            else:
                labels[Index(before), NEXT] = following
        else:
            before = label
        label = following
    mine = labels[Index(row)]
    mine[NEXT], mine[MOMENT], mine[COST] = first[at], moment, cost
    mine[RIDES], mine[PARENT] = rides, parent
    first[at] = row
    bags.used[0] += 1
    return row
