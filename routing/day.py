"""One day's search arrays: the timetable and a span of time in, a DayTimetable out.

The span covers every run that is on its way between its two ends, so trips of yesterday that run
past midnight and trips of tomorrow morning are part of it. Runs of one pattern that overtake each
other stand in different lanes; within a lane a later run is later at every call, which is what
makes "the first run that can be caught" also the best one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S, from_day_number, service_day_start_s
from routing.kernels.day import lay_out, split_into_lanes
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
    """The arrays of one span, and which trip of which day every run is.

    On a reversed day moments are minus UTC seconds, so that they grow towards the past.
    """

    arrays: DayArrays
    base_s: int
    span_s: int
    run_trip: Ints
    run_day: Ints
    reverse: bool


class _Runs(NamedTuple):
    trip: NDArray[np.int64]
    day: NDArray[np.int64]
    shift_s: NDArray[np.int64]

    def take(self, order: NDArray[np.int64]) -> _Runs:
        return _Runs(self.trip[order], self.day[order], self.shift_s[order])


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
    runs = _Runs(*running(timetable, zones, first_s, last_s, allowed))
    pattern, call = _first_calls(timetable, runs.trip)
    order = np.lexsort((runs.trip, timetable.departure_s[call] + runs.shift_s, pattern))
    runs, pattern, call = runs.take(order), pattern[order], call[order]
    lane, n_lanes = split_into_lanes(
        pattern,
        call,
        runs.shift_s.astype(np.int32),
        timetable.pattern_start,
        timetable.arrival_s,
        timetable.departure_s,
    )
    order = np.argsort(lane, kind="stable")
    runs, pattern, call = runs.take(order), pattern[order], call[order]
    lane_run = np.searchsorted(lane[order], np.arange(n_lanes + 1)).astype(np.int32)
    lane_pattern = pattern[lane_run[:-1]]
    shift_s = runs.shift_s.astype(np.int32)
    arrays = _lanes(timetable, n_stops, lane_pattern, lane_run, call, shift_s)
    return DayTimetable(
        arrays,
        first_s,
        last_s - first_s,
        runs.trip.astype(np.int32),
        runs.day.astype(np.int32),
        reverse=False,
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
    at = _calls_at_stops(a.lane_start, stop, len(a.at_start) - 1)
    arrays = DayArrays(
        a.lane_start, stop, board, alight, a.lane_run, a.lane_call, arrival, departure, *at
    )
    return DayTimetable(
        arrays,
        -day.base_s - day.span_s,
        day.span_s,
        day.run_trip[flip_run],
        day.run_day[flip_run],
        reverse=not day.reverse,
    )


def running(
    timetable: Timetable,
    zones: tuple[str, ...],
    first_s: int,
    last_s: int,
    allowed: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Trips under way in the span: their index, service day and seconds to add to their times."""
    columns = timetable.service_runs.shape[1]
    _, first_call = _first_calls(timetable, np.arange(timetable.n_trips))
    length = np.diff(timetable.pattern_start)[timetable.trip_pattern]
    leaves = timetable.departure_s[first_call]
    ends = timetable.arrival_s[first_call + length - 1]
    reach = int(ends.max(initial=0)) // DAY_S + 1
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    for number in range(first_s // DAY_S - reach, last_s // DAY_S + 2):
        if not 0 <= number - timetable.first_day < columns:
            continue
        runs = timetable.service_runs[:, number - timetable.first_day].astype(bool)
        mask = runs[timetable.trip_service]
        if allowed is not None:
            mask &= allowed
        date = from_day_number(number)
        starts = np.array([service_day_start_s(date, zone) for zone in zones], dtype=np.int64)
        shift = starts[timetable.trip_zone] - first_s
        mask &= (ends + shift >= 0) & (leaves + shift <= last_s - first_s)
        trips = np.flatnonzero(mask)
        found.append((trips, np.full(len(trips), number), shift[trips]))
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    trip, day, shift = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return trip, day, shift


def _first_calls(
    timetable: Timetable, trips: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pattern of each trip, and where its calls begin."""
    pattern = timetable.trip_pattern[trips].astype(np.int64)
    length = np.diff(timetable.pattern_start).astype(np.int64)
    before = (trips - timetable.pattern_trip[pattern]) * length[pattern]
    return pattern, timetable.pattern_call[pattern] + before


def _lanes(
    timetable: Timetable,
    n_stops: int,
    lane_pattern: NDArray[np.int64],
    lane_run: Ints,
    call: NDArray[np.int64],
    shift: Ints,
) -> DayArrays:
    lengths = np.diff(timetable.pattern_start)[lane_pattern]
    lane_start = np.zeros(len(lane_pattern) + 1, dtype=np.int32)
    np.cumsum(lengths, out=lane_start[1:])
    lane_call = np.zeros(len(lane_pattern) + 1, dtype=np.int64)
    np.cumsum(lengths.astype(np.int64) * np.diff(lane_run), out=lane_call[1:])
    first = timetable.pattern_start[lane_pattern]
    take = np.repeat(first - lane_start[:-1], lengths) + np.arange(lane_start[-1])
    stop = timetable.pattern_stop[take]
    arrival, departure = lay_out(
        lane_start, lane_call, lane_run, call, shift, timetable.arrival_s, timetable.departure_s
    )
    return DayArrays(
        lane_start,
        stop,
        timetable.pattern_board[take],
        timetable.pattern_alight[take],
        lane_run,
        lane_call,
        arrival,
        departure,
        *_calls_at_stops(lane_start, stop, n_stops),
    )


def _calls_at_stops(lane_start: Ints, lane_stop: Ints, n_stops: int) -> tuple[Ints, Ints, Ints]:
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
