"""Rides on which one stays on board, told as one: an itinerary's legs in, fewer legs out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from routing.itineraries import Itinerary, Leg, Stopover, TransitInfo


def join_stays(found: Itinerary) -> Itinerary:
    """The itinerary with every ride one leg, however often its vehicle becomes another trip."""
    return replace(found, legs=_joined(found.legs))


def _joined(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    row: list[Leg] = []
    for leg in legs:
        if leg.in_seat and row:
            row[-1] = _one_of(row[-1], leg)
        else:
            row.append(leg)
    return tuple(row)


def _one_of(before: Leg, after: Leg) -> Leg:
    """Two legs as one; the vehicle is called what it is called where one boards it."""
    return replace(
        before,
        end=after.end,
        end_s=after.end_s,
        distance_m=before.distance_m + after.distance_m,
        geometry=(*before.geometry, *after.geometry[_is_same_point(before, after) :]),
        transit=_vehicle(before.transit, after.transit),
        calls=(*before.calls, *_between(before.end, after.start), *after.calls),
        crossing=before.crossing or after.crossing,
        corridors=(*before.corridors, *after.corridors),
        ridden=None,
        live=after.live if before.live is None or not before.live.is_live else before.live,
    )


def _is_same_point(before: Leg, after: Leg) -> bool:
    return before.geometry[-1:] == after.geometry[:1]


def _vehicle(before: TransitInfo | None, after: TransitInfo | None) -> TransitInfo | None:
    if before is None or after is None:
        return before
    return replace(before, trip_to=after.trip_to)


def _between(end: Stopover, start: Stopover) -> tuple[Stopover, ...]:
    """Where the vehicle becomes another trip: one call, two where that is between two stops."""
    if end.stop_id != start.stop_id:
        return end, start
    call = end._replace(
        departure_s=start.departure_s,
        scheduled_departure_s=start.scheduled_departure_s,
        pickup=start.pickup,
        drop_off=end.drop_off,
        cancelled=end.cancelled and start.cancelled,
    )
    return (call,)
