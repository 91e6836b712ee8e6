"""Stops as the families their feeds make of them: a station with its platforms is one family.

In come the tables of concatenated feeds, out comes what matching looks at: one row a family with
its place on the ground, its name, the modes that call there, and the families that follow each
other in one line and so can never be one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from feeds.merge.arrays import distinct
from feeds.merge.modes import MODES, mode_of_type
from feeds.merge.names import Phrases, StopName, parse
from feeds.tables import MergedFeed

PLACE_WIDTH_M = 350.0
"""How far apart two stops of one place may stand."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Families:
    """Shapes: n families, s stops. `root` is the stop that stands for a family."""

    of_stop: Ints
    root: Ints
    feed: Ints
    xyz_m: Floats
    located: NDArray[np.bool_]
    name_idx: Ints
    names: Sequence[StopName]
    texts: Sequence[str]
    calls: Ints
    """(n, modes): how often each mode calls."""
    followers: frozenset[tuple[int, int]]
    """Pairs (lower, higher) of near families that follow each other in one trip."""

    def __len__(self) -> int:
        return len(self.root)

    def serves(self, mode: str) -> NDArray[np.bool_]:
        """Which families a mode calls at."""
        return np.asarray(self.calls[:, MODES.index(mode)] > 0, dtype=np.bool_)


def families_of(feed: MergedFeed, phrases: Phrases) -> Families:
    """The families of all stops."""
    stops = feed.stops
    root_of_stop = roots(stops["parent_idx"].to_numpy(dtype=np.int64))
    root, of_stop = np.unique(root_of_stop, return_inverse=True)
    of_stop = of_stop.astype(np.int64)
    texts, name_idx = np.unique(
        stops["name"].to_numpy(dtype=object)[root].astype(str), return_inverse=True
    )
    located = stops["located"].to_numpy(dtype=np.bool_)[root]
    lat, lon = (stops[column].to_numpy()[root] for column in ("lat", "lon"))
    xyz_m = unit_vectors_m(np.where(located, lat, 0.0), np.where(located, lon, 0.0))
    return Families(
        of_stop=of_stop,
        root=root.astype(np.int64),
        feed=stops["feed"].to_numpy(dtype=np.int64)[root],
        xyz_m=xyz_m,
        located=located,
        name_idx=name_idx.astype(np.int64),
        names=[parse(text, phrases) for text in texts.tolist()],
        texts=texts.tolist(),
        calls=_calls(feed, of_stop, len(root)),
        followers=_followers(feed.stop_times, of_stop, xyz_m),
    )


def roots(parent_idx: Ints) -> Ints:
    """The topmost parent of every stop, itself where it has none."""
    root = np.where(parent_idx >= 0, parent_idx, np.arange(len(parent_idx)))
    for _ in range(3):  # boarding area -> platform -> station
        root = root[root]
    return np.asarray(root, dtype=np.int64)


def _calls(feed: MergedFeed, of_stop: Ints, count: int) -> Ints:
    mode_of_route = mode_of_type(feed.routes["type"].to_numpy())
    mode_of_trip = mode_of_route[feed.trips["route_idx"].to_numpy()]
    mode = mode_of_trip[feed.stop_times["trip_idx"].to_numpy()]
    family = of_stop[feed.stop_times["stop_idx"].to_numpy()]
    counted = np.bincount(family * len(MODES) + mode, minlength=count * len(MODES))
    return counted.astype(np.int64).reshape(count, len(MODES))


def _followers(
    stop_times: pd.DataFrame, of_stop: Ints, xyz_m: Floats
) -> frozenset[tuple[int, int]]:
    family = of_stop[stop_times["stop_idx"].to_numpy()]
    trip = stop_times["trip_idx"].to_numpy()
    one, other = family[:-1], family[1:]
    follows = (trip[:-1] == trip[1:]) & (one != other)
    one, other = one[follows], other[follows]
    count = len(xyz_m)
    keys = distinct(np.minimum(one, other) * count + np.maximum(one, other))
    one, other = keys // max(count, 1), keys % max(count, 1)
    near = np.linalg.norm(xyz_m[one] - xyz_m[other], axis=1) <= PLACE_WIDTH_M
    return frozenset(zip(one[near].tolist(), other[near].tolist(), strict=True))
