"""Distances on the ground: coordinates in (WGS84 degrees), metres and degrees out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance between two points, in metres (haversine)."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_dphi = (phi_b - phi_a) / 2
    half_dlam = math.radians(lon_b - lon_a) / 2
    h = math.sin(half_dphi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_dlam) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def bearing_deg(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """The way from one point to another in degrees from north, clockwise, from 0 to below 360."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    dlam = math.radians(lon_b - lon_a)
    east = math.sin(dlam) * math.cos(phi_b)
    north = math.cos(phi_a) * math.sin(phi_b) - math.sin(phi_a) * math.cos(phi_b) * math.cos(dlam)
    return math.degrees(math.atan2(east, north)) % 360.0


def unit_vectors_m(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on a sphere in metres, for a k-d tree: chords equal arcs to 1 mm within 10 km.

    Shapes: (n,), (n,) -> (n, 3).
    """
    phi, lam = np.radians(lat), np.radians(lon)
    xyz = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)
    return np.asarray(EARTH_RADIUS_M * xyz, dtype=np.float64)


def is_coordinate(lat: float, lon: float) -> bool:
    """Whether two numbers are a point on the globe."""
    return -90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0
