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


def window_of(request: JourneyRequest) -> tuple[int, int]:
    """Start and end of the request's window, which is not turned."""
    if request.arrive_by:
        return request.time_s - request.window_s, request.time_s
    return request.time_s, request.time_s + request.window_s


def moment_of(journey: Journey, request: JourneyRequest) -> int:
    """What windows hold from their start on and before their end: when a journey leaves.

    With `arrive_by` when it arrives, a second less: those windows contain their end.
    """
    return journey.arrival_s - 1 if request.arrive_by else journey.departure_s


def page_of(journeys: Sequence[Journey], request: JourneyRequest, *, turned: bool = False) -> Page:
    """The `max_itineraries` journeys of the window at that end of it where the page begins.

    That is its start, with `arrive_by` its end, and for a page that is turned the other one. There
    are more where so many leave (or arrive) at one moment. Journeys keep their order.
    """
    if request.window_s == 0:
        best = sorted(journeys, key=lambda j: -j.departure_s if request.arrive_by else j.arrival_s)
        kept = [j for j in journeys if j in best[: request.max_itineraries]]
        return Page(tuple(kept), request.time_s, request.time_s)
    start_s, end_s = window_of(request)
    moments = sorted(moment_of(each, request) for each in journeys)
    if len(moments) > request.max_itineraries:
        if turned is request.arrive_by:
            end_s = _cut_before(moments, request.max_itineraries)
        else:
            backwards = [-moment for moment in reversed(moments)]
            start_s = 1 - _cut_before(backwards, request.max_itineraries)
    kept = [each for each in journeys if start_s <= moment_of(each, request) < end_s]
    return Page(tuple(kept), start_s, end_s, backward=request.arrive_by)


def _cut_before(moments: Sequence[int], most: int) -> int:
    """The end of the window of so many moments, whole ones; they come in order."""
    cut = moments[most]
    return cut + 1 if cut == moments[0] else cut
