"""What is wrong with a request: a JourneyRequest in, every fault of it at once out."""

from __future__ import annotations

import math
from collections.abc import Iterator

from core.clock import day_number, from_day_number, local_date
from core.errors import Fault, OutsideTimetable, RequestError, UnknownPlace
from core.geo import is_coordinate
from routing.direct import DIRECT_MODES
from routing.lookup import find_stop, unknown_stop
from routing.network import Network
from routing.requests import (
    ACCESS_MODES,
    CRITERIA,
    EGRESS_MODES,
    MAX_DURATION_S,
    MAX_ITINERARIES,
    MAX_LEG_ALTERNATIVES,
    MAX_STAY_S,
    MAX_TRANSFERS,
    MAX_VIAS,
    MAX_WINDOW_S,
    TRANSFER_FACTOR,
    TRANSIT_MODES,
    Endpoint,
    JourneyRequest,
)
from routing.wishes import unknown_wishes

MAX_ACCESS_S = 3600
"""Longest walk at either end that may be asked for."""
MAX_DIRECT_S = 6 * 3600
"""Longest direct walk or ride that may be asked for."""
MAX_TRANSFER_S = 7200
"""Longest time to change that may be asked for."""
WALK_MPS = (0.3, 4.0)
BIKE_MPS = (1.0, 12.0)
"""Slowest and fastest walk that may be asked for."""


def check_request(network: Network, request: JourneyRequest) -> None:
    """Nothing, when the request can be answered.

    Errors: RequestError with every fault; UnknownPlace or OutsideTimetable when all faults are of
    that kind.
    """
    faults = list(_faults(network, request))
    if not faults:
        return
    codes = {fault.code for fault in faults}
    if codes == {"outside_timetable"}:
        raise OutsideTimetable(faults)
    if codes <= {"unknown_stop", "bad_coordinate"}:
        raise UnknownPlace(faults)
    raise RequestError(faults)


def _faults(network: Network, request: JourneyRequest) -> Iterator[Fault]:
    yield from _endpoint_faults(network, request.origin, "origin")
    yield from _endpoint_faults(network, request.destination, "destination")
    yield from _number_faults(request)
    yield from _mode_faults(request)
    yield from _criteria_faults(request)
    yield from unknown_wishes(network, request)
    yield from _day_faults(network, request)


def _endpoint_faults(network: Network, end: Endpoint, field: str) -> Iterator[Fault]:
    if end.stop_id is not None:
        if find_stop(network, end.stop_id) is None:
            yield unknown_stop(end.stop_id, field)
    elif not is_coordinate(end.lat, end.lon):
        yield Fault(field, f"{end.lat}, {end.lon} is no point on the globe", "bad_coordinate")


def _number_faults(request: JourneyRequest) -> Iterator[Fault]:
    bounds: tuple[tuple[str, float, float], ...] = (
        ("window_s", 0, MAX_WINDOW_S),
        ("max_transfers", 0, MAX_TRANSFERS),
        ("max_duration_s", 1, MAX_DURATION_S),
        ("max_access_s", 0, MAX_ACCESS_S),
        ("max_direct_s", 0, MAX_DIRECT_S),
        ("walk_mps", *WALK_MPS),
        ("bike_mps", *BIKE_MPS),
        ("min_transfer_s", 0, MAX_TRANSFER_S),
        ("extra_transfer_s", 0, MAX_TRANSFER_S),
        ("transfer_factor", *TRANSFER_FACTOR),
        ("max_itineraries", 1, MAX_ITINERARIES),
        ("leg_alternatives", 0, MAX_LEG_ALTERNATIVES),
    )
    values = [(field, getattr(request, field), low, high) for field, low, high in bounds]
    values.append(("vias", len(request.vias), 0, MAX_VIAS))
    values += [("vias", via.stay_s, 0, MAX_STAY_S) for via in request.vias]
    for field, value, low, high in values:
        if not (math.isfinite(value) and low <= value <= high):
            yield Fault(
                field,
                f"{value:g} is not between {low:g} and {high:g}",
                "out_of_bounds",
                {"low": f"{low:g}", "high": f"{high:g}"},
            )


def _mode_faults(request: JourneyRequest) -> Iterator[Fault]:
    asked = (
        ("transit_modes", sorted(request.transit_modes or ()), TRANSIT_MODES),
        ("direct_modes", request.direct_modes, DIRECT_MODES),
        ("access_modes", request.access_modes, ACCESS_MODES),
        ("egress_modes", request.egress_modes, EGRESS_MODES),
    )
    for field, modes, known in asked:
        for mode in modes:
            if mode not in known:
                yield Fault(
                    field,
                    f"{mode!r} is none of {', '.join(known)}",
                    "unknown_mode",
                    {"mode": mode},
                )


def _criteria_faults(request: JourneyRequest) -> Iterator[Fault]:
    for criterion in request.criteria:
        if criterion not in CRITERIA:
            yield Fault(
                "criteria",
                f"{criterion!r} is none of {', '.join(CRITERIA)}",
                "unknown_criterion",
                {"criterion": criterion},
            )


def _day_faults(network: Network, request: JourneyRequest) -> Iterator[Fault]:
    """A day's grace on either side: nights run over, and the window may reach into the dates."""
    first, last = network.timetable.first_day, network.timetable.last_day
    try:
        day = local_date(request.time_s, network.zone)
    except (OverflowError, ValueError, OSError):
        yield Fault("time_s", "lies outside the calendar", "outside_calendar")
        return
    if not first - 1 <= day_number(day) <= last + 1:
        dates = {"first": str(from_day_number(first)), "last": str(from_day_number(last))}
        yield Fault(
            "time_s",
            f"{day} is outside the timetable, which runs from {dates['first']} to {dates['last']}",
            "outside_timetable",
            {"day": str(day), **dates},
        )
