"""Stopovers: stops, places and points of a network in, what people read about them out."""

from __future__ import annotations

from core.clock import from_day_number, service_day_start_s
from routing.derived import once_per_ground
from routing.itineraries import Stopover
from routing.lookup import get_stop
from routing.nearby import country_at, zone_at
from routing.network import Network
from routing.overlay import NOT_SCHEDULED, Overlay
from routing.requests import Endpoint


def of_endpoint(network: Network, end: Endpoint, *, kind: str) -> Stopover:
    """Where a journey starts or ends; `kind` is "start" or "end". A named stop is its place."""
    if end.stop_id is None:
        return Stopover(
            name=end.name,
            lat=end.lat,
            lon=end.lon,
            zone=zone_at(network, end.lat, end.lon),
            country=country_at(network, end.lat, end.lon),
            kind=kind,
        )
    stop = get_stop(network, end.stop_id)
    place = int(network.stops.place[stop])
    own_name = network.stops.name[stop] if place < 0 else network.places.name[place]
    return Stopover(
        name=end.name or own_name,
        lat=float(network.stops.lat[stop]),
        lon=float(network.stops.lon[stop]),
        zone=network.zone_of_stop(stop),
        country=network.stops.country[stop],
        stop_id=end.stop_id,
        kind="stop",
    )


def of_stop(network: Network, stop: int) -> Stopover:
    """A stop, without times."""
    known = _known_stops(network)
    if stop not in known:
        stops = network.stops
        known[stop] = Stopover(
            name=stops.name[stop],
            lat=float(stops.lat[stop]),
            lon=float(stops.lon[stop]),
            zone=network.zone_of_stop(stop),
            country=stops.country[stop],
            stop_id=stops.id[stop],
            platform=stops.platform[stop],
            wheelchair=int(stops.wheelchair[stop]),
        )
    return known[stop]


def of_call(network: Network, trip: int, day: int, position: int) -> Stopover:
    """One call of a trip on a service day; see calls_between."""
    return calls_between(network, trip, day, position, position)[0]


def calls_between(
    network: Network, trip: int, day: int, first: int, last: int
) -> tuple[Stopover, ...]:
    """The calls of a trip on a service day from the one at a position to that at another.

    The trip's first call has no arrival, its last one no departure. Under an overlay the times are
    those of the moment, and the scheduled ones those of the timetable where it knows the call.
    """
    timetable = network.timetable
    pattern = int(timetable.trip_pattern[trip])
    begin = timetable.calls_of(trip).start
    calls = slice(begin + first, begin + last + 1)
    rows = slice(*(int(timetable.pattern_start[pattern]) + at for at in (first, last + 1)))
    base_s = day_start_s(network, trip, day)
    arrivals_s: list[int | None] = [base_s + at for at in timetable.arrival_s[calls].tolist()]
    departures_s: list[int | None] = [base_s + at for at in timetable.departure_s[calls].tolist()]
    if first == 0:
        arrivals_s[0] = None
    if last == timetable.length(pattern) - 1:
        departures_s[-1] = None
    made = tuple(
        of_stop(network, stop)._replace(
            arrival_s=arrival_s,
            departure_s=departure_s,
            scheduled_arrival_s=arrival_s,
            scheduled_departure_s=departure_s,
            pickup=may_board,
            drop_off=may_alight,
        )
        for stop, arrival_s, departure_s, may_board, may_alight in zip(
            timetable.pattern_stop[rows].tolist(),
            arrivals_s,
            departures_s,
            timetable.pattern_board[rows].astype(bool).tolist(),
            timetable.pattern_alight[rows].astype(bool).tolist(),
            strict=True,
        )
    )
    if network.overlay is None or network.overlay.find_change(trip) is None:
        return made
    overlay = network.overlay
    return tuple(
        _as_planned(network, overlay, call, trip, calls.start + at, base_s)
        for at, call in enumerate(made)
    )


def _as_planned(
    network: Network, overlay: Overlay, made: Stopover, trip: int, call: int, base_s: int
) -> Stopover:
    """A call of a changed trip beside what the timetable says."""
    change = overlay.find_change(trip)
    if change is None:
        return made
    planned = network.ground.timetable
    at = call - len(planned.arrival_s)
    comes_s, leaves_s = int(overlay.scheduled_arrival_s[at]), int(overlay.scheduled_departure_s[at])
    if comes_s == NOT_SCHEDULED:
        return made._replace(scheduled_arrival_s=None, scheduled_departure_s=None)
    position = call - network.timetable.calls_of(trip).start
    stop = int(planned.stops_of(int(planned.trip_pattern[change.base_trip]))[position])
    return made._replace(
        scheduled_arrival_s=None if made.arrival_s is None else base_s + comes_s,
        scheduled_departure_s=None if made.departure_s is None else base_s + leaves_s,
        scheduled_platform=network.stops.platform[stop],
        cancelled=bool(overlay.skipped[at]),
    )


def day_start_s(network: Network, trip: int, day: int) -> int:
    """The moment from which the times of a trip count on a service day."""
    zone = network.zones[int(network.timetable.trip_zone[trip])]
    return service_day_start_s(from_day_number(day), zone)


@once_per_ground
def _known_stops(_network: Network) -> dict[int, Stopover]:
    """Stops that were shown before: their texts need not be decoded again."""
    return {}
