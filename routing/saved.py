"""An itinerary of before: its rides in, the same itinerary with the times of now out.

Rides are found again by trip, day and stops; whether they still join is told by the seconds to
spare, which are below 0 where a change cannot be kept any more.
"""

from __future__ import annotations

from typing import NamedTuple

from core.errors import Fault, RequestError
from routing.itineraries import Itinerary, Stopover
from routing.itinerary_making import AnswerContext
from routing.journeys import Journey, Ride
from routing.leg_alternatives import with_alternatives
from routing.lookup import find_stop, place_members
from routing.network import Network
from routing.stopovers import of_call
from routing.whole_trip import find_run
from routing.wishes import Wishes


class SavedRide(NamedTuple):
    """A ride by ids: a scoped trip, its service day (core.clock.day_number), two scoped stops.

    `start_s` tells which call is meant where a trip calls at a stop more than once.
    """

    trip_id: str
    day: int
    from_stop: str
    to_stop: str
    start_s: int
    in_seat: bool


class SavedItinerary(NamedTuple):
    """Rides, and the seconds to the first and from the last of them."""

    rides: tuple[SavedRide, ...]
    access_s: int
    egress_s: int


def refresh(
    network: Network,
    saved: SavedItinerary,
    shared: AnswerContext,
    wishes: Wishes,
    alternatives: int,
) -> Itinerary:
    """The itinerary with the times of now, each ride with up to `alternatives` others.

    Errors: RequestError for a ride that is not there.
    """
    rides = tuple(_ride_of(network, ride) for ride in saved.rides)
    journey = Journey(
        rides[0].departure_s - saved.access_s,
        rides[-1].arrival_s + saved.egress_s,
        rides,
        saved.access_s,
        saved.egress_s,
    )
    return with_alternatives(network, journey, shared, wishes, alternatives)


def end_of(network: Network, saved: SavedItinerary, *, first: bool) -> Stopover:
    """An end that nobody names any more: where the first ride begins, or the last one ends."""
    ride = _ride_of(network, saved.rides[0 if first else -1])
    call = of_call(network, ride.trip, ride.day, ride.board if first else ride.alight)
    return Stopover(
        name="",
        lat=call.lat,
        lon=call.lon,
        zone=call.zone,
        country=call.country,
        kind="start" if first else "end",
    )


def _ride_of(network: Network, saved: SavedRide) -> Ride:
    run = find_run(network, saved.trip_id, saved.day)
    if run is None:
        raise _gone(f"no trip {saved.trip_id!r} runs on that day any more", "unknown_trip")
    trip, day = run
    board, alight = _calls_of(network, saved, trip, day)
    boarded, left = (of_call(network, trip, day, call) for call in (board, alight))
    stops = network.timetable.stops_of(int(network.timetable.trip_pattern[trip]))
    return Ride(
        departure_s=boarded.departure_s or 0,
        arrival_s=left.arrival_s or 0,
        trip=trip,
        day=day,
        board=board,
        alight=alight,
        from_stop=int(stops[board]),
        to_stop=int(stops[alight]),
        in_seat=saved.in_seat,
    )


def _calls_of(network: Network, saved: SavedRide, trip: int, day: int) -> tuple[int, int]:
    """Where the ride begins and ends in its trip; another platform of the place will do."""
    stops = network.timetable.stops_of(int(network.timetable.trip_pattern[trip])).tolist()
    here, there = (_members(network, stop_id) for stop_id in (saved.from_stop, saved.to_stop))
    pairs = [
        (board, alight)
        for board, stop in enumerate(stops[:-1])
        for alight in range(board + 1, len(stops))
        if stop in here and stops[alight] in there
    ]
    if not pairs:
        raise _gone(f"{saved.trip_id!r} does not call at both stops any more", "unknown_trip")

    def off_s(pair: tuple[int, int]) -> tuple[int, int]:
        leaves_s = of_call(network, trip, day, pair[0]).scheduled_departure_s or 0
        return abs(leaves_s - saved.start_s), pair[1] - pair[0]

    return min(pairs, key=off_s)


def _members(network: Network, stop_id: str) -> frozenset[int]:
    stop = find_stop(network, stop_id)
    return frozenset() if stop is None else frozenset(place_members(network, stop))


def _gone(message: str, code: str) -> RequestError:
    return RequestError([Fault("itinerary", message, code)])
