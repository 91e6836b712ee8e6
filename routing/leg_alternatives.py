"""Other rides in place of one: a journey in, for each of its rides those that would do as well out.

One leaves after the ride before has come and is there in time for the ride after, walking to and
from other stops if need be. Before the first ride and after the last an hour is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routing.itineraries import Itinerary, Leg
from routing.itinerary_making import AnswerContext, itinerary_of, legs_of, walk_leg
from routing.journeys import Journey, Ride
from routing.network import Network
from routing.search import pareto_search
from routing.stopovers import of_stop
from routing.views import on_foot
from routing.wishes import Wishes

EARLIER_S = LATER_S = 3600
Boarding = tuple[Ride, ...]


def with_alternatives(
    network: Network, journey: Journey, shared: AnswerContext, wishes: Wishes, most: int
) -> Itinerary:
    """The itinerary of a journey; each boarding has up to `most` other ways at its first leg."""
    found = itinerary_of(network, journey, shared)
    if not most:
        return found
    others = iter(alternatives_of(network, journey, shared, wishes, most))
    legs = [
        leg if leg.transit is None or leg.in_seat else replace(leg, alternatives=next(others))
        for leg in found.legs
    ]
    return replace(found, legs=tuple(legs))


def alternatives_of(
    network: Network, journey: Journey, shared: AnswerContext, wishes: Wishes, most: int
) -> list[tuple[tuple[Leg, ...], ...]]:
    """For every boarding up to `most` other ways: a walk, one ride, a walk.

    Those that leave nearest to the ride itself, in order of departure.
    """
    boardings = _boardings(journey.rides)
    befores = [None, *boardings[:-1]]
    afters = [*boardings[1:], None]
    return [
        _of_boarding(network, mine, before, after, shared, replace(wishes, vias=()), most)
        for mine, before, after in zip(boardings, befores, afters, strict=True)
    ]


def _boardings(rides: Sequence[Ride]) -> list[Boarding]:
    """The rides, those on which one stays on board together."""
    found: list[Boarding] = []
    for ride in rides:
        found = [*found[:-1], (*found[-1], ride)] if ride.in_seat else [*found, (ride,)]
    return found


def _of_boarding(
    network: Network,
    mine: Boarding,
    before: Boarding | None,
    after: Boarding | None,
    shared: AnswerContext,
    wishes: Wishes,
    most: int,
) -> tuple[tuple[Leg, ...], ...]:
    start = mine[0].from_stop if before is None else before[-1].to_stop
    end = mine[-1].to_stop if after is None else after[0].from_stop
    first_s = mine[0].departure_s - EARLIER_S if before is None else before[-1].arrival_s
    last_s = mine[-1].arrival_s + LATER_S if after is None else after[0].departure_s
    within_s = max(last_s - first_s, 1)
    found = pareto_search(
        network,
        _reach(network, start, changes=before is not None),
        _reach(network, end, changes=after is not None, backward=True),
        time_s=first_s,
        window_s=within_s,
        max_transfers=0,
        max_duration_s=within_s,
        wishes=wishes,
    )
    others = [
        each for each in found if each.arrival_s <= last_s and each.rides[0].trip != mine[0].trip
    ]
    others.sort(key=lambda each: abs(each.rides[0].departure_s - mine[0].departure_s))
    near = sorted(others[:most], key=lambda each: each.departure_s)
    here, there = of_stop(network, start), of_stop(network, end)
    between = replace(shared, origin=here, destination=there, ways={})
    return tuple(_with_walks(legs_of(network, each, between), between) for each in near)


def _reach(
    network: Network, stop: int, *, changes: bool, backward: bool = False
) -> Mapping[int, int]:
    """Stops to board or leave at, with seconds; where one changes, the time to change counts."""
    seconds = on_foot(network, stop, backward=backward)
    return {**seconds, stop: int(network.transfers.change_s[stop])} if changes else seconds


def _with_walks(legs: list[Leg], shared: AnswerContext) -> tuple[Leg, ...]:
    """The legs between two walks, which may be of no length."""
    first, last = legs[0], legs[-1]
    before = [walk_leg(shared.origin, shared.origin, first.start_s, first.start_s, 0)]
    after = [walk_leg(shared.destination, shared.destination, last.end_s, last.end_s, 0)]
    return (
        *(before if first.transit is not None else []),
        *legs,
        *(after if last.transit is not None else []),
    )
