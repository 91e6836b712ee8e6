"""Views of a network for searching: a span of time in, the day's arrays and the ways on foot out.

The arrays of a day (routing/day.py) are made when first asked for and kept for the next requests.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from core.kept import Kept
from routing.day import DayTimetable, build_day, reverse_day, without_stops
from routing.decoding import Stops
from routing.floors import (
    Footways,
    Visit,
    floors_of_day,
    floors_of_ways,
    lift_sources,
    lift_targets,
)
from routing.islands import find_islands
from routing.kernels.bounds import collect_hops
from routing.kernels.connections import Connections, sort_connections
from routing.kernels.labels import NEVER
from routing.kernels.window import hops_before
from routing.network import Network
from routing.regions import REGIONS, find_regions
from routing.wishes import NO_WISHES, Wishes, find_closed_stops, find_trips, find_visits

KEPT_DAYS = 8
"""Days' arrays kept per network; each costs 10 to 40 bytes a call, by what is asked of it."""

KEPT_SPECIAL_DAYS = 3
"""The same for wishes that few people share: they do not drive out what all need."""

Ints = NDArray[np.int32]


class Ways(NamedTuple):
    """Ways on foot as the kernels read them: CSR by stop, and the time to change at one stop."""

    start: Ints
    to: Ints
    duration_s: Ints
    change_s: Ints

    @classmethod
    def of(cls, start: Ints, to: Ints, duration_s: Ints, change_s: Ints) -> Ways:
        """These ways for reading alone: kernels are compiled once, not for what may be written."""
        return cls(*map(_readable, (start, to, duration_s, change_s)))


class Easing(NamedTuple):
    """More time for every change: `factor` times as long, `extra_s` on top, `least_s` at least."""

    least_s: int = 0
    extra_s: int = 0
    factor: float = 1


NO_EASING = Easing()


class Hops(NamedTuple):
    """The quickest ways from stop to stop, CSR by the stop at which they end."""

    start: Ints
    origin: Ints
    least_s: Ints


@dataclass(frozen=True, eq=False)
class View:
    """A day's arrays with the ways on foot that fit its direction."""

    day: DayTimetable
    ways: Ways
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    visits: tuple[Visit, ...] = ()
    """Places on the way, for each of which the stops stand once more (routing/floors.py)."""

    def ends(self, sources: Stops, targets: Stops) -> tuple[Stops, Stops]:
        """Where a search of the day begins and ends; seconds by stop."""
        if self.visits:
            stops = len(self.lat) // (len(self.visits) + 1)
            sources = lift_sources(sources, self.visits, stops)
            targets = lift_targets(targets, self.visits, stops)
        return (targets, sources) if self.day.reverse else (sources, targets)

    @cached_property
    def connections(self) -> Connections:
        """The day's hops by minute and region of departure."""
        arrays = self.day.arrays
        region = find_regions(self.lat, self.lon, arrays)
        hops, first_of = sort_connections(arrays, self.day.span_s, region, REGIONS)
        departure, from_stop, run, rules, arrival, to_stop = hops
        return Connections(departure, from_stop, run, rules, arrival, to_stop, first_of, region)

    @cached_property
    def islands(self) -> Ints:
        """The island of every stop (routing/islands.py)."""
        return find_islands(self.day.arrays, self.ways.start, self.ways.to)

    @cached_property
    def hops_before(self) -> Ints:
        """The hop before every one of `connections` in its run, -1 where there is none."""
        return np.asarray(hops_before(self.connections.run, self.connections.rules))

    @cached_property
    def ways_back(self) -> Ways:
        """The ways on foot by the stop at which they end; `to` is where they begin."""
        return _reversed_ways(self.ways)

    @cached_property
    def hops_back(self) -> Hops:
        """The quickest hops of the day and the ways on foot, by the stop at which they end."""
        arrays = self.day.arrays
        n = len(arrays.lane_stop) - (len(arrays.lane_start) - 1)
        origin, end, least_s = np.empty((3, n), dtype=np.int32)
        collect_hops(arrays, origin, end, least_s)
        walks = np.repeat(np.arange(len(self.ways.start) - 1), np.diff(self.ways.start))
        origin = np.concatenate([origin, walks.astype(np.int32)])
        end = np.concatenate([end, self.ways.to])
        least_s = np.concatenate([least_s, self.ways.duration_s])
        order = np.lexsort((least_s, origin, end))
        origin, end, least_s = origin[order], end[order], least_s[order]
        first = np.r_[True, (origin[1:] != origin[:-1]) | (end[1:] != end[:-1])][: len(end)]
        origin, end, least_s = origin[first], end[first], least_s[first]
        start = np.searchsorted(end, np.arange(len(self.ways.start))).astype(np.int32)
        return Hops(start, origin, least_s)


class _Key(NamedTuple):
    first_day: int
    end_day: int
    reverse: bool
    wishes: Wishes
    easing: Easing


class _Views:
    """The days' arrays of one network, made when first asked for."""

    def __init__(self, network: Network) -> None:
        self._common: Kept[_Key, View] = Kept(KEPT_DAYS)
        self._special: Kept[_Key, View] = Kept(KEPT_SPECIAL_DAYS)
        t = network.transfers
        self.forward = Ways.of(t.start, t.to, t.duration_s, t.change_s)
        self.backward = _reversed_ways(self.forward)

    def get(self, network: Network, key: _Key) -> View:
        """The arrays of that span, direction and those modes."""
        kept = self._common if key.wishes.is_common else self._special
        return kept.get(key, lambda: self._make(network, key))

    def made(self) -> list[View]:
        """Those that are there now."""
        return self._common.values() + self._special.values()

    def _make(self, network: Network, key: _Key) -> View:
        day = build_day(
            network.timetable,
            network.zones,
            len(network.stops.lat),
            key.first_day * DAY_S,
            key.end_day * DAY_S,
            find_trips(network, key.wishes),
        )
        closed = find_closed_stops(network, key.wishes)
        if closed is not None:
            day = without_stops(day, closed)
        forward, lat, lon = self.forward, network.stops.lat, network.stops.lon
        visits = find_visits(network, key.wishes)
        if visits:
            day = floors_of_day(day, visits)
            forward = _with_floors(eased(forward, key.easing), visits)
            lat, lon = (np.tile(each, len(visits) + 1) for each in (lat, lon))
        if key.reverse:
            backward = _reversed_ways(forward) if visits else self.backward
            return View(reverse_day(day), backward, lat, lon, visits)
        return View(day, forward, lat, lon, visits)


_views: WeakKeyDictionary[Network, _Views] = WeakKeyDictionary()
_views_lock = threading.Lock()


def _views_of(network: Network) -> _Views:
    with _views_lock:
        views = _views.get(network)
        if views is None:
            views = _views[network] = _Views(network)
        return views


def kept_views() -> list[View]:
    """The views of all networks that are there now."""
    with _views_lock:
        every = list(_views.values())
    return [view for views in every for view in views.made()]


def view_of(
    network: Network,
    time_s: int,
    reach_s: int,
    *,
    reverse: bool = False,
    wishes: Wishes = NO_WISHES,
    easing: Easing = NO_EASING,
) -> View:
    """The search arrays from a moment on, for `reach_s` (reversed: back from it).

    `easing` is part of the view only where places are visited: a stay is not eased with it.
    """
    low, high = (time_s - reach_s, time_s) if reverse else (time_s, time_s + reach_s)
    if not wishes.vias:
        easing = NO_EASING
    key = _Key(low // DAY_S, high // DAY_S + 1, reverse, wishes, easing)
    return _views_of(network).get(network, key)


def ways_of(network: Network, *, backward: bool = False) -> Ways:
    """The ways on foot between stops; backward, turned round."""
    views = _views_of(network)
    return views.backward if backward else views.forward


def on_foot(network: Network, stop: int, *, backward: bool = False) -> dict[int, int]:
    """A stop and those one transfer away from it (backward: before it), with seconds."""
    ways = ways_of(network, backward=backward)
    section = slice(int(ways.start[stop]), int(ways.start[stop + 1]))
    return {
        **dict(zip(ways.to[section].tolist(), ways.duration_s[section].tolist(), strict=True)),
        stop: 0,
    }


def _reversed_ways(ways: Ways) -> Ways:
    n = len(ways.start) - 1
    origin = np.repeat(np.arange(n, dtype=np.int32), np.diff(ways.start))
    order = np.argsort(ways.to, kind="stable")
    start = np.searchsorted(ways.to[order], np.arange(n + 1)).astype(np.int32)
    return Ways.of(start, origin[order], ways.duration_s[order], ways.change_s)


def _with_floors(ways: Ways, visits: Sequence[Visit]) -> Ways:
    stops = len(ways.change_s)
    origin = np.repeat(np.arange(stops, dtype=np.int32), np.diff(ways.start))
    rows = floors_of_ways(Footways(origin, ways.to, ways.duration_s, ways.change_s), visits)
    order = np.argsort(rows.from_stop, kind="stable")
    start = np.searchsorted(rows.from_stop[order], np.arange(len(rows.change_s) + 1))
    taken = rows.to_stop[order], rows.duration_s[order]
    return Ways.of(start.astype(np.int32), *taken, rows.change_s)


def eased(ways: Ways, easing: Easing) -> Ways:
    """Ways with more time for every change."""
    if easing == NO_EASING:
        return ways
    duration_s, change_s = (
        np.minimum(
            np.maximum(np.ceil(each * easing.factor) + easing.extra_s, easing.least_s), NEVER
        ).astype(np.int32)
        for each in (ways.duration_s, ways.change_s)
    )
    return Ways.of(ways.start, ways.to, duration_s, change_s)


def _readable(array: Ints) -> Ints:
    seen = array.view()
    seen.flags.writeable = False
    return seen
