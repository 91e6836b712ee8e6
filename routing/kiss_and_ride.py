"""Kiss and ride: a request in, itineraries that somebody else drives to their first ride out.

Nobody parks; whoever drives goes back, so the drive is no longer than a walk to a stop may be. One
is set down where trains or trams stop, or at one of the busiest bus stops.
"""

from __future__ import annotations

import numpy as np

from core.geo import distance_m
from routing.budget import Budget
from routing.car_access import CarStop, by_car, nearest_by_detour
from routing.derived import once_per_ground
from routing.itineraries import Itinerary, Stopover
from routing.itinerary_making import AnswerContext
from routing.network import Network
from routing.requests import TRANSIT_MODES, JourneyRequest

NEAREST_PLACES = 6
"""How many places are tried: those with the shortest way there and on to the destination."""
SETTING_DOWN_S = 60
"""To stop, get out and walk to the platform."""
FASTEST_MPS = 25.0
"""No place is looked at that is further away than a car at this speed can come."""
ON_RAILS = ("RAIL", "SUBURBAN", "SUBWAY", "TRAM")
BUSIEST = 0.95
"""Among bus stops, those with more departures than this share of all places."""


def kiss_and_ride(
    network: Network,
    request: JourneyRequest,
    shared: AnswerContext,
    targets: dict[int, int],
    budget: Budget,
) -> tuple[Itinerary, ...]:
    """Itineraries of the window that begin by car, without anything left anywhere."""
    places, origin = network.places, shared.origin
    near = [
        place
        for place in _served_well(network)
        if distance_m(origin.lat, origin.lon, float(places.lat[place]), float(places.lon[place]))
        <= request.max_access_s * FASTEST_MPS
    ]
    points = places.lat[near].tolist(), places.lon[near].tolist()
    chosen = [near[at] for at in nearest_by_detour(shared, *points, NEAREST_PLACES)]
    car_stops = [_car_stop(network, request, place) for place in chosen]
    return by_car(network, request, shared, car_stops, targets, budget)


def _car_stop(network: Network, request: JourneyRequest, place: int) -> CarStop:
    places = network.places
    return CarStop(
        place=Stopover(
            name=places.name[place],
            lat=float(places.lat[place]),
            lon=float(places.lon[place]),
            zone=network.zone_of_stop(int(places.primary_stop[place])),
            country=places.country[place],
            kind="dropoff",
        ),
        stops=dict.fromkeys(map(int, network.members_of(place)), 0),
        settle_s=SETTING_DOWN_S,
        max_drive_s=request.max_access_s,
    )


@once_per_ground
def _served_well(network: Network) -> list[int]:
    """Places with trains or trams, and the busiest of the others."""
    places = network.places
    if not len(places.departures):
        return []
    rails = sum(1 << TRANSIT_MODES.index(mode) for mode in ON_RAILS)
    busy = places.departures >= np.quantile(places.departures, BUSIEST)
    return [int(place) for place in np.flatnonzero((places.modes & rails > 0) | busy)]
