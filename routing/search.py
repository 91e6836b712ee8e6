"""The production search: a Network and seconds to and from its stops in, Journeys out.

Searching backward is searching a reversed day forward (routing/day.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.bounding import Ends, scan_earliest
from routing.budget import Budget
from routing.day import DayTimetable
from routing.decoding import Found, Stops, journeys_of
from routing.islands import are_apart
from routing.journeys import Journey
from routing.kernels.changes import ease_changes
from routing.kernels.labels import NEVER
from routing.memory import ROUNDS_AT_LEAST, borrowed
from routing.network import Network
from routing.requests import MAX_DURATION_S, MAX_TRANSFERS
from routing.rounds import BothWays, Rounds
from routing.seeds import seeds_of
from routing.views import Easing, View, view_of
from routing.wishes import NO_WISHES, Wishes

Ints = NDArray[np.int32]


def pareto_search(
    network: Network,
    sources: Stops,
    targets: Stops,
    *,
    time_s: int,
    window_s: int,
    arrive_by: bool = False,
    max_transfers: int = 7,
    wishes: Wishes = NO_WISHES,
    max_duration_s: int = MAX_DURATION_S,
    min_transfer_s: int = 0,
    extra_transfer_s: int = 0,
    transfer_factor: float = 1,
    budget: Budget | None = None,
) -> list[Journey]:
    """The Pareto set of departure, arrival and transfers, ordered by departure.

    `sources` and `targets` give seconds of access and egress by stop. Departures lie in
    [time_s, time_s + window_s), with `arrive_by` arrivals in (time_s - window_s, time_s]. With a
    window of 0 the best answers for that one moment are given: arrival and transfers (mirrored:
    departure and transfers). Every change takes at least `min_transfer_s`, and `transfer_factor`
    times as long as the feeds say and `extra_transfer_s` more. At the end of the budget the
    earliest departures (mirrored: the latest arrivals) are left out.
    Units: UTC seconds.
    """
    reach_s = window_s + max_duration_s
    easing = Easing(min_transfer_s, extra_transfer_s, transfer_factor)
    view = view_of(network, time_s, reach_s, reverse=arrive_by, wishes=wishes, easing=easing)
    ways = BothWays.of(view, easing)
    begin, end = view.ends(sources, targets)
    moment = -time_s if arrive_by else time_s
    from_s = moment - view.day.base_s
    span = from_s, from_s + window_s
    budget = budget or Budget()
    raw = _run_pareto(view, ways, begin, end, span, max_transfers, max_duration_s, budget)
    if not window_s:
        raw = [_straightened(view.day, found) for found in raw]
    if not raw:
        return []
    rows, counts = np.concatenate([found.rides for found in raw]), [len(f.rides) for f in raw]
    ease_changes(view.day.arrays, *ways.forward, rows, np.array(counts))
    journeys = journeys_of(network, view.day, rows, counts, begin, end)
    return sorted(journeys, key=lambda j: (j.departure_s, j.arrival_s, j.transfers))


def earliest_arrival_at(
    network: Network,
    sources: Stops,
    targets: Stops,
    *,
    time_s: int,
    arrive_by: bool = False,
    max_duration_s: int = MAX_DURATION_S,
) -> int | None:
    """The earliest arrival at the best of the targets, egress included; None where there is none.

    With `arrive_by`, mirrored: sources and targets change places, the latest departure is given.
    Units: UTC seconds.
    """
    view, from_s = _view_at(network, time_s, arrive_by, max_duration_s)
    ends = Ends.of(sources, targets)
    if are_apart(view.islands, ends.source_stop, ends.target_stop):
        return None
    with borrowed(view.day, ROUNDS_AT_LEAST) as memory:
        reached = scan_earliest(view, view.ways, memory, ends, from_s, from_s + max_duration_s)
    if reached >= NEVER:
        return None
    return (-1 if arrive_by else 1) * (reached + view.day.base_s)


def earliest_arrivals(
    network: Network,
    sources: Stops,
    *,
    time_s: int,
    arrive_by: bool = False,
    max_duration_s: int = MAX_DURATION_S,
) -> NDArray[np.int64]:
    """The earliest arrival by a ride at every stop, -1 where nothing arrives.

    With `arrive_by`, mirrored: the latest departures that reach the sources in time.
    Shapes: (stops,). Units: UTC seconds.
    """
    view, from_s = _view_at(network, time_s, arrive_by, max_duration_s)
    with borrowed(view.day, ROUNDS_AT_LEAST) as memory:
        ends = Ends.of(sources, {})
        scan_earliest(view, view.ways, memory, ends, from_s, from_s + max_duration_s)
        arrived = memory.arrived.copy()
    moments = (-1 if arrive_by else 1) * (arrived.astype(np.int64) + view.day.base_s)
    return np.where(arrived < NEVER, moments, -1)


def _view_at(
    network: Network, time_s: int, arrive_by: bool, max_duration_s: int
) -> tuple[View, int]:
    """The view for journeys from a moment on, and the moment in it."""
    view = view_of(network, time_s, max_duration_s, reverse=arrive_by)
    return view, (-time_s if arrive_by else time_s) - view.day.base_s


def _run_pareto(
    view: View,
    ways: BothWays,
    begin: Stops,
    end: Stops,
    span: tuple[int, int],
    max_transfers: int,
    longest_s: int,
    budget: Budget,
) -> list[Found]:
    rounds = min(max_transfers, MAX_TRANSFERS) + 1
    ends = Ends.of(begin, end)
    if not len(ends.source_stop) or not len(ends.target_stop):
        return []
    if are_apart(view.islands, ends.source_stop, ends.target_stop):
        return []
    seeds = seeds_of(view.day, ends.source_stop, ends.source_s, *span)
    if not len(seeds):
        return []
    with borrowed(view.day, rounds) as memory:
        search = Rounds(view, ways, memory, ends, rounds, longest_s)
        if span[1] > span[0]:
            n = search.window(seeds, budget)
        else:
            n = search.departure(seeds, span[0], budget)
        w = memory.arrays
        return [
            Found(int(dep), int(arr), w.found_rides[first : first + count][::-1].copy())
            for dep, arr, first, count in w.found[:n].tolist()
        ]


def _straightened(day: DayTimetable, raw: Found) -> Found:
    """The same rides without riding round: on at the last call at a stop, off at the first.

    In a window the better ride is a journey of its own, or belongs to another page.
    """
    if not day.loops[raw.rides[:, 0]].any():
        return raw
    stops, may_board, may_alight = (
        day.arrays.lane_stop, day.arrays.lane_board, day.arrays.lane_alight,
    )  # fmt: skip
    rides = raw.rides.copy()
    for ride in rides:
        first, board, alight = int(day.arrays.lane_start[ride[0]]), int(ride[2]), int(ride[3])
        on, off = stops[first + board], stops[first + alight]
        calls = range(first + board + 1, first + alight)
        board = max((i - first for i in calls if stops[i] == on and may_board[i]), default=board)
        calls = range(first + board + 1, first + alight)
        alight = min(
            (i - first for i in calls if stops[i] == off and may_alight[i]), default=alight
        )
        ride[2:] = board, alight
    return raw._replace(rides=rides)
