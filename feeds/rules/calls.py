"""Rules of stop_times.txt: every trip a sequence of calls whose times go forward.

A fault of one row costs that row's trip, because a trip with a wrong call is a false promise; the
other trips of the feed stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.fields import EMPTY, UNKNOWN, Fields
from feeds.rules import codes
from feeds.rules.damage import lose_trips_around_strangers, lose_trips_of_spoilt_rows
from feeds.rules.interpolation import Timing, fill_times
from feeds.rules.stops import PLATFORM, Stops
from feeds.rules.trips import Trips

NO_BOARDING = 1
"""What an unknown pickup_type or drop_off_type is read as: nobody is sent there in vain."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of sound trips, sorted by trip and sequence; trips and stops by their index.

    `row` is the row of stop_times.txt. Shapes: all (n,).
    """

    trip: Ints
    stop: Ints
    arrival_s: Ints
    departure_s: Ints
    sequence: Ints
    pickup: Ints
    drop_off: Ints
    interpolated: Bools
    row: Ints

    def where(self, keep: Bools) -> Calls:
        """The calls for which that holds."""
        return Calls(
            self.trip[keep], self.stop[keep], self.arrival_s[keep], self.departure_s[keep],
            self.sequence[keep], self.pickup[keep], self.drop_off[keep], self.interpolated[keep],
            self.row[keep],
        )  # fmt: skip


def clean_calls(fields: Fields, trips: Trips, stops: Stops) -> tuple[Calls, Bools]:
    """The calls, and which trips are sound after them."""
    sound = trips.sound.copy()
    trip = fields.lookup("trip_id", trips.index)
    lose_trips_of_spoilt_rows(fields, trips, trip, sound)
    lose_trips_around_strangers(fields, trip, sound)
    stop = fields.lookup("stop_id", stops.index)
    bad = _broken_references(fields, trip, stop)
    sequence, bad_sequence = fields.ints("stop_sequence", 0, 0, 2**31 - 1)
    arrival, bad_arrival = fields.times("arrival_time")
    departure, bad_departure = fields.times("departure_time")
    bad |= bad_sequence | bad_arrival | bad_departure | fields.require("stop_sequence")
    sound[trip[bad & (trip >= 0)]] = False
    pickup = fields.enums("pickup_type", 3, 0, unknown=NO_BOARDING)
    drop_off = fields.enums("drop_off_type", 3, 0, unknown=NO_BOARDING)
    order = _order(fields, trip, sequence, sound)
    trip, stop, sequence = trip[order], stop[order], sequence[order]
    run = _Run(fields, order, trip, sound)
    run.refuse_repeats(sequence)
    timing = Timing(arrival[order], departure[order], _distances(fields)[order])
    run.refuse_missing_ends(timing)
    timing, interpolated = fill_times(run.fields, order, trip, stop, timing, stops, run.sound)
    run.refuse_backward_times(timing)
    kept = sound[trip]
    calls = Calls(
        trip, stop, timing.arrival_s, timing.departure_s, sequence, pickup[order],
        drop_off[order], interpolated, fields.table.rows[order],
    ).where(kept)  # fmt: skip
    _note_odd_stops(fields, order[kept], calls, stops)
    return _refuse_short_trips(calls, trips, sound)


def _broken_references(fields: Fields, trip: Ints, stop: Ints) -> Bools:
    fields.require("trip_id")
    on_demand = ~fields.is_empty("location_group_id") | ~fields.is_empty("location_id")
    fields.note(
        codes.FLEXIBLE_CALL, "rides on demand are not planned; the trip is left out",
        on_demand & (stop == EMPTY), "trip_id",
    )  # fmt: skip
    fields.note(
        codes.MISSING_REQUIRED_FIELD, "stop_id is empty; the trip is left out",
        (stop == EMPTY) & ~on_demand, "trip_id",
    )  # fmt: skip
    fields.note(
        codes.FOREIGN_KEY_VIOLATION, "no such trip; the row is left out",
        trip == UNKNOWN, "trip_id",
    )  # fmt: skip
    fields.note(
        codes.FOREIGN_KEY_VIOLATION, "no such stop; the trip is left out",
        stop == UNKNOWN, "trip_id", "stop_id",
    )  # fmt: skip
    return (stop < 0) | (trip < 0)


def _distances(fields: Fields) -> NDArray[np.float64]:
    if not fields.has("shape_dist_traveled"):
        return np.full(len(fields), np.nan)
    return fields.floats("shape_dist_traveled")[0]


def _order(fields: Fields, trip: Ints, sequence: Ints, sound: Bools) -> Ints:
    """The rows of known, so far sound trips, by trip and sequence."""
    rows = np.flatnonzero(trip >= 0)
    rows = rows[sound[trip[rows]]]
    key = (trip[rows] << 32) | sequence[rows]
    changed = np.diff(trip[rows]) != 0
    visits = int(changed.sum()) + (len(rows) > 0)
    forward = (np.diff(sequence[rows]) > 0) | changed
    if not forward.all() or visits != len(np.unique(trip[rows])):
        fields.notes.note(
            codes.UNSORTED_STOP_TIMES,
            "the calls of a trip do not stand in order; they are sorted",
            file=fields.table.file,
        )
    return rows[np.argsort(key, kind="stable")]


class _Run:
    """The calls in order, and the trips that fall out one rule after another."""

    def __init__(self, fields: Fields, order: Ints, trip: Ints, sound: Bools) -> None:
        self.fields, self.order, self.trip, self.sound = fields, order, trip, sound
        self.same = np.zeros(len(trip), dtype=np.bool_)
        self.same[1:] = trip[1:] == trip[:-1]

    def refuse(self, code: str, message: str, where: Bools, *columns: str) -> None:
        """Drops the trips of these calls and notes the calls of those not yet dropped."""
        where = where & self.sound[self.trip]
        picked = np.flatnonzero(where)
        if not len(picked):
            return
        rows = np.zeros(len(self.fields), dtype=np.bool_)
        rows[self.order[picked]] = True
        message = f"{message}; the trip is left out"
        self.fields.note(code, message, rows, "trip_id", "stop_sequence", *columns)
        self.sound[self.trip[picked]] = False

    def refuse_repeats(self, sequence: Ints) -> None:
        """Two calls of one number: nobody knows which comes first."""
        repeats = self.same.copy()
        repeats[1:] &= sequence[1:] == sequence[:-1]
        self.refuse(codes.DUPLICATE_KEY, "this stop_sequence stood before in the trip", repeats)

    def refuse_missing_ends(self, timing: Timing) -> None:
        """The first and the last call need a time; the ones between can be interpolated."""
        last = np.ones(len(self.trip), dtype=np.bool_)
        last[:-1] = ~self.same[1:]
        first_lost = ~self.same & (timing.departure_s < 0) & (timing.arrival_s < 0)
        last_lost = last & (timing.arrival_s < 0) & (timing.departure_s < 0)
        self.refuse(
            codes.MISSING_TRIP_EDGE, "the first or last call has no time", first_lost | last_lost
        )

    def refuse_backward_times(self, timing: Timing) -> None:
        """A trip never arrives before it left, nor leaves before it arrived."""
        backward = timing.departure_s < timing.arrival_s
        backward[1:] |= self.same[1:] & (timing.arrival_s[1:] < timing.departure_s[:-1])
        self.refuse(
            codes.BACKWARD_TIME, "time runs backwards", backward, "arrival_time", "departure_time"
        )


def _note_odd_stops(fields: Fields, order: Ints, calls: Calls, stops: Stops) -> None:
    kinds = stops.frame["location_type"].to_numpy()
    odd = kinds[calls.stop] != PLATFORM
    rows = np.zeros(len(fields), dtype=np.bool_)
    rows[order[odd]] = True
    fields.note(
        codes.LOCATION_WITH_UNEXPECTED_STOP_TIME,
        "trips call at platforms, not at stations or entrances; the call is kept",
        rows,
        "trip_id",
        "stop_id",
    )


def _refuse_short_trips(calls: Calls, trips: Trips, sound: Bools) -> tuple[Calls, Bools]:
    """A ride needs two calls."""
    counts = np.bincount(calls.trip, minlength=len(sound))
    unused, single = sound & (counts == 0), sound & (counts == 1)
    trips.fields.note(codes.UNUSED_TRIP, "the trip has no calls", unused, "trip_id")
    trips.fields.note(codes.UNUSABLE_TRIP, "the trip has one call only", single, "trip_id")
    sound = sound & ~unused & ~single
    return calls.where(sound[calls.trip]), sound
