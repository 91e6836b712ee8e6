"""The toll of standing: what vehicles say and what was learnt in, seconds without a seat out.

A run of which its vehicle says that it is full counts whole, one that says otherwise nothing; of
any other the chance to find no seat counts, as far as the line's crowding has been learnt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number
from routing.criteria.tolls import RunHops, Tolls
from routing.crowding import KINDS, QUARTERS, SECTIONS, STANDING, Crowding
from routing.network import Network
from routing.overlay import Overlay, Run, VehicleState
from routing.runs import first_calls

FULL = frozenset(
    {"STANDING_ROOM_ONLY", "CRUSHED_STANDING_ROOM_ONLY", "FULL", "NOT_ACCEPTING_PASSENGERS"}
)
"""GTFS Realtime OccupancyStatus in which one finds no seat."""
FULL_PERCENT = 80
_QUARTER_S = 900

Chances = NDArray[np.float32]


def with_standing(free: Tolls, network: Network, crowding: Crowding | None) -> Tolls | None:
    """The tolls of CROWDING; None where nothing is known of any vehicle."""
    said = _said(network.overlay)
    if crowding is None and not said:
        return None
    learnt = _learnt(network, crowding) if crowding is not None else None

    def hops(each: RunHops) -> NDArray[np.int32]:
        chance = np.zeros(len(each.trip), dtype=np.float32)
        if learnt is not None and crowding is not None:
            chance = _on_hops(learnt, network, each, _kinds(each.day, crowding))
        if network.overlay is not None and said:
            _overrule(chance, each, network.overlay, said)
        return np.round(each.duration_s * chance).astype(np.int32)

    return free._replace(hops=hops)


def _learnt(network: Network, crowding: Crowding) -> Chances:
    """The chance to find no seat, 0 where none is known. Shapes: (trips, kinds, sections)."""
    trips, routes, timetable = network.trips, network.routes, network.timetable
    chances = np.zeros((timetable.n_trips, len(KINDS), SECTIONS), dtype=np.float32)
    route, direction = np.asarray(trips.route), np.asarray(trips.direction)
    _, first = first_calls(timetable, np.arange(timetable.n_trips))
    start = np.asarray(timetable.departure_s)[first] // _QUARTER_S % QUARTERS
    for line in np.unique(np.stack([route, direction], axis=1), axis=0).tolist():
        name = routes.id[line[0]], routes.short_name[line[0]], line[1]
        fullest = crowding.find_table(*name)
        rows = np.flatnonzero((route == line[0]) & (direction == line[1]))
        for section in range(SECTIONS):
            table = crowding.find_table(*name, section)
            table = fullest if table is None else table
            if table is not None:
                standing = np.nan_to_num(table[..., STANDING:].sum(axis=-1))
                chances[rows, :, section] = standing[:, start[rows]].T
    return chances


def _on_hops(learnt: Chances, network: Network, hops: RunHops, kind: NDArray[np.int64]) -> Chances:
    """The chance of each hop, where it is greatest of those of its sections."""
    if (learnt == learnt[..., :1]).all():
        return np.asarray(learnt[hops.trip, kind, 0])
    timetable = network.timetable
    length = np.diff(timetable.pattern_start)[timetable.trip_pattern[hops.trip]] - 1
    length = np.maximum(length, 1)
    first = SECTIONS * hops.position // length
    last = np.maximum(first, SECTIONS * (hops.position + 1) // length - 1)
    chance = np.zeros(len(hops.trip), dtype=np.float32)
    for section in range(SECTIONS):
        here = (first <= section) & (section <= last)
        of_it = learnt[hops.trip, kind, section]
        chance = np.where(here, np.maximum(chance, of_it), chance)
    return chance


def _kinds(day: NDArray[np.int32], crowding: Crowding) -> NDArray[np.int64]:
    """The kinds of days, which are few."""
    days, at = np.unique(day, return_inverse=True)
    kinds = [crowding.kind_of(from_day_number(each)) for each in days.tolist()]
    return np.array(kinds, dtype=np.int64)[at.reshape(-1)]


def _said(overlay: Overlay | None) -> dict[Run, bool]:
    """Whether the vehicles that say anything are full."""
    vehicles = overlay.vehicles if overlay is not None else {}
    return {run: _is_full(state) for run, state in vehicles.items() if _says(state)}


def _overrule(chance: Chances, hops: RunHops, overlay: Overlay, said: dict[Run, bool]) -> None:
    """Writes what vehicles say over what was learnt."""
    trips = np.array(sorted(_trips_of(overlay, set(said))), dtype=np.int32)
    for row in np.flatnonzero(np.isin(hops.trip, trips)).tolist():
        full = said.get(overlay.scheduled_run(int(hops.trip[row]), int(hops.day[row])))
        if full is not None:
            chance[row] = float(full)


def _trips_of(overlay: Overlay, runs: set[Run]) -> set[int]:
    """The trips under the overlay that serve one of the published runs."""
    first = overlay.ground.timetable.n_trips
    own = {
        first + at
        for at, change in enumerate(overlay.changes)
        if (change.base_trip, change.day) in runs
    }
    return own | {trip for trip, _ in runs}


def _says(state: VehicleState) -> bool:
    return state.occupancy_percent is not None or state.occupancy not in ("", "NO_DATA_AVAILABLE")


def _is_full(state: VehicleState) -> bool:
    if state.occupancy_percent is not None:
        return state.occupancy_percent >= FULL_PERCENT
    return state.occupancy in FULL
