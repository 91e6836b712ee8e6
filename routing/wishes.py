"""What riders want of vehicles and stops: wishes in, the trips and stops that meet them out.

Bicycles are taken where the feed says so; a wheelchair is kept off what the feed says it cannot
use, and what no feed says is left to be told (every leg says what is known). A line is meant by its
id or by its name, a stop with all stops of its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import Fault
from core.strings import StringTable
from routing.derived import once_per_ground
from routing.floors import Visit
from routing.lookup import find_stop, get_stop, place_members
from routing.network import Network
from routing.requests import TRANSIT_MODES, JourneyRequest, Via

YES, NO = 1, 2
"""GTFS wheelchair_accessible, wheelchair_boarding, bikes_allowed; 0 is unknown."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Modes (None: all), and what a vehicle, a line, an operator or a stop must be or not be."""

    modes: frozenset[str] | None = None
    bikes: bool = False
    wheelchair: bool = False
    avoid_lines: frozenset[str] = frozenset()
    avoid_agencies: frozenset[str] = frozenset()
    avoid_stops: frozenset[str] = frozenset()
    vias: tuple[Via, ...] = ()

    @property
    def is_common(self) -> bool:
        """Whether nothing but modes is asked for."""
        return self == Wishes(modes=self.modes)


NO_WISHES = Wishes()


def wishes_of(request: JourneyRequest) -> Wishes:
    """The wishes of a request."""
    return Wishes(
        modes=request.transit_modes,
        bikes=request.bikes,
        wheelchair=request.wheelchair,
        avoid_lines=frozenset(request.avoid_lines),
        avoid_agencies=frozenset(request.avoid_agencies),
        avoid_stops=frozenset(request.avoid_stops),
        vias=request.vias,
    )


def find_trips(network: Network, wishes: Wishes) -> Mask | None:
    """The trips that may be ridden; None: all. Shapes: (trips,)."""
    trips, routes = network.trips, network.routes
    masks = []
    if wishes.modes is not None and not wishes.modes >= set(TRANSIT_MODES):
        wanted = np.array([mode in wishes.modes for mode in TRANSIT_MODES])
        masks.append(wanted[routes.mode[trips.route]])
    if wishes.bikes:
        masks.append(trips.bikes == YES)
    if wishes.wheelchair:
        masks.append(trips.wheelchair != NO)
    if wishes.avoid_lines:
        masks.append(~_routes_called(network, wishes.avoid_lines)[trips.route])
    if wishes.avoid_agencies:
        avoided = _rows(network.agencies.id, wishes.avoid_agencies)
        masks.append(~np.isin(routes.agency[trips.route], avoided))
    return np.logical_and.reduce(masks) if masks else None


def find_closed_stops(network: Network, wishes: Wishes) -> Mask | None:
    """The stops at which one neither boards nor alights; None: none. Shapes: (stops,)."""
    closed = np.zeros(len(network.stops.lat), dtype=np.bool_)
    if wishes.wheelchair:
        closed |= network.stops.wheelchair == NO
    for stop_id in wishes.avoid_stops:
        stop = find_stop(network, stop_id)
        if stop is not None:
            closed[list(place_members(network, stop))] = True
    return closed if closed.any() else None


def find_visits(network: Network, wishes: Wishes) -> tuple[Visit, ...]:
    """The places on the way, each with all its stops. Errors: UnknownPlace."""
    return tuple(
        Visit(frozenset(place_members(network, get_stop(network, via.stop_id))), via.stay_s)
        for via in wishes.vias
    )


def unknown_wishes(network: Network, request: JourneyRequest) -> Iterator[Fault]:
    """A fault for every line, operator or stop to avoid that is not there."""
    for line in sorted(request.avoid_lines):
        if not _routes_called(network, [line]).any():
            yield _unknown("avoid_lines", line, "line")
    for agency in sorted(request.avoid_agencies):
        if not len(_rows(network.agencies.id, [agency])):
            yield _unknown("avoid_agencies", agency, "operator")
    for stop_id in sorted(request.avoid_stops):
        if find_stop(network, stop_id) is None:
            yield _unknown("avoid_stops", stop_id, "stop")
    yield from _via_faults(network, request)


def _via_faults(network: Network, request: JourneyRequest) -> Iterator[Fault]:
    before: frozenset[int] = frozenset()
    for via in request.vias:
        stop = find_stop(network, via.stop_id)
        if stop is None:
            yield _unknown("vias", via.stop_id, "stop")
            continue
        here = frozenset(place_members(network, stop))
        if here & before:
            says = f"{via.stop_id!r} is the place before; one longer stay says the same"
            yield Fault("vias", says, "same_place", {"id": via.stop_id})
        before = here


def _unknown(field: str, name: str, what: str) -> Fault:
    return Fault(field, f"no {what} is called {name!r}", f"unknown_{what}", {"id": name})


def _routes_called(network: Network, names: Iterable[str]) -> Mask:
    rows = _route_rows(network)
    found = np.zeros(len(network.routes.mode), dtype=np.bool_)
    for name in names:
        found[rows.get(name, [])] = True
    return found


@once_per_ground
def _route_rows(network: Network) -> dict[str, list[int]]:
    """The routes that bear an id or a short name."""
    rows: dict[str, list[int]] = {}
    for texts in (network.routes.id, network.routes.short_name):
        for row, text in enumerate(texts):
            if text:
                rows.setdefault(text, []).append(row)
    return rows


def _rows(texts: StringTable, wanted: Iterable[str]) -> NDArray[np.int64]:
    names = set(wanted)
    return np.array([row for row, text in enumerate(texts) if text in names], dtype=np.int64)
