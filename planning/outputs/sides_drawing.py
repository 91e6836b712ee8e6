"""The sides of a border on a drawing: points with their countries in, cells and border lines out.

The ground belongs to the country of the nearest point (Voronoi cells), so the border is estimated,
as it is everywhere in this project. All of it is in the plane of the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from planning.zones import Floats

_SAME_PX = 0.5
"""Points nearer than this are one."""

_TRIES = 24
"""Places tried for a name, across and down."""

_PROBES = (-1, -0.6, -0.2, 0.2, 0.6, 1)
"""Along a name: where its ground has to be the country's own."""
_EDGE_PX = 8.0
_ENOUGH_PX = 40.0
"""More room than this makes no place better."""
_CENTRED = 0.04
"""What a pixel away from the middle of the drawing costs of that."""


class Corner(NamedTuple):
    """A corner of a cell; `beyond` is the point on the other side of the edge that leaves it."""

    x: float
    y: float
    beyond: int


Cell = list[Corner]


@dataclass(frozen=True, slots=True)
class Ground:
    """Cells by country, and the edges where countries meet: from x, y to x, y."""

    cells: dict[str, list[Cell]]
    borders: list[tuple[float, float, float, float]]


def ground_of(xy: Floats, country: list[str], width: float, height: float) -> Ground:
    """The ground of a drawing by country.

    Shapes: xy (points, 2). Points outside the drawing count as well.
    """
    cells: dict[str, list[Cell]] = {}
    borders = []
    kept = _distinct(xy)
    for row in range(len(kept)):
        cell = _cell(xy[kept], row, width, height)
        here = country[kept[row]]
        if not cell:
            continue
        cells.setdefault(here, []).append(cell)
        for at, corner in enumerate(cell):
            if corner.beyond > row and country[kept[corner.beyond]] != here:
                end = cell[(at + 1) % len(cell)]
                borders.append((corner.x, corner.y, end.x, end.y))
    return Ground(cells, borders)


def roomiest(
    xy: Floats,
    country: list[str],
    name: str,
    obstacles: Floats,
    size: tuple[float, float],
    within: tuple[float, float],
) -> tuple[float, float] | None:
    """Where the name of a country has most room on its ground; None where it has none.

    Shapes: xy (points, 2), obstacles (n, 2). `size` is that of the name, `within` the drawing's.
    """
    half = np.array(size) / 2
    reach = [
        np.linspace(half[axis] + _EDGE_PX, within[axis] - half[axis] - _EDGE_PX, _TRIES)
        for axis in (0, 1)
    ]
    tries = np.stack(np.meshgrid(*reach), axis=-1).reshape(-1, 2)
    kept = _distinct(xy)
    is_here = np.array([country[row] == name for row in kept])
    fits = np.ones(len(tries), dtype=np.bool_)
    for probe in product(_PROBES, (-1, 0, 1)):
        at = tries + half * probe
        away = np.linalg.norm(at[:, None, :] - xy[kept][None, :, :], axis=-1)
        fits &= is_here[away.argmin(axis=1)]
    if not fits.any():
        return None
    beyond = np.maximum(np.abs(tries[:, None, :] - obstacles[None, :, :]) - half, 0.0)
    room = np.linalg.norm(beyond, axis=-1).min(axis=1, initial=np.inf)
    off = np.linalg.norm(tries - np.array(within) / 2, axis=-1)
    worth = np.minimum(room, _ENOUGH_PX) - _CENTRED * off
    best = int(np.where(fits, worth, -np.inf).argmax())
    return float(tries[best, 0]), float(tries[best, 1])


def _distinct(xy: Floats) -> list[int]:
    """Rows of points that are known and no copies."""
    seen: set[tuple[int, int]] = set()
    kept = []
    for row, (x, y) in enumerate(xy.tolist()):
        if not (np.isfinite(x) and np.isfinite(y)):
            continue
        place = (round(x / _SAME_PX), round(y / _SAME_PX))
        if place not in seen:
            seen.add(place)
            kept.append(row)
    return kept


def _cell(xy: Floats, row: int, width: float, height: float) -> Cell:
    """What lies nearer to one point than to any other; nearer points cut first."""
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    cell = [Corner(x, y, -1) for x, y in corners]
    x, y = xy[row].tolist()
    away = np.hypot(xy[:, 0] - x, xy[:, 1] - y)
    for other in np.argsort(away, kind="stable").tolist():
        if other == row:
            continue
        reach = max((np.hypot(c.x - x, c.y - y) for c in cell), default=0.0)
        if not cell or away[other] > 2 * reach:
            break
        cell = _cut(cell, (x, y), (float(xy[other, 0]), float(xy[other, 1])), other)
    return cell


def _cut(cell: Cell, here: tuple[float, float], there: tuple[float, float], other: int) -> Cell:
    """The part of a cell nearer to `here` than to `there` (Sutherland and Hodgman)."""
    dx, dy = here[0] - there[0], here[1] - there[1]
    mx, my = (here[0] + there[0]) / 2, (here[1] + there[1]) / 2
    sides = [(corner.x - mx) * dx + (corner.y - my) * dy for corner in cell]
    kept: Cell = []
    for at, corner in enumerate(cell):
        end, side, then = cell[(at + 1) % len(cell)], sides[at], sides[(at + 1) % len(cell)]
        if side >= 0:
            kept.append(corner)
        if (side >= 0) != (then >= 0):
            part = side / (side - then)
            beyond = other if side >= 0 else corner.beyond
            x, y = corner.x + part * (end.x - corner.x), corner.y + part * (end.y - corner.y)
            kept.append(Corner(x, y, beyond))
    return kept
