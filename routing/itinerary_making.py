"""Making itineraries: a Journey in indices and seconds in, what people read out.

The first walk starts as late as it can; a walk between two rides starts when the first one ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from routing.congestion import Congestion
from routing.crossing import ROAD_MODES, Passing, crossing_of, effect_beside, find_corridor
from routing.geometry import length_m, ride_geometry
from routing.itineraries import CorridorEffect, Itinerary, Leg, Stopover
from routing.journeys import Journey, Ride
from routing.liveness import liveness_of
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.stopovers import calls_between, of_stop
from routing.streets_legs import access_way, transfer_way
from routing.streets_ways import StreetWay
from routing.transit_info import transit_info

ORIGIN, DESTINATION = -1, -2
"""The ends of a journey, where other numbers are stops."""
_SLACK_M = 2.0
"""Seconds are rounded up, so the metres made of them may be a little short."""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What all itineraries of one answer share."""

    origin: Stopover
    destination: Stopover
    congestion: Congestion | None
    walk_mps: float
    ways: dict[tuple[int, int], StreetWay | None] = field(default_factory=dict)
    """Ways on foot that were found before: itineraries of one answer share most of them."""
    rides: dict[Ride, Leg] = field(default_factory=dict)
    """Rides that were told before, likewise; the time to spare is a journey's own."""
    unknown_ends: frozenset[int] = frozenset()
    """ORIGIN or DESTINATION, where nobody knows how one walks from or to there."""


def itinerary_of(network: Network, journey: Journey, shared: AnswerContext) -> Itinerary:
    """The itinerary of a journey, door to door."""
    return make_itinerary(legs_of(network, journey, shared))


def legs_of(network: Network, journey: Journey, shared: AnswerContext) -> list[Leg]:
    """The legs of a journey, from its origin to its destination."""
    first, last = journey.rides[0], journey.rides[-1]
    legs: list[Leg] = []
    if journey.access_s:
        stop = of_stop(network, first.from_stop)
        start_s = first.departure_s - journey.access_s
        way_m = round(journey.access_s * shared.walk_mps)
        way = _way_to_stop(network, shared, first.from_stop, way_m, egress=False)
        leg = walk_leg(shared.origin, stop, start_s, first.departure_s, way_m)
        legs.append(along_streets(network, leg, way))
    for before, ride in zip((None, *journey.rides), journey.rides, strict=False):
        if before is not None and _is_walked(before, ride):
            legs.append(_transfer_leg(network, before, ride, shared))
        if ride not in shared.rides:
            shared.rides[ride] = _ride_leg(network, ride, shared.congestion)
        spare_s = _spare_s(network, before, ride)
        leg = shared.rides[ride]
        legs.append(leg if spare_s is None else replace(leg, spare_s=spare_s))
    if journey.egress_s:
        stop = of_stop(network, last.to_stop)
        end_s = last.arrival_s + journey.egress_s
        way_m = round(journey.egress_s * shared.walk_mps)
        way = _way_to_stop(network, shared, last.to_stop, way_m, egress=True)
        leg = walk_leg(stop, shared.destination, last.arrival_s, end_s, way_m)
        legs.append(along_streets(network, leg, way))
    return legs


def _spare_s(network: Network, before: Ride | None, ride: Ride) -> int | None:
    if before is None or ride.in_seat:
        return None
    needed_s = int(network.transfers.change_s[ride.from_stop])
    if _is_walked(before, ride):
        needed_s, _ = network.transfers.way(before.to_stop, ride.from_stop)
    return ride.departure_s - before.arrival_s - needed_s


def _is_walked(ride: Ride, following: Ride) -> bool:
    return not following.in_seat and ride.to_stop != following.from_stop


def make_itinerary(legs: Iterable[Leg]) -> Itinerary:
    """An itinerary of these legs, one after the other."""
    row = tuple(legs)
    boardings = sum(leg.transit is not None and not leg.in_seat for leg in row)
    streets = [leg.ways_from for leg in row if leg.ways_from]
    return Itinerary(
        legs=row,
        start_s=row[0].start_s,
        end_s=row[-1].end_s,
        transfers=max(boardings - 1, 0),
        feeds=tuple(dict.fromkeys([*(tag for leg in row for tag in _feeds_of(leg)), *streets])),
    )


def _feeds_of(leg: Leg) -> list[str]:
    """Whose data a ride stands on: its feed, and where it was cut those of its other calls."""
    if leg.transit is None:
        return []
    stops = [call.stop_id for call in (leg.start, *leg.calls, leg.end) if call.stop_id]
    return [leg.transit.feed_tag, *(stop_id.partition("_")[0] for stop_id in stops)]


def walk_leg(
    start: Stopover, end: Stopover, start_s: int, end_s: int, way_m: int, mode: str = "WALK"
) -> Leg:
    """A way on foot (or by bicycle); how it runs is not known, only its ends."""
    return Leg(
        mode=mode,
        start=leaving(start, start_s),
        end=reached(end, end_s),
        start_s=start_s,
        end_s=end_s,
        distance_m=way_m,
        geometry=((start.lat, start.lon), (end.lat, end.lon)),
        estimated=True,
    )


def along_streets(network: Network, leg: Leg, way: StreetWay | None) -> Leg:
    """The leg on a way that is known; as it is, an estimate, where none is."""
    if way is None:
        return leg
    return replace(
        leg,
        distance_m=round(way.distance_m),
        geometry=way.points,
        estimated=False,
        ways_from=network.streets.tag,
    )


def leaving(place: Stopover, moment_s: int) -> Stopover:
    """The place as the start of a leg that keeps to its times."""
    return _leaving(place, moment_s, moment_s)


def reached(place: Stopover, moment_s: int) -> Stopover:
    """The place as the end of a leg that keeps to its times."""
    return _reached(place, moment_s, moment_s)


def _leaving(place: Stopover, moment_s: int, scheduled_s: int | None) -> Stopover:
    return place._replace(
        arrival_s=None,
        scheduled_arrival_s=None,
        departure_s=moment_s,
        scheduled_departure_s=scheduled_s,
    )


def _reached(place: Stopover, moment_s: int, scheduled_s: int | None) -> Stopover:
    return place._replace(
        arrival_s=moment_s,
        scheduled_arrival_s=scheduled_s,
        departure_s=None,
        scheduled_departure_s=None,
    )


def _way_to_stop(
    network: Network, shared: AnswerContext, stop: int, way_m: int, *, egress: bool
) -> StreetWay | None:
    key = (stop, DESTINATION if egress else ORIGIN)
    if key[1] in shared.unknown_ends:
        return None
    if key not in shared.ways:
        end = shared.destination if egress else shared.origin
        cutoff_m = way_m + _SLACK_M
        shared.ways[key] = access_way(network, end, stop, cutoff_m=cutoff_m, egress=egress)
    return shared.ways[key]


def _transfer_leg(network: Network, ride: Ride, following: Ride, shared: AnswerContext) -> Leg:
    start, end = of_stop(network, ride.to_stop), of_stop(network, following.from_stop)
    duration_s, way_m = network.transfers.way(ride.to_stop, following.from_stop)
    end_s = ride.arrival_s + duration_s
    leg = walk_leg(start, end, ride.arrival_s, end_s, way_m)
    key = (ride.to_stop, following.from_stop)
    if key not in shared.ways:
        shared.ways[key] = transfer_way(network, *key)
    return along_streets(network, leg, shared.ways[key])


def _ride_leg(network: Network, ride: Ride, congestion: Congestion | None) -> Leg:
    route = int(network.trips.route[ride.trip])
    mode = TRANSIT_MODES[int(network.routes.mode[route])]
    calls = calls_between(network, ride.trip, ride.day, ride.board, ride.alight)
    geometry = ride_geometry(network, ride.trip, ride.board, ride.alight)
    passed = _passings(calls, ride)
    corridor = find_corridor(network, passed) if mode in ROAD_MODES else None
    crossing = crossing_of(network, passed, corridor=corridor)
    beside: tuple[CorridorEffect, ...] = ()
    if corridor is not None and crossing is not None:
        beside = effect_beside(network, corridor, crossing, congestion)
    return Leg(
        mode=mode,
        start=_leaving(calls[0], ride.departure_s, calls[0].scheduled_departure_s),
        end=_reached(calls[-1], ride.arrival_s, calls[-1].scheduled_arrival_s),
        start_s=ride.departure_s,
        end_s=ride.arrival_s,
        distance_m=length_m(geometry),
        geometry=geometry,
        transit=transit_info(network, ride.trip, ride.day),
        calls=calls[1:-1],
        crossing=crossing,
        corridors=beside,
        in_seat=ride.in_seat,
        ridden=(ride.board, ride.alight, _last_call(network, ride.trip)),
        live=liveness_of(
            network,
            ride.trip,
            ride.day,
            stops=(ride.from_stop, ride.to_stop),
            span_s=(ride.departure_s, ride.arrival_s),
        ),
    )


def _last_call(network: Network, trip: int) -> int:
    return network.timetable.length(int(network.timetable.trip_pattern[trip])) - 1


def _passings(calls: tuple[Stopover, ...], ride: Ride) -> list[Passing]:
    """The calls of a ride as points it passes; the ends have one time only."""
    return [
        Passing(
            call.lat,
            call.lon,
            call.country,
            ride.departure_s if call.arrival_s is None else call.arrival_s,
            ride.arrival_s if call.departure_s is None else call.departure_s,
        )
        for call in calls
    ]
