"""One time zone in the file: the same moments, whatever the clocks do on which date."""

from __future__ import annotations

import pytest

from core.clock import from_day_number, iso_utc, service_day_start_s
from feeds.export.one_zone import in_one_zone
from tests.feeds.merge.small_feeds import small_feed

STOPS = "a | Here | 0 0\nb | There | 9000 0"


def moments(feed):
    """Every run by its first id, as UTC moments of its calls."""
    found = set()
    ids, zones = feed.trips["id"].tolist(), feed.trips["zone"].tolist()
    dates = feed.service_dates
    for trip, service in enumerate(feed.trips["service_idx"].tolist()):
        calls = feed.stop_times[feed.stop_times["trip_idx"] == trip]
        for day in dates.loc[dates["service_idx"] == service, "day"].tolist():
            start_s = service_day_start_s(from_day_number(day), zones[trip])
            told = [iso_utc(start_s + int(s)) for s in calls["departure_s"]]
            found.add((ids[trip].partition("~")[0], *told))
    return found


@pytest.mark.parametrize(
    "zone, target, trips, shifts",
    [
        ("Europe/Paris", "Europe/Luxembourg", 2, ()),
        ("Europe/London", "Europe/Luxembourg", 2, (3600,)),
        ("America/New_York", "Europe/Luxembourg", 4, (18000, 21600)),
        ("Europe/Paris", "Europe/London", 4, (-3600, 79200, 82800, 86400)),
        ("Asia/Tokyo", "Europe/Paris", 4, (-28800, -25200, 57600, 61200)),
    ],
)
def test_every_call_keeps_its_moment_also_when_clocks_change(zone, target, trips, shifts):
    days = "2025-03-08 2025-03-09 2025-03-10 2025-03-29 2025-03-30 2025-03-31 2025-10-26 2025-12-01"
    feed = small_feed(
        "x",
        "GB",
        STOPS,
        f"n | rail 1 | {days} | a 00:20 > b 00:50\nd | rail 2 | {days} | a 22:10 > b 25:35",
        zone=zone,
    )
    told, (move,) = in_one_zone(feed, target)
    assert set(told.trips["zone"]) == {target}
    assert moments(told) == moments(feed)
    assert (told.stop_times["arrival_s"] >= 0).all()
    assert len(told.trips) == trips
    assert move.shifts_s == shifts


def test_in_seat_transfers_follow_the_trips_that_were_doubled():
    days = "2025-03-08 2025-03-29"
    feed = small_feed(
        "x",
        "US",
        STOPS,
        f"one | rail 1 | {days} | a 10:00 > b 10:50\ntwo | rail 2 | {days} | b 10:50 > a 11:40",
        zone="America/New_York",
        transfers="b b 4 -1 one two",
    )
    told, _ = in_one_zone(feed, "Europe/Paris")
    ids = told.trips["id"].tolist()
    pairs = {
        (ids[rule.from_trip_idx], ids[rule.to_trip_idx]) for rule in told.transfers.itertuples()
    }
    assert len(pairs) == 2
    assert {one.partition("~")[2] == two.partition("~")[2] for one, two in pairs} == {True}
