"""Runs as they take place: matched trip updates in, the calls of each run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import day_number, local_date
from feeds.realtime.messages import CallKind, CallUpdate, TripKind, TripUpdate
from routing.network import Network
from routing.overlay import Run, RunChange, Said
from routing.realtime.by_id import find_trip
from routing.realtime.by_times import find_route
from routing.realtime.located import find_scoped_stop, locate, run_base_s
from routing.realtime.run_times import times_of

MAX_RUN_S = 48 * 3600
"""A run that takes longer is nonsense."""


@dataclass(frozen=True, slots=True)
class LiveRun:
    """One run of the overlay. Times are UTC seconds; `like` is the trip it looks like, or -1.

    `planned` are the published (arrival, departure) of its calls, None where there are none.
    """

    change: RunChange
    like: int
    id: str
    route: int
    zone: int
    stops: tuple[int, ...]
    board: tuple[bool, ...]
    alight: tuple[bool, ...]
    arrival_s: tuple[int, ...]
    departure_s: tuple[int, ...]
    sequence: tuple[int, ...]
    skipped: tuple[bool, ...]
    planned: tuple[tuple[int, int], ...] | None
    headsign: str = ""
    short_name: str = ""


def changed_run(
    network: Network, tag: str, update: TripUpdate, run: Run, said: Said
) -> LiveRun | None:
    """A published run with its new times; None where not one of its calls is served."""
    trip, day = run
    timetable = network.timetable
    pattern = int(timetable.trip_pattern[trip])
    rows = slice(int(timetable.pattern_start[pattern]), int(timetable.pattern_start[pattern + 1]))
    calls, base_s = timetable.calls_of(trip), run_base_s(network, trip, day)
    comes = [base_s + moment for moment in timetable.arrival_s[calls].tolist()]
    leaves = [base_s + moment for moment in timetable.departure_s[calls].tolist()]
    updates = locate(network, tag, trip, update.calls).said
    times = times_of(comes, leaves, updates, update.delay_s)
    skipped = times.skipped
    if len(skipped) - sum(skipped) < 2:
        return None
    stops = [
        _stop_now(network, tag, stop, updates.get(at))
        for at, stop in enumerate(timetable.pattern_stop[rows].tolist())
    ]
    board = timetable.pattern_board[rows].astype(bool).tolist()
    alight = timetable.pattern_alight[rows].astype(bool).tolist()
    struck = frozenset(at for at, is_skipped in enumerate(skipped) if is_skipped)
    return LiveRun(
        change=RunChange("UPDATED", trip, day, said, struck),
        like=trip,
        id=network.trips.id[trip],
        route=int(network.trips.route[trip]),
        zone=int(timetable.trip_zone[trip]),
        stops=tuple(stops),
        board=tuple(ok and not gone for ok, gone in zip(board, skipped, strict=True)),
        alight=tuple(ok and not gone for ok, gone in zip(alight, skipped, strict=True)),
        arrival_s=tuple(times.arrival_s),
        departure_s=tuple(times.departure_s),
        sequence=tuple(timetable.sequence[calls].tolist()),
        skipped=tuple(skipped),
        planned=tuple(zip(comes, leaves, strict=True)),
    )


def added_run(
    network: Network, tag: str, update: TripUpdate, said: Said, replaced: Run | None = None
) -> LiveRun | None:
    """A run whose every call the message names; None where it cannot be ridden as it stands.

    With `replaced` it takes the place of that published run.
    """
    like = replaced[0] if replaced is not None else -1
    route = int(network.trips.route[like]) if like >= 0 else None
    if route is None:
        route = find_route(network, tag, update.trip.route_id)
    calls = [
        (stop, moments, call)
        for call in update.calls
        if call.kind is not CallKind.SKIPPED
        and (stop := find_scoped_stop(network, tag, call.assigned_stop_id or call.stop_id))
        is not None
        and (moments := _moments(call)) is not None
    ]
    if route is None or len(calls) < 2 or not _goes_forward([m for _, m, _ in calls]):
        return None
    zone = int(network.stops.zone[calls[0][0]])
    zone = int(network.timetable.trip_zone[like]) if like >= 0 else zone
    first_s = calls[0][1][1]
    day = update.trip.start_day
    if replaced is not None:
        day = replaced[1]
    elif day is None:
        day = day_number(local_date(first_s, network.zones[zone]))
    last = len(calls) - 1
    return LiveRun(
        change=RunChange("ADDED" if replaced is None else "REPLACED", like, day, said),
        like=like,
        id=_added_id(network, tag, update, like),
        route=route,
        zone=zone,
        stops=tuple(stop for stop, _, _ in calls),
        board=tuple(at < last and not call.no_pickup for at, (_, _, call) in enumerate(calls)),
        alight=tuple(at > 0 and not call.no_drop_off for at, (_, _, call) in enumerate(calls)),
        arrival_s=tuple(moments[0] for _, moments, _ in calls),
        departure_s=tuple(moments[1] for _, moments, _ in calls),
        sequence=tuple(
            at if call.sequence is None else min(call.sequence, 1 << 30)
            for at, (_, _, call) in enumerate(calls)
        ),
        skipped=(False,) * len(calls),
        planned=None,
        headsign=update.headsign,
        short_name=update.short_name,
    )


def doubled_run(network: Network, tag: str, update: TripUpdate, said: Said) -> LiveRun | None:
    """A copy of a published trip at another time; None where trip or start is not named."""
    trip = find_trip(network, tag, update.trip)
    day = update.new_start_day if update.new_start_day is not None else update.trip.start_day
    if trip is None or day is None or update.new_start_s is None or not update.new_trip_id:
        return None
    timetable = network.timetable
    leaves_s = int(timetable.departure_s[timetable.calls_of(trip).start])
    shift_s = update.new_start_s - leaves_s
    run = changed_run(network, tag, TripUpdate(update.trip, delay_s=shift_s), (trip, day), said)
    if run is None:
        return None
    return LiveRun(
        change=RunChange("DUPLICATED", -1, day, said),
        like=trip,
        id=f"{tag}_{update.new_trip_id}",
        route=run.route,
        zone=run.zone,
        stops=run.stops,
        board=run.board,
        alight=run.alight,
        arrival_s=run.arrival_s,
        departure_s=run.departure_s,
        sequence=run.sequence,
        skipped=run.skipped,
        planned=None,
        headsign=update.headsign,
        short_name=update.short_name,
    )


def takes_calls_from_message(update: TripUpdate) -> bool:
    """Whether the message, and not the timetable, says where a run calls."""
    return update.trip.kind in (TripKind.ADDED, TripKind.REPLACEMENT, TripKind.UNSCHEDULED)


def _added_id(network: Network, tag: str, update: TripUpdate, like: int) -> str:
    if like >= 0:
        return network.trips.id[like]
    return f"{tag}_{update.new_trip_id or update.trip.trip_id or 'added'}"


def _stop_now(network: Network, tag: str, stop: int, update: CallUpdate | None) -> int:
    """The stop that a run calls at: the platform assigned to it, where that is known."""
    if update is None or not update.assigned_stop_id:
        return stop
    assigned = find_scoped_stop(network, tag, update.assigned_stop_id)
    return stop if assigned is None else assigned


def _moments(call: CallUpdate) -> tuple[int, int] | None:
    """Arrival and departure of an added call; one stands for the other."""
    comes, leaves = (
        None if event is None or event.time_s is None else event.time_s
        for event in (call.arrival, call.departure)
    )
    if comes is None and leaves is None:
        return None
    return (comes if comes is not None else leaves or 0), (
        leaves if leaves is not None else comes or 0
    )


def _goes_forward(moments: Sequence[tuple[int, int]]) -> bool:
    row = [moment for pair in moments for moment in pair]
    return row == sorted(row) and row[-1] - row[0] <= MAX_RUN_S
