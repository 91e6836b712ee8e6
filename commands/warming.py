"""A site before its first question: what is in service in, every kind of search run once.

Nobody's first question is to wait for a compiler, which takes longer than any answer may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from core import clock
from routing.asked import question_of
from routing.criteria.search import search_by_criterion
from routing.criteria.tolls import Tolls
from routing.network import Network
from routing.one_to_all import reach_everywhere
from routing.reach import Destinations, Window, times_between, travel_times
from routing.requests import ACCESS_MODES, Endpoint, JourneyRequest
from routing.search import earliest_arrival_at
from routing.timetable import Timetable
from web.planner import planner_of
from web.state import AppState

TRIPS, WINDOWS, CRITERIA = "trips", "windows", "criteria"
"""Parts that can be compiled beside each other; trips come to the last by themselves, at the end
(commands/compiling.py)."""
WHOLE = (TRIPS, WINDOWS)
WINDOW_S, LONGEST_S, FAR_S = 600, 3600, 600
"""How far one goes to find out whether kernels are compiled."""
BUSY = 0.5
"""A day is like others if so large a part of the trips of the busiest day run on it."""
CRITERION = "WALK"
"""One of the criteria; the others are searched by the same kernels."""


class Ride(NamedTuple):
    """A ride that somebody can take: two stops, and when it leaves the first (UTC seconds)."""

    begin: int
    end: int
    leaves_s: int


def warm(state: AppState, parts: Sequence[str] = WHOLE) -> None:
    """Runs kinds of searches along a ride: what nothing joins would not be searched."""
    ride = find_ride(state.world.network)
    if ride is None:
        return
    for part in parts:
        _PARTS[part](state, ride)


def _trips(state: AppState, ride: Ride) -> None:
    network, planned = state.world.network, planner_of(state, state.world)
    begin, end = {ride.begin: 0}, {ride.end: 0}
    soonest = partial(earliest_arrival_at, max_duration_s=LONGEST_S)  # within the day of the others
    for arrive_by in (False, True):
        planned(_question(network, ride, arrive_by=arrive_by))
        soonest(network, begin, end, time_s=ride.leaves_s, arrive_by=arrive_by)
    reach_everywhere(network, _question(network, ride, arrive_by=False), begin)


def _windows(state: AppState, ride: Ride) -> None:
    network, begin = state.world.network, {ride.begin: 0}
    moment = Window(ride.leaves_s, length_s=1, max_duration_s=FAR_S)
    travel_times(network, begin, moment)
    times_between(network, begin, Destinations.of(network, [begin, {ride.end: 0}]), moment)


def _criteria(state: AppState, ride: Ride) -> None:
    network = state.world.network
    tolls = Tolls.free(network)._replace(walk=1)
    for arrive_by in (False, True):
        request = _question(network, ride, arrive_by=arrive_by)
        asked = question_of(request, {ride.begin: 0}, {ride.end: 0})
        search_by_criterion(network, asked, tolls)


_PARTS: dict[str, Callable[[AppState, Ride], None]] = {
    TRIPS: _trips, WINDOWS: _windows, CRITERIA: _criteria,
}  # fmt: skip


def find_ride(network: Network) -> Ride | None:
    """The median ride of the busiest pattern, on the day nearest to today that is like others.

    None where nothing runs, or where the pattern takes nobody along.
    """
    timetable = network.timetable
    running = _trips_that_run(timetable, clock.day_number(clock.today(network.zone)))
    if running is None:
        return None
    day, trips = running
    pattern = int(np.bincount(timetable.trip_pattern[trips]).argmax())
    trips = trips[timetable.trip_pattern[trips] == pattern]
    calls = slice(int(timetable.pattern_start[pattern]), int(timetable.pattern_start[pattern + 1]))
    boarded = np.flatnonzero(timetable.pattern_board[calls])
    left = np.flatnonzero(timetable.pattern_alight[calls])
    left = left[left > boarded[0]] if len(boarded) else left[:0]
    if not len(left):
        return None
    trip = int(trips[len(trips) // 2])
    zone = network.zones[int(timetable.trip_zone[trip])]
    start_s = clock.service_day_start_s(clock.from_day_number(day), zone)
    leaves_s = int(timetable.departure_s[timetable.calls_of(trip)][boarded[0]])
    stops = timetable.stops_of(pattern)
    return Ride(int(stops[boarded[0]]), int(stops[left[len(left) // 2]]), start_s + leaves_s)


def _trips_that_run(timetable: Timetable, today: int) -> tuple[int, np.ndarray] | None:
    """A day number like others, as near to today as there is, and the trips of it."""
    runs = timetable.service_runs
    by_service = np.bincount(timetable.trip_service, minlength=len(runs))
    by_day = by_service.astype(np.float64) @ runs.astype(np.float64)
    if not by_day.size or not by_day.max():
        return None
    days = np.flatnonzero(by_day >= BUSY * by_day.max())
    column = int(days[np.abs(days + timetable.first_day - today).argmin()])
    running = runs[timetable.trip_service, column] != 0
    return timetable.first_day + column, np.flatnonzero(running)


def _question(network: Network, ride: Ride, *, arrive_by: bool) -> JourneyRequest:
    """A trip along the ride that is asked for in every way."""
    begin, end = (
        Endpoint(float(network.stops.lat[stop]), float(network.stops.lon[stop]))
        for stop in (ride.begin, ride.end)
    )
    return JourneyRequest(
        begin,
        end,
        ride.leaves_s,
        arrive_by=arrive_by,
        window_s=WINDOW_S,
        max_duration_s=LONGEST_S,
        access_modes=ACCESS_MODES,
        direct_modes=("WALK", "BIKE", "CAR"),
        leg_alternatives=1,
        criteria=(CRITERION,),
    )
