"""Stops by id: a scoped stop id in, its index in the network out."""

from __future__ import annotations

from core.errors import Fault, UnknownPlace
from routing.derived import once_per_ground
from routing.network import Network


def find_stop(network: Network, stop_id: str) -> int | None:
    """The stop of that scoped id, or None."""
    return _stops_by_id(network).get(stop_id)


def get_stop(network: Network, stop_id: str, field: str = "stop_id") -> int:
    """The stop of that scoped id.

    Errors: UnknownPlace naming `field` when there is none.
    """
    stop = find_stop(network, stop_id)
    if stop is None:
        raise UnknownPlace([unknown_stop(stop_id, field)])
    return stop


def unknown_stop(stop_id: str, field: str) -> Fault:
    """The fault of a request that names a stop which is not there."""
    return Fault(field, f"no stop has the id {stop_id!r}", "unknown_stop", {"id": stop_id})


def place_members(network: Network, stop: int) -> tuple[int, ...]:
    """The stops that are one place with `stop`, itself among them."""
    place = int(network.stops.place[stop])
    if place < 0:
        return (stop,)
    return tuple(int(member) for member in network.members_of(place))


def find_trip(network: Network, trip_id: str) -> int | None:
    """The published trip of that scoped id, or of a twin's that was left out for it."""
    return _trips_by_id(network).get(trip_id)


@once_per_ground
def _trips_by_id(network: Network) -> dict[str, int]:
    aliases = network.trip_aliases
    known = dict(zip(aliases.id, aliases.trip.tolist(), strict=True))
    known.update({trip_id: trip for trip, trip_id in enumerate(network.trips.id)})
    return known


@once_per_ground
def _stops_by_id(network: Network) -> dict[str, int]:
    return {stop_id: index for index, stop_id in enumerate(network.stops.id)}
