"""The first places of one feed: stops in, places and the crosswalk to them out.

A station with its platforms is one place, any other stop is a place of its own. Places of several
feeds are joined later, by the merge.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.frames import make_frame

_MAX_DEPTH = 3
"""Boarding area, platform, station: the longest chain of parents."""


def initial_places(stops: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int32]]:
    """The places, and the place of every stop."""
    root = np.arange(len(stops))
    parent = stops["parent_idx"].to_numpy()
    for _ in range(_MAX_DEPTH):
        root = np.where(parent[root] >= 0, parent[root], root) if len(root) else root
    primary, place_idx = np.unique(root, return_inverse=True)
    heads = stops.iloc[primary]
    places = make_frame(
        "places",
        name=heads["name"].tolist(),
        lat=heads["lat"].to_numpy(),
        lon=heads["lon"].to_numpy(),
        country=heads["country"].tolist(),
        zone=heads["zone"].tolist(),
        primary_stop_idx=primary,
    )
    return places, place_idx.astype(np.int32)


def initial_crosswalk(stops: pd.DataFrame) -> pd.DataFrame:
    """Why every stop belongs to its place: it is the place, or the feed names it as parent."""
    has_parent = stops["parent_idx"].to_numpy() >= 0
    return make_frame(
        "stop_crosswalk",
        stop_idx=np.arange(len(stops)),
        place_idx=stops["place_idx"].to_numpy(),
        score=np.ones(len(stops)),
        evidence=np.where(has_parent, "parent_station", "itself").tolist(),
    )
