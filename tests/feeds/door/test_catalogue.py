"""The catalogue: a good feed enters whole, a bad one changes nothing, the one before stays."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.errors import DataError, EnvironmentFault, FeedError, RequestError
from core.progress import silent
from feeds import catalogue
from feeds.catalogue import add_feed, list_feeds, load_stored
from feeds.rules import codes
from feeds.tables import Source
from tests.feeds.make import MINIMAL, write_feed

LU = Source(
    tag="lu", country="LU", publisher='Administration "ATP"', licence="CC-BY-4.0", share_alike=True
)


def contents(data: Path) -> dict[str, bytes]:
    """Every file under a folder but the lock, with its bytes."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the minimal feed as lu."""
    add_feed(tmp_path / "data", "lu", write_feed(tmp_path / "first.zip"), LU)
    return tmp_path / "data"


def test_added_feed_is_listed_with_its_licence_and_fingerprint(data: Path, tmp_path: Path) -> None:
    (stored,) = list_feeds(data)
    assert stored.source == LU
    assert stored.path == data / "feeds" / "lu" / "current.zip"
    assert stored.path.read_bytes() == (tmp_path / "first.zip").read_bytes()
    assert (len(stored.sha256), stored.last_failure) == (64, "")
    assert stored.fetched_at_s > 1_700_000_000
    assert sorted(contents(data)) == [
        "feeds/lu/current.zip", "feeds/lu/source.toml", "feeds/lu/state.json",
    ]  # fmt: skip


def test_newer_version_replaces_the_feed_and_keeps_the_one_before(
    data: Path, tmp_path: Path
) -> None:
    before = (data / "feeds/lu/current.zip").read_bytes()
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    newer = write_feed(tmp_path / "newer.zip", stops=stops)
    info = add_feed(data, "lu", newer, LU)
    assert (data / "feeds/lu/previous.zip").read_bytes() == before
    assert list_feeds(data)[0].sha256 == info.sha256
    add_feed(data, "lu", newer, LU)  # the same bytes again are no newer version
    assert (data / "feeds/lu/previous.zip").read_bytes() == before


def test_refused_feed_leaves_the_folder_byte_for_byte(data: Path, tmp_path: Path) -> None:
    before = contents(data)
    for bad in (
        write_feed(tmp_path / "a.zip", stops=None),
        write_feed(tmp_path / "b.zip", stop_times="trip_id"),
        tmp_path / "missing.zip",
    ):
        for tag in ("lu", "new"):
            with pytest.raises(FeedError):
                add_feed(data, tag, bad, LU)
    assert contents(data) == before
    assert not (data / "feeds" / "new").exists()


@pytest.mark.parametrize("tag", ["", "LU", "lu_1", "../lu", "a b", "-lu", "x" * 33])
def test_tag_that_could_not_scope_ids_is_refused(tmp_path: Path, tag: str) -> None:
    with pytest.raises(RequestError, match="tag"):
        add_feed(tmp_path, tag, write_feed(tmp_path / "f.zip"), LU)
    assert not (tmp_path / "feeds").exists()


def test_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(EnvironmentFault, match="cannot write the feed in"):
        add_feed(tmp_path / "data", "lu", write_feed(tmp_path / "f.zip"), LU)


def test_disk_that_fills_up_halfway_leaves_what_was_there(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(data)

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(catalogue.os, "fsync", full)
    newer = write_feed(
        tmp_path / "newer.zip", trips=MINIMAL["trips"].replace("DAILY,T2", "DAILY,T3")
    )
    for tag in ("lu", "new"):
        with pytest.raises(EnvironmentFault, match="No space left"):
            add_feed(data, tag, newer, LU)
    assert contents(data) == before
    assert [feed.source.tag for feed in list_feeds(data)] == ["lu"]


def test_stored_feeds_of_both_sides_load_as_one(data: Path, tmp_path: Path) -> None:
    add_feed(data, "ter", write_feed(tmp_path / "ter.zip"), Source(tag="ter", country="FR"))
    merged = load_stored(data, None)
    assert [info.source.tag for info in merged.feeds] == ["lu", "ter"]
    assert {name.split("_")[0] for name in merged.stops["id"]} == {"lu", "ter"}


def test_zip_that_rots_on_disk_is_served_in_its_last_good_version(
    data: Path, tmp_path: Path
) -> None:
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    add_feed(data, "lu", write_feed(tmp_path / "newer.zip", stops=stops), LU)
    (data / "feeds/lu/current.zip").write_bytes(b"PK rot")
    said: list[str] = []
    merged = load_stored(data, None, lambda doing, share=None: said.append(doing))
    assert merged.stops["name"].tolist()[0] == "Villerupt"
    assert "cut short or damaged" in merged.feeds[0].last_failure
    assert merged.feeds[0].fetched_at_s > 0
    assert any("previous version" in line for line in said)
    assert "cut short or damaged" in list_feeds(data)[0].last_failure


def test_feed_without_any_good_version_is_left_out_and_named(data: Path, tmp_path: Path) -> None:
    add_feed(data, "ter", write_feed(tmp_path / "ter.zip"), Source(tag="ter", country="FR"))
    (data / "feeds/ter/current.zip").write_bytes(b"<html>")
    merged = load_stored(data, None)
    assert [info.source.tag for info in merged.feeds] == ["lu"]
    assert merged.notices.samples[codes.FEED_LEFT_OUT][0].feed == "ter"
    (data / "feeds/lu/current.zip").write_bytes(b"<html>")
    with pytest.raises(FeedError, match="web page"):
        load_stored(data, None)


def test_empty_data_folder_says_how_to_fill_it(tmp_path: Path) -> None:
    assert list_feeds(tmp_path) == []
    with pytest.raises(FeedError, match="feeds add"):
        load_stored(tmp_path, None, silent)


def test_source_file_that_was_edited_badly_is_named(data: Path) -> None:
    source = data / "feeds/lu/source.toml"
    good = source.read_text(encoding="utf-8")
    for bad in (
        "tag = lu",
        good.replace('"LU"', "7"),
        f'{good}colour = "red"',
        good.replace('tag = "lu"', 'tag = "be"'),
    ):
        source.write_text(bad, encoding="utf-8")
        with pytest.raises(DataError, match=r"source\.toml"):
            list_feeds(data)


def test_lost_state_file_is_no_reason_to_lose_the_feed(data: Path) -> None:
    for state in ("", "[]", json.dumps({"sha256": 1, "fetched_at_s": "then"})):
        (data / "feeds/lu/state.json").write_text(state)
        assert len(load_stored(data, None).trips) == 2
