"""Stops near a point: coordinates in, served stops and their straight-line distances out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core.geo import distance_m, unit_vectors_m
from routing.derived import once_per_ground
from routing.network import Network


@dataclass(frozen=True, slots=True)
class _ServedStops:
    """Stops at which something calls. Shapes: stop (n,); the tree holds them in that order."""

    stop: NDArray[np.int32]
    tree: Any


@dataclass(frozen=True, slots=True)
class _KnownPoints:
    """Points whose country is known; the tree holds them in that order."""

    country: tuple[str, ...]
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
    """The country of the nearest stop or locality: the side on which a point lies, or "".

    Road nodes do not count: those of a crossing stand on the border itself.
    """
    known = _known_points(network)
    if known is None:
        return ""
    _, row = known.tree.query(unit_vectors_m(np.array([lat]), np.array([lon]))[0])
    return known.country[int(row)]


def countries_at(network: Network, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> list[str]:
    """The countries of many points at once."""
    known = _known_points(network)
    if known is None or not len(lat):
        return [""] * len(lat)
    _, rows = known.tree.query(unit_vectors_m(lat, lon))
    return [known.country[int(row)] for row in rows]


def zone_at(network: Network, lat: float, lon: float) -> str:
    """The zone in which times at a point are shown: that of the nearest stop."""
    nearest = find_nearest_stop(network, lat, lon)
    return network.zone if nearest is None else network.zone_of_stop(nearest[0])


@once_per_ground
def _served_stops(network: Network) -> _ServedStops | None:
    stop = np.unique(network.timetable.pattern_stop).astype(np.int32)
    lat, lon = network.stops.lat[stop], network.stops.lon[stop]
    stop = stop[np.isfinite(lat) & np.isfinite(lon) & ((lat != 0) | (lon != 0))]
    if not len(stop):
        return None
    vectors = unit_vectors_m(network.stops.lat[stop], network.stops.lon[stop])
    return _ServedStops(stop, cKDTree(vectors))


@once_per_ground
def _known_points(network: Network) -> _KnownPoints | None:
    stops, places = network.stops, network.localities
    country = (*stops.country, *places.country)
    lat = np.concatenate([stops.lat, places.lat])
    lon = np.concatenate([stops.lon, places.lon])
    placed = np.isfinite(lat) & np.isfinite(lon) & ((lat != 0) | (lon != 0))
    rows = [row for row in np.flatnonzero(placed).tolist() if country[row]]
    if not rows:
        return None
    tree = cKDTree(unit_vectors_m(lat[rows], lon[rows]))
    return _KnownPoints(tuple(country[row] for row in rows), tree)
