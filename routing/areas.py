"""Areas on the ground: discs in metres around a place in, outlines in WGS 84 and their parts out.

Each area lies in a plane of its own place, in which all ways from there are as long as on the
globe. Corners lie on a grid of a metre, so areas meet without gaps and slivers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from core.geo import EARTH_RADIUS_M

GRID_M = 1.0
SPECK_M2 = 900.0
"""A piece smaller than this is no part of its own: it comes of the grid, or is 30 m wide."""
DIGITS = 6
"""Of degrees: a tenth of a metre."""

Floats = NDArray[np.float64]
Outlines = list[list[list[list[float]]]]
"""Polygons, each its ring and those of its holes, as the coordinates of a GeoJSON MultiPolygon."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres to the east and north of a place (azimuthal equidistant on the sphere of core/geo).

    Source: PROJ, +proj=aeqd.
    """

    lat: float
    lon: float

    def metres(self, lat: Floats, lon: Floats) -> Floats:
        """Where places lie. Shapes: (n,), (n,) -> (n, 2)."""
        return np.stack(self._proj()(lon, lat), axis=-1)

    def degrees(self, metres: Floats) -> Floats:
        """Longitude and latitude. Shapes: (n, 2) -> (n, 2)."""
        return np.stack(self._proj()(metres[:, 0], metres[:, 1], inverse=True), axis=-1)

    def _proj(self) -> Any:  # noqa: ANN401 - pyproj
        return Proj(proj="aeqd", lat_0=self.lat, lon_0=self.lon, R=EARTH_RADIUS_M)


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A part of the ground; `shape` is a shapely MultiPolygon in metres of the plane."""

    plane: Plane
    shape: Any

    @property
    def km2(self) -> float:
        """How large it is."""
        return float(shapely.area(self.shape)) / 1e6

    def has(self, lat: Floats, lon: Floats) -> NDArray[np.bool_]:
        """Which places lie inside or on its edge; one that is not known never. Shapes: (n,)."""
        known = np.isfinite(lat) & np.isfinite(lon)
        inside = np.zeros(len(lat), dtype=np.bool_)
        at = self.plane.metres(lat[known], lon[known])
        shapely.prepare(self.shape)
        inside[known] = shapely.intersects_xy(self.shape, at[:, 0], at[:, 1])
        return inside

    def outlines(self) -> Outlines:
        """The area in longitudes and latitudes, outer rings anticlockwise. Source: RFC 7946."""
        parts = shapely.orient_polygons(shapely.get_parts(self.shape))
        rings, of_part = shapely.get_rings(parts, return_index=True)
        told: Outlines = [[] for _ in range(len(parts))]
        if not len(rings):
            return told
        degrees = self.plane.degrees(shapely.get_coordinates(rings)).round(DIGITS)
        ends = np.cumsum(shapely.get_num_coordinates(rings))[:-1]
        for part, ring in zip(of_part.tolist(), np.split(degrees, ends), strict=True):
            told[part].append(ring.tolist())
        return told


class Parts(NamedTuple):
    """What two areas share and what only one has: together all that either has, each part once."""

    only_before: Area
    only_after: Area
    both: Area


def discs(at: Floats, radius_m: Floats, corners: int) -> Any:  # noqa: ANN401 - shapely
    """Discs as polygons with their corners on the circle.

    They are turned the same way in all, so a larger one around the same point has all of a smaller.
    Shapes: at (n, 2), radius_m (n,) -> (n,).
    """
    turn = np.arange(corners) * 2 * np.pi / corners
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    return shapely.polygons(at[:, None] + radius_m[:, None, None] * circle)


def area_of(plane: Plane, shapes: Any) -> Area:  # noqa: ANN401 - shapely
    """All that lies in any of some polygons, its corners on the grid."""
    union = shapely.set_precision(shapely.union_all(shapes), GRID_M)
    pieces = shapely.get_parts(union)
    return Area(plane, shapely.multipolygons(pieces[shapely.get_type_id(pieces) == _POLYGON]))


def split(before: Area, after: Area) -> Parts:
    """The parts of two areas around one place; specks that only one has count as shared.

    The edges of both cut the ground into faces, each of which belongs to one part.
    """
    edges = [shapely.boundary(each.shape) for each in (before, after)]
    noded = shapely.get_parts(shapely.union_all(edges, grid_size=GRID_M))
    faces = shapely.get_parts(shapely.polygonize(noded))
    inner = shapely.point_on_surface(faces)
    was, now = (_around(each.shape, inner) for each in (before, after))
    speck = (was != now) & (shapely.area(faces) < SPECK_M2)
    kinds = (was & ~now & ~speck, now & ~was & ~speck, (was & now) | speck)
    return Parts(*(Area(before.plane, _merged(faces[kind])) for kind in kinds))


_POLYGON = int(shapely.GeometryType.POLYGON)


def _around(shape: Any, points: Any) -> NDArray[np.bool_]:  # noqa: ANN401 - shapely
    shapely.prepare(shape)
    return np.asarray(shapely.contains_properly(shape, points), dtype=np.bool_)


def _merged(faces: Any) -> Any:  # noqa: ANN401 - shapely
    """Faces that touch as one; no corner moves."""
    return shapely.multipolygons(shapely.get_parts(shapely.coverage_union_all(faces)))
