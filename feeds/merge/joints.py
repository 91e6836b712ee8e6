"""Where a ride of one feed may go on as a ride of the next: runs in, joints with their grade out.

A joint is a run that ends where another feed's run begins, or that the other follows for a few
calls before they part: the earlier comes to the border, the later leaves from it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from feeds.merge.alike_runs import calls_within
from feeds.merge.arrays import distinct
from feeds.merge.runs import Ints, Runs
from feeds.merge.same_train import TOLERANCE_S

DWELL_S = 1200
"""The longest a train of one number stands at the border."""
SIMILAR_DWELL_S = 600
"""The same where its number or its headsign speaks for it."""
NAMELESS_DWELL_S = 180
"""The same where nothing but place, minute and direction does."""
EARLY_S = 180
"""How far before its arrival in one feed a ride may leave in the other."""
NAMELESS_EARLY_S = 120

_NO_BOARDING = 1


class Grade(enum.IntEnum):
    """How sure a joint is: on its own, if nothing else fits, or only worth a look."""

    CERTAIN = 0
    IF_UNIQUE = 1
    DOUBTFUL = 2


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two runs laid over each other, before they are judged.

    `before` calls for the last time alone just ahead of `first`, the row of its call at the other's
    first place; `after` is alone behind its row `last`. `day_shift` leads from the earlier run's
    date to the later one's. `dwell_s` is the stay where one call is shared, `apart_s` how far the
    times of shared calls lie apart where there are more. `loops` where the ride passes a place of
    its first part again in the second.
    """

    before: int
    after: int
    first: int
    last: int
    day_shift: int
    calls: int
    dwell_s: int
    apart_s: int
    pairs: tuple[tuple[int, int], ...]
    loops: bool

    @property
    def stay_s(self) -> int:
        """How far the times are from those of one ride that does not stop for long."""
        return self.apart_s if self.calls > 1 else abs(self.dwell_s)


def find_overlaps(runs: Runs, home: Ints, fresh_trip: int) -> Iterator[Overlap]:
    """Every two runs that may be joined, one of them a trip from `fresh_trip` on.

    `home` is the feed of the stop of every call.
    """
    calls = _Calls.of(runs)
    fresh = (runs.trip >= fresh_trip).tolist()
    for before, after in _ends_that_meet(runs, home):
        if not (fresh[before] or fresh[after]):
            continue
        overlap = _laid_over(calls, before, after)
        if overlap is not None:
            yield overlap


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls of all runs as plain lists."""

    start: list[int]
    place: list[int]
    arrival_s: list[int]
    departure_s: list[int]
    pickup: list[int]
    drop_off: list[int]

    @classmethod
    def of(cls, runs: Runs) -> _Calls:
        columns = (
            runs.start, runs.place, runs.arrival_s, runs.departure_s, runs.pickup, runs.drop_off,
        )  # fmt: skip
        return cls(*(column.tolist() for column in columns))


def _ends_that_meet(runs: Runs, home: Ints) -> list[tuple[int, int]]:
    """(earlier, later): the one's last call and the other's first both have a partner."""
    first, last = runs.start[:-1], runs.start[1:] - 1
    leaving, coming = runs.departure_s.copy(), runs.arrival_s.copy()
    leaving[last], coming[first] = runs.arrival_s[last], runs.departure_s[first]
    tails = _meetings(runs, home, leaving, last)
    heads = _meetings(runs, home, coming, first)
    count = max(len(runs), 1)
    both = np.intersect1d(tails, heads % count * count + heads // count)
    return list(zip((both // count).tolist(), (both % count).tolist(), strict=True))


def _meetings(runs: Runs, home: Ints, times: Ints, ends: Ints) -> Ints:
    """Run of an end * number of runs + run of a call of another feed at its spot, around then."""
    found = [np.zeros(0, dtype=np.int64)]
    for feed in np.unique(home[ends]) if len(ends) else ():
        one, two = ends[home[ends] == feed], np.flatnonzero(home != feed)
        shared = np.intersect1d(runs.spot[one], runs.spot[two])
        one, two = one[_within(runs.spot[one], shared)], two[_within(runs.spot[two], shared)]
        for left, right in calls_within(runs.spot, times, one, two, DWELL_S):
            found.append(distinct(runs.of_call[left] * len(runs) + runs.of_call[right]))
    return distinct(np.concatenate(found))


def _within(spot: Ints, shared: Ints) -> NDArray[np.bool_]:
    return np.isin(spot, shared)


def _laid_over(calls: _Calls, before: int, after: int) -> Overlap | None:
    """How the later run follows on the earlier; None where it does not, or turns back."""
    begin, end = calls.start[before], calls.start[before + 1]
    start, stop = calls.start[after], calls.start[after + 1]
    first = _nearest(calls, range(begin, end), start)
    last = _nearest(calls, range(start, stop), end - 1)
    if first is None or last is None or first == begin or last == stop - 1:
        return None
    ahead, beyond = calls.place[begin:first], calls.place[last + 1 : stop]
    if _turns_back(ahead, beyond):
        return None
    pairs = _shared(calls, range(first, end), range(start, last + 1))
    if pairs is None or not _boarding_kept(calls, pairs):
        return None
    came_s, leaves_s = calls.arrival_s[first], calls.departure_s[start]
    day_shift = round((came_s - leaves_s) / DAY_S)
    return Overlap(
        before=before,
        after=after,
        first=first,
        last=last,
        day_shift=day_shift,
        calls=len(pairs),
        dwell_s=leaves_s + day_shift * DAY_S - came_s,
        apart_s=max(_apart_s(calls, one, other) for one, other in pairs),
        pairs=pairs,
        loops=not set(ahead).isdisjoint(beyond),
    )


def _turns_back(ahead: list[int], beyond: list[int]) -> bool:
    """Whether the later run goes back where the earlier came from; a loop passes a few places."""
    again = set(ahead) & set(beyond)
    return ahead[-1] == beyond[0] or 2 * len(again) >= min(len(set(ahead)), len(set(beyond)))


def _nearest(calls: _Calls, rows: Sequence[int], call: int) -> int | None:
    """Of these rows the one at that call's place, nearest in time."""
    there = [row for row in rows if calls.place[row] == calls.place[call]]
    return min(there, key=lambda row: _apart_s(calls, row, call), default=None)


def _shared(calls: _Calls, one: range, other: range) -> tuple[tuple[int, int], ...] | None:
    """The shared calls where the shorter list is a part of the longer; None where it is not."""
    turned = len(other) > len(one)
    long, short = (other, one) if turned else (one, other)
    pairs = []
    at = long.start
    for row in short:
        while at < long.stop and calls.place[at] != calls.place[row]:
            at += 1
        if at == long.stop:
            return None
        pairs.append((row, at) if turned else (at, row))
        at += 1
    return tuple(pairs)


def _apart_s(calls: _Calls, one: int, other: int) -> int:
    half = DAY_S // 2
    arriving = (calls.arrival_s[one] - calls.arrival_s[other] + half) % DAY_S - half
    departing = (calls.departure_s[one] - calls.departure_s[other] + half) % DAY_S - half
    return min(abs(arriving), abs(departing))


def _boarding_kept(calls: _Calls, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether one rule a call can say what both feeds allow between the calls they share.

    The joined ride lets riders alight as the earlier feed does and board as the later one does.
    """
    for at, (one, other) in enumerate(pairs):
        for to_one, to_other in pairs[at + 1 :]:
            by_earlier = _ride(calls, one, to_one)
            by_later = _ride(calls, other, to_other)
            if (by_earlier or by_later) != _ride(calls, other, to_one):
                return False
    return True


def _ride(calls: _Calls, boarded: int, alighted: int) -> bool:
    return calls.pickup[boarded] != _NO_BOARDING and calls.drop_off[alighted] != _NO_BOARDING


def fits(overlap: Overlap, *, numbered: bool, most_s: int, early_s: int = EARLY_S) -> bool:
    """Whether the times of a joint are those of one ride."""
    if overlap.calls > 1:
        return overlap.apart_s <= (DWELL_S if numbered else TOLERANCE_S)
    return -early_s <= overlap.dwell_s <= most_s
