"""Departure boards: a stop and a moment in, the next departures (or arrivals) of its place out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import deadline
from core.clock import DAY_S, from_day_number, service_day_start_s
from routing.call_index import Calls, call_index, calls_of_rows
from routing.itineraries import Liveness, Stopover, TransitInfo
from routing.liveness import liveness_of
from routing.lookup import get_stop, place_members
from routing.network import Network
from routing.overlay import Overlay, Run, RunChange
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
    live: Liveness | None = None


class _Runs(NamedTuple):
    """Calls at a place on dates. Shapes: (n,) each; `moment_s` in UTC."""

    moment_s: NDArray[np.int64]
    day: NDArray[np.int64]
    trip: NDArray[np.int64]
    position: NDArray[np.int64]


def departures(
    network: Network,
    stop_id: str,
    from_s: int,
    *,
    limit: int = 20,
    window_s: int | None = None,
    arrivals: bool = False,
    stops: tuple[int, ...] | None = None,
) -> tuple[Departure, ...]:
    """The first `limit` departures from all stops of the place of a stop, from `from_s` on.

    `stops` may name other stops in their stead. With `window_s` only those before `from_s +
    window_s`. Only calls at which one may board, with `arrivals` arrivals and calls at which one
    may alight. In order of time. Calls that do not take place stand at their published time,
    `cancelled`.
    Errors: UnknownPlace when there is no such stop, Busy where the answer is due before the end.
    """
    stop = get_stop(network, stop_id)
    place = int(network.stops.place[stop])
    name = network.stops.name[stop] if place < 0 else network.places.name[place]
    members = place_members(network, stop) if stops is None else stops
    calls = _calls_at(network, members, arrivals=arrivals)
    rows: list[Departure] = []
    end_s = from_s + (MAX_LOOKAHEAD_S if window_s is None else window_s)
    is_served = bool(len(calls.trip)) or network.overlay is not None
    while from_s < end_s and len(rows) < limit and is_served:
        deadline.check()
        until_s = min(from_s + STEP_S, end_s)
        runs = _runs_between(network, calls, from_s, until_s)
        first = (column[: limit - len(rows)].tolist() for column in runs)
        found = [(*run, False) for run in zip(*first, strict=True)]
        struck = _struck_between(network, members, from_s, until_s, arrivals=arrivals)
        if struck:
            found = sorted([*found, *((*run, True) for run in struck)])[: limit - len(rows)]
        rows += [_row(network, name, *run[1:]) for run in found]
        from_s = until_s
    return tuple(rows)


def _row(
    network: Network, place: str, day: int, trip: int, position: int, is_struck: int
) -> Departure:
    world = network.ground if is_struck else network
    call = of_call(world, trip, day, position)
    return Departure(
        stop=call._replace(cancelled=True) if is_struck else call,
        place=place,
        mode=TRANSIT_MODES[int(network.routes.mode[int(world.trips.route[trip])])],
        transit=transit_info(world, trip, day),
        arrival_s=call.arrival_s,
        departure_s=call.departure_s,
        cancelled=bool(is_struck),
        live=liveness_of(network, trip, day),
    )


def _calls_at(network: Network, members: tuple[int, ...], *, arrivals: bool) -> Calls:
    """Every call at these stops where one may board (or alight), whatever the date."""
    timetable = network.timetable
    rows = call_index(network).rows_at(members)
    allowed = timetable.pattern_alight if arrivals else timetable.pattern_board
    return calls_of_rows(network, rows[allowed[rows] > 0], arrivals=arrivals)


def _struck_between(
    network: Network, members: tuple[int, ...], from_s: int, until_s: int, *, arrivals: bool
) -> list[tuple[int, int, int, int]]:
    """Published calls that do not take place: moment, day, trip and position of each."""
    overlay = network.overlay
    struck = {} if overlay is None else _struck(overlay)
    if not struck:
        return []
    calls = _calls_at(network.ground, members, arrivals=arrivals)
    of_these = np.isin(calls.trip, np.array([trip for trip, _ in struck], dtype=np.int64))
    calls = Calls(*(column[of_these] for column in calls))
    runs = _runs_between(network.ground, calls, from_s, until_s)
    rows = zip(*(column.tolist() for column in runs), strict=True)
    return [row for row in rows if _is_struck(struck, day=row[1], trip=row[2], position=row[3])]


def _struck(overlay: Overlay) -> dict[Run, RunChange]:
    return {
        run: change
        for run, change in overlay.dropped.items()
        if change.kind == "CANCELED" or (change.kind == "UPDATED" and change.struck)
    }


def _is_struck(struck: dict[Run, RunChange], *, day: int, trip: int, position: int) -> bool:
    change = struck.get((trip, day))
    if change is None:
        return False
    return change.kind == "CANCELED" or (change.struck is not None and position in change.struck)


def _runs_between(network: Network, calls: Calls, from_s: int, until_s: int) -> _Runs:
    """The calls on every service day that fall into [from_s, until_s), in order of time."""
    timetable = network.timetable
    reach_s = call_index(network).latest_s
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
