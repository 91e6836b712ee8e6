"""Pages of options: a PlanQuery in, one page of itineraries with its cursors out.

The window starts as wide as it was asked for and grows until it holds the itineraries wanted.
Windows of neighbouring pages share no moment (routing.search: departures from the start on, before
the end; arrivals after the start, up to the end), so pages neither repeat nor leave gaps.

The router cuts a full page at its far end: the later one, with `arriveBy` the earlier one. A page
that was turned to the other way (backwards in a departure search) is therefore searched whole, in
a window so small that the router cuts nothing, and is cut here. When the answer is due
(core/deadline.py), what was found until then is the page, and says that it is not complete.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from core import deadline
from core.errors import OutsideTimetable
from routing.itineraries import Itinerary, PlanResult
from routing.reasons import (
    NO_TRANSIT_CONNECTION,
    NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW,
    OUTSIDE_SERVICE_PERIOD,
)
from routing.requests import JourneyRequest
from web.cursors import Cursor
from web.plan_request import PlanQuery

Planner = Callable[[JourneyRequest], PlanResult]

_LEAST_GROWTH = 2
_MOST_GROWTH = 8
"""A window grows as its yield suggests, within these factors; an empty one by the greater."""
_LEAST_GROWN_S = 900
_MAY_PASS = frozenset({NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW, OUTSIDE_SERVICE_PERIOD})
"""Reasons for an empty answer that a wider window may do away with."""


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
    window_s = query.request.window_s
    result = planner(_request(query, window_s))
    while _should_grow(query, result, window_s, max_window_s):
        if deadline.is_over():
            result = replace(result, complete=False)
            break
        window_s = min(max(window_s, _LEAST_GROWN_S) * _growth(query, result), max_window_s)
        try:
            result = planner(_request(query, window_s))
        except OutsideTimetable:
            break  # the wider window ends beyond the timetables; what was found stands
    while _turned(query) and _was_cut(result, window_s) and window_s > 1 and result.complete:
        window_s //= 2
        result = planner(_request(query, window_s))
    if query.request.criteria:
        result = _with_criteria(query, result, planner, window_s)
    if _turned(query):
        result = _cut(query, result)
    if query.cursor is not None:
        result = replace(result, direct=())
    return Page(result, *_cursors(query, result))


def _with_criteria(
    query: PlanQuery, found: PlanResult, planner: Planner, window_s: int
) -> PlanResult:
    """The same window with the further criteria; without them where there is no time for them."""
    if not deadline.is_over():
        wished = replace(_request(query, window_s), criteria=query.request.criteria)
        result = planner(wished)
        if result.complete or len(result.itineraries) >= len(found.itineraries):
            return result
    return replace(found, complete=False)


def _goes_later(query: PlanQuery) -> bool:
    if query.cursor is not None:
        return query.cursor.direction == "LATER"
    return not query.request.arrive_by


def _turned(query: PlanQuery) -> bool:
    """Whether the page lies on the side of its edge that the router would cut."""
    return _goes_later(query) == query.request.arrive_by


def _request(query: PlanQuery, window_s: int) -> JourneyRequest:
    """The request whose window begins, or ends, where the page does; no criteria widen it."""
    request = replace(query.request, criteria=())
    edge_s = request.time_s if query.cursor is None else query.cursor.moment_s
    if not _turned(query):
        return replace(request, time_s=edge_s, window_s=window_s, max_itineraries=query.most)
    edge_s += window_s if request.arrive_by else -window_s
    return replace(request, time_s=edge_s, window_s=window_s)


def _growth(query: PlanQuery, result: PlanResult) -> int:
    if not result.itineraries:
        return _MOST_GROWTH
    needed = math.ceil(min(query.least, query.most) / len(result.itineraries))
    return min(max(needed, _LEAST_GROWTH), _MOST_GROWTH)


def _should_grow(query: PlanQuery, result: PlanResult, window_s: int, max_window_s: int) -> bool:
    return (
        query.timetable_view
        and result.complete
        and len(result.itineraries) < min(query.least, query.most)
        and window_s < max_window_s
        and query.request.transit_modes != frozenset()
        and _may_pass(query, result)
    )


def _may_pass(query: PlanQuery, result: PlanResult) -> bool:
    """Whether a wider window may find what this one did not.

    "No connection" is said of what lies after the start of the window (with `arriveBy`, before its
    end), so it says nothing about a page that was turned to the other way.
    """
    passing = _MAY_PASS | ({NO_TRANSIT_CONNECTION} if _turned(query) else frozenset())
    return passing.issuperset(result.reasons)


def _was_cut(result: PlanResult, window_s: int) -> bool:
    return result.window_end_s - result.window_start_s < window_s


def _cut(query: PlanQuery, result: PlanResult) -> PlanResult:
    """The itineraries nearest to the edge of a turned page, all of one moment or none of it."""
    by_arrival = query.request.arrive_by
    moments = sorted(_moment(found, by_arrival=by_arrival) for found in result.itineraries)
    if len(moments) <= query.most:
        return result
    if by_arrival:  # the page starts at its edge: keep what arrives first
        last = max((m for m in moments if m < moments[query.most]), default=moments[0])
        kept = tuple(found for found in result.itineraries if found.end_s <= last)
        return replace(result, itineraries=kept, window_end_s=last)
    first = min((m for m in moments if m > moments[-query.most - 1]), default=moments[-1])
    kept = tuple(found for found in result.itineraries if found.start_s >= first)
    return replace(result, itineraries=kept, window_start_s=first)


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
