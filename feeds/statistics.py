"""Figures on one clean feed by gtfs-kit: a MergedFeed in, a week of service in numbers out.

gtfs-kit sees only tables that went through the strict door, never raw bytes.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from core import clock
from feeds.tables import MergedFeed

if TYPE_CHECKING:
    import gtfs_kit

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What runs on one service date; the peak is the largest number of vehicles at once."""

    day: str
    trips: int
    routes: int
    stops: int
    service_hours: float
    peak_trips: int
    peak_from: str
    peak_to: str


def week_of_service(feed: MergedFeed, today: int) -> tuple[DayFigures, ...]:
    """The figures of the week from `today`, or of the first or last week the feed knows."""
    days = feed.service_dates["day"].to_numpy()
    if not len(days):
        return ()
    first = min(max(today, int(days.min())), max(int(days.max()) - WEEK_DAYS + 1, int(days.min())))
    week = range(first, first + WEEK_DAYS)
    kit = to_gtfs_kit(feed, week)
    dates = [f"{clock.from_day_number(day):%Y%m%d}" for day in week]
    stats = kit.compute_network_stats(dates, _trip_stats(feed, kit))
    return tuple(_figures(row) for row in stats.to_dict("records"))


def to_gtfs_kit(feed: MergedFeed, days: range) -> gtfs_kit.Feed:
    """The trips that run on these days as a gtfs-kit feed, with scoped ids."""
    import gtfs_kit

    dates = feed.service_dates
    dates = dates[dates["day"].between(days.start, days.stop - 1)]
    trips = feed.trips[feed.trips["service_idx"].isin(dates["service_idx"])]
    calls = feed.stop_times[feed.stop_times["trip_idx"].isin(trips.index)]
    stops = feed.stops
    route_ids, service_ids = feed.routes["id"], feed.services["id"]
    return gtfs_kit.Feed(
        dist_units="km",
        agency=_agencies(feed.agencies),
        stops=pd.DataFrame({
            "stop_id": stops["id"], "stop_name": stops["name"], "stop_lat": stops["lat"],
            "stop_lon": stops["lon"],
        }),
        routes=pd.DataFrame({
            "route_id": route_ids,
            "agency_id": _pick(feed.agencies["id"], feed.routes["agency_idx"]),
            "route_short_name": feed.routes["short_name"],
            "route_long_name": feed.routes["long_name"],
            "route_type": feed.routes["type"],
        }),
        trips=pd.DataFrame({
            "route_id": _pick(route_ids, trips["route_idx"]),
            "service_id": _pick(service_ids, trips["service_idx"]),
            "trip_id": trips["id"],
            "direction_id": trips["direction"].clip(lower=0),
            "shape_id": np.full(len(trips), np.nan),
        }),
        stop_times=pd.DataFrame({
            "trip_id": _pick(feed.trips["id"], calls["trip_idx"]),
            "arrival_time": _times(calls["arrival_s"]),
            "departure_time": _times(calls["departure_s"]),
            "stop_id": _pick(stops["id"], calls["stop_idx"]),
            "stop_sequence": calls["sequence"],
        }),
        calendar_dates=pd.DataFrame({
            "service_id": _pick(service_ids, dates["service_idx"]),
            "date": [f"{clock.from_day_number(day):%Y%m%d}" for day in dates["day"]],
            "exception_type": 1,
        }),
    )  # fmt: skip


def _trip_stats(feed: MergedFeed, kit: gtfs_kit.Feed) -> pd.DataFrame:
    """What gtfs-kit wants to know of every trip; its own way to it takes a minute for 30,000."""
    calls = feed.stop_times
    trip_idx = calls["trip_idx"].to_numpy()
    first = np.flatnonzero(np.diff(trip_idx, prepend=-1))
    last = np.append(first[1:], len(trip_idx)) - 1
    start_s, end_s = (calls["departure_s"].iloc[rows] for rows in (first, last))
    trips = feed.trips.iloc[trip_idx[first]]
    stats = pd.DataFrame({
        "trip_id": trips["id"].to_numpy(dtype=object),
        "route_id": _pick(feed.routes["id"], trips["route_idx"]),
        "start_time": _times(start_s),
        "end_time": _times(end_s),
        "duration": (end_s.to_numpy() - start_s.to_numpy()) / 3600,
        "distance": np.nan,
    })  # fmt: skip
    return stats[stats["trip_id"].isin(kit.trips["trip_id"])]


def _agencies(agencies: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "agency_id": agencies["id"], "agency_name": agencies["name"],
        "agency_url": agencies["url"], "agency_timezone": agencies["zone"],
    })  # fmt: skip


def _pick(texts: pd.Series, index: pd.Series) -> list[Any]:
    return list(texts.to_numpy(dtype=object)[index.to_numpy()])


def _times(seconds: pd.Series) -> list[Any]:
    unique, place = np.unique(seconds.to_numpy(), return_inverse=True)
    texts = np.array([clock.format_gtfs_time(s) for s in unique.tolist()], dtype=object)
    return list(texts[place])


def _figures(row: dict[str, Any]) -> DayFigures:
    hours = float(row["service_duration"])
    return DayFigures(
        day=dt.date.fromisoformat(str(row["date"])).isoformat(),
        trips=int(row["num_trips"]),
        routes=int(row["num_routes"]),
        stops=int(row["num_stops"]),
        service_hours=round(hours, 1) if math.isfinite(hours) else 0.0,
        peak_trips=int(row["peak_num_trips"]),
        peak_from=str(row["peak_start_time"]),
        peak_to=str(row["peak_end_time"]),
    )
