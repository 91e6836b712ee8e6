"""Why an answer is empty: a request that found nothing in, reasons out.

The vocabulary is OpenTripPlanner's RoutingErrorCode, which other planners and their clients know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.clock import day_number, local_date
from routing.nearby import find_nearest_stop
from routing.network import Network
from routing.requests import Endpoint, JourneyRequest
from routing.search import earliest_arrival_at

OUTSIDE_BOUNDS = "OUTSIDE_BOUNDS"
OUTSIDE_SERVICE_PERIOD = "OUTSIDE_SERVICE_PERIOD"
NO_STOPS_IN_RANGE = "NO_STOPS_IN_RANGE"
NO_TRANSIT_CONNECTION = "NO_TRANSIT_CONNECTION"
NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW = "NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW"
WALKING_BETTER_THAN_TRANSIT = "WALKING_BETTER_THAN_TRANSIT"

BOUNDS_M = 30_000.0
"""A point further than this from every served stop lies outside the network."""


def why_unreachable(
    network: Network,
    request: JourneyRequest,
    sources: Collection[int],
    targets: Collection[int],
) -> tuple[str, ...]:
    """Why there is no stop at one end."""
    ends = [
        end
        for end, stops in ((request.origin, sources), (request.destination, targets))
        if not stops
    ]
    return tuple(dict.fromkeys(_why_no_stop(network, end) for end in ends))


def why_nothing(
    network: Network,
    request: JourneyRequest,
    sources: Mapping[int, int],
    targets: Mapping[int, int],
) -> tuple[str, ...]:
    """Why no ride leads from one end to the other.

    A search without the request's limits tells a connection at another hour from none at all.
    """
    day = day_number(local_date(request.time_s, network.zone))
    if not network.timetable.first_day <= day <= network.timetable.last_day:
        return (OUTSIDE_SERVICE_PERIOD,)
    ends = (targets, sources) if request.arrive_by else (sources, targets)
    reached = earliest_arrival_at(
        network, *ends, time_s=request.time_s, arrive_by=request.arrive_by
    )
    return (NO_TRANSIT_CONNECTION if reached is None else NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW,)


def _why_no_stop(network: Network, end: Endpoint) -> str:
    nearest = find_nearest_stop(network, end.lat, end.lon)
    return OUTSIDE_BOUNDS if nearest is None or nearest[1] > BOUNDS_M else NO_STOPS_IN_RANGE
