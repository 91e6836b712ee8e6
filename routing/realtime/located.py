"""Calls of a trip that an update speaks of: a trip and its call updates in, positions out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.clock import from_day_number, service_day_start_s
from feeds.realtime.messages import CallKind, CallUpdate, TripUpdate
from routing.lookup import find_stop
from routing.network import Network


@dataclass(frozen=True, slots=True)
class Located:
    """Call updates by position in the trip; `missed` found no call of it."""

    said: dict[int, CallUpdate]
    missed: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an update fits one run. `late_s` None: it names no moment.

    `off_s` is how far the times that it calls scheduled lie from the published ones.
    """

    missed: int
    late_s: float | None
    spread_s: int
    off_s: float | None


def find_scoped_stop(network: Network, tag: str, stop_id: str) -> int | None:
    """The stop that a feed calls by that id."""
    return find_stop(network, f"{tag}_{stop_id}") if stop_id else None


def locate(network: Network, tag: str, trip: int, calls: Sequence[CallUpdate]) -> Located:
    """Where in a trip the updates belong: by stop and number, by stop in order, or by number."""
    timetable = network.timetable
    stops = timetable.stops_of(int(timetable.trip_pattern[trip])).tolist()
    numbers = timetable.sequence[timetable.calls_of(trip)].tolist()
    position_of = {number: at for at, number in enumerate(numbers)}
    said: dict[int, CallUpdate] = {}
    missed, onward = 0, 0
    for update in calls:
        stop = find_scoped_stop(network, tag, update.stop_id)
        at = position_of.get(update.sequence) if update.sequence is not None else None
        if stop is not None and (at is None or not _is_same(network, stop, stops[at])):
            at = next(
                (p for p in range(onward, len(stops)) if _is_same(network, stop, stops[p])), None
            )
        if at is None:
            missed += 1
            continue
        said[at] = update
        onward = max(onward, at + 1)
    return Located(said, missed)


def fit_of(network: Network, located: Located, trip: int, day: int) -> Fit:
    """How the moments of an update lie beside the times of a run."""
    timetable = network.timetable
    calls = timetable.calls_of(trip)
    base_s = run_base_s(network, trip, day)
    late: list[int] = []
    off: list[int] = []
    for at, update in located.said.items():
        for event, times in (
            (update.arrival, timetable.arrival_s),
            (update.departure, timetable.departure_s),
        ):
            if event is None or update.kind is CallKind.NO_DATA:
                continue
            planned_s = base_s + int(times[calls.start + at])
            if event.scheduled_s is not None:
                off.append(event.scheduled_s - planned_s)
            if event.time_s is None or update.kind is not CallKind.SCHEDULED:
                continue
            late.append(event.time_s - planned_s)
            if event.scheduled_s is None and event.delay_s is not None:
                off.append(event.time_s - event.delay_s - planned_s)
    return Fit(
        missed=located.missed,
        late_s=median(late) if late else None,
        spread_s=max(late) - min(late) if late else 0,
        off_s=abs(median(off)) if off else None,
    )


def run_base_s(network: Network, trip: int, day: int) -> int:
    """The moment from which the times of a run count."""
    zone = network.zones[int(network.timetable.trip_zone[trip])]
    return service_day_start_s(from_day_number(day), zone)


def first_moment_s(update: TripUpdate) -> int | None:
    """The first moment that an update names."""
    return next(
        (
            event.time_s
            for call in update.calls
            for event in (call.departure, call.arrival)
            if event is not None and event.time_s is not None
        ),
        None,
    )


def _is_same(network: Network, stop: int, other: int) -> bool:
    """Whether two stops are one for a vehicle: the stop, its station or its place."""
    if stop == other:
        return True
    stops = network.stops
    place = int(stops.place[stop])
    parent = int(stops.parent[stop])
    return (
        (place >= 0 and place == int(stops.place[other]))
        or (parent >= 0 and parent == int(stops.parent[other]))
        or parent == other
        or int(stops.parent[other]) == stop
    )
