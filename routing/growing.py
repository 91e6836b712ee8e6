"""Windows that grow until they hold enough: a request, windows' contents in, the last out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from core.errors import OutsideTimetable
from routing.budget import Budget
from routing.reasons import (
    NO_TRANSIT_CONNECTION,
    NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW,
    OUTSIDE_SERVICE_PERIOD,
)
from routing.requests import JourneyRequest

_LEAST_GROWTH, _MOST_GROWTH = 2, 8
"""A window grows as its yield suggests, within these factors; an empty one by the greater."""
_LEAST_GROWN_S = 900
_MAY_PASS = frozenset({NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW, OUTSIDE_SERVICE_PERIOD})
"""Reasons for an empty answer that a wider window may do away with."""


class Held(Protocol):
    """What a window holds."""

    @property
    def count(self) -> int:
        """How many ways."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there are none."""


H = TypeVar("H", bound=Held)


def in_place(request: JourneyRequest, window_s: int) -> JourneyRequest:
    """The request with a window of that width, not turned: the time is where it starts or ends.

    A window that is turned lies before its time, with `arrive_by` after it.
    """
    time_s = request.time_s
    if request.turned:
        time_s += window_s if request.arrive_by else -window_s
    return replace(request, time_s=time_s, window_s=window_s, turned=False)


def grow(
    request: JourneyRequest,
    check: Callable[[JourneyRequest], None],
    hold: Callable[[JourneyRequest], H],
    budget: Budget,
) -> tuple[JourneyRequest, H]:
    """The request in the window that holds `least_itineraries`, or the widest, and what it holds.

    `check` raises for a wider window that cannot be asked, `hold` tells what one holds. At the end
    of the budget it is what the last window held.
    """
    asked = in_place(request, request.window_s)
    held = hold(asked)
    while held.count < request.least_itineraries and _may_grow(request, asked.window_s, held):
        if budget.is_over:
            break
        wider = in_place(request, _wider_s(request, asked.window_s, held.count))
        try:
            check(wider)
        except OutsideTimetable:
            break  # the wider window ends beyond the timetables; what was found stands
        asked, held = wider, hold(wider)
    return asked, held


def _may_grow(request: JourneyRequest, window_s: int, held: Held) -> bool:
    """Whether there is a wider window, and it may find what this one did not.

    "No connection" is said of what lies after the start of the window (with `arrive_by`, before
    its end), so it says nothing about a window that is turned to the other way.
    """
    if window_s >= request.max_window_s or request.transit_modes == frozenset():
        return False
    passing = _MAY_PASS | ({NO_TRANSIT_CONNECTION} if request.turned else set())
    return passing.issuperset(held.reasons)


def _wider_s(request: JourneyRequest, window_s: int, found: int) -> int:
    needed = math.ceil(request.least_itineraries / found) if found else _MOST_GROWTH
    factor = min(max(needed, _LEAST_GROWTH), _MOST_GROWTH)
    return min(max(window_s, _LEAST_GROWN_S) * factor, request.max_window_s)
