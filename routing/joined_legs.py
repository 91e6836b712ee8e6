"""Rides on which one stays on board, told as one: an itinerary's legs in, fewer legs out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from routing.itineraries import Itinerary, Leg, Liveness, Stopover, TransitInfo


def join_stays(found: Itinerary) -> Itinerary:
    """The itinerary with every ride one leg, however often its vehicle becomes another trip."""
    return replace(found, legs=_joined(found.legs))


def joined_numbers(found: Itinerary) -> list[int]:
    """For every leg the number of the leg that it is part of in `join_stays`."""
    stays = [leg.in_seat and at > 0 for at, leg in enumerate(found.legs)]
    return list(accumulate((int(not stay) for stay in stays), initial=-1))[1:]


def _joined(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    row: list[Leg] = []
    for leg in legs:
        if leg.in_seat and row:
            row[-1] = _one_of(row[-1], leg)
        else:
            others = tuple(_joined(way) for way in leg.alternatives)
            row.append(replace(leg, alternatives=others) if others else leg)
    return tuple(row)


def _one_of(before: Leg, after: Leg) -> Leg:
    """Two legs as one; the vehicle is called what it is called where one boards it."""
    return replace(
        before,
        end=after.end,
        end_s=after.end_s,
        distance_m=before.distance_m + after.distance_m,
        geometry=_ways(before, after),
        transit=_vehicle(before.transit, after.transit),
        calls=(*before.calls, *_between(before.end, after.start), *after.calls),
        crossing=before.crossing or after.crossing,
        corridors=(*before.corridors, *after.corridors),
        ridden=None,
        live=_live(before.live, after.live),
        arrival_p10_s=after.arrival_p10_s,
        arrival_p90_s=after.arrival_p90_s,
    )


def _ways(before: Leg, after: Leg) -> tuple[tuple[float, float], ...]:
    """Both ways one after the other; one that nobody drew is straight."""
    one, other = (
        leg.geometry
        if len(leg.geometry) > 1
        else ((leg.start.lat, leg.start.lon), (leg.end.lat, leg.end.lon))
        for leg in (before, after)
    )
    return (*one, *other[one[-1:] == other[:1] :])


def _live(before: Liveness | None, after: Liveness | None) -> Liveness | None:
    """What is known where one boards; of the part after it, where that is cancelled or knows more.

    What operators say of either part is said of the ride.
    """
    if before is None or after is None:
        return before or after
    main, other = before, after
    if after.kind == "CANCELED" or not before.is_live:
        main, other = after, before
    more = (each for each in other.notifications if each not in main.notifications)
    return replace(main, notifications=(*main.notifications, *more))


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
