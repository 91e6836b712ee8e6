"""Departure boards: a stop and a moment in, the next departures (or arrivals) of its place out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S, from_day_number, service_day_start_s
from routing.derived import once_per_network
from routing.itineraries import Stopover, TransitInfo
from routing.lookup import get_stop, place_members
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.stopovers import of_call
from routing.transit_info import transit_info

STEP_S = 6 * 3600
"""How much time a board without a window looks at in one step."""
MAX_LOOKAHEAD_S = 8 * DAY_S
"""How far a board without a window looks for its next rows: a stop may be served once a week."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One row of a board: a call at `stop`, one of the stops of `place`. Times are UTC seconds."""

    stop: Stopover
    place: str
    mode: str
    transit: TransitInfo
    arrival_s: int | None
    departure_s: int | None
    cancelled: bool = False


class _Calls(NamedTuple):
    """Calls at a place. Shapes: (n,) each; `time_s` counts from the service day's start."""

    trip: NDArray[np.int64]
    position: NDArray[np.int64]
    time_s: NDArray[np.int64]


class _Runs(NamedTuple):
    """Calls at a place on dates. Shapes: (n,) each; `moment_s` in UTC."""

    moment_s: NDArray[np.int64]
    day: NDArray[np.int64]
    trip: NDArray[np.int64]
    position: NDArray[np.int64]


class _CallIndex(NamedTuple):
    """Rows of pattern_stop by stop. Shapes: start (stops + 1,) into row; pattern_of_row (S,)."""

    start: NDArray[np.int64]
    row: NDArray[np.int64]
    pattern_of_row: NDArray[np.int64]
    latest_s: int
    """The latest time of day in the timetable; more than a day for runs past midnight."""


def departures(
    network: Network,
    stop_id: str,
    from_s: int,
    *,
    limit: int = 20,
    window_s: int | None = None,
    arrivals: bool = False,
) -> tuple[Departure, ...]:
    """The first `limit` departures from all stops of the place of a stop, from `from_s` on.

    With `window_s` only those before `from_s + window_s`. Only calls at which one may board, with
    `arrivals` arrivals and calls at which one may alight. In order of time.
    Errors: UnknownPlace when there is no such stop.
    """
    stop = get_stop(network, stop_id)
    place = int(network.stops.place[stop])
    name = network.stops.name[stop] if place < 0 else network.places.name[place]
    calls = _calls_at(network, place_members(network, stop), arrivals=arrivals)
    rows: list[Departure] = []
    end_s = from_s + (MAX_LOOKAHEAD_S if window_s is None else window_s)
    while from_s < end_s and len(rows) < limit and len(calls.trip):
        until_s = min(from_s + STEP_S, end_s)
        runs = _runs_between(network, calls, from_s, until_s)
        first = (column[: limit - len(rows)].tolist() for column in runs[1:])
        rows += [_row(network, name, *run) for run in zip(*first, strict=True)]
        from_s = until_s
    return tuple(rows)


def _row(network: Network, place: str, day: int, trip: int, position: int) -> Departure:
    call = of_call(network, trip, day, position)
    mode = TRANSIT_MODES[int(network.routes.mode[int(network.trips.route[trip])])]
    transit = transit_info(network, trip, day)
    return Departure(call, place, mode, transit, call.arrival_s, call.departure_s)


def _calls_at(network: Network, members: tuple[int, ...], *, arrivals: bool) -> _Calls:
    """Every call at these stops where one may board (or alight), whatever the date."""
    timetable, index = network.timetable, _call_index(network)
    rows = np.concatenate([index.row[index.start[m] : index.start[m + 1]] for m in members])
    allowed = timetable.pattern_alight if arrivals else timetable.pattern_board
    rows = rows[allowed[rows] > 0]
    pattern = index.pattern_of_row[rows]
    position = rows - timetable.pattern_start[pattern]
    length = timetable.pattern_start[pattern + 1] - timetable.pattern_start[pattern]
    first_trip = timetable.pattern_trip[pattern].astype(np.int64)
    count = timetable.pattern_trip[pattern + 1] - first_trip
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    call = np.repeat(timetable.pattern_call[pattern] + position, count)
    call += nth * np.repeat(length, count)
    times = timetable.arrival_s if arrivals else timetable.departure_s
    return _Calls(
        np.repeat(first_trip, count) + nth,
        np.repeat(position, count),
        times[call].astype(np.int64),
    )


def _runs_between(network: Network, calls: _Calls, from_s: int, until_s: int) -> _Runs:
    """The calls on every service day that fall into [from_s, until_s), in order of time."""
    timetable = network.timetable
    reach_s = _call_index(network).latest_s
    first_day = max((from_s - reach_s) // DAY_S - 1, timetable.first_day)
    last_day = min(until_s // DAY_S + 1, timetable.last_day)
    found = [_Runs(*(np.zeros(0, dtype=np.int64) for _ in range(4)))]
    for day in range(first_day, last_day + 1):
        date = from_day_number(day)
        starts = np.array([service_day_start_s(date, zone) for zone in network.zones])
        moment = starts[timetable.trip_zone[calls.trip]] + calls.time_s
        in_time = np.flatnonzero((moment >= from_s) & (moment < until_s))
        service = timetable.trip_service[calls.trip[in_time]]
        take = in_time[timetable.service_runs[service, day - timetable.first_day] > 0]
        days = np.full(len(take), day)
        found.append(_Runs(moment[take], days, calls.trip[take], calls.position[take]))
    runs = _Runs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    order = np.lexsort((runs.position, runs.trip, runs.moment_s))
    return _Runs(*(column[order] for column in runs))


@once_per_network
def _call_index(network: Network) -> _CallIndex:
    timetable = network.timetable
    lengths = np.diff(timetable.pattern_start)
    row = np.argsort(timetable.pattern_stop, kind="stable").astype(np.int64)
    stops = np.arange(len(network.stops.lat) + 1)
    return _CallIndex(
        start=np.searchsorted(timetable.pattern_stop[row], stops).astype(np.int64),
        row=row,
        pattern_of_row=np.repeat(np.arange(len(lengths), dtype=np.int64), lengths),
        latest_s=int(timetable.departure_s.max(initial=0)),
    )
