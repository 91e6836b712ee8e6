"""Building what a map shows of the border: a territory in; Sides and Borders out.

Runs in the build only, never in a request.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from core.strings import StringTable
from feeds.sides import border_lines, side_areas, smoothed_areas
from feeds.territory import Territory
from routing.network import Borders, Sides


def build_sides(territory: Territory) -> tuple[Sides, Borders]:
    """The areas of the countries as they are drawn, and the estimated lines between them."""
    areas = side_areas(territory)
    pieces = smoothed_areas(areas).explode(ignore_index=True)
    polygons = shapely.orient_polygons(np.asarray(pieces.geometry.array))
    lines = border_lines(areas)
    rings, of_polygon = shapely.get_rings(polygons, return_index=True)
    ways = np.asarray(lines.geometry.array)
    sides = Sides(
        StringTable.of(pieces["country"]),
        _starts(np.bincount(of_polygon, minlength=len(polygons))),
        *_points(rings),
    )
    return sides, Borders(
        StringTable.of(lines["left"]), StringTable.of(lines["right"]), *_points(ways)
    )


def _points(
    lines: NDArray[np.object_],
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Where each line starts in the points of all of them, their latitudes and longitudes."""
    lon, lat = shapely.get_coordinates(lines).T.copy()
    return _starts(shapely.get_num_coordinates(lines)), lat, lon


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
