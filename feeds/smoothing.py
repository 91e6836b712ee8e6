"""Lines as people draw them: a jagged line in, a smooth one out; both in a plane, in metres."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

STAIR_M = 500.0
"""Turns smaller than this are the stairs of the cells, not the way of the line."""

_ROUNDS = 4
"""How often every corner is cut."""

_TURN_M = 800.0
"""A line turns back when it runs this far the other way."""


def smooth(line: shapely.LineString) -> shapely.LineString:
    """The line without its stairs and with round corners; its ends stay where they are.

    Source: Douglas and Peucker (1973); Chaikin, "An algorithm for high-speed curve generation"
    (1974).
    """
    at = shapely.get_coordinates(shapely.simplify(line, STAIR_M))
    closed = bool(shapely.is_closed(line))
    for _ in range(_ROUNDS):
        near, far = 0.75 * at[:-1] + 0.25 * at[1:], 0.25 * at[:-1] + 0.75 * at[1:]
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        at = np.concatenate([cut, cut[:1]] if closed else [at[:1], cut[1:-1], at[-1:]])
    return shapely.linestrings(at)


def eastward(line: shapely.LineString) -> list[tuple[shapely.LineString, bool]]:
    """The line cut where it turns back, each part from west to east, and whether it was turned."""
    at = shapely.get_coordinates(line)
    parts = []
    for first, last in _runs(at[:, 0]):
        part = at[first : last + 1]
        turned = bool(part[-1, 0] < part[0, 0])
        parts.append((shapely.linestrings(part[::-1] if turned else part), turned))
    return parts


def _runs(x: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The stretches, first and last position, between the turning points of a line."""
    turns, best, way = [0], 0, 0
    for position, here in enumerate(x):
        if way == 0:
            way = int(np.sign(here - x[0])) if abs(here - x[0]) >= _TURN_M else 0
            best = position
        elif way * (here - x[best]) >= 0:
            best = position
        elif way * (x[best] - here) >= _TURN_M:
            turns.append(best)
            way, best = -way, position
    turns.append(len(x) - 1)
    return list(pairwise(turns))
