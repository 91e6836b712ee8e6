"""Which calls stand at a stop: a network in, the rows of its patterns by stop out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.derived import once_per_network
from routing.network import Network


class CallIndex(NamedTuple):
    """Rows of pattern_stop by stop. Shapes: start (stops + 1,) into row; pattern_of_row (S,)."""

    start: NDArray[np.int64]
    row: NDArray[np.int64]
    pattern_of_row: NDArray[np.int64]
    latest_s: int
    """The latest time of day in the timetable; more than a day for runs past midnight."""

    def rows_at(self, stops: tuple[int, ...]) -> NDArray[np.int64]:
        """The rows of pattern_stop at these stops."""
        return np.concatenate([self.row[self.start[s] : self.start[s + 1]] for s in stops])


class Calls(NamedTuple):
    """Calls at a place. Shapes: (n,) each; `time_s` counts from the service day's start."""

    trip: NDArray[np.int64]
    position: NDArray[np.int64]
    time_s: NDArray[np.int64]


@once_per_network
def call_index(network: Network) -> CallIndex:
    """The index of a network's calls."""
    timetable = network.timetable
    lengths = np.diff(timetable.pattern_start)
    row = np.argsort(timetable.pattern_stop, kind="stable").astype(np.int64)
    stops = np.arange(len(network.stops.lat) + 1)
    return CallIndex(
        start=np.searchsorted(timetable.pattern_stop[row], stops).astype(np.int64),
        row=row,
        pattern_of_row=np.repeat(np.arange(len(lengths), dtype=np.int64), lengths),
        latest_s=int(timetable.departure_s.max(initial=0)),
    )


def calls_of_rows(network: Network, rows: NDArray[np.int64], *, arrivals: bool) -> Calls:
    """Every trip's call at these rows of pattern_stop, whatever the date."""
    timetable = network.timetable
    pattern = call_index(network).pattern_of_row[rows]
    position = rows - timetable.pattern_start[pattern]
    length = timetable.pattern_start[pattern + 1] - timetable.pattern_start[pattern]
    first_trip = timetable.pattern_trip[pattern].astype(np.int64)
    count = timetable.pattern_trip[pattern + 1] - first_trip
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    call = np.repeat(timetable.pattern_call[pattern] + position, count)
    call += nth * np.repeat(length, count)
    times = timetable.arrival_s if arrivals else timetable.departure_s
    return Calls(
        np.repeat(first_trip, count) + nth,
        np.repeat(position, count),
        times[call].astype(np.int64),
    )
