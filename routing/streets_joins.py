"""Joins: a point in, the place on the nearest street where people enter or leave it out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.geo import distance_m
from routing.kernels.streets import nearest_edge
from routing.streets import BIKE, CAR, FOOT, StreetNetwork

MAX_JOIN_M = {FOOT: 250.0, BIKE: 250.0, CAR: 500.0}
"""What lies further from every way of a mode than this is not joined; its ways are estimates."""


@dataclass(frozen=True, slots=True)
class Join:
    """A place on an edge, `along_m` from its first point, `away_m` from the point asked for."""

    edge: int
    along_m: float
    away_m: float


def find_join(
    streets: StreetNetwork, lat: float, lon: float, mode: int, within_m: float | None = None
) -> Join | None:
    """The nearest place of a mode's streets; None where there is none within the bound."""
    if not streets or not (np.isfinite(lat) and np.isfinite(lon)):
        return None
    bound_m = MAX_JOIN_M[mode] if within_m is None else within_m
    edge, point, share, away_m = nearest_edge(
        lat, lon, bound_m, mode, streets.edge_modes, streets.shape_lat,
        streets.shape_lon, streets.grid_lat, streets.grid_lon, streets.cell_deg,
        streets.grid_rows, streets.grid_columns, streets.cell_start, streets.cell_point,
        streets.point_edge,
    )  # fmt: skip
    if edge < 0:
        return None
    length_m = float(streets.edge_length_m[edge])
    before, whole = _metres_before(streets, int(edge), int(point), float(share))
    along_m = 0.0 if whole == 0 else length_m * min(1.0, before / whole)
    return Join(int(edge), along_m, float(away_m))


def stop_join(streets: StreetNetwork, stop: int) -> Join | None:
    """Where a stop is joined to the ways on foot."""
    edge = int(streets.stop_edge[stop]) if stop < len(streets.stop_edge) else -1
    if edge < 0:
        return None
    return Join(edge, float(streets.stop_along_m[stop]), float(streets.stop_away_m[stop]))


def _metres_before(
    streets: StreetNetwork, edge: int, point: int, share: float
) -> tuple[float, float]:
    """Metres from the edge's first point to a point on it, and to its last one."""
    first, end = int(streets.shape_start[edge]), int(streets.shape_start[edge + 1])
    before = whole = 0.0
    for at in range(first, end - 1):
        step = distance_m(
            float(streets.shape_lat[at]), float(streets.shape_lon[at]),
            float(streets.shape_lat[at + 1]), float(streets.shape_lon[at + 1]),
        )  # fmt: skip
        if at < point:
            before += step
        elif at == point:
            before += share * step
        whole += step
    return before, whole
