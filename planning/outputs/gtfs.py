"""A scenario as GTFS: its tables in, one zip that any other program reads out.

Trips that no longer run are left out, with lines, services and rules that nobody needs any more.
The zip is written as merged feeds are: checked by gtfs-guru, and refused where a licence of the
base does not allow it to be passed on.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.files import machine_faults
from core.progress import Progress, silent
from feeds.export.publish import ZIP, publish
from feeds.second_opinion import SecondOpinion
from feeds.tables import MergedFeed

NAME = "scenario.gtfs.zip"


def write_gtfs(
    feed: MergedFeed, out: Path, zone: str, progress: Progress = silent
) -> SecondOpinion | None:
    """Writes the zip into a folder; returns what gtfs-guru says of it.

    Errors: DataError when a licence forbids it or the zip does not pass, EnvironmentFault when the
    machine refuses; then the folder is as it was.
    """
    with machine_faults(f"cannot write to {out}"):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".scenario-", dir=out) as beside:
            published = publish(without_unused(feed), Path(beside), zone=zone, progress=progress)
            (Path(beside) / ZIP).replace(out / NAME)
    return published.opinion


def without_unused(feed: MergedFeed) -> MergedFeed:
    """The tables without trips that make no call, and without what only those needed."""
    calls = feed.stop_times
    trips = _kept(len(feed.trips), calls["trip_idx"].to_numpy())
    left = feed.trips[trips >= 0]
    routes = _kept(len(feed.routes), left["route_idx"].to_numpy())
    services = _kept(len(feed.services), left["service_idx"].to_numpy())
    dates = feed.service_dates[services[feed.service_dates["service_idx"].to_numpy()] >= 0]
    twins = feed.trip_crosswalk[trips[feed.trip_crosswalk["kept_trip_idx"].to_numpy()] >= 0]
    rules = feed.transfers[_still_there(feed.transfers, trips, routes)]
    return replace(
        feed,
        trips=_renumbered(left, route_idx=routes, service_idx=services),
        routes=feed.routes[routes >= 0].reset_index(drop=True),
        services=feed.services[services >= 0].reset_index(drop=True),
        service_dates=_renumbered(dates, service_idx=services),
        stop_times=_renumbered(calls, trip_idx=trips),
        transfers=_renumbered(
            rules, from_trip_idx=trips, to_trip_idx=trips, from_route_idx=routes,
            to_route_idx=routes,
        ),
        trip_crosswalk=_renumbered(twins, kept_trip_idx=trips),
    )  # fmt: skip


def _kept(n: int, used: NDArray[np.int64]) -> NDArray[np.int64]:
    """The new numbers of rows that are used, -1 for the others. Shapes: (n,)."""
    numbers = np.full(n, -1, dtype=np.int64)
    rows = np.unique(used)
    numbers[rows] = np.arange(len(rows))
    return numbers


def _still_there(
    rules: pd.DataFrame, trips: NDArray[np.int64], routes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which rules name no trip or line that has gone. Shapes: (rules,)."""
    there = np.ones(len(rules), dtype=np.bool_)
    for column, numbers in (
        ("from_trip_idx", trips), ("to_trip_idx", trips),
        ("from_route_idx", routes), ("to_route_idx", routes),
    ):  # fmt: skip
        named = rules[column].to_numpy()
        there &= (named < 0) | (np.r_[numbers, -1][named] >= 0)
    return there


def _renumbered(frame: pd.DataFrame, **columns: NDArray[np.int64]) -> pd.DataFrame:
    """The frame with other numbers in some columns; -1 stays -1."""
    told = frame.reset_index(drop=True)
    for name, numbers in columns.items():
        old = told[name].to_numpy()
        new = np.where(old < 0, -1, np.r_[numbers, -1][old])
        told = told.assign(**{name: new.astype(told[name].dtype)})
    return told
