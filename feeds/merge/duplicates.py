"""The same train in two feeds appears once: a merged feed in, the same without the second copies.

Two runs are one train when the poorer copy calls nowhere but where the richer does, in the same
order, at about the same moments, on the same dates. The copy with more calls stays; the other
loses the dates on which both run, and keeps those on which it runs alone. In doubt both stay and
a notice says so. Every decision stands in the trip crosswalk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.clock import DAY_S
from feeds.merge.alike_runs import meeting_pairs
from feeds.merge.modes import MODES, mode_of_type
from feeds.merge.removal import Removal, without_runs
from feeds.merge.runs import Runs, on_one_clock, runs_of
from feeds.notices import Notice, Severity
from feeds.tables import MergedFeed

TOLERANCE_S = 180
"""How far two publishers' times of one train may lie apart where nothing else speaks for it."""
NUMBERED_TOLERANCE_S = 900
"""The same where both copies bear the same number; two calls must still agree as above."""
RENUMBERED_TOLERANCE_S = 120
"""The same where the numbers differ; then three calls must agree."""
RENUMBERED_CALLS = 3

SAME_NUMBER = "same number"
OTHER_NUMBER = "another number"

_NO_BOARDING = 1


@dataclass(frozen=True, slots=True)
class Match:
    """Two runs that are one train, or may be; `day_shift` leads from the poorer's date on."""

    poor: int
    rich: int
    day_shift: int
    calls: int
    apart_s: int
    numbers: str
    certain: bool

    def evidence(self, days: int) -> str:
        """Why the poorer copy was left out, for a person."""
        return f"{self.calls} calls within {self.apart_s} s, {self.numbers}, on {days} dates"


def without_duplicates(feed: MergedFeed) -> MergedFeed:
    """The feed in which every train of two feeds runs once a day."""
    rail = mode_of_type(feed.routes["type"].to_numpy()) == MODES.index("rail")
    wanted = rail[feed.trips["route_idx"].to_numpy()]
    if len(np.unique(feed.trips["feed"].to_numpy()[wanted])) < 2:
        return feed
    runs = runs_of(feed, wanted)
    rank = _rank(feed, runs)
    removals: list[Removal] = []
    doubtful: list[Match] = []
    books = _Books(runs)
    for days, on_clock in on_one_clock(feed, runs):
        found = [
            match
            for a, b in meeting_pairs(on_clock, NUMBERED_TOLERANCE_S)
            if _share_dates(runs, a, b, days) and (match := _compare(on_clock, rank, a, b))
        ]
        found.sort(key=lambda m: (m.numbers != SAME_NUMBER, -m.calls, m.apart_s, m.poor, m.rich))
        for match in found:
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


class _Books:
    """Which dates of which run are spoken for, so that no date is lost on both sides."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._gone: dict[int, int] = {}
        self._keeps: dict[int, int] = {}
        self._met: dict[tuple[int, int], int] = {}

    def shared_days(self, match: Match) -> int:
        """The poorer copy's dates (as bits) on which it may be left out for the richer."""
        rich = self._runs.days[match.rich] & ~self._gone.get(match.rich, 0)
        rich &= ~self._met.get((match.rich, int(self._runs.feed[match.poor])), 0)
        poor = self._runs.days[match.poor] & ~self._gone.get(match.poor, 0)
        return poor & ~self._keeps.get(match.poor, 0) & _moved(rich, -match.day_shift)

    def take(self, match: Match, days: int) -> None:
        """Notes that the poorer copy is left out on these of its dates."""
        there = _moved(days, match.day_shift)
        met = (match.rich, int(self._runs.feed[match.poor]))
        self._gone[match.poor] = self._gone.get(match.poor, 0) | days
        self._keeps[match.rich] = self._keeps.get(match.rich, 0) | there
        self._met[met] = self._met.get(met, 0) | there


def _share_dates(runs: Runs, a: int, b: int, days: int) -> bool:
    """Whether both may run on one of these dates; a night train's may be a day apart."""
    other = runs.days[b]
    return bool(runs.days[a] & days & (other | other << 1 | other >> 1))


def _moved(days: int, by: int) -> int:
    return days << by if by >= 0 else days >> -by


def _rank(feed: MergedFeed, runs: Runs) -> list[tuple[int, bool, int, int]]:
    """What makes a copy the richer: more calls, then a drawn way, then the newer feed."""
    shaped = feed.trips["shape_idx"].to_numpy()[runs.trip] >= 0
    fetched = [info.fetched_at_s for info in feed.feeds]
    counts = np.diff(runs.start)
    return [
        (int(count), bool(drawn), fetched[of], -of)
        for count, drawn, of in zip(counts, shaped, runs.feed.tolist(), strict=True)
    ]


def _compare(runs: Runs, rank: list[tuple[int, bool, int, int]], a: int, b: int) -> Match | None:
    """What two runs have in common; None when they are two trains without a doubt."""
    poor, rich = (a, b) if rank[a] < rank[b] else (b, a)
    numbers = _numbers_say(int(runs.number[poor]), int(runs.number[rich]))
    pairs = _paired_calls(runs, poor, rich)
    if len(pairs) < 2 or (len(pairs) < runs.count(poor) and numbers != SAME_NUMBER):
        return None
    apart = sorted(_apart_s(runs, p, r) for p, r in pairs)
    bound_s = NUMBERED_TOLERANCE_S if numbers == SAME_NUMBER else TOLERANCE_S
    if apart[-1] > bound_s:
        return None
    certain = len(pairs) == runs.count(poor) and _boarding_kept(runs, pairs)
    if numbers == SAME_NUMBER:
        certain &= apart[1] <= TOLERANCE_S
    elif numbers == OTHER_NUMBER:
        certain &= len(pairs) >= RENUMBERED_CALLS and apart[-1] <= RENUMBERED_TOLERANCE_S
    first_poor, first_rich = pairs[0]
    day_shift = round(int(runs.departure_s[first_poor] - runs.departure_s[first_rich]) / DAY_S)
    return Match(poor, rich, day_shift, len(pairs), apart[-1], numbers, certain)


def _numbers_say(one: int, other: int) -> str:
    """A train changes between two neighbouring numbers on its way; -1 is no number."""
    if -1 in (one, other):
        return "no number"
    if one == other:
        return SAME_NUMBER
    return "neighbouring numbers" if abs(one - other) == 1 else OTHER_NUMBER


def _paired_calls(runs: Runs, poor: int, rich: int) -> list[tuple[int, int]]:
    """The poorer's calls with the richer's calls at the same place, both in running order."""
    there = runs.calls(rich)
    at = there.start
    pairs = []
    for call in range(runs.start[poor], runs.start[poor + 1]):
        place = runs.place[call]
        found = at
        while found < there.stop and (
            runs.place[found] != place or _apart_s(runs, call, found) > NUMBERED_TOLERANCE_S
        ):
            found += 1
        if found < there.stop:
            pairs.append((call, found))
            at = found + 1
    return pairs


def _apart_s(runs: Runs, p: int, r: int) -> int:
    """How far two calls lie apart by the clock; a terminus has one time, a call on the way two."""
    return min(
        abs((int(times[p] - times[r]) + DAY_S // 2) % DAY_S - DAY_S // 2)
        for times in (runs.arrival_s, runs.departure_s)
    )


def _boarding_kept(runs: Runs, pairs: list[tuple[int, int]]) -> bool:
    """Whether a rider of the poorer copy may board and alight the richer at the same places."""
    boards = all(
        runs.pickup[r] != _NO_BOARDING or runs.pickup[p] == _NO_BOARDING for p, r in pairs[:-1]
    )
    return boards and all(
        runs.drop_off[r] != _NO_BOARDING or runs.drop_off[p] == _NO_BOARDING for p, r in pairs[1:]
    )


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
                message=f"may be one train: {match.calls} calls within {match.apart_s} s",
            )
        )
