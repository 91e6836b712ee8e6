"""Facts to trips: lines, headways and run times in, every trip of every feed out.

A trip stands here as one feed shows it; the copy of a cross-border train that the other feed shows
is a trip of its own (feeds/demo/twins.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.demo.calendars import DAY_KINDS
from feeds.demo.departures import departures_of
from feeds.demo.facts import Facts, Line, StopPattern
from feeds.demo.run_times import RunTimes

DAY_MIN = 1_440
ALLOWED, FORBIDDEN = 0, 1
DWELL_SHARE = 0.4
"""A train stands at most this share of the time to its next stop."""


@dataclass(frozen=True, slots=True)
class Call:
    """A trip at a stop; times in seconds of the service day; rules are pickup and drop-off type."""

    stop_id: str
    arrival_s: int
    departure_s: int
    pickup: int = ALLOWED
    drop_off: int = ALLOWED


@dataclass(frozen=True, slots=True)
class Trip:
    """One run on the days of one kind."""

    id: str
    feed: str
    line_id: str
    calendar: str
    kind: str
    direction: int
    headsign: str
    number: int | None
    calls: tuple[Call, ...]


def make_trips(facts: Facts) -> Iterator[Trip]:
    """Every trip of every line that has services of its own, line by line."""
    run_times = RunTimes(facts)
    home = {feed.source.tag: feed.source.country for feed in facts.feeds}
    for (line_id, direction), service in facts.services.items():
        line = facts.lines[line_id]
        patterns = facts.patterns[line_id, direction]
        numbered = 0
        for kind in DAY_KINDS:
            departures = departures_of(service, kind)
            turns = _take_turns(patterns, len(departures))
            for trunk_min, pattern in zip(departures, turns, strict=True):
                start_min = trunk_min + _lead_min(pattern, patterns[0])
                start_s = (start_min if start_min >= 0 else start_min + DAY_MIN) * 60
                offsets_s = run_times.offsets_s(pattern, trunk_min, kind)
                calls = _calls(facts, line, pattern, start_s, offsets_s)
                number = None
                if line.train_number is not None:
                    number = line.train_number + 2 * numbered + direction
                numbered += 1
                yield Trip(
                    id=f"{line_id}-{direction}-{kind}-{trunk_min // 60:02d}{trunk_min % 60:02d}",
                    feed=line.feed,
                    line_id=line_id,
                    calendar=line.calendar,
                    kind=kind,
                    direction=direction,
                    headsign=facts.stops[line.feed, pattern.stop_ids[-1]].name,
                    number=number,
                    calls=_with_rules(facts, line, calls, home[line.feed]),
                )


def _take_turns(patterns: Sequence[StopPattern], count: int) -> list[StopPattern]:
    """Which pattern each departure runs: every pattern as often as its weight, well mixed."""
    total = sum(pattern.weight for pattern in patterns)
    credit = [0] * len(patterns)
    turns = []
    for _ in range(count):
        credit = [owed + pattern.weight for owed, pattern in zip(credit, patterns, strict=True)]
        best = credit.index(max(credit))
        credit[best] -= total
        turns.append(patterns[best])
    return turns


def _lead_min(pattern: StopPattern, main: StopPattern) -> int:
    """How much later than the main pattern this one starts, so that both share one rhythm."""
    if pattern.stop_ids[0] in main.stop_ids:
        return main.fast_min[main.stop_ids.index(pattern.stop_ids[0])]
    if main.stop_ids[0] in pattern.stop_ids:
        return -pattern.fast_min[pattern.stop_ids.index(main.stop_ids[0])]
    return 0


def _calls(
    facts: Facts, line: Line, pattern: StopPattern, start_s: int, offsets_s: Sequence[int]
) -> list[Call]:
    calls = []
    last = len(offsets_s) - 1
    for index, (stop_id, offset_s) in enumerate(zip(pattern.stop_ids, offsets_s, strict=True)):
        dwell_s = 0
        if line.mode == "rail" and 0 < index < last:
            run_s = offsets_s[index + 1] - offset_s
            dwell_s = min(
                facts.stops[line.feed, stop_id].dwell_s, int(run_s * DWELL_SHARE) // 60 * 60
            )
        calls.append(Call(stop_id, start_s + offset_s, start_s + offset_s + dwell_s))
    return calls


def _with_rules(facts: Facts, line: Line, calls: list[Call], home: str) -> tuple[Call, ...]:
    """The calls with their boarding rules: no ride on a bus wholly inside the other country.

    Abroad one may only get on towards home, and only get off on the way out.
    """
    if line.mode not in ("bus", "coach"):
        return tuple(calls)
    abroad = [facts.stops[line.feed, call.stop_id].country != home for call in calls]
    if not any(abroad) or all(abroad):
        return tuple(calls)
    first_home = abroad.index(False)
    last_home = len(abroad) - 1 - abroad[::-1].index(False)
    ruled = []
    for index, call in enumerate(calls):
        drop_off = FORBIDDEN if index < first_home else ALLOWED
        pickup = FORBIDDEN if index > last_home else ALLOWED
        ruled.append(Call(call.stop_id, call.arrival_s, call.departure_s, pickup, drop_off))
    return tuple(ruled)
