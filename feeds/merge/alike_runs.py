"""Which runs of two feeds may be one ride: runs in, pairs out that meet at two places or more.

The search sorts the calls of one feed by place and time of day and looks up those of the other,
so its cost grows with the calls and not with the pairs of trips.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from feeds.merge.arrays import distinct
from feeds.merge.runs import Ints, Runs

_CHUNK = 4_000_000


def meeting_pairs(runs: Runs, tolerance_s: int) -> Iterator[tuple[int, int]]:
    """Pairs of runs of two feeds worth comparing call by call.

    One of the two calls nowhere but where the other does, within the tolerance; or both bear one
    number and meet twice.
    """
    feeds = np.unique(runs.feed)
    spots = _distinct_spots(runs)
    for at, feed in enumerate(feeds):
        for other in feeds[at + 1 :]:
            a, b, met = _meetings(runs, feed, other, tolerance_s)
            contained = met >= np.minimum(spots[a], spots[b])
            numbered = (runs.number[a] == runs.number[b]) & (runs.number[a] >= 0)
            kept = (met >= 2) & (contained | numbered)
            yield from zip(a[kept].tolist(), b[kept].tolist(), strict=True)


def _distinct_spots(runs: Runs) -> Ints:
    width = int(runs.spot.max()) + 1 if len(runs.spot) else 1
    seen = distinct(runs.of_call * width + runs.spot)
    return np.bincount(seen // width, minlength=len(runs)).astype(np.int64)


def _meetings(runs: Runs, feed: int, other: int, tolerance_s: int) -> tuple[Ints, Ints, Ints]:
    """(run of one feed, run of the other, at how many places they meet)."""
    of_feed = runs.feed[runs.of_call]
    one, two = np.flatnonzero(of_feed == feed), np.flatnonzero(of_feed == other)
    shared = np.intersect1d(runs.spot[one], runs.spot[two])
    one, two = one[np.isin(runs.spot[one], shared)], two[np.isin(runs.spot[two], shared)]
    count, width = len(runs), len(shared) + 1
    slot = np.searchsorted(shared, runs.spot)  # one number a meeting: run, run, spot
    found = [np.zeros(0, dtype=np.int64)]
    for times in (runs.arrival_s, runs.departure_s):
        for left, right in calls_within(runs.spot, times, one, two, tolerance_s):
            pair = runs.of_call[left] * count + runs.of_call[right]
            found.append(distinct(pair * width + slot[left]))
    pairs, met = np.unique(distinct(np.concatenate(found)) // width, return_counts=True)
    return pairs // max(count, 1), pairs % max(count, 1), met.astype(np.int64)


def calls_within(
    spot: Ints, times: Ints, one: Ints, two: Ints, tolerance_s: int
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of calls at one spot whose times of day differ by the tolerance at most."""
    lane_s = 2 * DAY_S
    early = times[two] % DAY_S
    late_again, soon_again = early > DAY_S - tolerance_s, early < tolerance_s
    call = np.concatenate([two, two[late_again], two[soon_again]])
    clock = np.concatenate([early, early[late_again] - DAY_S, early[soon_again] + DAY_S])
    keys = spot[call] * lane_s + clock
    order = np.argsort(keys, kind="stable")
    keys, call = keys[order], call[order]
    wanted = spot[one] * lane_s + times[one] % DAY_S
    low = np.searchsorted(keys, wanted - tolerance_s, side="left")
    high = np.searchsorted(keys, wanted + tolerance_s, side="right")
    for part in _chunks(high - low):
        many = (high - low)[part]
        left = np.repeat(one[part], many)
        ends = np.cumsum(many)
        right = np.arange(ends[-1] if len(ends) else 0) + np.repeat(low[part] - (ends - many), many)
        yield left, call[right]


def _chunks(counts: NDArray[np.int64]) -> Iterator[slice]:
    """Slices whose counts add up to a bounded amount of work."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _CHUNK, side="right")))
        yield slice(start, stop)
        start = stop
