"""The real feeds of both sides: every row arrives, and arrives as it was published."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import day_number, format_gtfs_time, from_day_number
from feeds.load import load_feed
from feeds.rules import codes
from feeds.statistics import week_of_service
from feeds.tables import Source

BUNDLE = {
    "lu": ("luxembourg", "LU", (2_784, 619, 49_261, 1_084_427)),
    "ter": ("sncf-ter", "FR", (9_196, 650, 33_280, 299_983)),
    "fluo67": ("fluo-bas-rhin", "FR", (1_537, 47, 2_118, 32_737)),
}
MAX_LOAD_S = 20.0
"""Processor time for all three together; about two seconds on an idle machine."""


class Bundle:
    """The feeds, their zips and how long loading them took."""

    def __init__(self, find: Callable[[str], Path]) -> None:
        self.paths = {tag: find(f"border-2025/{name}.zip") for tag, (name, *_) in BUNDLE.items()}
        started = time.process_time()
        self.feeds = {
            tag: load_feed(path, Source(tag=tag, country=BUNDLE[tag][1]))
            for tag, path in self.paths.items()
        }
        self.load_s = time.process_time() - started

    def published(self, tag: str, table: str) -> list[dict[str, str]]:
        """The rows of a table as Python's csv module reads them."""
        with zipfile.ZipFile(self.paths[tag]) as archive:
            text = archive.read(f"{table}.txt").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def bundle(shared_data: Callable[[str], Path]) -> Bundle:
    """The bundle, loaded once."""
    return Bundle(shared_data)


@pytest.mark.parametrize("tag", BUNDLE)
def test_every_published_row_arrives(bundle: Bundle, tag: str) -> None:
    counts = bundle.feeds[tag].feeds[0].counts
    for name, expected in zip(
        ("stops", "routes", "trips", "stop_times"), BUNDLE[tag][2], strict=True
    ):
        assert (counts[name], counts[f"{name}_read"]) == (expected, expected), name
    assert counts["trips_lost"] == 0


def test_the_bundle_loads_in_seconds(bundle: Bundle) -> None:
    assert bundle.load_s < MAX_LOAD_S


@pytest.mark.parametrize("tag", ["fluo67", "ter"])
def test_every_call_is_what_was_published(bundle: Bundle, tag: str) -> None:
    feed = bundle.feeds[tag]
    trips, stops = feed.trips["id"].tolist(), feed.stops["id"].tolist()
    calls = feed.stop_times
    ours = {
        (trips[trip], sequence): (format_gtfs_time(arrival), format_gtfs_time(departure),
                                  stops[stop], pickup, drop_off)
        for trip, stop, arrival, departure, sequence, pickup, drop_off in zip(
            *(calls[name].tolist() for name in calls.columns[:7]), strict=True
        )
    }  # fmt: skip
    theirs = {
        (f"{tag}_{row['trip_id']}", int(row["stop_sequence"])): (
            row["arrival_time"], row["departure_time"], f"{tag}_{row['stop_id']}",
            int(row["pickup_type"] or 0), int(row["drop_off_type"] or 0),
        )
        for row in bundle.published(tag, "stop_times")
    }  # fmt: skip
    assert ours == theirs


@pytest.mark.parametrize("tag", BUNDLE)
def test_every_stop_and_trip_is_what_was_published(bundle: Bundle, tag: str) -> None:
    feed = bundle.feeds[tag]
    for ours, row in zip(feed.stops.itertuples(), bundle.published(tag, "stops"), strict=True):
        assert ours.id == f"{tag}_{row['stop_id']}"
        assert ours.name == row["stop_name"].strip()
        assert (ours.lat, ours.lon) == (float(row["stop_lat"]), float(row["stop_lon"]))
    routes, services = feed.routes["id"].tolist(), feed.services["id"].tolist()
    for ours, row in zip(feed.trips.itertuples(), bundle.published(tag, "trips"), strict=True):
        assert ours.id == f"{tag}_{row['trip_id']}"
        assert ours.headsign == row["trip_headsign"].strip()
        assert routes[ours.route_idx] == f"{tag}_{row['route_id']}"
        assert services[ours.service_idx] == f"{tag}_{row['service_id']}"


def test_every_service_day_is_what_was_published(bundle: Bundle) -> None:
    feed = bundle.feeds["ter"]
    services = feed.services["id"].tolist()
    ours = {
        (services[service], f"{from_day_number(day):%Y%m%d}")
        for service, day in zip(
            *(feed.service_dates[n].tolist() for n in feed.service_dates), strict=True
        )
    }
    theirs = {
        (f"ter_{row['service_id']}", row["date"])
        for row in bundle.published("ter", "calendar_dates")
        if row["exception_type"] == "1"
    }
    assert ours == theirs


def test_both_sides_are_read_in_their_own_zone(bundle: Bundle) -> None:
    assert set(bundle.feeds["lu"].trips["zone"]) == {"Europe/Luxembourg"}
    assert set(bundle.feeds["ter"].trips["zone"]) == {"Europe/Paris"}


def test_platforms_of_a_french_station_are_one_place(bundle: Bundle) -> None:
    stops = bundle.feeds["ter"].stops
    thionville = stops[stops["name"] == "Thionville"]
    assert len(thionville) > 1
    assert thionville["place_idx"].nunique() == 1


def test_french_stops_of_luxembourgish_lines_keep_their_boarding_rules(bundle: Bundle) -> None:
    calls = bundle.feeds["lu"].stop_times
    assert ((calls["pickup"] == 1) | (calls["drop_off"] == 1)).sum() > 1_000


def test_luxembourg_feed_has_nothing_wrong_but_its_age(bundle: Bundle) -> None:
    assert set(bundle.feeds["lu"].notices.counts) == {codes.EXPIRED_CALENDAR, codes.UNUSED_AGENCY}
    assert len(bundle.feeds["lu"].transfers) == 312


def test_weekday_of_luxembourg_in_figures(bundle: Bundle) -> None:
    tuesday = day_number(dt.date(2025, 2, 4))
    feed = bundle.feeds["lu"]
    running = feed.service_dates[feed.service_dates["day"] == tuesday]["service_idx"]
    figures = week_of_service(feed, tuesday)[0]
    assert figures.day == "2025-02-04"
    assert figures.trips == int(feed.trips["service_idx"].isin(running).sum())
