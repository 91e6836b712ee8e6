"""What the windows of a question hold: a question and its ends in, each window's ways out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from routing.bike_and_ride import bike_and_ride
from routing.budget import Budget
from routing.decoding import Stops
from routing.direct import direct_walk_s
from routing.itineraries import Itinerary
from routing.itinerary_making import AnswerContext
from routing.kiss_and_ride import kiss_and_ride
from routing.network import Network
from routing.paging import Page, page_of
from routing.park_and_ride import park_and_ride
from routing.reasons import WALKING_BETTER_THAN_TRANSIT, why_nothing, why_unreachable
from routing.requests import JourneyRequest
from routing.window_search import WindowSearch

_OTHER_ACCESS = {
    "BIKE": bike_and_ride, "CAR_DROPOFF": kiss_and_ride, "CAR_PARKING": park_and_ride,
}  # fmt: skip
"""What stands beside the ways that begin on foot, the lighter vehicle first."""


@dataclass(frozen=True, slots=True)
class WindowWays:
    """What one window holds: the page of journeys on foot, ways by other vehicles, or reasons."""

    page: Page
    others: tuple[tuple[Itinerary, ...], ...]
    reasons: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many ways there are to show."""
        return len(self.page.journeys) + sum(map(len, self.others))


class WaysInWindows:
    """Tells what windows hold, each of which contains the one before."""

    def __init__(
        self,
        network: Network,
        request: JourneyRequest,
        shared: AnswerContext,
        ends: tuple[Stops, Stops],
        budget: Budget,
    ) -> None:
        self._network, self._shared, self._budget = network, shared, budget
        self._sources, self._targets = ends
        self._turned = request.turned
        self._windows = WindowSearch(network, request, ends, budget)
        self.quicker_than_s = self._walking_s(request)
        """What a journey must be quicker than: walking all the way, who would walk that far."""

    def __call__(self, asked: JourneyRequest) -> WindowWays:
        """The ways of the window that this request asks about."""
        found = []
        reasons: tuple[str, ...] = ()
        if asked.transit_modes != frozenset():
            if self._sources and self._targets:
                found = self._windows.journeys(asked)
            if not found:
                reasons = self._why_nothing(asked)
        worthwhile = [j for j in found if j.arrival_s - j.departure_s < self.quicker_than_s]
        if found and not worthwhile:
            reasons = (WALKING_BETTER_THAN_TRANSIT,)
        page = page_of(worthwhile, asked, turned=self._turned)
        others = self._others(asked, page)
        shown = bool(page.journeys) or any(others)
        return WindowWays(page, others, () if shown else reasons)

    def _why_nothing(self, asked: JourneyRequest) -> tuple[str, ...]:
        if not self._sources or not self._targets:
            return why_unreachable(self._network, asked, self._sources, self._targets)
        if self._budget.exhausted:
            return ()
        return why_nothing(self._network, asked, self._sources, self._targets)

    def _others(self, asked: JourneyRequest, page: Page) -> tuple[tuple[Itinerary, ...], ...]:
        """Those of the page by each other vehicle that may be taken."""
        modes = [mode for mode in _OTHER_ACCESS if mode in asked.access_modes and self._targets]
        found = (
            _OTHER_ACCESS[mode](
                self._network, asked, self._shared, dict(self._targets), self._budget
            )
            for mode in modes
            if not self._budget.is_over
        )
        return tuple(
            tuple(each for each in ways if page.answers_for(each.start_s, each.end_s))
            for ways in found
        )

    def _walking_s(self, request: JourneyRequest) -> float:
        on_foot_s = direct_walk_s(self._network, request, self._shared)
        if "WALK" not in request.direct_modes or on_foot_s > request.max_direct_s:
            return math.inf
        return on_foot_s
