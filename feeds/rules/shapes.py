"""Rules of shapes.txt: lines of at least two points, in order, on the globe.

A bad point costs that point; a shape that is left with less than two points is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.fields import Fields
from feeds.frames import empty_frame, make_frame, renumbering
from feeds.rules import codes


@dataclass(frozen=True, slots=True)
class Shapes:
    """Clean points by shape and order, and where shape ids are. Shapes: points (n,)."""

    index: dict[bytes, int]
    shape: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    distance: NDArray[np.float64]

    def used(self, by_trips: NDArray[np.int64]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """The frame of the shapes that trips use, and the final index of every shape."""
        if not self.index:
            return empty_frame("shapes"), np.zeros(0, dtype=np.int64)
        drawn = np.zeros(len(self.index), dtype=np.bool_)
        drawn[by_trips[by_trips >= 0]] = True
        new = renumbering(drawn)
        kept = drawn[self.shape]
        frame = make_frame(
            "shapes",
            shape_idx=new[self.shape[kept]],
            lat=self.lat[kept],
            lon=self.lon[kept],
            distance=self.distance[kept],
        )
        return frame, new


NO_SHAPES = Shapes({}, *(np.zeros(0, dtype=kind) for kind in ("int64", "f8", "f8", "f8")))


def clean_shapes(fields: Fields) -> Shapes:
    """The shapes of one table."""
    bad = fields.require("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
    lat, bad_lat = fields.floats("shape_pt_lat")
    lon, bad_lon = fields.floats("shape_pt_lon")
    sequence, bad_sequence = fields.ints("shape_pt_sequence", 0, 0, 2**31 - 1)
    off = (np.abs(lat) > 90) | (np.abs(lon) > 180)
    fields.note(codes.NUMBER_OUT_OF_RANGE, "no place on the globe", off, "shape_id", "shape_pt_lat")
    bad |= bad_lat | bad_lon | bad_sequence | off
    distance, bad_distance = fields.floats("shape_dist_traveled")
    distance[bad_distance] = np.nan
    ids = fields.raw("shape_id")
    index = {key: place for place, key in enumerate(dict.fromkeys(ids))}
    shape = fields.lookup("shape_id", index)
    good = np.flatnonzero(~bad)
    order = good[np.lexsort((sequence[good], shape[good]))]
    counts = np.bincount(shape[order], minlength=len(index))
    for key, place in index.items():
        if counts[place] == 1:
            fields.notes.note(
                codes.SINGLE_SHAPE_POINT, "one point draws no line", shape_id=key.decode("utf-8")
            )
    order = order[counts[shape[order]] > 1]
    index = {key: place for key, place in index.items() if key and counts[place] > 1}
    new = np.full(len(counts), -1, dtype=np.int64)
    new[list(index.values())] = np.arange(len(index))
    index = {key: int(new[old]) for key, old in index.items()}
    return Shapes(index, new[shape[order]], lat[order], lon[order], distance[order])
