"""Departures that are asked about: parameters in, a window of minutes of one day out."""

from __future__ import annotations

from dataclasses import replace

from core import clock
from core.errors import OutsideTimetable
from routing.nearby import find_nearest_stop
from routing.network import Network
from routing.reasons import BOUNDS_M
from routing.requests import Endpoint
from web.isochrones import DEFAULT_WINDOW_MIN, MOST_WINDOW_MIN, STEP_S, time_of
from web.params import Params
from web.simulated_day import simulated_day


def departures_of(params: Params, network: Network) -> range:
    """Every minute of the window asked for, in UTC seconds; faults are noted."""
    window = params.whole("window", DEFAULT_WINDOW_MIN, least=1, most=MOST_WINDOW_MIN)
    time = time_of(params)
    try:
        day = simulated_day(params, network)
    except OutsideTimetable as exc:
        params.faults += [replace(fault, code="outside_timetable") for fault in exc.faults]
        return range(0, 60, STEP_S)
    start_s = clock.from_local(day, time, network.zone)
    return range(start_s, start_s + window * 60, STEP_S)


def check_bounds(params: Params, network: Network, end: Endpoint, field: str) -> None:
    """Notes a fault where nothing that runs is near."""
    nearest = find_nearest_stop(network, end.lat, end.lon)
    if nearest is None or nearest[1] > BOUNDS_M:
        text = f"no stop lies within {BOUNDS_M / 1000:g} km: choose a place in the region"
        params.fault(field, text, "outside_bounds")
