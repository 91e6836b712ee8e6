"""The runs of a span as rows of calls: a timetable and its runs in, one table of runs out.

A run is a trip on a day, or several that a vehicle serves one after the other with its riders on
board. What several trips make together has calls of its own behind those of the timetable.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.in_seat import chains, in_seat_pairs
from routing.runs import Runs, first_calls
from routing.timetable import Timetable

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


class RunParts(NamedTuple):
    """Which trips of which days every run is, in their order.

    `call` is the position of a part's first call in its run.
    Shapes: start (runs + 1,) into trip, day, call.
    """

    start: Longs
    trip: Ints
    day: Ints
    call: Ints

    def take(self, order: Longs) -> RunParts:
        """The parts of the runs in another order, or of some of them."""
        counts = np.diff(self.start)[order]
        start = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(self.start[order] - start[:-1], counts) + np.arange(start[-1])
        return RunParts(start, self.trip[rows], self.day[rows], self.call[rows])

    def reversed(self, lengths: Ints) -> RunParts:
        """The parts of the runs run backwards; `lengths` are the calls of each run."""
        first, end = self.start[:-1], self.start[1:]
        counts = np.diff(self.start)
        rows = np.repeat(first + end - 1, counts) - np.arange(len(self.trip))
        ends = np.r_[self.call[1:], 0]
        ends[end - 1] = lengths
        call = np.repeat(lengths, counts) - ends[rows]
        return RunParts(self.start, self.trip[rows], self.day[rows], call.astype(np.int32))


class CallTable(NamedTuple):
    """Runs and where their calls stand.

    Shapes: pattern, call, shift_s, trip (runs,); `call` is where the calls of a run begin in
    arrival_s and departure_s, to which `shift_s` is added; `trip` is its first one. The patterns
    are those of routing.timetable, with more of them where vehicles become other trips.
    """

    pattern: Longs
    call: Longs
    shift_s: Longs
    trip: Longs
    parts: RunParts
    pattern_start: Ints
    pattern_stop: Ints
    pattern_board: NDArray[np.uint8]
    pattern_alight: NDArray[np.uint8]
    arrival_s: Ints
    departure_s: Ints

    def take(self, order: Longs) -> CallTable:
        """The runs in another order, or some of them."""
        return self._replace(
            pattern=self.pattern[order],
            call=self.call[order],
            shift_s=self.shift_s[order],
            trip=self.trip[order],
            parts=self.parts.take(order),
        )


def call_table(timetable: Timetable, runs: Runs) -> CallTable:
    """The runs with their calls; those that riders may stay on board between made one."""
    pattern, call = first_calls(timetable, runs.trip)
    count = len(runs.trip)
    parts = RunParts(
        np.arange(count + 1),
        runs.trip.astype(np.int32),
        runs.day.astype(np.int32),
        np.zeros(count, dtype=np.int32),
    )
    table = CallTable(
        pattern, call, runs.shift_s, runs.trip, parts, timetable.pattern_start,
        timetable.pattern_stop, timetable.pattern_board, timetable.pattern_alight,
        timetable.arrival_s, timetable.departure_s,
    )  # fmt: skip
    ways = chains(in_seat_pairs(timetable, runs))
    return _with_chains(table, ways) if ways else table


def _with_chains(table: CallTable, ways: list[list[int]]) -> CallTable:
    """The table with one run for every chain in place of the runs it is made of."""
    alone = np.ones(len(table.trip), dtype=np.bool_)
    alone[np.concatenate(ways)] = False
    lengths = np.diff(table.pattern_start)
    patterns: dict[tuple[int, ...], int] = {}
    chosen = [tuple(table.pattern[way].tolist()) for way in ways]
    for key in chosen:
        patterns.setdefault(key, len(lengths) + len(patterns))
    counts = np.array([sum(lengths[p] for p in key) for key in patterns])
    call_counts = np.array([lengths[list(key)].sum() for key in chosen])
    first = len(table.arrival_s) + np.cumsum(call_counts) - call_counts
    row = np.concatenate(ways)
    arrival_s, departure_s = _chained_times(table, ways, row, lengths[table.pattern[row]])
    sequence = np.concatenate([list(key) for key in patterns])
    position = _ranges(table.pattern_start[sequence], lengths[sequence])
    rest = table.take(np.flatnonzero(alone))

    return CallTable(
        pattern=_longer(rest.pattern, np.array([patterns[key] for key in chosen])),
        call=_longer(rest.call, first),
        shift_s=_longer(rest.shift_s, np.zeros(len(ways), dtype=np.int64)),
        trip=_longer(rest.trip, table.trip[[way[0] for way in ways]]),
        parts=_with_parts(rest.parts, table, ways, lengths),
        pattern_start=_longer(table.pattern_start, table.pattern_start[-1] + np.cumsum(counts)),
        pattern_stop=_longer(table.pattern_stop, table.pattern_stop[position]),
        pattern_board=_longer(table.pattern_board, table.pattern_board[position]),
        pattern_alight=_longer(table.pattern_alight, table.pattern_alight[position]),
        arrival_s=_longer(table.arrival_s, arrival_s),
        departure_s=_longer(table.departure_s, departure_s),
    )


def _chained_times(
    table: CallTable, ways: list[list[int]], row: Longs, lengths: NDArray[Any]
) -> tuple[Longs, Longs]:
    """Arrivals and departures of all chains; between two runs the vehicle stands.

    Nobody boards at a run's last call or leaves at its first, so the standing may begin and end
    there with what riders feel of it: from the one's arrival to the other's departure.
    """
    call = _ranges(table.call[row], lengths)
    shift_s = np.repeat(table.shift_s[row], lengths)
    arrival_s, departure_s = table.arrival_s[call] + shift_s, table.departure_s[call] + shift_s
    ends = np.cumsum(lengths)
    ends_chain = np.zeros(len(row), dtype=np.bool_)
    ends_chain[np.cumsum([len(way) for way in ways]) - 1] = True
    last = ends[~ends_chain] - 1
    departure_s[last] = arrival_s[last]
    arrival_s[last + 1] = departure_s[last + 1]
    return arrival_s, departure_s


def _with_parts(
    parts: RunParts, table: CallTable, ways: list[list[int]], lengths: NDArray[Any]
) -> RunParts:
    row = np.concatenate(ways)
    count = np.array([len(way) for way in ways])
    start = np.cumsum(count) - count
    ends = np.cumsum(lengths[table.pattern[row]])
    before = np.r_[0, ends[:-1]]
    return RunParts(
        np.concatenate([parts.start, parts.start[-1] + np.cumsum(count)]),
        np.concatenate([parts.trip, table.parts.trip[row]]),
        np.concatenate([parts.day, table.parts.day[row]]),
        np.concatenate([parts.call, before - np.repeat(before[start], count)]).astype(np.int32),
    )


def _longer(values: NDArray[Number], more: NDArray[Any]) -> NDArray[Number]:
    return np.concatenate([values, more]).astype(values.dtype)


def _ranges(first: NDArray[Any], lengths: NDArray[Any]) -> Longs:
    """All numbers from first[i] on, lengths[i] of them, one range after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(first - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)
