"""Places on the way: a day and the places to visit in, a day of several floors out.

A stop stands once on every floor: on floor f a rider has visited the first f places. A journey from
the lowest floor to the highest visits them all in order, so every search finds such journeys
without knowing of it. Between the floors lead

- vehicles that call at the place: a copy of their lane that is boarded below and left above, where
  no time is to be spent there;
- changes at the place, which take the time to be spent there besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.day import DayArrays, DayTimetable, calls_at_stops
from routing.kernels.labels import NEVER

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]


class Visit(NamedTuple):
    """A place to visit: its stops, and the least seconds to spend there."""

    stops: frozenset[int]
    stay_s: int


class Footways(NamedTuple):
    """Ways on foot as rows, and the time to change. Shapes: (n,) each, change_s (stops,)."""

    from_stop: Ints
    to_stop: Ints
    duration_s: Ints
    change_s: Ints


def floors_of_day(day: DayTimetable, visits: Sequence[Visit]) -> DayTimetable:
    """The day with one floor more than there are places to visit. Not for reversed days."""
    arrays = day.arrays
    stops = len(arrays.at_start) - 1
    lanes = np.arange(len(arrays.lane_start) - 1)
    copies = [_Copy.of(arrays, lanes, stops * floor) for floor in range(len(visits) + 1)]
    copies += _crossings(arrays, visits, stops)
    return _put_together(day, copies, stops * (len(visits) + 1))


def floors_of_ways(ways: Footways, visits: Sequence[Visit]) -> Footways:
    """The ways on every floor, and those that lead up where they begin or end at the place."""
    stops = len(ways.change_s)
    parts = [_raised(ways, stops * floor, stops * floor) for floor in range(len(visits) + 1)]
    each = np.arange(stops, dtype=np.int32)
    changes = Footways(each, each, ways.change_s, ways.change_s)
    for floor, visit in enumerate(visits):
        here = _is_one_of(visit.stops, stops)
        for rows in (ways, changes):
            there = here[rows.from_stop] | here[rows.to_stop]
            parts.append(_stayed(rows, there, visit.stay_s, stops * floor, stops * (floor + 1)))
            if floor + 1 < len(visits):
                after = visits[floor + 1]
                both = here[rows.from_stop] & _is_one_of(after.stops, stops)[rows.to_stop]
                stay_s = visit.stay_s + after.stay_s
                parts.append(_stayed(rows, both, stay_s, stops * floor, stops * (floor + 2)))
    return Footways(
        np.concatenate([part.from_stop for part in parts]),
        np.concatenate([part.to_stop for part in parts]),
        np.concatenate([part.duration_s for part in parts]),
        np.tile(ways.change_s, len(visits) + 1),
    )


def lift_sources(sources: Mapping[int, int], visits: Sequence[Visit], stops: int) -> dict[int, int]:
    """Seconds to the first ride by stop: on the lowest floor, or above for who walks by a place."""
    lifted = dict(sources)
    here = dict(sources)
    for floor, visit in enumerate(visits, start=1):
        here = {s: seconds for s, seconds in here.items() if s in visit.stops and not visit.stay_s}
        lifted |= {stop + floor * stops: seconds for stop, seconds in here.items()}
    return lifted


def lift_targets(targets: Mapping[int, int], visits: Sequence[Visit], stops: int) -> dict[int, int]:
    """Seconds from the last ride by stop, on the highest floor."""
    return {stop + len(visits) * stops: seconds for stop, seconds in targets.items()}


class _Copy(NamedTuple):
    """Some lanes once more. Shapes: lanes (n,); the others a value for every call of them."""

    lanes: NDArray[np.int64]
    raise_by: NDArray[np.int64]
    board: Bools
    alight: Bools

    @classmethod
    def of(cls, arrays: DayArrays, lanes: NDArray[np.int64], raise_by: int) -> _Copy:
        count = int(np.diff(arrays.lane_start)[lanes].sum())
        everywhere = np.ones(count, dtype=np.bool_)
        return cls(lanes, np.full(count, raise_by), everywhere, everywhere)


def _crossings(arrays: DayArrays, visits: Sequence[Visit], stops: int) -> Iterator[_Copy]:
    """Lanes that call at a place, or at several in a row, on their way from floor to floor."""
    lane_of_call = np.repeat(np.arange(len(arrays.lane_start) - 1), np.diff(arrays.lane_start))
    for floor in range(len(visits)):
        ways: dict[int, list[tuple[int, ...]]] = {}
        for top in range(floor, len(visits)):
            if visits[top].stay_s:
                break
            calls = np.flatnonzero(_is_one_of(visits[top].stops, stops)[arrays.lane_stop])
            at_lane: dict[int, list[int]] = {}
            for call, lane in zip(calls.tolist(), lane_of_call[calls].tolist(), strict=True):
                at_lane.setdefault(lane, []).append(call)
            if top == floor:
                ways = {lane: [(call,) for call in own] for lane, own in at_lane.items()}
            else:
                ways = {
                    lane: [(*way, c) for way in ways[lane] for c in own if c >= way[-1]]
                    for lane, own in at_lane.items()
                    if lane in ways
                }
            for lane, way in ((lane, way) for lane, own in sorted(ways.items()) for way in own):
                yield _crossing(arrays, lane, way, floor, stops)


def _crossing(arrays: DayArrays, lane: int, way: tuple[int, ...], floor: int, stops: int) -> _Copy:
    """A lane that goes up a floor at each of these calls: boarded below, left above."""
    calls = np.arange(arrays.lane_start[lane], arrays.lane_start[lane + 1])
    floors = floor + np.searchsorted(np.array(way), calls, side="right")
    return _Copy(np.array([lane]), floors * stops, calls < way[0], calls >= way[-1])


def _put_together(day: DayTimetable, copies: Sequence[_Copy], stops: int) -> DayTimetable:
    a = day.arrays
    lanes = np.concatenate([copy.lanes for copy in copies])
    raise_by, board, alight = (
        np.concatenate([copy[column] for copy in copies]) for column in (1, 2, 3)
    )
    length, runs = np.diff(a.lane_start)[lanes], np.diff(a.lane_run)[lanes]
    call = _sections(a.lane_start[lanes], length)
    time = _sections(a.lane_call[lanes], length.astype(np.int64) * runs)
    lane_start, lane_run = (_offsets(each).astype(np.int32) for each in (length, runs))
    stop = (a.lane_stop[call] + raise_by).astype(np.int32)
    arrays = DayArrays(
        lane_start,
        stop,
        (a.lane_board[call] & board).astype(np.uint8),
        (a.lane_alight[call] & alight).astype(np.uint8),
        lane_run,
        _offsets(length.astype(np.int64) * runs),
        a.arrival[time],
        a.departure[time],
        *calls_at_stops(lane_start, stop, stops),
    )
    parts = day.parts.take(_sections(a.lane_run[lanes], runs))
    return day._replace(arrays=arrays, parts=parts, loops=day.loops[lanes])


def _raised(ways: Footways, from_floor: int, to_floor: int) -> Footways:
    return ways._replace(
        from_stop=(ways.from_stop + from_floor).astype(np.int32),
        to_stop=(ways.to_stop + to_floor).astype(np.int32),
    )


def _stayed(ways: Footways, chosen: Bools, stay_s: int, from_floor: int, to_floor: int) -> Footways:
    """Some of the ways, upwards and with a stay; of a change at one stop the longer counts."""
    duration_s = ways.duration_s[chosen]
    is_change = ways.from_stop[chosen] == ways.to_stop[chosen]
    longer = np.where(is_change, np.maximum(duration_s, stay_s), duration_s + stay_s)
    longer = np.minimum(longer, NEVER).astype(np.int32)
    rows = Footways(ways.from_stop[chosen], ways.to_stop[chosen], longer, ways.change_s)
    return _raised(rows, from_floor, to_floor)


def _is_one_of(stops: frozenset[int], count: int) -> Bools:
    mask = np.zeros(count, dtype=np.bool_)
    mask[list(stops)] = True
    return mask


def _sections(first: NDArray[np.integer], length: NDArray[np.integer]) -> NDArray[np.int64]:
    """The numbers from first[i] on, length[i] of them, one section after the other."""
    ends = np.cumsum(length.astype(np.int64))
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first.astype(np.int64) - (ends - length), length) + np.arange(total)


def _offsets(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
