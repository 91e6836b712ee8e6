"""Rules of trips.txt: runs that have a known line and known service days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.fields import UNKNOWN, Fields
from feeds.frames import first_of_each
from feeds.rules import codes


@dataclass(frozen=True, slots=True)
class Trips:
    """Every row of trips.txt, and which of them are sound so far.

    Shapes: arrays (n,). A trip that falls out later keeps its place until the very end, so that
    the rows that speak of it are not taken for broken references.
    """

    fields: Fields
    index: dict[bytes, int]
    sound: NDArray[np.bool_]
    route_idx: NDArray[np.int64]
    service_idx: NDArray[np.int64]
    shape_idx: NDArray[np.int64]


def clean_trips(
    fields: Fields,
    routes: dict[bytes, int],
    services: dict[bytes, int],
    shapes: dict[bytes, int],
) -> Trips:
    """The trips with their references."""
    index, repeats = first_of_each(fields.raw("trip_id"))
    fields.note(codes.DUPLICATE_KEY, "this trip_id stood before", repeats, "trip_id")
    missing = fields.require("trip_id", "route_id", "service_id")
    route_idx = fields.lookup("route_id", routes)
    service_idx = fields.lookup("service_id", services)
    shape_idx = fields.lookup("shape_id", shapes)
    for column, found, cost in (
        ("route_id", route_idx, "the trip is left out"),
        ("service_id", service_idx, "the trip runs on no day and is left out"),
        ("shape_id", shape_idx, "the trip has no line on the map"),
    ):
        fields.note(
            codes.FOREIGN_KEY_VIOLATION,
            f"{column} stands for nothing; {cost}",
            found == UNKNOWN,
            "trip_id",
            column,
        )
    sound = ~repeats & ~missing & (route_idx >= 0) & (service_idx >= 0)
    return Trips(fields, index, sound, route_idx, service_idx, np.maximum(shape_idx, -1))
