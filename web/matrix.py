"""A matrix of travel times: places and departures in, minutes between all of them out.

By the timetable, without realtime: what one gets who does not choose the minute (P50), and in nine
cases of ten (P90).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core import clock, deadline
from core.errors import Busy
from routing.access import stops_on_foot
from routing.network import Network
from routing.one_to_many import ways_to_many
from routing.reach import UNREACHED, Destinations, Seconds, Window, percentiles, times_between
from routing.requests import DEFAULT_WALK_MPS, Endpoint
from routing.stopovers import of_endpoint
from web.one_to_many import places_of
from web.params import Params
from web.reach_query import check_bounds, departures_of
from web.settings import Settings
from web.state import World

LONGEST_WALK_S = 1800
DEFAULT_LONGEST_MIN, MOST_LONGEST_MIN = 120, 240
SHARES = (50, 90)


def matrix(params: Params, world: World, settings: Settings) -> dict[str, Any]:
    """Minutes by origin and destination for both percentiles; null where nothing leads in time.

    Errors: RequestError naming every field at fault.
    """
    network = world.network.ground
    origins = _ends(params, "origins", world, settings.max_matrix_origins)
    known = params.has("destinations")
    destinations = _ends(params, "destinations", world, settings.max_many) if known else origins
    longest = params.whole("maxMinutes", DEFAULT_LONGEST_MIN, least=1, most=MOST_LONGEST_MIN)
    departures = departures_of(params, network)
    params.finish()
    window = Window(
        departures[0], len(departures) * departures.step, departures.step, longest * 60 + 1
    )
    rows, complete = _rows(network, origins, destinations, window)
    return {
        "origins": [_told(network, each) for each in origins],
        "destinations": [_told(network, each) for each in destinations],
        "minutes": {
            f"p{share}": [_minutes(row[at]) for row in rows] for at, share in enumerate(SHARES)
        },
        "complete": complete,
        "version": network.version,
        "basis": "schedule",
        "firstDeparture": clock.iso_utc(departures[0]),
        "lastDeparture": clock.iso_utc(departures[-1]),
    }


def _ends(params: Params, name: str, world: World, most: int) -> list[Endpoint]:
    ends = places_of(params, name, world, most)
    if not params.faults:
        for end in ends:
            check_bounds(params, world.network, end, name)
            if params.faults:
                break
    return ends


def _rows(
    network: Network, origins: Sequence[Endpoint], destinations: Sequence[Endpoint], window: Window
) -> tuple[list[Seconds], bool]:
    """For each origin the percentiles to all destinations, and whether there was time for all.

    Shapes: (shares, destinations).
    """
    rows: list[Seconds] = []
    try:
        deadline.check()
        ends = Destinations.of(network, [_stops(network, each, window) for each in destinations])
        for origin in origins:
            times = times_between(network, _stops(network, origin, window), ends, window)
            row = percentiles(times, SHARES)
            rows.append(np.minimum(row, _on_foot(network, origin, destinations, window)))
    except Busy:
        nothing = np.full((len(SHARES), len(destinations)), UNREACHED, dtype=np.int32)
        return rows + [nothing] * (len(origins) - len(rows)), False
    return rows, True


def _stops(network: Network, end: Endpoint, window: Window) -> dict[int, int]:
    bound_s = min(LONGEST_WALK_S, window.max_duration_s - 1)
    return stops_on_foot(network, end, max_access_s=bound_s, walk_mps=DEFAULT_WALK_MPS)


def _on_foot(
    network: Network, origin: Endpoint, destinations: Sequence[Endpoint], window: Window
) -> Seconds:
    """Seconds all the way on foot, UNREACHED where that is too far."""
    bound_s = min(LONGEST_WALK_S, window.max_duration_s - 1)
    ways = ways_to_many(network, origin, destinations, "WALK", longest_s=bound_s)
    return np.array([UNREACHED if way is None else way.seconds for way in ways], dtype=np.int32)


def _minutes(row: Seconds) -> list[float | None]:
    return [None if seconds == UNREACHED else round(seconds / 60, 1) for seconds in row.tolist()]


def _told(network: Network, end: Endpoint) -> dict[str, Any]:
    place = of_endpoint(network, end, kind="start")
    return {"name": place.name or None, "stopId": place.stop_id, "lat": place.lat, "lon": place.lon}
