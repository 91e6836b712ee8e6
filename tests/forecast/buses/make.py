"""A made bus line over the made border: a feed, its hops, and what its buses tell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
from google.transit import gtfs_realtime_pb2 as pb

from core import clock
from feeds.load import load_feed
from feeds.tables import MergedFeed, Source
from feeds.territory import Territory, load_territory
from forecast.buses.hops import FROM, TO, Hops
from forecast.buses.runs import COMES, Told
from tests.feeds.make import write_feed
from tests.forecast.make import TERRITORY, ZONE, made_territory

DAY = dt.date(2026, 11, 24)
RUN_S = 600
"""Scheduled between the two stops beside the border."""
BUSES = "corridor_id,from_stop,to_stop,agency,line,share,source\n"
POINTS = "lat,lon,country\n49.48,6.10,FR\n49.49,6.10,FR\n49.51,6.11,LU\n49.53,6.11,LU\n"
STOPS = """
    stop_id,stop_name,stop_lat,stop_lon
    P,"Village, Place",49.470,6.100
    F,"Pont, Douane",49.490,6.100
    L,"Brück, Grenz",49.510,6.106
    G,"Brück, Gare",49.520,6.110
"""


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> int:
    return clock.from_local(day, dt.time(hour, minute), ZONE)


def line_of(starts: list[str], run_min: int = 10, dwell_min: int = 0) -> dict[str, str]:
    """The trips T0, T1 ... by when they leave Pont: Village, Pont, Brück border, Brück station."""
    trips, calls = ["route_id,service_id,trip_id"], [_HEAD]
    for number, start in enumerate(starts):
        trips.append(f"R,D,T{number}")
        hour, minute = map(int, start.split(":"))
        leaves = hour * 60 + minute
        times = [
            (leaves - dwell_min - 5, leaves - dwell_min - 5, "P"),
            (leaves - dwell_min, leaves, "F"),
            (leaves + run_min, leaves + run_min, "L"),
            (leaves + run_min + 5, leaves + run_min + 5, "G"),
        ]
        calls += [
            f"T{number},{_clock(comes)},{_clock(goes)},{stop},{at_call * 10}"
            for at_call, (comes, goes, stop) in enumerate(times, 1)
        ]
    return {"trips": "\n".join(trips), "stop_times": "\n".join(calls)}


_HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def territory_of(folder: Path, buses: str = BUSES, **tables: str) -> Territory:
    """The made border with a table of buses and points whose country is known."""
    made_territory(folder)
    told = {"corridor_buses": buses, "country_points": POINTS, **tables}
    for name, text in told.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    assert TERRITORY
    return load_territory(folder)


def feed_of(path: Path, starts: list[str], tag: str = "x", **rest: int) -> MergedFeed:
    tables = line_of(starts, **rest)
    calendar = """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        D,1,1,1,1,1,1,1,20260301,20270601
    """
    routes = """
        route_id,agency_id,route_short_name,route_long_name,route_type
        R,A,601,Village - Brück,3
    """
    write_feed(path, stops=STOPS, routes=routes, calendar=calendar, **tables)
    return load_feed(path, Source(tag, "LU", zone=ZONE))


def told_by(hops: Hops, *rows: tuple[int, int, int, int, float]) -> Told:
    """Rows of hop, end, kind, moment and delay."""
    table = np.array(rows, dtype=float).reshape(-1, 5)
    hop, end, kind, moment = (table[:, column].astype(np.int64) for column in range(4))
    return Told(hop, end, kind, moment, table[:, 4])


def seen(
    hops: Hops, hop: int, late_from: float, late_to: float, day: dt.date = DAY, wait_s: int = 10
) -> list[tuple[int, int, int, int, float]]:
    """What a bus tells that was seen at both ends of its hop."""
    start_s = clock.service_day_start_s(day, ZONE)
    leaves = start_s + int(hops.leaves_s[hop] + late_from)
    comes = start_s + int(hops.comes_s[hop] + late_to)
    return [
        (hop, FROM, COMES, leaves + wait_s, late_from),
        (hop, TO, COMES, comes + wait_s, late_to),
    ]


def message(at_s: int, *updates: tuple[str, list[dict]]) -> bytes:
    """A message of trip updates: calls by `stop`, `seq`, `arr`, `dep`, `arr_at`, `rel`."""
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version = "2.0"
    said.header.timestamp = at_s
    for trip, calls in updates:
        entity = said.entity.add()
        entity.id = trip
        entity.trip_update.trip.trip_id = trip
        for call in calls:
            told = entity.trip_update.stop_time_update.add()
            if "stop" in call:
                told.stop_id = call["stop"]
            if "seq" in call:
                told.stop_sequence = call["seq"]
            if "arr" in call:
                told.arrival.delay = call["arr"]
            if "dep" in call:
                told.departure.delay = call["dep"]
            if "arr_at" in call:
                told.arrival.time = call["arr_at"]
            if "rel" in call:
                told.schedule_relationship = call["rel"]
    return said.SerializeToString()
