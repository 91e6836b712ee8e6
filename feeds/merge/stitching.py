"""A ride cut at the border is one ride: a merged feed in, the same with the parts joined out.

Feed A carries a train to the border station, feed B carries it on. On the dates on which both run
they become one trip: it belongs to the feed of the longer part, its calls keep the stops of the
feeds they come from, and the trip crosswalk leads from both parts to it. On other dates the parts
stay. Where several rides fit, or too little speaks for one, the parts stay and a notice says so.
"""

from __future__ import annotations

import numpy as np

from feeds.merge.joint_books import Books
from feeds.merge.joint_evidence import Joint, Judge
from feeds.merge.joints import Grade, Overlap, find_overlaps
from feeds.merge.lines import meeting_trips, spots
from feeds.merge.overrides import NO_VERDICTS, TripVerdicts
from feeds.merge.runs import Runs, on_one_clock, runs_of
from feeds.merge.sewing import Stitch, sewn
from feeds.notices import Notice, Severity
from feeds.tables import MergedFeed

MAX_PARTS = 8
"""Into how many parts a ride may be cut; each round joins two of them."""


def with_stitches(feed: MergedFeed, verdicts: TripVerdicts = NO_VERDICTS) -> MergedFeed:
    """The feed in which rides that two feeds publish in parts are whole, if a curator agrees."""
    fresh_trip = 0
    for _ in range(MAX_PARTS - 1):
        feed, joined = _one_round(feed, fresh_trip, verdicts)
        if not joined:
            break
        fresh_trip = len(feed.trips) - joined
    return feed


def _one_round(feed: MergedFeed, fresh_trip: int, verdicts: TripVerdicts) -> tuple[MergedFeed, int]:
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
    books = Books(runs)
    stitches: list[Stitch] = []
    for days, on_clock in on_one_clock(feed, runs):
        overlaps = find_overlaps(on_clock, home[runs.row], fresh_trip)
        graded = ((overlap, judge.judge(overlap)) for overlap in overlaps)
        found = [
            joint
            for overlap, grade in graded
            if (joint := _overruled(feed, runs, overlap, grade, verdicts)) is not None
        ]
        for joint, shared in books.settled(found, days):
            if joint.grade is Grade.DOUBTFUL:
                _notice_doubtful(feed, runs, joint)
            else:
                stitches.append(Stitch(joint, shared, on_clock))
    return (sewn(feed, runs, stitches), len(stitches)) if stitches else (feed, 0)


def _overruled(
    feed: MergedFeed, runs: Runs, overlap: Overlap, joint: Joint | None, verdicts: TripVerdicts
) -> Joint | None:
    """The joint, if a curator does not deny it; what he confirms is certain, whatever was found."""
    if verdicts == NO_VERDICTS:
        return joint
    trips = runs.trip[[overlap.before, overlap.after]]
    pair = frozenset(str(trip_id) for trip_id in feed.trips["id"].to_numpy(dtype=object)[trips])
    if pair in verdicts.different:
        return None
    if pair in verdicts.same:
        return Joint(overlap, Grade.CERTAIN, "one ride by a curator's word")
    return joint


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
