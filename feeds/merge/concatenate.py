"""Feeds put end to end: several MergedFeed in, one out with every index moved to its new row.

Nothing is matched here; places and crosswalks are made afterwards from the stops.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.errors import FeedError
from feeds.notices import SAMPLES_OF_A_MERGE, NoticeLog
from feeds.tables import COLUMNS, FeedInfo, MergedFeed

REFERENCES: dict[str, dict[str, str]] = {
    "stops": {"parent_idx": "stops", "place_idx": "places"},
    "places": {"primary_stop_idx": "stops"},
    "routes": {"agency_idx": "agencies"},
    "trips": {"route_idx": "routes", "service_idx": "services", "shape_idx": "shapes"},
    "stop_times": {"trip_idx": "trips", "stop_idx": "stops"},
    "service_dates": {"service_idx": "services"},
    "transfers": {
        "from_stop_idx": "stops",
        "to_stop_idx": "stops",
        "from_trip_idx": "trips",
        "to_trip_idx": "trips",
        "from_route_idx": "routes",
        "to_route_idx": "routes",
    },
    "shapes": {"shape_idx": "shapes"},
    "stop_crosswalk": {"stop_idx": "stops", "place_idx": "places"},
    "trip_crosswalk": {"kept_trip_idx": "trips"},
}
"""Which column of which table is the row number of a thing in which other table."""


def concatenate(feeds: Sequence[MergedFeed]) -> MergedFeed:
    """The feeds as one, in their order.

    Errors: FeedError when two of them carry the same tag, for then their ids would be mixed up.
    """
    infos = tuple(info for feed in feeds for info in feed.feeds)
    _refuse_doubles(infos)
    starts = _starts(feeds)
    tables = {
        table: _joined(table, [getattr(feed, table) for feed in feeds], starts) for table in COLUMNS
    }
    notices = NoticeLog(keep=SAMPLES_OF_A_MERGE)
    for feed in feeds:
        notices.extend(feed.notices)
    return MergedFeed(feeds=infos, notices=notices, **tables)


def _refuse_doubles(infos: Sequence[FeedInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        if info.source.tag in seen:
            raise FeedError(
                f"two feeds carry the tag {info.source.tag!r}", mend="give one of them another tag"
            )
        seen.add(info.source.tag)


def _starts(feeds: Sequence[MergedFeed]) -> dict[str, list[int]]:
    """Where the rows of each feed begin, for every table (and for the shapes, and the feeds)."""
    starts: dict[str, list[int]] = {name: [0] for name in (*COLUMNS, "feeds")}
    for feed in feeds:
        sizes = {name: len(getattr(feed, name)) for name in COLUMNS}
        sizes["feeds"] = len(feed.feeds)
        sizes["shapes"] = _shape_count(feed)
        for name, size in sizes.items():
            starts[name].append(starts[name][-1] + size)
    return starts


def _shape_count(feed: MergedFeed) -> int:
    """How many shape indices a feed uses; a trip may name a shape whose points were dropped."""
    used = (feed.shapes["shape_idx"], feed.trips["shape_idx"])
    return 1 + max((int(column.max()) for column in used if len(column)), default=-1)


def _joined(table: str, frames: list[pd.DataFrame], starts: dict[str, list[int]]) -> pd.DataFrame:
    references = dict(REFERENCES.get(table, {}))
    if "feed" in COLUMNS[table]:
        references["feed"] = "feeds"
    moved = [
        frame.assign(
            **{
                column: _moved(frame[column], starts[target][at])
                for column, target in references.items()
            }
        )
        for at, frame in enumerate(frames)
        if len(frame)
    ]
    if not moved:
        return frames[0].reset_index(drop=True) if frames else _empty(table)
    return pd.concat(moved, ignore_index=True)[list(COLUMNS[table])]


def _moved(column: pd.Series, start: int) -> pd.Series:
    """Row numbers shifted by `start`; -1 stays "none"."""
    return column.where(column < 0, column + start).astype(column.dtype)


def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS[table].items()})
