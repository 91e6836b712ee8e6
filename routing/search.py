"""The production search: a Network and seconds to and from its stops in, Journeys out.

Searching backward is searching a reversed day forward (routing/day.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.bounding import Ends, scan_earliest
from routing.budget import Budget
from routing.day import DayTimetable
from routing.journeys import Journey, Ride
from routing.kernels.changes import ease_changes
from routing.kernels.labels import NEVER
from routing.kernels.rides import decode_rides
from routing.kernels.seeds import collect_seeds
from routing.memory import ROUNDS_AT_LEAST, borrowed
from routing.network import Network
from routing.requests import MAX_DURATION_S, MAX_TRANSFERS
from routing.rounds import BothWays, Rounds
from routing.views import View, Ways, eased, view_of
from routing.wishes import NO_WISHES, Wishes

SEEDS_AT_FIRST = 4096
"""Seeds for which there is room before the search asks for more."""

ROOM_FOR_PARTS = 16
"""Rows for vehicles that become another trip, before more are asked for."""

Ints = NDArray[np.int32]
Stops = Mapping[int, int]


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
    view = view_of(network, time_s, reach_s, reverse=arrive_by, wishes=wishes)
    ways = BothWays(view.ways, view.ways_back)
    if min_transfer_s or extra_transfer_s or transfer_factor > 1:
        more = min_transfer_s, extra_transfer_s, transfer_factor
        ways = BothWays(*(eased(each, *more) for each in ways))
    begin, end, moment = (targets, sources, -time_s) if arrive_by else (sources, targets, time_s)
    from_s = moment - view.day.base_s
    span = from_s, from_s + window_s
    budget = budget or Budget()
    raw = _run_pareto(view, ways, begin, end, span, max_transfers, max_duration_s, budget)
    if not window_s:
        raw = [_straightened(view.day, found) for found in raw]
    journeys = _journeys(network, view.day, ways.forward, raw, begin, end)
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
    view, reached, _ = _run_earliest(network, sources, targets, time_s, arrive_by, max_duration_s)
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
    view, _, arrived = _run_earliest(network, sources, {}, time_s, arrive_by, max_duration_s)
    moments = (-1 if arrive_by else 1) * (arrived.astype(np.int64) + view.day.base_s)
    return np.where(arrived < NEVER, moments, -1)


def _run_earliest(
    network: Network,
    sources: Stops,
    targets: Stops,
    time_s: int,
    arrive_by: bool,
    max_duration_s: int,
) -> tuple[View, int, Ints]:
    """The view, the best target's moment in it, and the arrivals at all stops."""
    view = view_of(network, time_s, max_duration_s, reverse=arrive_by)
    from_s = (-time_s if arrive_by else time_s) - view.day.base_s
    with borrowed(view.day, ROUNDS_AT_LEAST) as memory:
        reached = scan_earliest(
            view, view.ways, memory, _ends(sources, targets), from_s, from_s + max_duration_s
        )
        return view, reached, memory.arrived.copy()


class _Raw(NamedTuple):
    departure: int
    arrival: int
    rides: Ints


def _run_pareto(
    view: View,
    ways: BothWays,
    begin: Stops,
    end: Stops,
    span: tuple[int, int],
    max_transfers: int,
    longest_s: int,
    budget: Budget,
) -> list[_Raw]:
    rounds = min(max_transfers, MAX_TRANSFERS) + 1
    ends = _ends(begin, end)
    if not len(ends.source_stop) or not len(ends.target_stop):
        return []
    seeds = _seeds(view.day, ends.source_stop, ends.source_s, *span)
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
            _Raw(int(dep), int(arr), w.found_rides[first : first + count][::-1].copy())
            for dep, arr, first, count in w.found[:n].tolist()
        ]


def _seeds(day: DayTimetable, stops: Ints, seconds: Ints, from_s: int, to_s: int) -> Ints:
    """Seeds sorted by departure, latest first; those of one departure by lane, run, position."""
    size = SEEDS_AT_FIRST
    while True:
        seeds = np.empty((size, 4), dtype=np.int32)
        n = collect_seeds(day.arrays, stops, seconds, from_s, to_s, seeds)
        if n <= size:
            break
        size = n
    seeds = seeds[:n]
    order = np.argsort(-seeds[:, 0], kind="stable")
    return seeds[order]


def _journeys(
    network: Network, day: DayTimetable, ways: Ways, found: list[_Raw], begin: Stops, end: Stops
) -> list[Journey]:
    if not found:
        return []
    rows = np.concatenate([raw.rides for raw in found])
    ease_changes(day.arrays, *ways, rows, np.array([len(raw.rides) for raw in found]))
    boardings = iter(_rides(day, rows))
    return [
        _journey(
            network, day, list(itertools.chain(*itertools.islice(boardings, len(raw.rides)))),
            begin, end,
        )
        for raw in found
    ]  # fmt: skip


def _journey(
    network: Network, day: DayTimetable, rides: list[Ride], begin: Stops, end: Stops
) -> Journey:
    if day.reverse:
        stays = [ride.in_seat for ride in rides[1:]] + [False]
        rides = [
            _mirrored(network, ride, in_seat)
            for ride, in_seat in zip(reversed(rides), reversed(stays), strict=True)
        ]
        begin, end = end, begin
    access, egress = begin[rides[0].from_stop], end[rides[-1].to_stop]
    return Journey(
        rides[0].departure_s - access, rides[-1].arrival_s + egress, tuple(rides), access, egress
    )


def _mirrored(network: Network, ride: Ride, in_seat: bool) -> Ride:
    """A ride found on a reversed day, as it is ridden."""
    length = network.timetable.length(int(network.timetable.trip_pattern[ride.trip]))
    return Ride(
        departure_s=-ride.arrival_s,
        arrival_s=-ride.departure_s,
        trip=ride.trip,
        day=ride.day,
        board=length - 1 - ride.alight,
        alight=length - 1 - ride.board,
        from_stop=ride.to_stop,
        to_stop=ride.from_stop,
        in_seat=in_seat,
    )


def _rides(day: DayTimetable, rows: Ints) -> list[list[Ride]]:
    """Of every boarding the rides: one for every trip that the vehicle is on the way."""
    size = len(rows) + ROOM_FOR_PARTS
    while True:
        decoded = np.empty((size, 10), dtype=np.int64)
        n = decode_rides(day.arrays, day.parts, day.base_s, rows, decoded)
        if n <= size:
            break
        size = n
    rides: list[list[Ride]] = [[] for _ in rows]
    for ride, left, reached, trip, service, board, alight, start, end, stays in decoded[
        :n
    ].tolist():
        rides[ride].append(
            Ride(left, reached, trip, service, board, alight, start, end, bool(stays))
        )
    return rides


def _straightened(day: DayTimetable, raw: _Raw) -> _Raw:
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


def _ends(begin: Stops, end: Stops) -> Ends:
    return Ends(*_as_arrays(begin), *_as_arrays(end))


def _as_arrays(stops: Stops) -> tuple[Ints, Ints]:
    return (
        np.fromiter(stops.keys(), dtype=np.int32, count=len(stops)),
        np.fromiter(stops.values(), dtype=np.int32, count=len(stops)),
    )
