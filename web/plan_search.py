"""Pages of options: a PlanQuery in, one page of itineraries with its cursors out.

The window starts as wide as it was asked for and grows until it holds the itineraries wanted.
Windows of neighbouring pages share no moment (routing/paging.py), so pages neither repeat nor leave
gaps. The page before, in a search for departures, is a window that lies before its moment. When the
answer is due (core/deadline.py), what was found until then is the page, and says that it is not
complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from routing.itineraries import Itinerary, PlanResult
from routing.requests import JourneyRequest
from web.cursors import Cursor
from web.plan_request import PlanQuery

Planner = Callable[[JourneyRequest], PlanResult]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what was found and where the neighbouring pages begin."""

    result: PlanResult
    earlier: Cursor
    later: Cursor


def search_page(query: PlanQuery, planner: Planner, max_window_s: int) -> Page:
    """The page that a query asks for.

    Errors: those of the planner for the first window.
    """
    request = replace(query.request, max_window_s=max_window_s, max_itineraries=query.most)
    if query.timetable_view:
        request = replace(request, least_itineraries=min(query.least, query.most))
    if query.cursor is not None:
        turned = (query.cursor.direction == "LATER") is request.arrive_by
        request = replace(request, time_s=query.cursor.moment_s, turned=turned)
    result = planner(request)
    if query.cursor is not None:
        result = replace(result, direct=())
    return Page(result, *_cursors(query, result))


def _cursors(query: PlanQuery, result: PlanResult) -> tuple[Cursor, Cursor]:
    start_s, end_s = result.window_start_s, result.window_end_s
    if not query.timetable_view and result.itineraries:
        moments = [
            _moment(found, by_arrival=query.request.arrive_by) for found in result.itineraries
        ]
        late = 0 if query.request.arrive_by else 1
        start_s, end_s = min(moments) - 1 + late, max(moments) + late
    return Cursor("EARLIER", start_s), Cursor("LATER", end_s)


def _moment(found: Itinerary, *, by_arrival: bool) -> int:
    return found.end_s if by_arrival else found.start_s
