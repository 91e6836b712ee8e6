"""The tables that leave the door: what `feeds` gives and every other room may rely on.

A FeedTables is one clean feed, a MergedFeed the union of several. Both hold pandas frames whose
row number is the index of the thing (stop_idx, trip_idx ...): integer indices inside, strings only
as names. Whatever could not be trusted has been dropped and noticed before it gets here, so the
reader of these tables checks nothing again.

Columns (dtype; -1 stands for "none" in every *_idx):

    agencies    id str, feed int16, name str, url str, zone str, lang str, phone str, fare_url str
    stops       id str, feed int16, code str, name str, lat float64, lon float64,
                location_type int8, parent_idx int32, platform str, zone str, country str,
                wheelchair int8 (0 unknown, 1 yes, 2 no), place_idx int32,
                located bool (False: lat and lon are not believed, or 0,0 where there are none;
                no footpaths)
    places      name str, lat float64, lon float64, country str, zone str, primary_stop_idx int32
    routes      id str, feed int16, agency_idx int32, short_name str, long_name str,
                type int16 (GTFS and extended), color str (RRGGBB or ""), text_color str
    trips       id str, feed int16, route_idx int32, service_idx int32, headsign str,
                short_name str, direction int8 (-1 unknown), block str, shape_idx int32,
                wheelchair int8, bikes int8, zone str (of its agency)
    stop_times  trip_idx int32, stop_idx int32, arrival_s int32, departure_s int32, sequence int32,
                pickup int8, drop_off int8 (GTFS pickup_type, drop_off_type), interpolated bool;
                sorted by trip_idx, then sequence; times count from service_day_start_s
    service_dates  service_idx int32, day int32 (core.clock.day_number); sorted, no doubles
    services    id str, feed int16
    transfers   from_stop_idx int32, to_stop_idx int32, type int8 (GTFS 0-5), min_time_s int32
                (-1 not said), from_trip_idx int32, to_trip_idx int32, from_route_idx int32,
                to_route_idx int32
    shapes      shape_idx int32, lat float64, lon float64, distance float64 (nan unknown);
                points of one shape stand together, in order
    stop_crosswalk  stop_idx int32, place_idx int32, score float64, evidence str
    trip_crosswalk  id str (the trip left out), kept_trip_idx int32, evidence str

Ids are scoped: "<tag>_<GTFS id>".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from feeds.notices import NoticeLog

COLUMNS: dict[str, dict[str, str]] = {
    "agencies": {
        "id": "str", "feed": "int16", "name": "str", "url": "str", "zone": "str", "lang": "str",
        "phone": "str", "fare_url": "str",
    },
    "stops": {
        "id": "str", "feed": "int16", "code": "str", "name": "str", "lat": "float64",
        "lon": "float64", "location_type": "int8", "parent_idx": "int32", "platform": "str",
        "zone": "str", "country": "str", "wheelchair": "int8", "place_idx": "int32",
        "located": "bool",
    },
    "places": {
        "name": "str", "lat": "float64", "lon": "float64", "country": "str", "zone": "str",
        "primary_stop_idx": "int32",
    },
    "routes": {
        "id": "str", "feed": "int16", "agency_idx": "int32", "short_name": "str",
        "long_name": "str", "type": "int16", "color": "str", "text_color": "str",
    },
    "trips": {
        "id": "str", "feed": "int16", "route_idx": "int32", "service_idx": "int32",
        "headsign": "str", "short_name": "str", "direction": "int8", "block": "str",
        "shape_idx": "int32", "wheelchair": "int8", "bikes": "int8", "zone": "str",
    },
    "stop_times": {
        "trip_idx": "int32", "stop_idx": "int32", "arrival_s": "int32", "departure_s": "int32",
        "sequence": "int32", "pickup": "int8", "drop_off": "int8", "interpolated": "bool",
    },
    "service_dates": {"service_idx": "int32", "day": "int32"},
    "services": {"id": "str", "feed": "int16"},
    "transfers": {
        "from_stop_idx": "int32", "to_stop_idx": "int32", "type": "int8", "min_time_s": "int32",
        "from_trip_idx": "int32", "to_trip_idx": "int32", "from_route_idx": "int32",
        "to_route_idx": "int32",
    },
    "shapes": {"shape_idx": "int32", "lat": "float64", "lon": "float64", "distance": "float64"},
    "stop_crosswalk": {
        "stop_idx": "int32", "place_idx": "int32", "score": "float64", "evidence": "str",
    },
    "trip_crosswalk": {"id": "str", "kept_trip_idx": "int32", "evidence": "str"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes a feed and what may be done with it: one file of the source catalogue."""

    tag: str
    country: str
    publisher: str = ""
    name: str = ""
    page: str = ""
    address: str = ""
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    share_alike: bool = False
    republish: bool = True
    zone: str = ""
    illustrative: bool = False
    """Generated from facts, not a published timetable: says so wherever it is shown."""
    resolver: str = ""
    """Who asks `address` where the newest zip lies (feeds/resolvers.py); "": the zip lies there."""
    hosts: tuple[str, ...] = ()
    """Hosts beside that of `address` that may answer; "*.name" stands for all below that name."""
    rhythm: str = ""
    """How often the publisher renews the feed; "": not known."""
    max_mib: int = 0
    """The largest download that is taken; 0: the limit of every feed."""
    skip: str = ""
    """Why the feed is not fetched; "": it is."""
    drop_agencies: tuple[str, ...] = ()
    """GTFS ids of agencies that another feed brings; their trips are left out."""
    drop_routes: tuple[str, ...] = ()
    """GTFS ids of lines whose trips are left out."""
    project_past_end: bool = False
    """Whether days after the timetable's last run like those before it (feeds/projection.py)."""
    note: str = ""
    """What else people should know about the source."""


def source_of(values: Mapping[str, Any]) -> Source:
    """The source that a JSON or TOML object describes, its lists made tuples.

    Errors: TypeError for unknown or missing names.
    """
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Source(**plain)


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """Provenance of one loaded feed: its source and this very version of it."""

    source: Source
    version: str
    sha256: str
    fetched_at_s: int
    first_day: int
    last_day: int
    counts: dict[str, int]
    notice_counts: dict[str, int]
    last_failure: str = ""
    notice_samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The first few notices of each code, as JSON objects."""


@dataclass(frozen=True, slots=True)
class MergedFeed:
    """One or several feeds as one set of clean tables; the feed of a row is `feeds[row.feed]`."""

    feeds: tuple[FeedInfo, ...]
    agencies: pd.DataFrame
    stops: pd.DataFrame
    places: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    services: pd.DataFrame
    service_dates: pd.DataFrame
    transfers: pd.DataFrame
    shapes: pd.DataFrame
    stop_crosswalk: pd.DataFrame
    trip_crosswalk: pd.DataFrame
    notices: NoticeLog
