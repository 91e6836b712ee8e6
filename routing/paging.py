"""Pages of journeys: all journeys of a window in, those of one page and its share of time out.

A page ends at a moment, never between two journeys of the same moment, so the next page, which
starts where it ends, neither repeats a journey nor leaves one out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.journeys import Journey
from routing.requests import JourneyRequest


@dataclass(frozen=True, slots=True)
class Page:
    """Journeys, and the time that they answer completely: see PlanResult."""

    journeys: tuple[Journey, ...]
    start_s: int
    end_s: int
    backward: bool = False
    """Its journeys are those that arrive in it, not those that leave."""

    def answers_for(self, departure_s: int, arrival_s: int) -> bool:
        """Whether a way between these moments belongs to the page."""
        if self.start_s == self.end_s:
            return True
        if self.backward:
            return self.start_s < arrival_s <= self.end_s
        return self.start_s <= departure_s < self.end_s


def page_of(journeys: Sequence[Journey], request: JourneyRequest) -> Page:
    """The first `max_itineraries` journeys of the window; with arrive_by, the last ones.

    More than that where so many leave (or arrive) at one moment. Journeys keep their order.
    """
    if request.window_s == 0:
        best = sorted(journeys, key=lambda j: -j.departure_s if request.arrive_by else j.arrival_s)
        kept = [j for j in journeys if j in best[: request.max_itineraries]]
        return Page(tuple(kept), request.time_s, request.time_s)
    if request.arrive_by:
        start_s = max(request.time_s - request.window_s, _cut_after(journeys, request))
        kept = [j for j in journeys if j.arrival_s > start_s]
        return Page(tuple(kept), start_s, request.time_s, backward=True)
    end_s = min(request.time_s + request.window_s, _cut_before(journeys, request))
    kept = [j for j in journeys if j.departure_s < end_s]
    return Page(tuple(kept), request.time_s, end_s)


def _cut_before(journeys: Sequence[Journey], request: JourneyRequest) -> int:
    """The departure before which the page ends; the window's end where all have room."""
    departures = sorted(journey.departure_s for journey in journeys)
    if len(departures) <= request.max_itineraries:
        return request.time_s + request.window_s
    cut = departures[request.max_itineraries]
    return cut + 1 if cut == departures[0] else cut


def _cut_after(journeys: Sequence[Journey], request: JourneyRequest) -> int:
    """The arrival after which the page starts; the window's start where all have room."""
    arrivals = sorted((journey.arrival_s for journey in journeys), reverse=True)
    if len(arrivals) <= request.max_itineraries:
        return request.time_s - request.window_s
    cut = arrivals[request.max_itineraries]
    return cut - 1 if cut == arrivals[0] else cut
