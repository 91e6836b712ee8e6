"""Only what runs: a MergedFeed in, the same without trips that never run and what served them out.

Left out are trips without calls or days, and services, lines, operators and shapes that no other
trip needs, with the rules and crosswalks that name them; every index is moved. Stops stay: they
stand there whether or not anything calls.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.frames import renumbering
from feeds.merge.concatenate import REFERENCES
from feeds.tables import MergedFeed

Kept = NDArray[np.bool_]
_NONE = -1


def compacted(feed: MergedFeed) -> MergedFeed:
    """The feed with what runs; itself where all of it does."""
    trips = feed.trips[_running(feed)]
    routes = _used(feed.routes, trips["route_idx"])
    kept = {
        "trips": _running(feed),
        "routes": routes,
        "agencies": _used(feed.agencies, feed.routes["agency_idx"][routes]),
        "services": _used(feed.services, trips["service_idx"]),
        "shapes": _used_shapes(feed, trips["shape_idx"]),
    }
    if all(each.all() for each in kept.values()):
        return feed
    tables = {name: _moved(name, getattr(feed, name), kept) for name in {*REFERENCES, *kept}}
    return replace(feed, **tables)


def _running(feed: MergedFeed) -> Kept:
    """Trips with calls and days. Shapes: (trips,)."""
    calls = np.bincount(feed.stop_times["trip_idx"].to_numpy(), minlength=len(feed.trips))
    days = np.bincount(feed.service_dates["service_idx"].to_numpy(), minlength=len(feed.services))
    return np.asarray((calls > 0) & (days[feed.trips["service_idx"].to_numpy()] > 0))


def _used(frame: pd.DataFrame, index: pd.Series) -> Kept:
    used = np.zeros(len(frame), dtype=np.bool_)
    used[index.to_numpy()[index.to_numpy() >= 0]] = True
    return used


def _used_shapes(feed: MergedFeed, index: pd.Series) -> Kept:
    """Shapes by their number, for which there is no table of one row each."""
    numbers = pd.concat([feed.shapes["shape_idx"], feed.trips["shape_idx"]])
    count = int(numbers.max()) + 1 if len(numbers) else 0
    used = np.zeros(max(count, 0), dtype=np.bool_)
    used[index.to_numpy()[index.to_numpy() >= 0]] = True
    return used


def _moved(table: str, frame: pd.DataFrame, kept: dict[str, Kept]) -> pd.DataFrame:
    """The rows that are kept and name nothing that is left out, with their indices moved."""
    if table in kept and table != "shapes":
        frame = frame[kept[table]]
    for column, target in REFERENCES.get(table, {}).items():
        if target in kept:
            new = np.append(renumbering(kept[target]), _NONE)
            index = frame[column].to_numpy()
            named = (index < 0) | (new[index] >= 0)
            frame = frame[named].assign(**{column: new[index[named]].astype(index.dtype)})
    return frame.reset_index(drop=True)
