"""Whatever happens to a feed on its way, the door says what is wrong and lets in what is sound."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings

from core.errors import FeedError
from feeds.check import CheckReport, check_feed
from feeds.load import load_feed
from feeds.merge import merge
from feeds.parsing import MAX_TIME_S
from feeds.tables import MergedFeed
from tests.feeds.door.mutations import ALL, Mutation, damaged, mutations
from tests.feeds.make import SOURCE


def judge(path: Path) -> bool:
    """Whether the feed is taken; fails on anything but a sound feed or a refusal in one line."""
    try:
        feed = load_feed(path, SOURCE)
    except FeedError as refusal:
        said = str(refusal)
        assert re.match(r"[^:]+\.(zip|txt)\b", said), said
        assert "\n" not in said
        assert len(said) < 2000
        return False
    assert_sound(feed)
    assert_sound(merge([feed], None))
    return True


def assert_sound(feed: MergedFeed) -> None:
    """What every later step takes for granted."""
    times = feed.stop_times
    trip, stop = times["trip_idx"].to_numpy(), times["stop_idx"].to_numpy()
    assert len(times) >= 2
    assert np.bincount(trip, minlength=len(feed.trips)).min() >= 2
    assert 0 <= stop.min() <= stop.max() < len(feed.stops)
    arrival, departure = times["arrival_s"].to_numpy(), times["departure_s"].to_numpy()
    assert (arrival <= departure).all()
    assert (departure[:-1] <= arrival[1:])[trip[1:] == trip[:-1]].all()
    assert 0 <= arrival.min() <= departure.max() <= MAX_TIME_S
    assert feed.stops["id"].is_unique
    assert feed.trips["id"].is_unique
    assert np.isfinite(feed.stops[["lat", "lon"]].to_numpy()).all()
    assert feed.stops["lat"].abs().max() <= 90
    for table, column, target in (
        ("trips", "route_idx", "routes"),
        ("trips", "service_idx", "services"),
        ("routes", "agency_idx", "agencies"),
        ("service_dates", "service_idx", "services"),
        ("stops", "place_idx", "places"),
    ):
        rows = getattr(feed, table)[column].to_numpy()
        assert ((rows >= 0) & (rows < len(getattr(feed, target)))).all(), (table, column)


def test_the_complete_feed_is_taken_whole(tmp_path):
    feed = load_feed(damaged(tmp_path / "feed.zip", []), SOURCE)
    assert_sound(feed)
    assert feed.feeds[0].counts["trips_lost"] == 0


def test_every_mutation_by_itself_at_many_places_ends_in_notices(tmp_path):
    taken = {}
    for what in sorted(ALL):
        cases = [Mutation(what, 7 * n, 3 * n, n, 11 * n) for n in range(6)]
        taken[what] = sum(judge(damaged(tmp_path / "feed.zip", [case])) for case in cases)
    assert taken["row twice"] > 0
    assert taken["zip cut"] < 6


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=mutations())
def test_any_mutations_end_in_notices(tmp_path, done):
    judge(damaged(tmp_path / "feed.zip", done))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=mutations())
def test_the_report_of_any_damaged_feed_can_be_read(tmp_path, done):
    report = check_feed(damaged(tmp_path / "feed.zip", done), SOURCE)
    assert isinstance(report, CheckReport)
    assert report.as_text()
    assert report.as_json()["usable"] == report.usable
