"""A ride cut at the border is one ride: a merged feed in, the same with the parts joined out.

Feed A carries a train to the border station, feed B carries it on. On the dates on which both run
they become one trip: it belongs to the feed of the longer part, its calls keep the stops of the
feeds they come from, and the trip crosswalk leads from both parts to it. On other dates the parts
stay. Where several rides fit, or too little speaks for one, the parts stay and a notice says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from feeds.merge.joint_evidence import Joint, Judge
from feeds.merge.joints import Grade, find_overlaps
from feeds.merge.lines import meeting_trips, spots
from feeds.merge.runs import Runs, on_one_clock, runs_of
from feeds.merge.sewing import Stitch, sewn
from feeds.notices import Notice, Severity
from feeds.tables import MergedFeed

MAX_PARTS = 8
"""Into how many parts a ride may be cut; each round joins two of them."""


def with_stitches(feed: MergedFeed) -> MergedFeed:
    """The feed in which rides that two feeds publish in parts are whole."""
    fresh_trip = 0
    for _ in range(MAX_PARTS - 1):
        feed, joined = _one_round(feed, fresh_trip)
        if not joined:
            break
        fresh_trip = len(feed.trips) - joined
    return feed


def _one_round(feed: MergedFeed, fresh_trip: int) -> tuple[MergedFeed, int]:
    """The feed with every run joined at one of its ends at most, and how many rides were joined.

    Trips before `fresh_trip` have been compared with each other.
    """
    spot = spots(feed)
    wanted = meeting_trips(feed, spot, least=1)
    if not wanted.any():
        return feed, 0
    runs = runs_of(feed, wanted, spot)
    home = feed.stops["feed"].to_numpy(dtype=np.int64)[feed.stop_times["stop_idx"].to_numpy()]
    judge = Judge(feed, runs, spot, home)
    books = _Books(runs)
    stitches: list[Stitch] = []
    for days, on_clock in on_one_clock(feed, runs):
        overlaps = find_overlaps(on_clock, home[runs.row], fresh_trip)
        found = [joint for joint in map(judge.judge, overlaps) if joint is not None]
        for joint, shared in books.settled(found, days):
            if joint.grade is Grade.DOUBTFUL:
                _notice_doubtful(feed, runs, joint)
            else:
                stitches.append(Stitch(joint, shared, on_clock))
    return (sewn(feed, runs, stitches), len(stitches)) if stitches else (feed, 0)


class _Books:
    """Which dates of which run are spoken for."""

    def __init__(self, runs: Runs) -> None:
        self._days = runs.days
        self._taken = [0] * len(runs)

    def settled(self, found: Sequence[Joint], days: int) -> Iterator[tuple[Joint, int]]:
        """Joints with the dates (bits, of the earlier run) on which they hold, or may hold."""
        by_grade: dict[Grade, list[Joint]] = {grade: [] for grade in Grade}
        for joint in sorted(found, key=_surest_first):
            by_grade[joint.grade].append(joint)
        for joint in by_grade[Grade.CERTAIN]:
            shared = self._free(joint) & days
            if shared:
                self._take(joint, shared)
                yield joint, shared
        open_ones = [(j, self._free(j) & days) for j in by_grade[Grade.IF_UNIQUE]]
        rivals = self._rivals(open_ones)
        for joint, shared in open_ones:
            alone = shared & ~rivals[joint.overlap.before, joint.overlap.after] & self._free(joint)
            if alone:
                self._take(joint, alone)
                yield joint, alone
            elif shared:
                yield _doubted(joint), shared
        for joint in by_grade[Grade.DOUBTFUL]:
            shared = self._free(joint) & days
            if shared:
                yield joint, shared

    def _free(self, joint: Joint) -> int:
        o = joint.overlap
        before = self._days[o.before] & ~self._taken[o.before]
        after = self._days[o.after] & ~self._taken[o.after]
        return before & _moved(after, -o.day_shift)

    def _take(self, joint: Joint, days: int) -> None:
        o = joint.overlap
        self._taken[o.before] |= days
        self._taken[o.after] |= _moved(days, o.day_shift)

    def _rivals(self, found: Sequence[tuple[Joint, int]]) -> dict[tuple[int, int], int]:
        """For each joint the dates (of its earlier run) on which another one fits as well."""
        by_before: dict[int, list[tuple[Joint, int]]] = {}
        by_after: dict[int, list[tuple[Joint, int]]] = {}
        for joint, days in found:
            by_before.setdefault(joint.overlap.before, []).append((joint, days))
            by_after.setdefault(joint.overlap.after, []).append((joint, days))
        out = {}
        for joint, _ in found:
            o = joint.overlap
            days = 0
            for other, shared in by_before[o.before]:
                days |= shared if other is not joint else 0
            for other, shared in by_after[o.after]:
                moved = _moved(shared, other.overlap.day_shift - o.day_shift)
                days |= moved if other is not joint else 0
            out[o.before, o.after] = days
        return out


def _surest_first(joint: Joint) -> tuple[int, int, int, int, int]:
    o = joint.overlap
    stay_s = o.apart_s if o.calls > 1 else abs(o.dwell_s)
    return joint.grade, -o.calls, stay_s, o.before, o.after


def _doubted(joint: Joint) -> Joint:
    return Joint(joint.overlap, Grade.DOUBTFUL, f"{joint.why}, but others fit as well")


def _moved(days: int, by: int) -> int:
    return days << by if by >= 0 else days >> -by


def _notice_doubtful(feed: MergedFeed, runs: Runs, joint: Joint) -> None:
    o = joint.overlap
    trips = runs.trip[[o.before, o.after]]
    one, other = (str(trip_id) for trip_id in feed.trips["id"].to_numpy(dtype=object)[trips])
    place = str(feed.places["name"].to_numpy(dtype=object)[runs.place[o.first]])
    feed.notices.add(
        Notice(
            code="doubtful_stitch",
            severity=Severity.INFO,
            feed=feed.feeds[int(runs.feed[o.before])].source.tag,
            file="trips.txt",
            fields={"trip_a": one, "trip_b": other, "place": place},
            message=f"may be one ride in two parts: {joint.why}, {o.dwell_s} s at {place}",
        )
    )
