"""The same ride in two feeds appears once: a merged feed in, the same without the second copies.

Two runs are one ride when the poorer copy calls nowhere but where the richer does, in the same
order, at about the same moments, on the same dates; on the road their lines bear one name. The
copy with more calls stays; the other loses the dates on which both run, and keeps those on which
it runs alone. In doubt both stay and a notice says so. Every decision stands in the trip crosswalk.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.merge.alike_runs import meeting_pairs
from feeds.merge.lines import meeting_trips, spots
from feeds.merge.overrides import NO_VERDICTS, TripVerdicts
from feeds.merge.removal import Removal, without_runs
from feeds.merge.runs import Runs, on_one_clock, runs_of
from feeds.merge.same_times import lag_of_lines, only_where_lines_agree
from feeds.merge.same_train import NUMBERED_TOLERANCE_S, SAME_NUMBER, Calls, Match, compare
from feeds.notices import Notice, Severity
from feeds.tables import MergedFeed

Rank = tuple[int, bool, int, int]


def without_duplicates(feed: MergedFeed, verdicts: TripVerdicts = NO_VERDICTS) -> MergedFeed:
    """The feed in which every ride of two feeds runs once a day, as far as a curator agrees."""
    spot = spots(feed)
    wanted = meeting_trips(feed, spot, least=2)
    if not wanted.any():
        return feed
    runs = runs_of(feed, wanted, spot)
    rank = _rank(feed, runs)
    removals: list[Removal] = []
    doubtful: list[Match] = []
    books = _Books(runs)
    for days, on_clock in on_one_clock(feed, runs):
        found = _overruled(feed, runs, _matches(on_clock, rank, days), verdicts)
        for match in _in_order(runs, found):
            shared = books.shared_days(match) & days
            if not shared:
                continue
            if match.certain:
                books.take(match, shared)
                removals.append(_removal(runs, match, shared))
            else:
                doubtful.append(match)
    _notice_doubtful(feed, runs, doubtful)
    return without_runs(feed, removals, runs.first_day) if removals else feed


def _matches(runs: Runs, rank: list[Rank], days: int) -> list[Match]:
    """Every two runs that are or may be one ride on one of these days."""
    calls = Calls.of(runs)
    found = []
    for a, b in meeting_pairs(runs, NUMBERED_TOLERANCE_S):
        if _share_dates(runs, a, b, days):
            poor, rich = (a, b) if rank[a] < rank[b] else (b, a)
            match = compare(calls, poor, rich)
            if match is not None:
                found.append(match)
    return found


def _overruled(
    feed: MergedFeed, runs: Runs, found: list[Match], verdicts: TripVerdicts
) -> list[Match]:
    """The matches a curator does not deny; those he confirms are certain."""
    if verdicts == NO_VERDICTS:
        return found
    ids = feed.trips["id"].to_numpy(dtype=object)[runs.trip]
    out = []
    for match in found:
        pair = frozenset((str(ids[match.poor]), str(ids[match.rich])))
        if pair in verdicts.same:
            out.append(replace(match, certain=True))
        elif pair not in verdicts.different:
            out.append(match)
    return out


def _in_order(runs: Runs, found: list[Match]) -> list[Match]:
    """The surest first; where the copies of a line lag by some minutes, those that do."""
    lag_s = lag_of_lines(runs, found)
    found = only_where_lines_agree(runs, found)
    return sorted(
        found,
        key=lambda m: (
            m.numbers != SAME_NUMBER,
            -m.calls,
            abs(m.lag_s - lag_s[m]) if m in lag_s else m.apart_s,
            m.poor,
            m.rich,
        ),
    )


class _Books:
    """Which dates of which run are spoken for, so that no date is lost on both sides.

    A run that stands for another may itself be left out for a third, which then stands for both:
    of two runs the richer always stays, and richer is a total order.
    """

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._gone: dict[int, int] = {}
        self._met: dict[tuple[int, int], int] = {}

    def shared_days(self, match: Match) -> int:
        """The poorer copy's dates (as bits) on which it may be left out for the richer."""
        rich = self._runs.days[match.rich] & ~self._gone.get(match.rich, 0)
        rich &= ~self._met.get((match.rich, int(self._runs.feed[match.poor])), 0)
        poor = self._runs.days[match.poor] & ~self._gone.get(match.poor, 0)
        return poor & _moved(rich, -match.day_shift)

    def take(self, match: Match, days: int) -> None:
        """Notes that the poorer copy is left out on these of its dates."""
        met = (match.rich, int(self._runs.feed[match.poor]))
        self._gone[match.poor] = self._gone.get(match.poor, 0) | days
        self._met[met] = self._met.get(met, 0) | _moved(days, match.day_shift)


def _share_dates(runs: Runs, a: int, b: int, days: int) -> bool:
    """Whether both may run on one of these dates; a night train's may be a day apart."""
    other = runs.days[b]
    return bool(runs.days[a] & days & (other | other << 1 | other >> 1))


def _moved(days: int, by: int) -> int:
    return days << by if by >= 0 else days >> -by


def _rank(feed: MergedFeed, runs: Runs) -> list[Rank]:
    """What makes a copy the richer: more calls, then a drawn way, then the newer feed."""
    shaped = feed.trips["shape_idx"].to_numpy()[runs.trip] >= 0
    fetched = [info.fetched_at_s for info in feed.feeds]
    counts = np.diff(runs.start)
    return [
        (int(count), bool(drawn), fetched[of], -of)
        for count, drawn, of in zip(counts, shaped, runs.feed.tolist(), strict=True)
    ]


def _removal(runs: Runs, match: Match, days: int) -> Removal:
    return Removal(
        trip_idx=int(runs.trip[match.poor]),
        kept_trip_idx=int(runs.trip[match.rich]),
        days=days,
        evidence=match.evidence(days.bit_count()),
    )


def _notice_doubtful(feed: MergedFeed, runs: Runs, doubtful: list[Match]) -> None:
    ids = feed.trips["id"].to_numpy(dtype=object)
    for match in doubtful:
        poor, rich = (str(ids[runs.trip[run]]) for run in (match.poor, match.rich))
        feed.notices.add(
            Notice(
                code="doubtful_trip_match",
                severity=Severity.INFO,
                feed=feed.feeds[int(runs.feed[match.poor])].source.tag,
                file="trips.txt",
                fields={"trip_a": poor, "trip_b": rich},
                message=f"may be one ride: {match.calls} calls within {match.apart_s} s",
            )
        )
