"""Park and ride: a request in, itineraries by car to a site and on by transit out."""

from __future__ import annotations

from routing.access import stops_on_foot
from routing.budget import Budget
from routing.car_access import CarStop, by_car, nearest_by_detour
from routing.itineraries import Itinerary, ParkingSite, Stopover
from routing.itinerary_making import AnswerContext
from routing.nearby import zone_at
from routing.network import Network
from routing.requests import Endpoint, JourneyRequest

NEAREST_SITES = 6
"""How many sites are tried: those with the shortest way there and on to the destination."""
MAX_DRIVE_S = 3600
"""Longest drive to a site."""
PARKING_S = 180
"""To find a place and lock the car."""
MAX_WALK_S = 600
"""Longest walk from a site to a stop."""


def park_and_ride(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    budget: Budget,
) -> tuple[Itinerary, ...]:
    """Itineraries of the window that begin by car, which is left at a site."""
    sites = network.park_and_ride
    nearest = nearest_by_detour(shared, sites.lat.tolist(), sites.lon.tolist(), NEAREST_SITES)
    car_stops = [_car_stop(network, request, site) for site in nearest]
    return by_car(network, request, shared, car_stops, targets, budget)


def _car_stop(network: Network, request: JourneyRequest, site: int) -> CarStop:
    sites = network.park_and_ride
    lat, lon = float(sites.lat[site]), float(sites.lon[site])
    return CarStop(
        place=Stopover(
            name=sites.name[site],
            lat=lat,
            lon=lon,
            zone=zone_at(network, lat, lon),
            country=sites.country[site],
            kind="parking",
        ),
        stops=stops_on_foot(
            network, Endpoint(lat, lon), max_access_s=MAX_WALK_S, walk_mps=request.walk_mps
        ),
        settle_s=PARKING_S,
        max_drive_s=MAX_DRIVE_S,
        parking=ParkingSite(
            sites.id[site], sites.name[site], sites.price[site], int(sites.capacity[site])
        ),
    )
