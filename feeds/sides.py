"""The sides of a border as areas: a territory's known points in, areas and the lines between out.

Nobody publishes the border with a timetable, so it is estimated: a place lies on the side of the
nearest known point (its Voronoi cell), as far as a known point vouches for the ground around it.
All of it is computed in the build, in a plane around the territory in which a metre is a metre.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from feeds.smoothing import eastward, smooth
from feeds.territory import Territory

REACH_M = 15_000.0
"""How far a known point vouches for the country around it."""

WGS84 = "EPSG:4326"

_FRAME_REACHES = 4.0
"""Four points this many reaches outside close the outer cells; they own nothing within reach."""

_ARC_STEPS = 32
"""Corners of a quarter circle at the edge of reach: at most 5 m inside the true circle."""

_POINT_M = 0.01
"""Known points nearer than this are one."""

_BESIDE_M = 150.0
"""How far from a crossing it is surely the one country or the other."""

_SPECK_M2 = 1e6
"""A patch smaller than this inside another side is an outlier and draws no border."""


def side_areas(territory: Territory) -> gpd.GeoDataFrame:
    """Every country with the area in which its known points are the nearest.

    A crossing lies on the border by definition, so it vouches for a point on either hand as well.

    Shapes: columns country, geometry (polygon or multipolygon, EPSG:4326), one row a country in
    the order of the alphabet; none where the territory knows no point. The areas share their edges.
    Source: Voronoi diagram, as computed by GEOS.
    """
    points = _points(territory.country_points, "country")
    if points.empty:
        return points
    points = points.to_crs(_plane(points.geometry))
    crossings = _points(territory.crossings, "side_a", "side_b").to_crs(points.crs)
    known = _distinct(pd.concat([points, _beside(crossings, points)], ignore_index=True))
    cells = known.set_geometry(_cells(shapely.get_coordinates(known.geometry.array)))
    reach = shapely.union_all(shapely.buffer(points.geometry.array, REACH_M, quad_segs=_ARC_STEPS))
    sides = cells.dissolve("country", as_index=False)
    return sides.set_geometry(sides.intersection(reach)).to_crs(WGS84)


def border_lines(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The estimated border between these areas, smoothed: between the points nobody knows its way.

    Shapes: columns left, right (the countries on either hand), geometry (line, EPSG:4326). Lines
    are cut where they turn back, so that each runs from west to east with `left` north of it.
    """
    plane = areas.to_crs(_plane(areas.geometry))
    rows: list[tuple[str, str, shapely.LineString]] = []
    for one, other, line in _arcs(plane):
        names = plane["country"].iloc[one], plane["country"].iloc[other]
        for part, turned in eastward(smooth(line)):
            rows.append((*(names[::-1] if turned else names), part))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("left", "right"))}
    lines = gpd.GeoDataFrame(columns, geometry=[row[2] for row in rows], crs=plane.crs)
    return lines.to_crs(WGS84)


def smoothed_areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The areas as they are drawn: with the lines of `border_lines` as edges between them.

    Shapes: as the input. A known point near the border may come to lie beyond the drawn line.
    """
    if areas.empty:
        return areas
    plane = areas.to_crs(_plane(areas.geometry))
    edge = shapely.boundary(shapely.union_all(plane.geometry.array))
    lines = [smooth(line) for _, _, line in _arcs(plane)]
    pieces = shapely.get_parts(shapely.polygonize(_lines(shapely.union_all([edge, *lines]))))
    shares = shapely.area(
        shapely.intersection(pieces[:, None], np.asarray(plane.geometry.array)[None, :])
    )
    owned = shares.max(axis=1, initial=0.0) > 0.0
    owner = plane["country"].to_numpy(dtype=object)[shares[owned].argmax(axis=1)]
    drawn = gpd.GeoDataFrame({"country": owner}, geometry=pieces[owned], crs=plane.crs)
    return drawn.dissolve("country", as_index=False).to_crs(WGS84)


def _points(table: pd.DataFrame, *named: str) -> gpd.GeoDataFrame:
    """The rows of a territory's table that have a place and a country, as points."""
    whole = table[["lat", "lon"]].notna().all(axis=1) & (table[list(named)] != "").all(axis=1)
    rows = table[whole]
    points = gpd.points_from_xy(rows["lon"], rows["lat"], crs=WGS84)
    return gpd.GeoDataFrame(rows[list(named)].reset_index(drop=True), geometry=points)


def _beside(crossings: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A point of each country a step beside every crossing, towards its nearest known points."""
    rows: list[tuple[str, Any]] = []
    at = shapely.get_coordinates(known.geometry.array)
    for sides, here in zip(
        crossings[["side_a", "side_b"]].to_numpy(),
        shapely.get_coordinates(crossings.geometry.array),
        strict=True,
    ):
        ways = [at[known["country"] == country] - here for country in sides]
        if any(len(way) == 0 for way in ways):
            continue
        near = [way[np.hypot(*way.T).argmin()] for way in ways]
        across = np.subtract(*(way / max(np.hypot(*way), _POINT_M) for way in near))
        step = across / max(np.hypot(*across), _POINT_M) * _BESIDE_M
        rows += [(sides[0], here + step), (sides[1], here - step)]
    points = shapely.points(np.array([point for _, point in rows]).reshape(-1, 2))
    return gpd.GeoDataFrame({"country": [row[0] for row in rows]}, geometry=points, crs=known.crs)


def _distinct(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The points of which no earlier one has the same place."""
    places = points.geometry.map(
        lambda point: (round(point.x / _POINT_M), round(point.y / _POINT_M))
    )
    return points[~places.duplicated()].reset_index(drop=True)


def _plane(shapes: gpd.GeoSeries) -> str:
    """A plane around the middle of these shapes: distances are true from there."""
    west, south, east, north = shapes.total_bounds if len(shapes) else (0.0, 0.0, 0.0, 0.0)
    return f"+proj=aeqd +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +units=m"


def _cells(at: NDArray[np.float64]) -> NDArray[Any]:
    """The Voronoi cell of every point, in their order."""
    margin = _FRAME_REACHES * REACH_M
    (west, south), (east, north) = at.min(axis=0) - margin, at.max(axis=0) + margin
    frame = np.array([[west, south], [west, north], [east, south], [east, north]])
    everyone = shapely.multipoints(np.concatenate([at, frame]))
    cells = shapely.get_parts(shapely.voronoi_polygons(everyone, ordered=True))
    return np.asarray(cells[: len(at)])


def _arcs(plane: gpd.GeoDataFrame) -> list[tuple[int, int, shapely.LineString]]:
    """Every edge of two areas, with the one on its left hand and the one on its right."""
    edges = shapely.boundary(np.asarray(plane.geometry.array))
    found = []
    for one, other in combinations(range(len(plane)), 2):
        for line in _lines(shapely.intersection(edges[one], edges[other])):
            if shapely.is_closed(line) and _enclosed_m2(line) < _SPECK_M2:
                continue
            beside = shapely.buffer(line, 1.0, single_sided=True)
            left, right = (
                shapely.area(shapely.intersection(beside, plane.geometry.iloc[at]))
                for at in (one, other)
            )
            found.append((one, other, line) if left > right else (other, one, line))
    return found


def _enclosed_m2(ring: shapely.LineString) -> float:
    return float(shapely.area(shapely.polygons(shapely.get_coordinates(ring))))


def _lines(shape: shapely.Geometry) -> NDArray[Any]:
    """The lines of a shape as few as they can be, without the points at which they only touch."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))))
