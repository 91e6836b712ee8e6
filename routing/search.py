"""The production search: a Network and seconds to and from its stops in, Journeys out.

The arrays of a day (routing/day.py) are made once and kept for the next requests; the kernels'
memory is kept per thread. Searching backward is searching a reversed day forward.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from routing.day import DayTimetable, build_day, reverse_day
from routing.journeys import Journey, Ride
from routing.kernels.earliest import earliest
from routing.kernels.raptor import NEVER, Workspace, collect_seeds, pareto
from routing.network import Network
from routing.requests import MAX_DURATION_S, MAX_TRANSFERS, TRANSIT_MODES

KEPT_DAYS = 6
"""Days' arrays kept per network; each costs some 8 bytes a call of two days."""
FOUND_AT_FIRST = 512
SEEDS_AT_FIRST = 4096

Ints = NDArray[np.int32]
Stops = Mapping[int, int]


class Ways(NamedTuple):
    """Ways on foot as the kernels read them: CSR by stop, and the time to change at one stop."""

    start: Ints
    to: Ints
    duration_s: Ints
    change_s: Ints


class View(NamedTuple):
    """A day's arrays with the ways on foot that fit its direction."""

    day: DayTimetable
    ways: Ways


class _Key(NamedTuple):
    first_day: int
    end_day: int
    reverse: bool
    modes: frozenset[str] | None


class _Views:
    """The days' arrays of one network, made when first asked for."""

    def __init__(self, network: Network) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, View] = OrderedDict()
        self._forward = ways_of(network)
        self._backward = ways_of(network, backward=True)

    def get(self, network: Network, key: _Key) -> View:
        """The arrays of that span, direction and those modes."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            view = self._make(network, key)
            self._kept[key] = view
            while len(self._kept) > KEPT_DAYS:
                self._kept.popitem(last=False)
            return view

    def _make(self, network: Network, key: _Key) -> View:
        day = build_day(
            network.timetable,
            network.zones,
            len(network.stops.lat),
            key.first_day * DAY_S,
            key.end_day * DAY_S,
            _allowed_trips(network, key.modes),
        )
        if key.reverse:
            return View(reverse_day(day), self._backward)
        return View(day, self._forward)


_views: WeakKeyDictionary[Network, _Views] = WeakKeyDictionary()
_views_lock = threading.Lock()
_local = threading.local()


def view_of(
    network: Network,
    time_s: int,
    reach_s: int,
    *,
    reverse: bool = False,
    modes: frozenset[str] | None = None,
) -> View:
    """The search arrays from a moment on, for `reach_s` (reversed: back from it)."""
    with _views_lock:
        views = _views.get(network)
        if views is None:
            views = _views[network] = _Views(network)
    low, high = (time_s - reach_s, time_s) if reverse else (time_s, time_s + reach_s)
    return views.get(network, _Key(low // DAY_S, high // DAY_S + 1, reverse, modes))


def ways_of(network: Network, *, backward: bool = False) -> Ways:
    """The ways on foot between stops; backward, turned round."""
    t = network.transfers
    ways = Ways(t.start, t.to, t.duration_s, t.change_s)
    return _reversed_ways(ways) if backward else ways


def on_foot(network: Network, stop: int, *, backward: bool = False) -> dict[int, int]:
    """A stop and those one transfer away from it (backward: before it), with seconds."""
    t = network.transfers
    if backward:
        heads = np.flatnonzero(t.to == stop)
        tails = np.searchsorted(t.start, heads, side="right") - 1
        found = zip(tails.tolist(), t.duration_s[heads].tolist(), strict=True)
    else:
        section = slice(int(t.start[stop]), int(t.start[stop + 1]))
        found = zip(t.to[section].tolist(), t.duration_s[section].tolist(), strict=True)
    return {**dict(found), stop: 0}


def pareto_search(
    network: Network,
    sources: Stops,
    targets: Stops,
    *,
    time_s: int,
    window_s: int,
    arrive_by: bool = False,
    max_transfers: int = 7,
    modes: frozenset[str] | None = None,
    max_duration_s: int = MAX_DURATION_S,
    min_transfer_s: int = 0,
    extra_transfer_s: int = 0,
) -> list[Journey]:
    """The Pareto set of departure, arrival and transfers, ordered by departure.

    `sources` and `targets` give seconds of access and egress by stop. Departures lie in
    [time_s, time_s + window_s), with `arrive_by` arrivals in (time_s - window_s, time_s]. With a
    window of 0 the best answers for that one moment are given: arrival and transfers (mirrored:
    departure and transfers). Every change takes at least `min_transfer_s`, and
    `extra_transfer_s` more than the feeds say.
    Units: UTC seconds.
    """
    reach_s = window_s + max_duration_s
    view = view_of(network, time_s, reach_s, reverse=arrive_by, modes=modes)
    if min_transfer_s or extra_transfer_s:
        view = view._replace(ways=_eased_ways(view.ways, min_transfer_s, extra_transfer_s))
    begin, end, moment = (targets, sources, -time_s) if arrive_by else (sources, targets, time_s)
    from_s = moment - view.day.base_s
    raw = _run_pareto(view, begin, end, from_s, from_s + window_s, max_transfers, max_duration_s)
    journeys = [_journey(network, view.day, row, begin, end) for row in raw]
    return sorted(journeys, key=lambda j: (j.departure_s, j.arrival_s, len(j.rides)))


def earliest_arrivals(
    network: Network,
    sources: Stops,
    *,
    time_s: int,
    targets: Stops | None = None,
    arrive_by: bool = False,
    max_duration_s: int = MAX_DURATION_S,
) -> tuple[NDArray[np.int64], int | None]:
    """The earliest arrival by a ride at every stop, and at the nearest of the targets.

    Returns ((stops,) UTC seconds, -1 where nothing arrives; the arrival at the best target with
    its egress, or None). With targets, only stops on the way to them are sure to be right. With
    `arrive_by`, mirrored: the latest departures that reach the sources in time.
    """
    view = view_of(network, time_s, max_duration_s, reverse=arrive_by)
    sign = -1 if arrive_by else 1
    from_s = sign * time_s - view.day.base_s
    stops, seconds = _as_arrays(sources)
    seeds = _seeds(view.day, stops, seconds, from_s, from_s)
    memory = _workspace(view.day, MAX_TRANSFERS + 1)
    arrived = np.empty(len(network.stops.lat), dtype=np.int32)
    reached = earliest(
        view.day.arrays,
        *view.ways,
        seeds,
        *_as_arrays(targets or {}),
        from_s + max_duration_s,
        arrived,
        memory.latest_ready,
        memory.arrays,
    )
    known = arrived < NEVER
    moments = np.where(known, sign * (arrived.astype(np.int64) + view.day.base_s), -1)
    best = None if reached >= NEVER else sign * (int(reached) + view.day.base_s)
    return moments, best


class _Raw(NamedTuple):
    departure: int
    arrival: int
    rides: Ints


def _run_pareto(
    view: View, begin: Stops, end: Stops, from_s: int, to_s: int, max_transfers: int, longest_s: int
) -> list[_Raw]:
    rounds = min(max_transfers, MAX_TRANSFERS) + 1
    stops, seconds = _as_arrays(begin)
    target_stop, target_s = _as_arrays(end)
    if not len(stops) or not len(target_stop):
        return []
    seeds = _seeds(view.day, stops, seconds, from_s, to_s)
    if not len(seeds):
        return []
    memory = _workspace(view.day, rounds)
    while True:
        w = memory.arrays
        n, _, fits = pareto(
            view.day.arrays, *view.ways, seeds, target_stop, target_s, rounds, longest_s, w
        )
        if fits:
            break
        memory.enlarge()
    found = w.found[:n]
    return [
        _Raw(int(dep), int(arr), w.found_rides[first : first + count][::-1].copy())
        for dep, arr, first, count in found.tolist()
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


def _journey(network: Network, day: DayTimetable, raw: _Raw, begin: Stops, end: Stops) -> Journey:
    rides = [_ride(network, day, row) for row in raw.rides.tolist()]
    if day.reverse:
        rides = [
            Ride(
                -r.arrival_s, -r.departure_s, r.trip, r.day, *_mirrored(network, r), r.to_stop,
                r.from_stop,
            )
            for r in reversed(rides)
        ]  # fmt: skip
        begin, end = end, begin
    access, egress = begin[rides[0].from_stop], end[rides[-1].to_stop]
    return Journey(
        rides[0].departure_s - access, rides[-1].arrival_s + egress, tuple(rides), access, egress
    )


def _mirrored(network: Network, ride: Ride) -> tuple[int, int]:
    """Board and alight positions of a ride found on a reversed day."""
    length = network.timetable.length(int(network.timetable.trip_pattern[ride.trip]))
    return length - 1 - ride.alight, length - 1 - ride.board


def _ride(network: Network, day: DayTimetable, row: list[int]) -> Ride:
    lane, run, board, alight = row
    a = day.arrays
    first = int(a.lane_start[lane])
    length = int(a.lane_start[lane + 1]) - first
    runs = int(a.lane_run[lane + 1] - a.lane_run[lane])
    base = int(a.lane_call[lane])
    index = int(a.lane_run[lane]) + run
    return Ride(
        departure_s=int(a.departure[base + board * runs + run]) + day.base_s,
        arrival_s=int(a.arrival[base + run * length + alight]) + day.base_s,
        trip=int(day.run_trip[index]),
        day=int(day.run_day[index]),
        board=board,
        alight=alight,
        from_stop=int(a.lane_stop[first + board]),
        to_stop=int(a.lane_stop[first + alight]),
    )


def _as_arrays(stops: Stops) -> tuple[Ints, Ints]:
    return (
        np.fromiter(stops.keys(), dtype=np.int32, count=len(stops)),
        np.fromiter(stops.values(), dtype=np.int32, count=len(stops)),
    )


def _reversed_ways(ways: Ways) -> Ways:
    n = len(ways.start) - 1
    origin = np.repeat(np.arange(n, dtype=np.int32), np.diff(ways.start))
    order = np.argsort(ways.to, kind="stable")
    start = np.searchsorted(ways.to[order], np.arange(n + 1)).astype(np.int32)
    return Ways(start, origin[order], ways.duration_s[order], ways.change_s)


def _eased_ways(ways: Ways, least_s: int, extra_s: int) -> Ways:
    """Ways with more time for every change."""
    eased = (np.maximum(each + extra_s, least_s) for each in (ways.duration_s, ways.change_s))
    duration_s, change_s = (each.astype(np.int32) for each in eased)
    return ways._replace(duration_s=duration_s, change_s=change_s)


def _allowed_trips(network: Network, modes: frozenset[str] | None) -> NDArray[np.bool_] | None:
    if modes is None or modes >= set(TRANSIT_MODES):
        return None
    wanted = np.array([mode in modes for mode in TRANSIT_MODES])
    return wanted[network.routes.mode[network.trips.route]]


@dataclass(slots=True)
class _Memory:
    """The kernels' memory of one thread for networks of one size."""

    stops: int
    lanes: int
    rounds: int
    arrays: Workspace
    latest_ready: Ints

    def enlarge(self) -> None:
        """Makes room for twice as many journeys."""
        room = 2 * len(self.arrays.found)
        self.arrays = self.arrays._replace(**_room_for_journeys(room, self.rounds))


def _room_for_journeys(room: int, rounds: int) -> dict[str, Ints]:
    return {
        "found": np.empty((room, 4), dtype=np.int32),
        "found_rides": np.empty((room * max(rounds // 2, 1), 4), dtype=np.int32),
    }


def _workspace(day: DayTimetable, rounds: int) -> _Memory:
    stops, lanes = len(day.arrays.at_start) - 1, len(day.arrays.lane_start) - 1
    memory: _Memory | None = getattr(_local, "memory", None)
    if memory and memory.stops == stops and memory.lanes >= lanes and memory.rounds >= rounds:
        return memory
    rounds = max(rounds, 8)
    labels = [np.empty((stops, rounds + 1), dtype=np.int32) for _ in range(7)]
    arrays = Workspace(
        *labels,
        egress=np.full(stops, NEVER, dtype=np.int32),
        lane_from=np.full(lanes, -1, dtype=np.int32),
        lane_queue=np.empty(lanes, dtype=np.int32),
        stop_mark=np.zeros(stops, dtype=np.uint8),
        stop_queue=np.empty(stops, dtype=np.int32),
        ready_mark=np.zeros(stops, dtype=np.uint8),
        ready_queue=np.empty(stops, dtype=np.int32),
        best=np.empty(rounds + 1, dtype=np.int32),
        best_stop=np.empty(rounds + 1, dtype=np.int32),
        **_room_for_journeys(FOUND_AT_FIRST, rounds),
    )
    memory = _Memory(stops, lanes, rounds, arrays, np.empty(stops, dtype=np.int32))
    _local.memory = memory
    return memory
