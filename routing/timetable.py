"""The timetable: clean GTFS tables in, patterns with flat arrays of times out.

A pattern holds the trips with one stop sequence and one set of boarding rules. Trips are numbered
so that those of a pattern stand together, ordered by first departure; call `i` of trip `t` of
pattern `p` stands at `pattern_call[p] + (t - pattern_trip[p]) * length(p) + i`. Times count from
the start of the service day (core.clock). Trips of one pattern may overtake each other here; the
day's search arrays (routing/day.py) split them where they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class InSeat:
    """In-seat transfers: riders of trip `before` may stay on board while it becomes `after`.

    `next_day`: the later trip runs on the service day after. `by_block`: the feed says no more
    than that one vehicle serves both. Shapes: (links,) each.
    """

    before: NDArray[np.int32]
    after: NDArray[np.int32]
    next_day: NDArray[np.uint8]
    by_block: NDArray[np.uint8]


NOBODY_STAYS = InSeat(*np.zeros((2, 0), np.int32), *np.zeros((2, 0), np.uint8))


@dataclass(frozen=True, slots=True)
class Timetable:
    """Patterns, trips, calls and service days, and whose riders may stay on board.

    Shapes: pattern_start (P + 1,) into pattern_stop, pattern_board, pattern_alight (S,);
    pattern_trip (P + 1,) into trips; pattern_call (P + 1,) int64 into arrival_s, departure_s and
    sequence (C,), the feed's own number of a call, by which realtime messages name it;
    trip_service, trip_zone (T,); service_runs (services, days) uint8, day 0 is `first_day`.
    """

    pattern_start: NDArray[np.int32]
    pattern_stop: NDArray[np.int32]
    pattern_board: NDArray[np.uint8]
    pattern_alight: NDArray[np.uint8]
    pattern_trip: NDArray[np.int32]
    pattern_call: NDArray[np.int64]
    arrival_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    sequence: NDArray[np.int32]
    trip_pattern: NDArray[np.int32]
    trip_service: NDArray[np.int32]
    trip_zone: NDArray[np.uint8]
    service_runs: NDArray[np.uint8]
    first_day: int
    in_seat: InSeat = NOBODY_STAYS

    @property
    def n_patterns(self) -> int:
        """How many patterns there are."""
        return len(self.pattern_start) - 1

    @property
    def n_trips(self) -> int:
        """How many trips there are."""
        return len(self.trip_pattern)

    @property
    def last_day(self) -> int:
        """The last day number on which anything runs."""
        return self.first_day + int(self.service_runs.shape[1]) - 1

    def length(self, pattern: int) -> int:
        """How many calls the trips of a pattern make."""
        return int(self.pattern_start[pattern + 1] - self.pattern_start[pattern])

    def stops_of(self, pattern: int) -> NDArray[np.int32]:
        """The stop sequence of a pattern."""
        return self.pattern_stop[self.pattern_start[pattern] : self.pattern_start[pattern + 1]]

    def calls_of(self, trip: int) -> slice:
        """Where the calls of a trip stand in arrival_s and departure_s."""
        pattern = int(self.trip_pattern[trip])
        length = self.length(pattern)
        first = int(self.pattern_call[pattern])
        first += (trip - int(self.pattern_trip[pattern])) * length
        return slice(first, first + length)

    def runs_on(self, trip: int, day: int) -> bool:
        """Whether a trip runs on a service day."""
        column = day - self.first_day
        if not 0 <= column < self.service_runs.shape[1]:
            return False
        return bool(self.service_runs[self.trip_service[trip], column])
