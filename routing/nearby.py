"""Stops near a point: coordinates in, served stops and their straight-line distances out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core.geo import distance_m, unit_vectors_m
from routing.derived import once_per_network
from routing.network import Network


@dataclass(frozen=True, slots=True)
class _ServedStops:
    """Stops at which something calls. Shapes: stop (n,); the tree holds them in that order."""

    stop: NDArray[np.int32]
    tree: Any


def stops_within(network: Network, lat: float, lon: float, radius_m: float) -> dict[int, float]:
    """Served stops within a straight-line radius of a point, with their distances in metres."""
    served = _served_stops(network)
    if served is None:
        return {}
    point = unit_vectors_m(np.array([lat]), np.array([lon]))[0]
    found = sorted(int(served.stop[row]) for row in served.tree.query_ball_point(point, radius_m))
    lats, lons = network.stops.lat, network.stops.lon
    return {stop: distance_m(lat, lon, float(lats[stop]), float(lons[stop])) for stop in found}


def find_nearest_stop(network: Network, lat: float, lon: float) -> tuple[int, float] | None:
    """The served stop nearest to a point and its distance in metres; None without any service."""
    served = _served_stops(network)
    if served is None:
        return None
    _, row = served.tree.query(unit_vectors_m(np.array([lat]), np.array([lon]))[0])
    stop = int(served.stop[row])
    metres = distance_m(lat, lon, float(network.stops.lat[stop]), float(network.stops.lon[stop]))
    return stop, metres


def country_at(network: Network, lat: float, lon: float) -> str:
    """The country of the nearest stop or locality: on which side a point lies, "" if unknown."""
    nearest = find_nearest_stop(network, lat, lon)
    best, metres = ("", float("inf"))
    if nearest is not None:
        best, metres = network.stops.country[nearest[0]], nearest[1]
    places = network.localities
    for row in range(len(places.lat)):
        away = distance_m(lat, lon, float(places.lat[row]), float(places.lon[row]))
        if away < metres:
            best, metres = places.country[row], away
    return best


def zone_at(network: Network, lat: float, lon: float) -> str:
    """The zone in which times at a point are shown: that of the nearest stop."""
    nearest = find_nearest_stop(network, lat, lon)
    return network.zone if nearest is None else network.zone_of_stop(nearest[0])


@once_per_network
def _served_stops(network: Network) -> _ServedStops | None:
    stop = np.unique(network.timetable.pattern_stop).astype(np.int32)
    lat, lon = network.stops.lat[stop], network.stops.lon[stop]
    stop = stop[np.isfinite(lat) & np.isfinite(lon) & ((lat != 0) | (lon != 0))]
    if not len(stop):
        return None
    vectors = unit_vectors_m(network.stops.lat[stop], network.stops.lon[stop])
    return _ServedStops(stop, cKDTree(vectors))
