"""Runs by stops and times: an update whose trip id says nothing in, runs that fit it out.

One provider's ids matched 0 of 283 trips. The stops that an update names, in their order, its
times, and where given its start, line and direction still tell which run it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S, from_day_number, service_day_start_s
from feeds.realtime.messages import CallUpdate, TripUpdate
from routing.call_index import call_index, calls_of_rows
from routing.derived import once_per_ground
from routing.lookup import place_members
from routing.network import Network
from routing.overlay import Run
from routing.realtime.located import Fit, find_scoped_stop, fit_of, locate, run_base_s

EARLY_S, LATE_S = 900, 7200
"""How early and late a vehicle may be that is recognised by its times alone."""
SAME_TIME_S = 180
"""How far times that both sides call scheduled may lie apart: copies of a timetable are rounded."""
CLEARLY_S = 120
"""By so much the best run must fit better than the next one."""
MAX_CANDIDATES = 400

_PART = re.compile(r"[^\W\d_]+|\d+")
_WORD = re.compile(r"\w+")
_PER_MISSED_S = 900
_OTHER_LINE_S = 600


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A run that an update may mean; the lower the cost, the better it fits."""

    cost_s: float
    run: Run
    is_sure: bool
    """Its published start or times were named, so it is no guess from lateness alone."""


def candidates(network: Network, tag: str, update: TripUpdate) -> list[Candidate]:
    """Runs that fit an update, best first; none where the best is hardly better than the next."""
    found = sorted(
        each
        for trip, day in _runs_near(network, tag, update)
        if (each := _rated(network, tag, update, trip, day)) is not None
    )
    is_alone = len(found) < 2 or found[1].cost_s - found[0].cost_s >= CLEARLY_S
    if not is_alone and not (found[0].is_sure and not _is_one_call(update)):
        return []
    return found


def _rated(network: Network, tag: str, update: TripUpdate, trip: int, day: int) -> Candidate | None:
    located = locate(network, tag, trip, update.calls)
    if located.missed * 5 > len(update.calls):
        return None
    if update.trip.line and not _is_line(network, update, trip):
        return None
    fit = fit_of(network, located, trip, day)
    start_off_s = start_off(network, update, trip, day)
    if not is_plausible(fit) or (start_off_s is not None and start_off_s > SAME_TIME_S):
        return None
    cost_s = abs(fit.late_s or 0) + fit.spread_s + _PER_MISSED_S * fit.missed
    if fit.off_s is not None or start_off_s is not None:
        cost_s = 10.0 * ((fit.off_s or 0) + (start_off_s or 0)) + fit.spread_s
    cost_s += _OTHER_LINE_S * _differences(network, tag, update, trip)
    return Candidate(cost_s, (trip, day), fit.off_s is not None or start_off_s is not None)


def is_plausible(fit: Fit) -> bool:
    """Whether a vehicle may be that early or late, and its timetable be ours."""
    if fit.off_s is not None:
        return fit.off_s <= SAME_TIME_S
    return fit.late_s is None or -EARLY_S <= fit.late_s <= LATE_S


def start_off(network: Network, update: TripUpdate, trip: int, day: int) -> int | None:
    """How far the start that an update names lies from that of a run; None where it names none."""
    ref, timetable = update.trip, network.timetable
    if ref.start_s is None:
        return None
    leaves_s = int(timetable.departure_s[timetable.calls_of(trip).start])
    off_s = abs(leaves_s - ref.start_s)
    if ref.start_day is not None and ref.start_day != day:
        return abs(off_s - DAY_S * abs(ref.start_day - day))
    return off_s


def _differences(network: Network, tag: str, update: TripUpdate, trip: int) -> int:
    """How many of line and direction are another's, as far as both sides name them."""
    route = _routes_by_id(network).get(f"{tag}_{update.trip.route_id}")
    direction = int(network.trips.direction[trip])
    other_line = route is not None and route != int(network.trips.route[trip])
    named = update.trip.direction >= 0 and direction >= 0
    elsewhere = bool(update.trip.line) and not _goes_there(network, update, trip)
    return int(other_line) + int(named and direction != update.trip.direction) + int(elsewhere)


def _is_one_call(update: TripUpdate) -> bool:
    """Whether an update names one call alone, as a board does; then its line must be named."""
    return len(update.calls) == 1


def _is_line(network: Network, update: TripUpdate, trip: int) -> bool:
    """Whether a trip is of the line that is named, or bears the number: "RB60" is "60 RB"."""
    route = int(network.trips.route[trip])
    number = network.trips.short_name[trip].lstrip("0")
    return _parts(update.trip.line) == _parts(network.routes.short_name[route]) or (
        number != "" and number == update.short_name.lstrip("0")
    )


def _parts(line: str) -> list[str]:
    """The words and numbers that a line's name is made of, whatever their order."""
    return sorted(_PART.findall(line.casefold()))


def _goes_there(network: Network, update: TripUpdate, trip: int) -> bool:
    """Whether one headsign holds a word of the other's, as far as both sides name one."""
    said, ours = (
        {word for word in _WORD.findall(text.casefold()) if len(word) > 2}
        for text in (update.headsign, network.trips.headsign[trip])
    )
    return not said or not ours or bool(said & ours)


def _runs_near(network: Network, tag: str, update: TripUpdate) -> Iterator[Run]:
    """Runs that call at the first and the last stop that is named, about when they should."""
    known = [(find_scoped_stop(network, tag, call.stop_id), call) for call in update.calls]
    at_stops = [(stop, call) for stop, call in known if stop is not None]
    if len(at_stops) < 2 and not (at_stops and _is_one_call(update) and update.trip.line):
        return
    window = _window(update, at_stops[0][1])
    if window is None:
        return
    index = call_index(network)
    rows = index.rows_at(place_members(network, at_stops[0][0]))
    last = index.rows_at(place_members(network, at_stops[-1][0]))
    patterns = index.pattern_of_row
    rows = rows[np.isin(patterns[rows], patterns[last])]
    arrivals = at_stops[0][1].departure is None
    calls = calls_of_rows(network, rows, arrivals=arrivals)
    reach = index.latest_s // DAY_S + 1
    seen = 0
    for day in range(window[0] // DAY_S - reach, window[1] // DAY_S + 2):
        moment = _starts(network, day)[network.timetable.trip_zone[calls.trip]] + calls.time_s
        for at in np.flatnonzero((moment >= window[0]) & (moment <= window[1])).tolist():
            if seen < MAX_CANDIDATES and network.timetable.runs_on(int(calls.trip[at]), day):
                seen += 1
                yield int(calls.trip[at]), day


def _window(update: TripUpdate, call: CallUpdate) -> tuple[int, int] | None:
    """Between which moments the published time of a call lies."""
    event = call.departure or call.arrival
    if event is None:
        return None
    if event.scheduled_s is not None:
        return event.scheduled_s - SAME_TIME_S, event.scheduled_s + SAME_TIME_S
    if event.time_s is not None and event.delay_s is not None:
        planned_s = event.time_s - event.delay_s
        return planned_s - SAME_TIME_S, planned_s + SAME_TIME_S
    if event.time_s is not None:
        return event.time_s - LATE_S, event.time_s + EARLY_S
    ref = update.trip
    if ref.start_day is None or ref.start_s is None:
        return None
    about_s = ref.start_day * DAY_S + ref.start_s
    return about_s - DAY_S // 2, about_s + DAY_S


def _starts(network: Network, day: int) -> NDArray[np.int64]:
    date = from_day_number(day)
    return np.array([service_day_start_s(date, zone) for zone in network.zones], dtype=np.int64)


def ends_s(network: Network, run: Run) -> int:
    """When a run ends by the timetable."""
    timetable = network.timetable
    return run_base_s(network, *run) + int(timetable.arrival_s[timetable.calls_of(run[0]).stop - 1])


@once_per_ground
def _routes_by_id(network: Network) -> dict[str, int]:
    return {route_id: route for route, route_id in enumerate(network.routes.id)}


def find_route(network: Network, tag: str, route_id: str) -> int | None:
    """The route that a feed calls by that id."""
    return _routes_by_id(network).get(f"{tag}_{route_id}") if route_id else None
