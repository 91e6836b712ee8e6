"""A vehicle's whole way: a trip and its service day in, the itinerary of riding it to its end out.

Where riders may stay on board, the trips that the vehicle was before and becomes after belong to
it. Under an overlay times are those of the moment; a cancelled run stands as it was published.
"""

from __future__ import annotations

import numpy as np

from core.clock import DAY_S
from core.errors import Fault, RequestError
from routing.in_seat import in_seat_pairs
from routing.itineraries import Itinerary
from routing.itinerary_making import AnswerContext, itinerary_of
from routing.journeys import Journey, Ride
from routing.lookup import find_trip
from routing.network import Network
from routing.overlay import Overlay, Run
from routing.requests import DEFAULT_WALK_MPS
from routing.runs import running
from routing.stopovers import day_start_s, of_call
from routing.timetable import InSeat


def whole_trip(network: Network, trip_id: str, day: int) -> Itinerary:
    """The whole way of a vehicle, one leg for each trip that it is.

    Errors: RequestError where no such trip runs on that day.
    """
    run = find_run(network, trip_id, day)
    if run is None:
        says = f"no trip {trip_id!r} runs on that day"
        raise RequestError([Fault("trip", says, "unknown_trip")])
    chain = _chain(network, run)
    rides = tuple(_ride(network, each, in_seat=at > 0) for at, each in enumerate(chain))
    journey = Journey(rides[0].departure_s, rides[-1].arrival_s, rides, 0, 0)
    first, last = (of_call(network, *chain[0], 0), of_call(network, *chain[-1], rides[-1].alight))
    shared = AnswerContext(first, last, congestion=None, walk_mps=DEFAULT_WALK_MPS)
    return itinerary_of(network, journey, shared)


def find_run(network: Network, trip_id: str, day: int) -> Run | None:
    """The run of a trip as it goes now; a cancelled one as it was published; None for none."""
    trip = find_trip(network, trip_id)
    overlay = network.overlay
    if trip is None or not network.ground.timetable.runs_on(trip, day):
        return None if overlay is None else _find_added(network, overlay, trip_id, day)
    for at, change in enumerate(overlay.changes if overlay is not None else ()):
        if (change.base_trip, change.day) == (trip, day):
            return network.ground.timetable.n_trips + at, day
    return trip, day


def _find_added(network: Network, overlay: Overlay, trip_id: str, day: int) -> Run | None:
    """A run that only realtime knows; its id carries the run after the published one."""
    n_trips = network.ground.timetable.n_trips
    for at, change in enumerate(overlay.changes):
        own_id = network.trips.id[n_trips + at].rsplit("~", 2)[0]
        if change.base_trip < 0 and (own_id, change.day) == (trip_id, day):
            return n_trips + at, day
    return None


def _chain(network: Network, run: Run) -> list[Run]:
    """The runs that one vehicle is, one after the other, around one of them."""
    linked = _linked(network.timetable.in_seat, run[0])
    if len(linked) == 1:
        return [run]
    allowed = np.zeros(network.timetable.n_trips, dtype=np.bool_)
    allowed[sorted(linked)] = True
    start_s = day_start_s(network, *run)
    span = start_s - DAY_S, start_s + 3 * DAY_S
    runs = running(network.timetable, network.zones, *span, allowed)
    pairs = in_seat_pairs(network.timetable, runs).tolist()
    at = np.flatnonzero((runs.trip == run[0]) & (runs.day == run[1])).tolist()
    if not at:
        return [run]
    after = dict(reversed(pairs))
    before = {other: one for one, other in reversed(pairs)}
    chain = [at[0]]
    while chain[0] in before:
        chain.insert(0, before[chain[0]])
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    return [(int(runs.trip[each]), int(runs.day[each])) for each in chain]


def _linked(links: InSeat, trip: int) -> set[int]:
    """Every trip that is linked with one, over however many others."""
    found, fresh = {trip}, {trip}
    while fresh:
        some = list(fresh)
        next_to = (
            *links.after[np.isin(links.before, some)].tolist(),
            *links.before[np.isin(links.after, some)].tolist(),
        )
        fresh = set(next_to) - found
        found |= fresh
    return found


def _ride(network: Network, run: Run, *, in_seat: bool) -> Ride:
    stops = network.timetable.stops_of(int(network.timetable.trip_pattern[run[0]]))
    last = len(stops) - 1
    return Ride(
        departure_s=of_call(network, *run, 0).departure_s or 0,
        arrival_s=of_call(network, *run, last).arrival_s or 0,
        trip=run[0],
        day=run[1],
        board=0,
        alight=last,
        from_stop=int(stops[0]),
        to_stop=int(stops[-1]),
        in_seat=in_seat,
    )
