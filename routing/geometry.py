"""The drawn way of a ride: a trip and two of its calls in, (lat, lon) points and metres out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.geo import distance_m, unit_vectors_m
from routing.derived import once_per_network
from routing.network import Network
from routing.overlay import Overlay

Points = tuple[tuple[float, float], ...]


def ride_geometry(network: Network, trip: int, board: int, alight: int) -> Points:
    """The trip's shape from call `board` to call `alight`; its stops where it has no shape."""
    if network.overlay is not None:
        network, trip = _published(network, network.overlay, trip)
    shape = int(network.trips.shape[trip])
    if shape >= 0:
        start = int(network.shapes.start[shape])
        at = _calls_on_shape(network, trip, shape)
        part = slice(start + int(at[board]), start + int(at[alight]) + 1)
        if part.stop - part.start >= 2:
            return _points(network.shapes.lat[part], network.shapes.lon[part])
    stops = network.timetable.stops_of(int(network.timetable.trip_pattern[trip]))
    called = stops[board : alight + 1]
    return _points(network.stops.lat[called], network.stops.lon[called])


def _published(network: Network, overlay: Overlay, trip: int) -> tuple[Network, int]:
    """The published trip that runs the same way, so that its points are matched only once."""
    change = overlay.find_change(trip)
    if change is None:
        return network.ground, trip
    if change.kind == "UPDATED":
        return network.ground, change.base_trip
    return network, trip


def length_m(points: Points) -> int:
    """The length of a drawn way."""
    return round(sum(distance_m(*here, *there) for here, there in pairwise(points)))


def _points(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> Points:
    return tuple(zip(lat.tolist(), lon.tolist(), strict=True))


def _calls_on_shape(network: Network, trip: int, shape: int) -> NDArray[np.int64]:
    """For every call of a trip the shape's point where it stands."""
    known = _known_calls(network)
    pattern = int(network.timetable.trip_pattern[trip])
    if (pattern, shape) not in known:
        stops = network.timetable.stops_of(pattern)
        points = slice(int(network.shapes.start[shape]), int(network.shapes.start[shape + 1]))
        known[pattern, shape] = match_in_order(
            unit_vectors_m(network.stops.lat[stops], network.stops.lon[stops]),
            unit_vectors_m(network.shapes.lat[points], network.shapes.lon[points]),
        )
    return known[pattern, shape]


@once_per_network
def _known_calls(_network: Network) -> dict[tuple[int, int], NDArray[np.int64]]:
    return {}


def match_in_order(stops: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.int64]:
    """For every stop a point near it, never going back: the least sum of squared distances.

    In order, because a line that loops passes near one stop twice.
    Shapes: stops (m, 3), points (n, 3) -> (m,) not decreasing.
    """
    back = np.empty((len(stops), len(points)), dtype=np.int64)
    cost = np.zeros(len(points))
    for row, stop in enumerate(stops):
        low = np.minimum.accumulate(cost)
        back[row] = np.maximum.accumulate(np.where(cost == low, np.arange(len(points)), 0))
        cost = low + ((points - stop) ** 2).sum(axis=1)
    matched = np.empty(len(stops), dtype=np.int64)
    at = int(np.argmin(cost))
    for row in range(len(stops) - 1, -1, -1):
        matched[row] = at
        at = int(back[row, at])
    return matched
