"""The criteria one may ask for: a network and a tariff in, the tolls of one of them out.

FARE         euro cents: a single ticket for every ride; one that nobody knows counts as dear
EMISSION     tenths of a gram of CO2 equivalent, over straight lines from stop to stop
WALK         seconds on foot
CROWDING     seconds in vehicles that are said to be full
RELIABILITY  by what is to spare at changes (routing/criteria/reliability.py)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from routing.criteria.fares import with_tickets
from routing.criteria.reliability import Reliability
from routing.criteria.tolls import RunHops, Tolls
from routing.network import Network
from routing.overlay import Overlay, Run, VehicleState
from routing.requests import TRANSIT_MODES
from routing.tariff import Tariff

FULL = frozenset(
    {"STANDING_ROOM_ONLY", "CRUSHED_STANDING_ROOM_ONLY", "FULL", "NOT_ACCEPTING_PASSENGERS"}
)
"""GTFS Realtime OccupancyStatus in which one finds no seat."""
FULL_PERCENT = 80


def tolls_by(
    network: Network, tariff: Tariff, reliability: Reliability, criterion: str
) -> Tolls | None:
    """The tolls of a criterion; None where nothing is known by which to tell."""
    free = Tolls.free(network)
    if criterion == "WALK":
        return free._replace(walk=1)
    if criterion == "RELIABILITY":
        return free._replace(spare=reliability.costs)
    if criterion == "FARE":
        return with_tickets(free, network, tariff) if tariff.rules else None
    if criterion == "EMISSION":
        return _by_emission(free, network, tariff) if tariff.factors else None
    return _by_crowding(free, network)


def _by_emission(free: Tolls, network: Network, tariff: Tariff) -> Tolls | None:
    known = [tariff.factors[mode][0] for mode in TRANSIT_MODES if mode in tariff.factors]
    if not known:
        return None
    unknown = max(known), ""
    factors = np.array([tariff.factors.get(mode, unknown)[0] for mode in TRANSIT_MODES])
    of_trip = factors[network.routes.mode[network.trips.route]]
    points = unit_vectors_m(np.asarray(network.stops.lat), np.asarray(network.stops.lon))

    def hops(each: RunHops) -> NDArray[np.int32]:
        metres = np.linalg.norm(points[each.from_stop] - points[each.to_stop], axis=1)
        tenths = np.round(np.nan_to_num(metres) * of_trip[each.trip] / 100)
        return np.asarray(tenths, dtype=np.int32)

    return free._replace(hops=hops)


def _by_crowding(free: Tolls, network: Network) -> Tolls | None:
    overlay = network.overlay
    if overlay is None or not any(_says(state) for state in overlay.vehicles.values()):
        return None
    full = {run for run, state in overlay.vehicles.items() if _is_full(state)}
    trips = np.array(sorted(_trips_of(overlay, full)), dtype=np.int32)

    def hops(each: RunHops) -> NDArray[np.int32]:
        cost = np.zeros(len(each.trip), dtype=np.int32)
        rows = np.flatnonzero(np.isin(each.trip, trips))
        is_full = [
            overlay.scheduled_run(trip, day) in full
            for trip, day in zip(each.trip[rows].tolist(), each.day[rows].tolist(), strict=True)
        ]
        rows = rows[np.array(is_full, dtype=np.bool_)]
        cost[rows] = each.duration_s[rows]
        return cost

    return free._replace(hops=hops)


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
