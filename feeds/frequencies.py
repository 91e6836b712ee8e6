"""frequencies.txt as plain trips: one template and its headways in, one run per departure out.

A run's id is its template's with "@" and the time of departure. Where the feed says "about every
ten minutes" (exact_times 0) the departures are those of an exact ten-minute rhythm, and noted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.clock import format_gtfs_time
from feeds.fields import UNKNOWN, Fields
from feeds.frames import renumbering
from feeds.rules import codes
from feeds.rules.calls import Calls

MIN_HEADWAY_S = 60
"""Denser rhythms are thinned to this: no rider can tell the difference."""
MAX_RUNS = 200_000
"""Most runs that frequencies of one feed are expanded to."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Runs:
    """The trips that remain. Shapes: `origin` (n,) rows of trips.txt; `suffixes` n texts."""

    origin: Ints
    suffixes: list[str]
    calls: Calls

    @property
    def is_plain(self) -> Bools:
        """Which of them stand in trips.txt as they are."""
        return np.array([not suffix for suffix in self.suffixes], dtype=np.bool_)


def plain_runs(calls: Calls, sound: Bools) -> Runs:
    """The sound trips as they stand, numbered anew."""
    origin = np.flatnonzero(sound)
    return Runs(origin, [""] * len(origin), replace(calls, trip=renumbering(sound)[calls.trip]))


def expand(fields: Fields, trips: dict[bytes, int], calls: Calls, sound: Bools) -> Runs:
    """The sound trips, templates replaced by their runs."""
    template = fields.lookup("trip_id", trips)
    fields.require("trip_id")
    fields.note(codes.FOREIGN_KEY_VIOLATION, "no such trip", template == UNKNOWN, "trip_id")
    is_template = np.zeros(len(sound), dtype=np.bool_)
    is_template[template[template >= 0]] = True
    run_of, start_s = _departures(fields, template, sound)
    plain = np.flatnonzero(sound & ~is_template)
    origin = np.concatenate([plain, run_of])
    shift_to = np.concatenate([np.full(len(plain), -1), start_s])
    order = np.lexsort((shift_to, origin))
    origin, shift_to = origin[order], shift_to[order]
    suffixes = [f"@{format_gtfs_time(s)}" if s >= 0 else "" for s in shift_to.tolist()]
    return Runs(origin, suffixes, _repeat(calls, origin, shift_to))


def _departures(fields: Fields, template: Ints, sound: Bools) -> tuple[Ints, Ints]:
    """Template and departure time of every run, each pair once."""
    start, bad_start = fields.times("start_time")
    end, bad_end = fields.times("end_time")
    headway, bad_headway = fields.ints("headway_secs", 0, 1, 86_400)
    exact = fields.enums("exact_times", 1, 0)
    bad = bad_start | bad_end | bad_headway
    bad |= fields.require("start_time", "end_time", "headway_secs")
    backward = ~bad & (end < start)
    fields.note(
        codes.START_AND_END_RANGE_OUT_OF_ORDER, "ends before it starts", backward, "trip_id"
    )
    equal = ~bad & (end == start)
    fields.note(codes.START_AND_END_RANGE_EQUAL, "ends as it starts: one run", equal, "trip_id")
    good = ~bad & ~backward & (template >= 0)
    good[good] = sound[template[good]]
    dense = good & (headway < MIN_HEADWAY_S)
    message = f"a run every {MIN_HEADWAY_S} seconds stands for the denser rhythm"
    fields.note(codes.FREQUENCY_CAPPED, message, dense, "trip_id", "headway_secs")
    message = "the rhythm is read as exact departures; they are estimates"
    fields.note(codes.FREQUENCY_EXPANDED, message, good & (exact == 0), "trip_id", "headway_secs")
    pairs = [np.zeros(0, dtype=np.int64)]
    count = 0
    for i in np.flatnonzero(good).tolist():
        step_s = max(int(headway[i]), MIN_HEADWAY_S)
        starts = np.arange(start[i], max(int(end[i]), int(start[i]) + 1), step_s)
        count += len(starts)
        if count > MAX_RUNS:
            message = f"more than {MAX_RUNS} runs; this row and all after it are left out"
            row = int(fields.table.rows[i])
            fields.notes.note(codes.FREQUENCY_CAPPED, message, file=fields.table.file, row=row)
            break
        pairs.append((template[i] << 32) | starts)
    keys, counts = np.unique(np.concatenate(pairs), return_counts=True)
    if (counts > 1).any():
        message = "two rows give one trip the same departure; it runs once"
        count = int((counts > 1).sum())
        fields.notes.note(codes.OVERLAPPING_FREQUENCY, message, file=fields.table.file, count=count)
    return keys >> 32, keys & 0xFFFFFFFF


def _repeat(calls: Calls, origin: Ints, depart_s: Ints) -> Calls:
    """The calls of every run, moved so that it departs at that time (-1: as it stands)."""
    first = np.searchsorted(calls.trip, origin)
    lengths = np.searchsorted(calls.trip, origin, side="right") - first
    run = np.repeat(np.arange(len(origin)), lengths)
    offset = np.arange(len(run)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    picked = first[run] + offset
    shift_s = np.where(depart_s >= 0, depart_s - calls.departure_s[first], 0)[run]
    return Calls(
        run, calls.stop[picked], calls.arrival_s[picked] + shift_s,
        calls.departure_s[picked] + shift_s, calls.sequence[picked], calls.pickup[picked],
        calls.drop_off[picked], calls.interpolated[picked], calls.row[picked],
    )  # fmt: skip
