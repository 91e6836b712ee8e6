"""Which journeys further criteria add to a page: the page and its question in, what to show out.

The Pareto set of four criteria can hold hundreds of journeys. What stands is bounded:

1. No journey takes more than LONGER times the quickest of the page and LONGER_S more, or changes
   more than MORE_TRANSFERS times oftener than need be.
2. A journey must cost a STEP less than every quicker one that leaves within COMPARED_S of it.
3. A page shows MOST at the most, every criterion its share: what costs least, then the quickest.

Of journeys alike in departure, arrival and changes the page shows another than it would, where that
saves a step by the first criterion. A page without journeys stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from routing.asked import question_of
from routing.budget import COSTS, Budget
from routing.criteria.kinds import tolls_by
from routing.criteria.known import Known
from routing.criteria.reckoning import cost_of
from routing.criteria.search import Costed, Question, search_by_criterion
from routing.criteria.tolls import Tolls
from routing.decoding import Stops
from routing.journeys import Journey, Ride
from routing.network import Network
from routing.paging import Page
from routing.requests import JourneyRequest

LONGER = 1.5
LONGER_S = 1200
MORE_TRANSFERS = 2
STEP = {"FARE": 50, "EMISSION": 2000, "WALK": 120, "CROWDING": 180, "RELIABILITY": 50}
"""What is worth a worse time, in the units of routing/criteria/kinds.py."""
COMPARED_S = 1800
MOST = 12
BEYOND_S = 1800
"""Journeys so long after the page (mirrored: before it) are looked at too: they may be better."""
FROM_NOW_S = 3600
"""Where the best answers for one moment are asked for, departures within this are looked at."""


class Chosen(NamedTuple):
    """A journey to show, and the criteria for which it stands beside those of the page."""

    journey: Journey
    criteria: tuple[str, ...] = ()


class Choice(NamedTuple):
    """What to show, in order, and the criteria of which nothing is known."""

    journeys: list[Chosen]
    unknown: tuple[str, ...] = ()


_Point = tuple[int, int, int]


def choose(
    network: Network,
    request: JourneyRequest,
    ends: tuple[Stops, Stops],
    page: Page,
    known: Known,
    budget: Budget,
) -> Choice:
    """The journeys of a page and those that the request's criteria, if any, add to it."""
    shown = {_point(journey): Chosen(journey) for journey in page.journeys}
    base = frozenset(shown)
    unknown: list[str] = []
    more: dict[tuple[Ride, ...], Chosen] = {}
    share = max(1, (MOST - len(base)) // max(1, len(request.criteria)))
    for criterion in request.criteria if base else ():
        if budget.is_over or not budget.begin(COSTS):
            break
        tolls = tolls_by(network, known, criterion)
        if tolls is None:
            unknown.append(criterion)
            continue
        step = STEP[criterion]
        costed = search_by_criterion(network, _bounded(request, ends, page), tolls, budget)
        for each in costed if criterion == request.criteria[0] else ():
            usual = shown.get(_point(each.journey))
            if usual and cost_of(network, usual.journey, tolls) >= each.cost + step:
                shown[_point(each.journey)] = Chosen(_settled(network, each, tolls))
        for each in _worthwhile(costed, base, page, step)[:share]:
            journey = _settled(network, each, tolls)
            before = more.get(journey.rides, Chosen(journey))
            more[journey.rides] = Chosen(journey, (*before.criteria, criterion))
    everything = [*shown.values(), *more.values()]
    return Choice(sorted(everything, key=lambda c: (_point(c.journey), c.journey)), tuple(unknown))


def _settled(network: Network, costed: Costed, tolls: Tolls) -> Journey:
    """The journey with its changes where people like to change, unless that costs more."""
    costs_more = cost_of(network, costed.eased, tolls) > costed.cost
    return costed.journey if costs_more else costed.eased


def _point(journey: Journey) -> _Point:
    return journey.departure_s, journey.arrival_s, journey.transfers


def _bounded(request: JourneyRequest, ends: tuple[Stops, Stops], page: Page) -> Question:
    quickest_s = min(_duration_s(journey) for journey in page.journeys)
    fewest = min(journey.transfers for journey in page.journeys)
    window_s = page.end_s - page.start_s + BEYOND_S if page.end_s > page.start_s else FROM_NOW_S
    return question_of(request, *ends)._replace(
        time_s=page.end_s if request.arrive_by else page.start_s,
        window_s=window_s,
        max_duration_s=min(request.max_duration_s, int(quickest_s * LONGER) + LONGER_S),
        max_transfers=min(request.max_transfers, fewest + MORE_TRANSFERS),
    )


def _worthwhile(
    costed: Sequence[Costed], base: frozenset[_Point], page: Page, step: int
) -> list[Costed]:
    """The journeys of the page that save a step, the cheapest first."""
    standing = [each for each in costed if _point(each.journey) in base]
    found: list[Costed] = []
    others = (each for each in costed if _point(each.journey) not in base)
    for mine in sorted(others, key=lambda c: (_duration_s(c.journey), c.journey)):
        if not any(_makes_vain(other, mine, step) for other in standing):
            standing.append(mine)
            if page.answers_for(mine.journey.departure_s, mine.journey.arrival_s):
                found.append(mine)
    return sorted(found, key=lambda c: (c.cost, _duration_s(c.journey), c.journey))


def _duration_s(journey: Journey) -> int:
    return journey.arrival_s - journey.departure_s


def _makes_vain(other: Costed, mine: Costed, step: int) -> bool:
    """Whether another could be taken instead and costs hardly more."""
    apart_s = abs(other.journey.departure_s - mine.journey.departure_s)
    return apart_s <= COMPARED_S and other.cost < mine.cost + step
