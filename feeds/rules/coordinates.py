"""Rules of coordinates: which stops stand where the table says.

0,0 and the poles are no stops; latitude and longitude in each other's place are recognised by the
other stops of the feed. A place that is not believed is never mended silently: it is flagged with
the mend, and `located` is false, so that no footpath starts from it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from feeds.fields import Fields
from feeds.rules import codes

NEAR_ORIGIN_DEG = 1.0
NEAR_POLE_DEG = 89.0
SWAP_FAR_M = 1_000_000.0
"""A stop closer than this to the middle of its feed is not suspected of swapped coordinates."""
SWAP_GAIN = 4.0
"""Swapping must bring a suspect at least so many times closer."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def read_coordinates(fields: Fields) -> tuple[Floats, Floats, Bools]:
    """Latitudes, longitudes (nan where there is no believable one), and where they are trusted."""
    lat, bad_lat = fields.floats("stop_lat")
    lon, bad_lon = fields.floats("stop_lon")
    usable = ~bad_lat & ~bad_lon & np.isfinite(lat) & np.isfinite(lon)
    both = ("stop_id", "stop_lat", "stop_lon")
    origin = usable & (np.abs(lat) < NEAR_ORIGIN_DEG) & (np.abs(lon) < NEAR_ORIGIN_DEG)
    fields.note(
        codes.POINT_NEAR_ORIGIN, "stands at 0,0; look up its place and publish it", origin, *both
    )
    usable &= ~origin
    swapped = _swapped(lat, lon, usable)
    for i in np.flatnonzero(swapped).tolist():
        fields.notes.note(
            codes.SWAPPED_COORDINATES,
            f"latitude and longitude seem swapped; publish stop_lat {lon[i]}, stop_lon {lat[i]}",
            file=fields.table.file,
            row=int(fields.table.rows[i]),
            stop_id=fields.text_at("stop_id", i),
        )
    outside = usable & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    fields.note(codes.NUMBER_OUT_OF_RANGE, "no place on the globe", outside & ~swapped, *both)
    pole = usable & ~outside & (np.abs(lat) > NEAR_POLE_DEG)
    fields.note(codes.POINT_NEAR_POLE, "stands at a pole", pole, *both)
    usable &= ~outside & ~pole
    return np.where(usable, lat, np.nan), np.where(usable, lon, np.nan), usable & ~swapped


def _swapped(lat: Floats, lon: Floats, usable: Bools) -> Bools:
    """Stops far from the others that would stand among them with lat and lon exchanged."""
    fair = usable & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    if fair.sum() < 3:
        return np.zeros(len(lat), dtype=np.bool_)
    middle = unit_vectors_m(np.array([np.median(lat[fair])]), np.array([np.median(lon[fair])]))
    here = np.linalg.norm(unit_vectors_m(np.nan_to_num(lat), np.nan_to_num(lon)) - middle, axis=-1)
    there = np.linalg.norm(unit_vectors_m(np.nan_to_num(lon), np.nan_to_num(lat)) - middle, axis=-1)
    off_globe = np.abs(lat) > 90
    can_swap = usable & (np.abs(lon) <= 90) & (np.abs(lat) <= 180)
    closer = (here > SWAP_FAR_M) & (there * SWAP_GAIN < here)
    return np.asarray(can_swap & (closer | (off_globe & (there < SWAP_FAR_M))))
