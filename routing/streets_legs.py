"""Ways of an itinerary along streets: two stopovers in, the way between them out.

None stands for "not known by street": no extract, or one end far from every street. Then the
caller estimates.
"""

from __future__ import annotations

from collections.abc import Iterable

from routing.itineraries import Stopover
from routing.lookup import get_stop, place_members
from routing.network import Network
from routing.streets import BIKE, CAR, FOOT
from routing.streets_joins import stop_join
from routing.streets_ways import Spot, StreetWay, find_spot, find_way

MODE_BITS = {"WALK": FOOT, "BIKE": BIKE, "CAR": CAR}
LONGEST_TRANSFER_M = 3000.0
"""Longest way on foot that is looked for between two rides."""


def street_way(
    network: Network, start: Stopover, end: Stopover, mode: str, *, cutoff: float
) -> StreetWay | None:
    """The way between two ends of a journey: metres on foot, seconds else, up to the cutoff.

    A stop stands for all stops of its place, as it does where a journey starts or ends.
    """
    if not network.streets:
        return None
    bit = MODE_BITS[mode]
    starts, ends = _spots(network, start, bit), _spots(network, end, bit)
    return find_way(network, starts, ends, bit, cutoff=cutoff)


def transfer_way(network: Network, stop: int, other: int) -> StreetWay | None:
    """The way on foot from one stop to another."""
    starts, ends = _stop_spots(network, [stop]), _stop_spots(network, [other])
    return find_way(network, starts, ends, FOOT, cutoff=LONGEST_TRANSFER_M)


def access_way(
    network: Network, end: Stopover, stop: int, *, cutoff_m: float, egress: bool = False
) -> StreetWay | None:
    """The way on foot between an end of a journey and a stop that one boards or leaves at."""
    if not network.streets:
        return None
    door, platform = _spots(network, end, FOOT), _stop_spots(network, [stop])
    starts, ends = (platform, door) if egress else (door, platform)
    return find_way(network, starts, ends, FOOT, cutoff=cutoff_m)


def is_on_streets(network: Network, end: Stopover, mode: str) -> bool:
    """Whether a point is joined to the streets of a mode."""
    return bool(network.streets) and bool(_spots(network, end, MODE_BITS[mode]))


def _spots(network: Network, end: Stopover, bit: int) -> list[Spot]:
    if end.stop_id is None or bit != FOOT:
        spot = find_spot(network, end.lat, end.lon, bit)
        return [] if spot is None else [spot]
    return _stop_spots(network, place_members(network, get_stop(network, end.stop_id)))


def _stop_spots(network: Network, stops: Iterable[int]) -> list[Spot]:
    found = []
    for stop in stops:
        join = stop_join(network.streets, stop)
        if join is not None:
            lat, lon = float(network.stops.lat[stop]), float(network.stops.lon[stop])
            found.append(Spot(lat, lon, join))
    return found
