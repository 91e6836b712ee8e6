"""Planning a journey door to door: a Network and a JourneyRequest in, a PlanResult out."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from routing.access import stops_on_foot
from routing.asked import journeys_asked_for
from routing.bike_and_ride import bike_and_ride
from routing.budget import Budget
from routing.congestion import Congestion
from routing.criteria.choice import Choice, choose
from routing.criteria.known import Known
from routing.direct import direct_itineraries, direct_walk_s
from routing.itineraries import Itinerary, PlanResult
from routing.itinerary_making import AnswerContext
from routing.journeys import Journey
from routing.kiss_and_ride import kiss_and_ride
from routing.leg_alternatives import with_alternatives
from routing.network import Network
from routing.paging import Page, page_of
from routing.park_and_ride import park_and_ride
from routing.reasons import WALKING_BETTER_THAN_TRANSIT, why_nothing, why_unreachable
from routing.request_faults import check_request
from routing.requests import Endpoint, JourneyRequest
from routing.roads import RoadSpeeds
from routing.stopovers import of_endpoint
from routing.wishes import wishes_of

_OTHER_ACCESS = {
    "BIKE": bike_and_ride, "CAR_DROPOFF": kiss_and_ride, "CAR_PARKING": park_and_ride,
}  # fmt: skip
"""What stands beside the ways that begin on foot, the lighter vehicle first."""

NOTHING_KNOWN = Known()


def plan(
    network: Network,
    request: JourneyRequest,
    *,
    roads: RoadSpeeds | None = None,
    known: Known = NOTHING_KNOWN,
) -> PlanResult:
    """Every Pareto-optimal way by transit in the window, and the direct ways beside it.

    Itineraries stand in order of departure, arrival and transfers. An empty answer says why in
    `reasons`; `roads` is the forecast that cars drive in, `known` tells what costs and emits less.
    Errors: RequestError naming every fault of the request at once (UnknownPlace, OutsideTimetable).
    """
    check_request(network, request)
    clock = _Stopwatch()
    shared = AnswerContext(
        origin=of_endpoint(network, request.origin, kind="start"),
        destination=of_endpoint(network, request.destination, kind="end"),
        congestion=Congestion.over(network, roads),
        walk_mps=request.walk_mps,
    )
    direct = direct_itineraries(network, request, shared)
    clock.lap("direct_ms")
    sources = _on_foot(network, request, request.origin) if _walks(request) else {}
    targets = _on_foot(network, request, request.destination)
    clock.lap("access_ms")
    budget = Budget(request.max_lanes)
    found, reasons = _search(network, request, sources, targets, budget)
    clock.lap("search_ms")
    walking_s = _walking_s(network, request, shared)
    worthwhile = [j for j in found if j.arrival_s - j.departure_s < walking_s]
    if found and not worthwhile:
        reasons = (WALKING_BETTER_THAN_TRANSIT,)
    page = page_of(worthwhile, request)
    choice = choose(network, request, (sources, targets), page, known, budget)
    clock.lap("criteria_ms")
    itineraries = _itineraries(network, request, choice, shared, quicker_than_s=walking_s)
    clock.lap("itineraries_ms")
    for mode, ways in _OTHER_ACCESS.items():
        if mode in request.access_modes and targets:
            more = ways(network, request, shared, targets, budget)
            itineraries = _beside(itineraries, more, page)
            clock.lap(f"{mode.lower()}_ms")
    return PlanResult(
        itineraries=itineraries,
        direct=direct,
        window_start_s=page.start_s,
        window_end_s=page.end_s,
        origin=shared.origin,
        destination=shared.destination,
        complete=not budget.exhausted,
        reasons=() if itineraries else reasons,
        unknown_criteria=choice.unknown,
        search=clock.with_laps(
            access_stops=len(sources),
            egress_stops=len(targets),
            journeys=len(found),
            lanes=budget.spent,
        ),
    )


def _beside(
    before: Sequence[Itinerary], more: Sequence[Itinerary], page: Page
) -> tuple[Itinerary, ...]:
    """Both, in order; no vehicle is taken out where the ways before are as good in everything."""
    worth_it = [
        mine
        for mine in more
        if page.answers_for(mine.start_s, mine.end_s)
        and not any(
            other.start_s >= mine.start_s
            and other.end_s <= mine.end_s
            and other.transfers <= mine.transfers
            for other in before
        )
    ]
    both = [*before, *worth_it]
    return tuple(sorted(both, key=lambda each: (each.start_s, each.end_s, each.transfers)))


def _walks(request: JourneyRequest) -> bool:
    return "WALK" in request.access_modes


def _on_foot(network: Network, request: JourneyRequest, end: Endpoint) -> dict[int, int]:
    return stops_on_foot(network, end, max_access_s=request.max_access_s, walk_mps=request.walk_mps)


def _search(
    network: Network,
    request: JourneyRequest,
    sources: dict[int, int],
    targets: dict[int, int],
    budget: Budget,
) -> tuple[list[Journey], tuple[str, ...]]:
    """Journeys of the window, or why there are none."""
    if request.transit_modes is not None and not request.transit_modes:
        return [], ()
    if not sources or not targets:
        return [], why_unreachable(network, request, sources, targets)
    journeys = _pareto_set(network, request, sources, targets, budget)
    if journeys or budget.exhausted:
        return journeys, ()
    return [], why_nothing(network, request, sources, targets)


def _pareto_set(
    network: Network,
    request: JourneyRequest,
    sources: dict[int, int],
    targets: dict[int, int],
    budget: Budget,
) -> list[Journey]:
    """Journeys of the window that no journey beats, be it of the window or beyond its end.

    Who leaves at the window's end only to wait on the way for a later ride gains nothing, so what
    starts after the window is asked too: for its best arrivals (mirrored: latest departures).
    """
    search = partial(journeys_asked_for, network, request, sources, targets, budget)
    journeys = search()
    if journeys and request.window_s:
        past_s = request.time_s + (-1 if request.arrive_by else 1) * request.window_s
        beyond = search(time_s=past_s, window_s=0)
        journeys = [mine for mine in journeys if not any(beats(other, mine) for other in beyond)]
    return sorted(journeys, key=lambda found: (found.departure_s, found.arrival_s, found.transfers))


def beats(one: Journey, other: Journey) -> bool:
    """Whether a journey leaves no earlier, arrives no later and changes no more often."""
    return (
        one.departure_s >= other.departure_s
        and one.arrival_s <= other.arrival_s
        and one.transfers <= other.transfers
    )


def _walking_s(network: Network, request: JourneyRequest, shared: AnswerContext) -> float:
    """What a journey must be quicker than: walking all the way, where one would walk that far."""
    on_foot_s = direct_walk_s(network, request, shared)
    if "WALK" not in request.direct_modes or on_foot_s > request.max_direct_s:
        return math.inf
    return on_foot_s


def _itineraries(
    network: Network,
    request: JourneyRequest,
    choice: Choice,
    shared: AnswerContext,
    *,
    quicker_than_s: float,
) -> tuple[Itinerary, ...]:
    return tuple(
        replace(_itinerary(network, request, journey, shared), chosen_for=criteria)
        for journey, criteria in choice.journeys
        if journey.arrival_s - journey.departure_s < quicker_than_s
    )


def _itinerary(
    network: Network, request: JourneyRequest, journey: Journey, shared: AnswerContext
) -> Itinerary:
    wishes, most = wishes_of(request), request.leg_alternatives
    return with_alternatives(network, journey, shared, wishes, most)


class _Stopwatch:
    """Milliseconds from lap to lap."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def with_laps(self, **counts: int) -> dict[str, float]:
        """What was counted, and the milliseconds."""
        return {**counts, **self.laps}

    def lap(self, name: str) -> None:
        """Notes the time since the last lap."""
        moment = time.perf_counter()
        self.laps[name] = round((moment - self._last) * 1000, 3)
        self._last = moment
