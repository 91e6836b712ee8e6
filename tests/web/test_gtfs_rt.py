"""Others fetch our realtime over HTTP, as a protocol buffer or to read, if they may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core import clock
from feeds.territory import load_territory
from tests.realtime.make import NOW, live, message, update
from tests.routing.town import at, valley
from tests.web.conftest import LINES
from web.create import create_web
from web.state import AppState, World

UPDATES = "/gtfs-rt/trip-updates"


def open_feed(feed, *, republish):
    source = replace(feed.source, licence="CC-BY-4.0", republish=republish)
    return replace(feed, source=source)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """The valley with two late vehicles; only one of the two feeds may be passed on."""
    network = valley(tmp_path, LINES)
    feeds = tuple(open_feed(each, republish=each.source.tag == "fr") for each in network.feeds)
    under = live(
        replace(network, feeds=feeds),
        ("fr", message(update("t1", ("ober", 300)))),
        ("lu", message(update("t1", ("esch", 60)))),
    )
    monkeypatch.setattr(clock, "now_s", lambda: at(NOW))
    state = AppState(World.of(under, load_territory(tmp_path / "territory")))
    return create_web(state).test_client()


def test_protocol_buffer_holds_what_may_be_passed_on_and_names_the_rest(site):
    answer = site.get(UPDATES)
    assert answer.mimetype == "application/x-protobuf"
    feed = pb.FeedMessage()
    feed.ParseFromString(answer.data)
    assert [each.trip_update.trip.trip_id for each in feed.entity] == ["fr_t1"]
    assert answer.headers["Navette-Withheld"] == "lu=1"
    assert "Navette-Withheld" in answer.headers["Access-Control-Expose-Headers"]
    assert site.get(f"/api{UPDATES}").data == answer.data


def test_people_get_the_same_in_json(site):
    by_name = site.get(f"{UPDATES}?format=json").json
    by_header = site.get(UPDATES, headers={"Accept": "application/json"}).json
    assert by_name == by_header
    assert by_name["header"]["incrementality"] == "FULL_DATASET"
    assert by_name["entity"][0]["trip_update"]["trip"]["trip_id"] == "fr_t1"
    assert site.get(f"{UPDATES}?format=x").status_code == 400


@pytest.mark.parametrize("header, name", [("If-None-Match", "ETag"),
                                          ("If-Modified-Since", "Last-Modified")])  # fmt: skip
def test_who_has_it_already_is_told_so(site, header, name):
    known = site.get(UPDATES).headers[name]
    again = site.get(UPDATES, headers={header: known})
    assert again.status_code == 304
    assert again.data == b""


def test_entry_that_grows_too_old_is_a_change(site, monkeypatch):
    known = site.get(UPDATES).headers["Last-Modified"]
    monkeypatch.setattr(clock, "now_s", lambda: at(NOW) + 301)
    later = site.get(UPDATES, headers={"If-Modified-Since": known})
    assert later.status_code == 200
    assert later.headers["Navette-Stale"] == "fr=1"


def test_alerts_are_there_and_without_realtime_both_are_empty(site, client):
    assert site.get("/gtfs-rt/alerts").status_code == 200
    for address in (UPDATES, "/gtfs-rt/alerts"):
        feed = pb.FeedMessage()
        feed.ParseFromString(client.get(address).data)
        assert list(feed.entity) == []
