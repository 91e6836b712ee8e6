"""Small feeds written as text: stops in metres around one point, trips as people read them.

    small_feed("lu", "LU", '''
        gare  | Luxembourg, Gare Centrale       |   0   0
        quai2 | Luxembourg, Gare Centrale Quai 2|  90 -40
        q2a   | Quai 2 A                        |  90 -40 | quai2
    ''', '''
        t1 | rail 88717 | 2025-02-03 2025-02-04 | gare 08:00 > bett 08:10/08:12 > thi 08:30
    ''')

The mode may name its line ("bus:604") and a fifth column the headsign.
A time with `x` before it ("x08:10") lets nobody board, one with `x` behind lets nobody alight.
"""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from core.clock import day_number, from_day_number, parse_gtfs_time
from feeds.frames import empty_frame, make_frame
from feeds.notices import NoticeLog
from feeds.places import initial_crosswalk, initial_places
from feeds.tables import FeedInfo, MergedFeed, Source

LAT, LON = 49.6, 6.13
_TYPES = {"rail": 2, "bus": 3, "tram": 0}


def small_feed(
    tag: str,
    country: str,
    stops: str,
    trips: str = "",
    *,
    zone: str = "Europe/Paris",
    fetched_at_s: int = 0,
    transfers: str = "",
) -> MergedFeed:
    stop_rows = _rows(stops)
    trip_rows = _rows(trips)
    stop_idx = {row[0]: number for number, row in enumerate(stop_rows)}
    trip_idx = {row[0]: number for number, row in enumerate(trip_rows)}
    stop_frame = _stops(tag, country, zone, stop_rows, stop_idx)
    places, place_idx = initial_places(stop_frame)
    stop_frame = stop_frame.assign(place_idx=place_idx)
    services, dates = _services(tag, trip_rows)
    lines = [row[1].split() for row in trip_rows]
    routes = sorted({line[0] for line in lines} | set(_TYPES))
    names = [route.partition(":")[2] or route for route in routes]
    return MergedFeed(
        feeds=(_info(tag, country, zone, fetched_at_s),),
        agencies=make_frame(
            "agencies", id=[f"{tag}_a"], feed=[0], name=[tag.upper()], url=[""], zone=[zone],
            lang=["fr"], phone=[""], fare_url=[""],
        ),
        stops=stop_frame,
        places=places,
        routes=make_frame(
            "routes", id=[f"{tag}_{route}" for route in routes], feed=[0] * len(routes),
            agency_idx=[0] * len(routes), short_name=names, long_name=[""] * len(routes),
            type=[_TYPES[route.partition(":")[0]] for route in routes],
            color=[""] * len(routes), text_color=[""] * len(routes),
        ),
        trips=make_frame(
            "trips", id=[f"{tag}_{row[0]}" for row in trip_rows], feed=[0] * len(trip_rows),
            route_idx=[routes.index(line[0]) for line in lines],
            service_idx=list(range(len(trip_rows))),
            headsign=[row[4] if len(row) > 4 else "" for row in trip_rows],
            short_name=[" ".join(line[1:]) for line in lines],
            direction=[-1] * len(trip_rows), block=[""] * len(trip_rows),
            shape_idx=[-1] * len(trip_rows), wheelchair=[0] * len(trip_rows),
            bikes=[0] * len(trip_rows), zone=[zone] * len(trip_rows),
        ),
        stop_times=_stop_times(trip_rows, stop_idx),
        services=services,
        service_dates=dates,
        transfers=_transfers(transfers, stop_idx, trip_idx),
        shapes=empty_frame("shapes"),
        stop_crosswalk=initial_crosswalk(stop_frame),
        trip_crosswalk=empty_frame("trip_crosswalk"),
        notices=NoticeLog(),
    )  # fmt: skip


def places_by_name(feed: MergedFeed) -> dict[str, set[str]]:
    """The ids of the stops of every place, by the place's name."""
    out: dict[str, set[str]] = {}
    for stop_id, place in zip(feed.stops["id"], feed.stops["place_idx"], strict=True):
        out.setdefault(feed.places["name"][place], set()).add(stop_id)
    return out


def is_one_place(feed: MergedFeed, *stop_ids: str) -> bool:
    """Whether these stops are one place."""
    chosen = feed.stops[feed.stops["id"].isin(stop_ids)]
    assert len(chosen) == len(stop_ids)
    return chosen["place_idx"].nunique() == 1


def runs(feed: MergedFeed, chosen: np.ndarray | None = None) -> set[str]:
    """Every run of the chosen trips (one flag a trip) as "trip-id date"."""
    trips = feed.trips if chosen is None else feed.trips[chosen]
    pairs = trips[["id", "service_idx"]].merge(feed.service_dates, on="service_idx")
    dates = {int(day): from_day_number(int(day)).isoformat() for day in pairs["day"].unique()}
    return {
        f"{trip} {dates[int(day)]}" for trip, day in zip(pairs["id"], pairs["day"], strict=True)
    }


def _rows(text: str) -> list[list[str]]:
    return [
        [part.strip() for part in line.split("|")] for line in text.splitlines() if line.strip()
    ]


def _info(tag: str, country: str, zone: str, fetched_at_s: int) -> FeedInfo:
    source = Source(tag=tag, country=country, zone=zone)
    return FeedInfo(
        source=source, version="", sha256="", fetched_at_s=fetched_at_s, first_day=0, last_day=0,
        counts={}, notice_counts={},
    )  # fmt: skip


def _stops(tag, country, zone, rows, index):
    metres = [[float(part) for part in row[2].split()] for row in rows]
    north = np.array([m[0] for m in metres])
    east = np.array([m[1] for m in metres])
    parents = [index[row[3]] if len(row) > 3 else -1 for row in rows]
    count = len(rows)
    return make_frame(
        "stops", id=[f"{tag}_{row[0]}" for row in rows], feed=[0] * count, code=[""] * count,
        name=[row[1] for row in rows], lat=LAT + np.degrees(north / 6_371_008.8),
        lon=LON + np.degrees(east / 6_371_008.8 / math.cos(math.radians(LAT))),
        location_type=[int(i in parents) for i in range(count)], parent_idx=parents,
        platform=[""] * count, zone=[zone] * count, country=[country] * count,
        wheelchair=[0] * count, place_idx=[-1] * count,
        located=[True] * count,
    )  # fmt: skip


def _services(tag, rows):
    dates = [
        (number, day_number(dt.date.fromisoformat(day)))
        for number, row in enumerate(rows)
        for day in row[2].split()
    ]
    return (
        make_frame("services", id=[f"{tag}_s{i}" for i in range(len(rows))], feed=[0] * len(rows)),
        make_frame("service_dates", service_idx=[n for n, _ in dates], day=[d for _, d in dates]),
    )


def _stop_times(rows, stop_idx):
    columns: dict[str, list] = {
        name: [] for name in ("trip_idx", "stop_idx", "arrival_s", "departure_s", "sequence",
                              "pickup", "drop_off", "interpolated")
    }  # fmt: skip
    for trip, row in enumerate(rows):
        for sequence, call in enumerate(row[3].split(">")):
            stop, times = call.split()
            arrival, _, departure = times.strip("x").partition("/")
            columns["trip_idx"].append(trip)
            columns["stop_idx"].append(stop_idx[stop])
            columns["arrival_s"].append(parse_gtfs_time(f"{arrival}:00"))
            columns["departure_s"].append(parse_gtfs_time(f"{departure or arrival}:00"))
            columns["sequence"].append(sequence)
            columns["pickup"].append(int(times.startswith("x")))
            columns["drop_off"].append(int(times.endswith("x")))
            columns["interpolated"].append(False)
    return make_frame("stop_times", **columns)


def _transfers(text, stop_idx, trip_idx):
    rows = [row[0].split() for row in _rows(text)]
    none = [-1] * len(rows)
    return make_frame(
        "transfers", from_stop_idx=[stop_idx[row[0]] for row in rows],
        to_stop_idx=[stop_idx[row[1]] for row in rows], type=[int(row[2]) for row in rows],
        min_time_s=[int(row[3]) for row in rows],
        from_trip_idx=[trip_idx[row[4]] if len(row) > 4 else -1 for row in rows],
        to_trip_idx=[trip_idx[row[5]] if len(row) > 5 else -1 for row in rows],
        from_route_idx=none, to_route_idx=none,
    )  # fmt: skip
