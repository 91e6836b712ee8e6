"""Planning a journey door to door: a Network and a JourneyRequest in, a PlanResult out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from routing.access import stops_on_foot
from routing.budget import Budget
from routing.congestion import Congestion
from routing.criteria.choice import Choice, choose
from routing.criteria.known import Known
from routing.direct import direct_itineraries
from routing.growing import grow, in_place
from routing.itineraries import Itinerary, PlanResult
from routing.itinerary_making import AnswerContext
from routing.journeys import Journey
from routing.leg_alternatives import with_alternatives
from routing.network import Network
from routing.request_faults import check_request
from routing.requests import Endpoint, JourneyRequest
from routing.roads import RoadSpeeds
from routing.stopovers import of_endpoint
from routing.ways_in_windows import WaysInWindows
from routing.wishes import wishes_of

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
    check_request(network, in_place(request, request.window_s))
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
    ways = WaysInWindows(network, request, shared, (sources, targets), budget)
    asked, held = grow(request, partial(check_request, network), ways, budget)
    page = held.page
    clock.lap("search_ms")
    choice = choose(network, asked, (sources, targets), page, known, budget)
    clock.lap("criteria_ms")
    itineraries = _itineraries(network, asked, choice, shared, budget, ways.quicker_than_s)
    for more in held.others:
        itineraries = _beside(itineraries, more)
    clock.lap("itineraries_ms")
    return PlanResult(
        itineraries=itineraries,
        direct=direct,
        window_start_s=page.start_s,
        window_end_s=page.end_s,
        origin=shared.origin,
        destination=shared.destination,
        complete=not budget.exhausted,
        reasons=() if itineraries else held.reasons,
        unknown_criteria=choice.unknown,
        search=clock.with_laps(
            access_stops=len(sources),
            egress_stops=len(targets),
            journeys=len(page.journeys),
            lanes=budget.spent,
        ),
    )


def _beside(before: Sequence[Itinerary], more: Sequence[Itinerary]) -> tuple[Itinerary, ...]:
    """Both, in order; no vehicle is taken out where the ways before are as good in everything."""
    worth_it = [
        mine
        for mine in more
        if not any(
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


def _itineraries(
    network: Network,
    request: JourneyRequest,
    choice: Choice,
    shared: AnswerContext,
    budget: Budget,
    quicker_than_s: float,
) -> tuple[Itinerary, ...]:
    return tuple(
        replace(_itinerary(network, request, journey, shared, budget), chosen_for=criteria)
        for journey, criteria in choice.journeys
        if journey.arrival_s - journey.departure_s < quicker_than_s
    )


def _itinerary(
    network: Network,
    request: JourneyRequest,
    journey: Journey,
    shared: AnswerContext,
    budget: Budget,
) -> Itinerary:
    most = 0 if budget.is_over else request.leg_alternatives
    return with_alternatives(network, journey, shared, wishes_of(request), most)


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
