"""Updates: a newer version takes its place, whatever else happens the last good one stays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core import clock
from core.errors import FeedError
from feeds.catalogue import add_feed, list_feeds
from feeds.tables import Source
from feeds.updates import RETRY_S, Change, Outcome, due_at_s, fetch_new, update
from tests.feeds.make import MINIMAL, write_feed
from tests.feeds.updates.publisher import Publisher, raw, redirect, send

ZONE = "Europe/Luxembourg"
MONTH_S = 30 * clock.DAY_S


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def newer_zip(tmp_path: Path) -> bytes:
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    return write_feed(tmp_path / "newer.zip", stops=stops).read_bytes()


def updated(data: Path, publisher: Publisher) -> list[Outcome]:
    return list(update(data, list_feeds(data), publisher.allowed()))


def source_at(address: str, tag: str = "lu", **more: object) -> Source:
    return Source(tag=tag, country="LU", zone=ZONE, address=address, **more)


def changes(data: Path, publisher: Publisher) -> list[str]:
    return [outcome.change.value for outcome in updated(data, publisher)]


def test_feed_is_fetched_kept_and_asked_for_politely(
    data: Path, publisher: Publisher, feed_zip: bytes, newer_zip: bytes
) -> None:
    address = publisher.offers(feed_zip, ETag='"1"')
    info = fetch_new(data, source_at(address), publisher.allowed())
    assert info.counts["trips"] == 2
    (stored,) = list_feeds(data)
    assert stored.source.address == address
    assert stored.checked_at_s == stored.fetched_at_s

    publisher.does(lambda asked: send(asked, 304, b"", {}))
    assert changes(data, publisher) == ["unchanged"]
    assert publisher.asked[-1][1]["If-None-Match"] == '"1"'

    publisher.offers(newer_zip, ETag='"2"')
    (outcome,) = updated(data, publisher)
    assert outcome.change is Change.UPDATED
    assert outcome.info is not None
    assert (data / "feeds/lu/current.zip").read_bytes() == newer_zip
    assert (data / "feeds/lu/previous.zip").read_bytes() == feed_zip
    assert updated(data, publisher) == [Outcome("lu", Change.UNCHANGED)]
    assert publisher.asked[-1][1]["If-None-Match"] == '"2"'


def test_same_bytes_without_a_name_are_no_new_version(
    data: Path, publisher: Publisher, feed_zip: bytes
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip)), publisher.allowed())
    before = list_feeds(data)[0]
    assert changes(data, publisher) == ["unchanged"]
    assert not (data / "feeds/lu/previous.zip").exists()
    assert list_feeds(data)[0].fetched_at_s == before.fetched_at_s


def test_damaged_zip_is_asked_for_anew_whatever_it_is_called(
    data: Path, publisher: Publisher, feed_zip: bytes
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip, ETag='"1"')), publisher.allowed())
    (data / "feeds/lu/current.zip").write_bytes(b"eaten by a disk")
    assert changes(data, publisher) == ["updated"]
    assert "If-None-Match" not in publisher.asked[-1][1]
    assert (data / "feeds/lu/current.zip").read_bytes() == feed_zip


def test_name_of_a_version_is_not_told_to_another_address(
    data: Path, publisher: Publisher, feed_zip: bytes, newer_zip: bytes
) -> None:
    portal = {"resources": [{"url": publisher.offers(feed_zip, "/1.zip", ETag='"x"')}]}
    api = publisher.offers(json.dumps(portal).encode(), "/api/")
    fetch_new(data, source_at(api, resolver="udata"), publisher.allowed())
    portal["resources"].append({
        "url": publisher.offers(newer_zip, "/2.zip", ETag='"x"'), "last_modified": "2026-11-01",
    })  # fmt: skip
    publisher.offers(json.dumps(portal).encode(), "/api/")
    assert changes(data, publisher) == ["updated"]
    assert publisher.asked[-1][0] == "/2.zip"
    assert "If-None-Match" not in publisher.asked[-1][1]


OK = b"HTTP/1.1 200 OK\r\n"
FAULTS = {
    "a web page": (raw(OK + b"\r\n<html>Maintenance"), "answers with a web page"),
    "half a zip": (raw(OK + b"Content-Length: 900\r\n\r\nPK\x03\x04"), "the download broke off"),
    "half a zip that says it is whole": (raw(OK + b"\r\nPK\x03\x04"), "lu.zip: "),
    "an error": (raw(b"HTTP/1.1 500 Oh\r\n\r\n"), "answers 500 Oh"),
    "a private address": (redirect("https://192.168.0.1/"), "not one of the hosts"),
}


@pytest.mark.parametrize("answer, reason", FAULTS.values(), ids=FAULTS)
def test_last_good_version_stays_and_the_failure_is_remembered(
    data: Path, publisher: Publisher, feed_zip: bytes, answer, reason: str
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip, ETag='"1"')), publisher.allowed())
    before = list_feeds(data)[0]
    publisher.does(answer)
    (outcome,) = updated(data, publisher)
    assert outcome.change is Change.FAILED
    assert reason in outcome.why
    stored = list_feeds(data)[0]
    assert stored.last_failure == outcome.why
    assert stored.last_failure_at_s >= before.fetched_at_s
    assert (stored.sha256, stored.fetched_at_s) == (before.sha256, before.fetched_at_s)
    assert stored.path.read_bytes() == feed_zip
    assert not list((data / "feeds/.incoming").iterdir())

    publisher.offers(feed_zip, ETag='"1"')
    assert changes(data, publisher) == ["unchanged"]
    stored = list_feeds(data)[0]
    assert (stored.last_failure, stored.last_failure_at_s) == ("", 0)


def test_zip_that_the_door_refuses_does_not_come_in(
    data: Path, publisher: Publisher, feed_zip: bytes, tmp_path: Path
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip)), publisher.allowed())
    no_trips = write_feed(tmp_path / "bad.zip", stop_times="trip_id,stop_id,stop_sequence\n")
    publisher.offers(no_trips.read_bytes())
    (outcome,) = updated(data, publisher)
    assert outcome.change is Change.FAILED
    assert list_feeds(data)[0].path.read_bytes() == feed_zip


def test_refused_version_is_not_sent_again_until_its_publisher_mends_it(
    data: Path, publisher: Publisher, feed_zip: bytes, newer_zip: bytes, tmp_path: Path
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip, ETag='"1"')), publisher.allowed())
    no_trips = write_feed(tmp_path / "bad.zip", stop_times="trip_id,stop_id,stop_sequence\n")
    publisher.offers(no_trips.read_bytes(), ETag='"2"')
    (refused,) = updated(data, publisher)
    stored = list_feeds(data)[0]
    assert due_at_s(stored, MONTH_S) == stored.checked_at_s + MONTH_S
    publisher.does(lambda asked: send(asked, 304, b"", {}))
    assert updated(data, publisher) == [refused]
    assert publisher.asked[-1][1]["If-None-Match"] == '"2"'
    assert list_feeds(data)[0].path.read_bytes() == feed_zip
    publisher.offers(newer_zip, ETag='"3"')
    assert changes(data, publisher) == ["updated"]
    assert list_feeds(data)[0].refused == {}


def test_one_bad_publisher_does_not_stop_the_others(
    data: Path, publisher: Publisher, feed_zip: bytes, newer_zip: bytes
) -> None:
    for tag in ("a", "b", "c"):
        fetch_new(data, source_at(publisher.offers(feed_zip, f"/{tag}"), tag), publisher.allowed())
        publisher.offers(newer_zip, f"/{tag}")
    publisher.does(raw(b"nonsense\r\n"), "/a")
    add_feed(data, "file", _written(data.parent / "x.zip", feed_zip), Source("file", "LU"))
    assert changes(data, publisher) == ["failed", "updated", "updated", "kept"]


def test_first_download_that_fails_leaves_nothing(data: Path, publisher: Publisher) -> None:
    address = publisher.does(raw(b"HTTP/1.1 404 Not Found\r\n\r\n"))
    with pytest.raises(FeedError, match="answers 404"):
        fetch_new(data, source_at(address), publisher.allowed())
    assert list_feeds(data) == []
    assert not list(data.rglob("*.zip"))


def test_source_may_be_content_with_less_than_the_limit(
    data: Path, publisher: Publisher, feed_zip: bytes
) -> None:
    source = source_at(publisher.does(raw(OK + b"Content-Length: 2000000\r\n\r\n")), max_mib=1)
    with pytest.raises(FeedError, match="announces 2 MiB; the limit is 1 MiB"):
        fetch_new(data, source, publisher.allowed())


def test_dropped_lines_and_agencies_stay_out_and_are_not_a_loss(
    data: Path, publisher: Publisher, tmp_path: Path
) -> None:
    routes = MINIMAL["routes"].replace(
        "R,A,604", "Q,A,605,,3\n        T,TGV,TGV,,2\n        R,A,604"
    )
    agency = MINIMAL["agency"].rstrip() + "\n        TGV,TGV,https://t.example,Europe/Luxembourg\n"
    trips = "route_id,service_id,trip_id\n R,DAILY,T1\n Q,DAILY,T2\n T,DAILY,T3"
    rest = (
        MINIMAL["stop_times"].rstrip() + "\n T3,09:00:00,09:00:00,S1,1\n T3,09:30:00,09:30:00,S2,2"
    )
    made = write_feed(
        tmp_path / "big.zip", routes=routes, agency=agency, trips=trips, stop_times=rest
    )
    address = publisher.offers(made.read_bytes())
    whole = fetch_new(data, source_at(address, "whole"), publisher.allowed())
    source = source_at(address, drop_agencies=("TGV",), drop_routes=("Q",))
    part = fetch_new(data, source, publisher.allowed())
    assert (whole.counts["trips"], part.counts["trips"]) == (3, 1)
    assert part.counts["trips_lost"] == whole.counts["trips_lost"] == 0
    assert part.notice_counts["trip_left_out_by_source"] == 2


def test_feed_is_due_after_the_rhythm_and_sooner_after_a_failure(
    data: Path, publisher: Publisher, feed_zip: bytes
) -> None:
    fetch_new(data, source_at(publisher.offers(feed_zip)), publisher.allowed())
    stored = list_feeds(data)[0]
    assert due_at_s(stored, MONTH_S) == stored.checked_at_s + MONTH_S
    publisher.does(raw(b"HTTP/1.1 500 Oh\r\n\r\n"))
    updated(data, publisher)
    failed = list_feeds(data)[0]
    assert due_at_s(failed, MONTH_S) == failed.checked_at_s + RETRY_S
    assert due_at_s(failed, 60) == failed.checked_at_s + 60
    assert due_at_s(replace(stored, checked_at_s=0), MONTH_S) == MONTH_S


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
