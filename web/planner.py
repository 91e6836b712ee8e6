"""The router as a request sees it: a state and its world in, a planner of JourneyRequests out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from routing.criteria.known import Known
from routing.itineraries import Leg, PlanResult
from routing.plan import plan
from routing.requests import JourneyRequest
from web.operations.metrics import note_search
from web.state import AppState, World


def planner_of(state: AppState, world: World) -> Callable[[JourneyRequest], PlanResult]:
    """The router over one world, with the road forecast of the hours a journey may be under way."""
    known = Known(world.tariff, world.reliability, world.foreseen.crowding)

    def planned(asked: JourneyRequest) -> PlanResult:
        roads = None
        if state.forecasts is not None:
            reach_s = asked.window_s + asked.max_duration_s
            roads = state.forecasts.road_speeds(asked.time_s - reach_s, asked.time_s + reach_s)
        found = plan(world.network, asked, roads=roads, known=known)
        note_search(found.search, complete=found.complete)
        own_lanes = frozenset() if world.scenario is None else world.scenario.own_lanes
        return _past_queues(found, own_lanes) if own_lanes else found

    return planned


def _past_queues(found: PlanResult, lines: Collection[str]) -> PlanResult:
    """The answer in which rides of these lines stand in no queue."""

    def freed(leg: Leg) -> Leg:
        others = tuple(tuple(freed(part) for part in way) for way in leg.alternatives)
        is_free = leg.transit is not None and leg.transit.route_id in lines
        return replace(leg, alternatives=others, corridors=() if is_free else leg.corridors)

    ways = (
        replace(each, legs=tuple(freed(leg) for leg in each.legs)) for each in found.itineraries
    )
    return replace(found, itineraries=tuple(ways))
