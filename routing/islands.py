"""Islands: the lanes of a day and its ways on foot in, which stops hang together out.

No journey leads from one island to another, whenever it leaves, so nothing needs to be searched
there. Feeds of several countries have many: a line that nobody walks to from the others is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.day import DayArrays

Ints = NDArray[np.int32]


def find_islands(arrays: DayArrays, ways_start: Ints, ways_to: Ints) -> Ints:
    """The island of every stop. Shapes: (stops,)."""
    stops = len(ways_start) - 1
    within = np.ones(max(len(arrays.lane_stop) - 1, 0), dtype=np.bool_)
    within[arrays.lane_start[1:-1] - 1] = False
    begin = np.repeat(np.arange(stops, dtype=np.int32), np.diff(ways_start))
    origin = np.concatenate([arrays.lane_stop[:-1][within], begin])
    end = np.concatenate([arrays.lane_stop[1:][within], ways_to])
    links = coo_array((np.ones(len(origin), dtype=np.bool_), (origin, end)), shape=(stops, stops))
    _, island = connected_components(links, directed=False)
    return np.asarray(island, dtype=np.int32)


def are_apart(island: Ints, begin: Ints, end: Ints) -> bool:
    """Whether no stop of `begin` is on an island of a stop of `end`."""
    return set(island[begin].tolist()).isdisjoint(island[end].tolist())
