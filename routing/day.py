"""One day's search arrays: the timetable and a span of time in, a DayTimetable out.

The span covers every run that is on its way between its two ends, so trips of yesterday that run
past midnight and trips of tomorrow morning are part of it. Runs of one pattern that overtake each
other stand in different lanes; within a lane a later run is later at every call, which is what
makes "the first run that can be caught" also the best one. Runs that a vehicle serves one after
the other with its riders on board (routing/in_seat.py) are one run of a lane, in several parts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.day_calls import CallTable, RunParts, call_table
from routing.kernels.day import lay_out, split_into_lanes
from routing.runs import running
from routing.timetable import Timetable

Ints = NDArray[np.int32]


class DayArrays(NamedTuple):
    """What the kernels read. Times are int32 seconds after the day's `base_s`.

    Shapes: lane_start (L + 1,) into lane_stop, lane_board, lane_alight (S,); lane_run (L + 1,)
    counts runs; lane_call (L + 1,) int64 into arrival (run by run) and departure (call by call);
    at_start (stops + 1,) into at_lane, at_pos: every (lane, position) that calls at a stop.
    """

    lane_start: Ints
    lane_stop: Ints
    lane_board: NDArray[np.uint8]
    lane_alight: NDArray[np.uint8]
    lane_run: Ints
    lane_call: NDArray[np.int64]
    arrival: Ints
    departure: Ints
    at_start: Ints
    at_lane: Ints
    at_pos: Ints


class DayTimetable(NamedTuple):
    """The arrays of one span, and which trips of which days every run is.

    On a reversed day moments are minus UTC seconds, so that they grow towards the past.
    """

    arrays: DayArrays
    base_s: int
    span_s: int
    parts: RunParts
    loops: NDArray[np.bool_]
    """(L,): whether a lane calls at a stop more than once."""
    reverse: bool


def build_day(
    timetable: Timetable,
    zones: tuple[str, ...],
    n_stops: int,
    first_s: int,
    last_s: int,
    allowed: NDArray[np.bool_] | None = None,
) -> DayTimetable:
    """The search arrays for the time from `first_s` to `last_s` (UTC seconds).

    `allowed` (trips,) leaves out trips, for instance those of unwanted modes.
    """
    runs = running(timetable, zones, first_s, last_s, allowed)
    table = call_table(timetable, runs)
    order = np.lexsort((table.trip, table.departure_s[table.call] + table.shift_s, table.pattern))
    table = table.take(order)
    lane, n_lanes = split_into_lanes(
        table.pattern,
        table.call,
        table.shift_s.astype(np.int32),
        table.pattern_start,
        table.arrival_s,
        table.departure_s,
    )
    order = np.argsort(lane, kind="stable")
    table = table.take(order)
    lane_run = np.searchsorted(lane[order], np.arange(n_lanes + 1)).astype(np.int32)
    arrays = _lanes(table, n_stops, lane_run)
    return DayTimetable(
        arrays, first_s, last_s - first_s, table.parts, _loops(arrays, n_stops), reverse=False
    )


def reverse_day(day: DayTimetable) -> DayTimetable:
    """The same day run backwards: who searches it forward finds the latest departures.

    Times count back from the end of the span, calls and runs change their order, boarding becomes
    alighting.
    """
    a = day.arrays
    length = np.diff(a.lane_start)
    runs = np.diff(a.lane_run)
    flip = _flip_within(a.lane_start)
    by_run = _flip_within(a.lane_call)
    board, alight, stop = a.lane_alight[flip], a.lane_board[flip], a.lane_stop[flip]
    arrival = _transposed(day.span_s - a.departure, a.lane_call, columns=runs, rows=length)[by_run]
    departure = _transposed(day.span_s - a.arrival, a.lane_call, columns=length, rows=runs)[by_run]
    flip_run = _flip_within(a.lane_run)
    at = calls_at_stops(a.lane_start, stop, len(a.at_start) - 1)
    arrays = DayArrays(
        a.lane_start, stop, board, alight, a.lane_run, a.lane_call, arrival, departure, *at
    )
    return DayTimetable(
        arrays,
        -day.base_s - day.span_s,
        day.span_s,
        day.parts.reversed(np.repeat(length, runs)).take(flip_run),
        day.loops,
        reverse=not day.reverse,
    )


def without_stops(day: DayTimetable, closed: NDArray[np.bool_]) -> DayTimetable:
    """The same day with nobody boarding or alighting at some stops. Shapes: closed (stops,)."""
    a = day.arrays
    is_open = ~closed[a.lane_stop]
    arrays = a._replace(
        lane_board=(a.lane_board & is_open).astype(np.uint8),
        lane_alight=(a.lane_alight & is_open).astype(np.uint8),
    )
    return day._replace(arrays=arrays)


def _lanes(table: CallTable, n_stops: int, lane_run: Ints) -> DayArrays:
    lane_pattern = table.pattern[lane_run[:-1]]
    lengths = np.diff(table.pattern_start)[lane_pattern]
    lane_start = np.zeros(len(lane_pattern) + 1, dtype=np.int32)
    np.cumsum(lengths, out=lane_start[1:])
    lane_call = np.zeros(len(lane_pattern) + 1, dtype=np.int64)
    np.cumsum(lengths.astype(np.int64) * np.diff(lane_run), out=lane_call[1:])
    first = table.pattern_start[lane_pattern]
    take = np.repeat(first - lane_start[:-1], lengths) + np.arange(lane_start[-1])
    stop = table.pattern_stop[take]
    arrival, departure = lay_out(
        lane_start, lane_call, lane_run, table.call, table.shift_s.astype(np.int32),
        table.arrival_s, table.departure_s,
    )  # fmt: skip
    return DayArrays(
        lane_start,
        stop,
        table.pattern_board[take],
        table.pattern_alight[take],
        lane_run,
        lane_call,
        arrival,
        departure,
        *calls_at_stops(lane_start, stop, n_stops),
    )


def _loops(arrays: DayArrays, n_stops: int) -> NDArray[np.bool_]:
    lanes = len(arrays.lane_start) - 1
    lane = np.repeat(np.arange(lanes, dtype=np.int64), np.diff(arrays.lane_start))
    calls = np.sort(lane * n_stops + arrays.lane_stop)
    again = calls[1:][calls[1:] == calls[:-1]] // max(n_stops, 1)
    loops = np.zeros(lanes, dtype=np.bool_)
    loops[again] = True
    return loops


def calls_at_stops(lane_start: Ints, lane_stop: Ints, n_stops: int) -> tuple[Ints, Ints, Ints]:
    """Every (lane, position) of every stop, in CSR form."""
    lane = np.repeat(np.arange(len(lane_start) - 1, dtype=np.int32), np.diff(lane_start))
    position = np.arange(len(lane_stop), dtype=np.int32) - lane_start[lane]
    order = np.argsort(lane_stop, kind="stable")
    start = np.searchsorted(lane_stop[order], np.arange(n_stops + 1)).astype(np.int32)
    return start, lane[order], position[order]


def _flip_within(offsets: NDArray[np.integer]) -> NDArray[np.int64]:
    """The order that turns each section between two offsets round."""
    wide = offsets.astype(np.int64)
    lengths = np.diff(wide)
    total = np.arange(wide[-1])
    return np.repeat(wide[:-1] + wide[1:] - 1, lengths) - total


def _transposed(values: Ints, lane_call: NDArray[np.int64], *, columns: Ints, rows: Ints) -> Ints:
    """Lane by lane, a table of `rows` x `columns` from row by row to column by column."""
    counts = np.diff(lane_call)
    within = np.arange(lane_call[-1]) - np.repeat(lane_call[:-1], counts)
    n_rows = np.repeat(rows.astype(np.int64), counts)
    n_columns = np.repeat(columns.astype(np.int64), counts)
    column, row = np.divmod(within, np.maximum(n_rows, 1))
    return np.asarray(values[np.repeat(lane_call[:-1], counts) + row * n_columns + column])
