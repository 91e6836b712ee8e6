"""Riders who stay in their seats: runs and links in, which run a vehicle becomes, and chains out.

A chain is what one vehicle does while riders may stay: the runs it is, one after the other. To the
search it is one run, so whoever stays neither boards nor changes.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from routing.runs import Runs, first_calls
from routing.timetable import Timetable

Longs = NDArray[np.int64]


def in_seat_pairs(timetable: Timetable, runs: Runs) -> Longs:
    """Rows (earlier run, later run): riders of the one may stay on board into the other.

    A vehicle of a block becomes the next run of its block, whatever else is linked; it never
    leaves before it has come. Shapes: (pairs, 2), sorted.
    """
    links = timetable.in_seat
    if not len(links.before) or not len(runs.trip):
        return np.zeros((0, 2), dtype=np.int64)
    first_day = int(runs.day.min())
    width = int(runs.day.max()) - first_day + 2
    key = runs.trip * width + (runs.day - first_day)
    order = np.argsort(key, kind="stable")
    before_key, after_key = (end.astype(np.int64) * width for end in (links.before, links.after))
    next_day = links.next_day.astype(np.int64)
    found = []
    for day in np.unique(runs.day).tolist():
        before = _position(key, order, before_key + (day - first_day))
        after = _position(key, order, after_key + (day - first_day) + next_day)
        both = (before >= 0) & (after >= 0)
        found.append(np.stack([before, after, links.by_block], axis=1)[both])
    rows = np.concatenate(found).astype(np.int64)
    ends_s, leaves_s = _moments(timetable, runs)
    before, after = rows[:, 0], rows[:, 1]
    in_time = (ends_s[before] <= leaves_s[after]) & (leaves_s[before] < leaves_s[after])
    rows = rows[in_time]
    pairs = _next_of_block(rows, leaves_s, ends_s)
    return pairs[np.lexsort((pairs[:, 1], leaves_s[pairs[:, 1]], pairs[:, 0]))]


def chains(pairs: Longs) -> list[list[int]]:
    """Every way from a run that follows none to one that none follows, along the pairs."""
    followers = _followers(pairs)
    led = set(pairs[:, 1].tolist())
    found = []
    open_ways = [[run] for run in sorted(set(followers) - led, reverse=True)]
    while open_ways:
        way = open_ways.pop()
        if way[-1] not in followers:
            found.append(way)
        open_ways += [[*way, run] for run in reversed(followers.get(way[-1], ()))]
    return found


def _position(key: Longs, order: Longs, wanted: Longs) -> Longs:
    """Where the wanted keys stand, -1 where they do not."""
    at = np.searchsorted(key, wanted, sorter=order)
    index = order[np.minimum(at, len(order) - 1)]
    return np.where(key[index] == wanted, index, -1)


def _moments(timetable: Timetable, runs: Runs) -> tuple[Longs, Longs]:
    """When each run comes to its last call, and when it leaves its first."""
    pattern, call = first_calls(timetable, runs.trip)
    length = np.diff(timetable.pattern_start).astype(np.int64)[pattern]
    ends_s = timetable.arrival_s[call + length - 1] + runs.shift_s
    return ends_s, timetable.departure_s[call] + runs.shift_s


def _next_of_block(rows: Longs, leaves_s: Longs, ends_s: Longs) -> Longs:
    """The pairs; of those by block only each run's next one, and each run's last one before."""
    named, block = rows[rows[:, 2] == 0], rows[rows[:, 2] == 1]
    block = block[np.lexsort((block[:, 1], leaves_s[block[:, 1]], block[:, 0]))]
    block = block[_is_first(block[:, 0])]
    block = block[np.lexsort((block[:, 0], -ends_s[block[:, 0]], block[:, 1]))]
    block = block[_is_first(block[:, 1])]
    return np.concatenate([named, block])[:, :2]


def _is_first(values: Longs) -> NDArray[np.bool_]:
    """Where a sorted row shows a value for the first time."""
    return np.asarray(np.r_[True, np.diff(values) != 0][: len(values)])


def _followers(pairs: Longs) -> dict[int, list[int]]:
    followers: dict[int, list[int]] = defaultdict(list)
    for before, after in pairs.tolist():
        followers[before].append(after)
    return dict(followers)
