"""The router as a request sees it: a state and its world in, a planner of JourneyRequests out."""

from __future__ import annotations

from collections.abc import Callable

from routing.criteria.known import Known
from routing.itineraries import PlanResult
from routing.plan import plan
from routing.requests import JourneyRequest
from web.state import AppState, World


def planner_of(state: AppState, world: World) -> Callable[[JourneyRequest], PlanResult]:
    """The router over one world, with the road forecast of the hours a journey may be under way."""
    known = Known(world.tariff, world.reliability, world.foreseen.crowding)

    def planned(asked: JourneyRequest) -> PlanResult:
        roads = None
        if state.forecasts is not None:
            reach_s = asked.window_s + asked.max_duration_s
            roads = state.forecasts.road_speeds(asked.time_s - reach_s, asked.time_s + reach_s)
        return plan(world.network, asked, roads=roads, known=known)

    return planned
