"""A border town as tables, scenarios over it, and how the runs of a feed read.

    Audun --- Rue --- Terres --- Esch (two platforms) --- Belval, along one straight road

Line 7 runs there and back on a Monday, a Tuesday and a Saturday; line 9 on the Monday alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from core.clock import format_gtfs_time, from_day_number
from core.errors import Fault, RequestError
from feeds.tables import MergedFeed
from feeds.territory import TABLES, Territory
from planning.apply.scenario import Applied, apply
from tests.feeds.merge.small_feeds import small_feed
from tests.feeds.merge.small_territory import small_territory
from tests.planning.scenario.given import read

STOPS = """
    audun | Audun        | 0    0
    rue   | Rue          | 0  800
    terr  | Terres       | 0 1600
    esch  | Esch         | 0 2400
    e1    | Esch quai 1  | 0 2400 | esch
    e2    | Esch quai 2  | 0 2410 | esch
    bel   | Belval       | 0 4000
"""
ALL = "2025-02-03 2025-02-04 2025-02-08"
TRIPS = f"""
    a1 | bus:7 | {ALL}      | audun 08:00 > rue 08:05/08:06 > e1 08:15/08:17 > bel 08:25
    a2 | bus:7 | {ALL}      | audun 09:00 > rue 09:05/09:06 > e1 09:15/09:17 > bel 09:25
    b1 | bus:7 | {ALL}      | bel 10:00 > e2 10:08/10:10 > rue 10:20 > audun 10:25
    n1 | bus:9 | 2025-02-03 | terr 07:00 > e2 07:30x
"""
FEED = small_feed("x", "LU", STOPS, TRIPS, zone="Europe/Luxembourg")
SIDES = (("LU", 2000.0), ("FR", -2000.0))
NODES = (("A", 0.0), ("B", 0.01), ("C", 0.02), ("D", 0.03))
"""Junctions by how many degrees east they lie; a road leads from each to the next and back."""


def territory(*, links: bool = True) -> Territory:
    """Two sides of a border, and the one road through them over the crossing K from B to C."""
    bare = small_territory(*SIDES)
    if not links:
        return bare
    nodes = [(name, name, "LU", 49.6, 6.0 + east, "town") for name, east in NODES]
    roads = [
        (
            f"{a}{b}",
            a,
            b,
            "N1",
            "primary",
            1000.0,
            50.0,
            1.0,
            900.0,
            "K-LU" if a + b == "BC" else "",
        )
        for a, b in ("AB", "BA", "BC", "CB", "CD", "DC")
    ]
    corridor = ("K-LU", "K", "N1", "K", "to_lu", "FR", "LU", 1000.0, 72.0, 49.6, 6.015, 900.0)
    return replace(
        bare,
        road_nodes=pd.DataFrame(nodes, columns=list(TABLES["road_nodes"])),
        road_links=pd.DataFrame(roads, columns=list(TABLES["road_links"])),
        corridors=pd.DataFrame([corridor], columns=list(TABLES["corridors"])),
    )


def applied(
    *modifications: dict[str, Any], feed: MergedFeed = FEED, place: Territory | None = None
) -> Applied:
    """The scenario of these modifications over the town."""
    return apply(feed, territory() if place is None else place, read(*modifications))


def faults(*modifications: dict[str, Any], feed: MergedFeed = FEED) -> dict[str, str]:
    """What is said of modifications that cannot be applied, by place."""
    return {each.field: each.message for each in faults_in_order(*modifications, feed=feed)}


def faults_in_order(*modifications: dict[str, Any], feed: MergedFeed = FEED) -> tuple[Fault, ...]:
    """The faults themselves."""
    with pytest.raises(RequestError) as caught:
        applied(*modifications, feed=feed)
    return caught.value.faults


def runs(feed: MergedFeed, having: str = "x_") -> list[str]:
    """Every run whose id starts so, as `a1 08:00 Audun, 08:05-08:06 Rue, 08:25 Belval`."""
    names = feed.stops["name"].tolist()
    told = []
    for trip, calls in feed.stop_times.groupby("trip_idx"):
        name = feed.trips["id"].iloc[trip]
        if name.startswith(having):
            parts = [
                f"{_clock(call.arrival_s, call.departure_s)} {names[call.stop_idx]}"
                for call in calls.itertuples()
            ]
            told.append(f"{name.removeprefix('x_')} {', '.join(parts)}")
    return told


def departures(feed: MergedFeed, having: str) -> list[str]:
    """When the runs whose id starts so leave their first stop, sorted."""
    return sorted(run.split()[1].rpartition("-")[2] for run in runs(feed, having))


def dates(feed: MergedFeed, trip: str) -> list[str]:
    """The days on which a trip runs."""
    service = feed.trips.set_index("id")["service_idx"].loc[trip]
    days = feed.service_dates["day"][feed.service_dates["service_idx"] == service]
    return [from_day_number(day).isoformat() for day in days]


def _clock(arrival_s: int, departure_s: int) -> str:
    first, last = (format_gtfs_time(each).removesuffix(":00") for each in (arrival_s, departure_s))
    return first if first == last else f"{first}-{last}"
