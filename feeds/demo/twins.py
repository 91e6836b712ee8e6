"""The same train in two feeds: a trip in, what each side's feed shows of it out.

Four things happen at a border, and all of them are wanted here: both feeds show the whole ride;
one shows the whole and the other only its own part; each shows a part and both meet in one station;
and times and numbers differ a little although the train is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from feeds.demo.facts import Facts, Line, StopFact
from feeds.demo.trips import Call, Trip


def with_twins(facts: Facts, trips: Iterator[Trip]) -> Iterator[Trip]:
    """Every trip, cut where its own feed ends at the border, and after it its copy."""
    for trip in trips:
        line = facts.lines[trip.line_id]
        copy = _copy(facts, trip, line) if line.also_line else None
        if copy is None:
            yield trip
            continue
        yield _own_part(facts, trip, line) if line.split else trip
        yield copy


def _own_part(facts: Facts, trip: Trip, line: Line) -> Trip:
    """The trip on its own feed's side of the station where the other feed takes over."""
    handover = _find(trip, line.handover_stop)
    away_first = _is_away(facts, trip, 0)
    own = trip.calls[handover:] if away_first else trip.calls[: handover + 1]
    return replace(trip, calls=own)


def _copy(facts: Facts, trip: Trip, line: Line) -> Trip | None:
    """The trip as the other feed shows it, or None where it never gets there."""
    also = facts.lines[line.also_line]
    reach = range(len(trip.calls))
    if line.handover_stop:
        handover = _find(trip, line.handover_stop)
        if handover < 0:
            return None
        away_first = _is_away(facts, trip, 0)
        reach = range(handover + 1) if away_first else range(handover, len(trip.calls))
    calls = []
    arrives = False
    for index in reach:
        call = trip.calls[index]
        twin = facts.twins.get((trip.feed, call.stop_id))
        if twin is None or twin.key[0] != also.feed:
            continue
        arrives |= _is_away(facts, trip, index)
        calls.append(
            Call(twin.key[1], call.arrival_s + twin.shift_s, call.departure_s + twin.shift_s)
        )
    if not arrives or len(calls) < 2:
        return None
    return Trip(
        id=f"{also.id}-{trip.id}",
        feed=also.feed,
        line_id=also.id,
        calendar=also.calendar,
        kind=trip.kind,
        direction=trip.direction,
        headsign=_end_of(facts, trip, also.feed).name,
        number=_number(trip, line),
        calls=tuple(calls),
    )


def _number(trip: Trip, line: Line) -> int | None:
    """The train's number as the other feed counts."""
    if trip.number is None or line.train_number is None or line.also_train_number is None:
        return None
    return trip.number - line.train_number + line.also_train_number


def _find(trip: Trip, stop_id: str) -> int:
    return next((i for i, call in enumerate(trip.calls) if call.stop_id == stop_id), -1)


def _is_away(facts: Facts, trip: Trip, index: int) -> bool:
    """Whether that call lies in another country than the feed's own."""
    home = next(f.source.country for f in facts.feeds if f.source.tag == trip.feed)
    return facts.stops[trip.feed, trip.calls[index].stop_id].country != home


def _end_of(facts: Facts, trip: Trip, feed: str) -> StopFact:
    """The end of the whole ride, in that feed's words where it has any."""
    key = (trip.feed, trip.calls[-1].stop_id)
    twin = facts.twins.get(key)
    return facts.stops[twin.key if twin and twin.key[0] == feed else key]
