"""The zip: what is read, what is passed over, what is refused in one line."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from core.errors import FeedError
from feeds import archive
from feeds.archive import open_archive
from feeds.load import load_feed
from feeds.rules import codes
from tests.feeds.make import MINIMAL, SOURCE, table, write_feed, write_zip

FULL = {f"{name}.txt": text for name, text in MINIMAL.items()}
WANTED = ("stops.txt", "trips.txt")


def refusal(path: Path) -> str:
    with pytest.raises(FeedError) as caught:
        load_feed(path, SOURCE)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_publisher_who_sends_a_web_page_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(b"\xef\xbb\xbf\n<!DOCTYPE html><title>404</title>")
    assert "web page, not a zip file" in refusal(path)


def test_download_that_broke_off_is_named_as_cut_short(tmp_path: Path) -> None:
    whole = write_feed(tmp_path / "whole.zip").read_bytes()
    path = tmp_path / "feed.zip"
    for size in (len(whole) - 10, len(whole) // 2, 40):
        path.write_bytes(whole[:size])
        assert "cut short or damaged" in refusal(path)


def test_text_file_is_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_text("stop_id,stop_name\n")
    assert "not a zip file" in refusal(path)


def test_empty_missing_and_folder_paths_say_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "empty.zip").touch()
    assert "the file is empty" in refusal(tmp_path / "empty.zip")
    assert "no such file" in refusal(tmp_path / "nowhere.zip")
    assert "not a file" in refusal(tmp_path)


def test_byte_flipped_inside_a_table_is_found(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path) as archive_file:
        info = archive_file.getinfo("stops.txt")
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + len("stops.txt") + info.compress_size // 2] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path).startswith("stops.txt: ")


def test_a_name_inside_that_is_not_the_text_it_says_it_is_ends_in_one_line(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path) as archive_file:
        at = archive_file.getinfo("stops.txt").header_offset
    data = bytearray(path.read_bytes())
    data[at + 7] |= 0x08  # the flag that says UTF-8
    data[at + 32] = 0xF9  # and a byte that is none
    path.write_bytes(data)
    assert refusal(path).startswith("stops.txt: damaged inside the zip")


def test_tables_in_one_folder_are_a_feed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {f"gtfs/{name}": text for name, text in FULL.items()})
    assert len(load_feed(path, SOURCE).trips) == 2


def test_old_tables_in_a_folder_never_replace_those_at_the_root(tmp_path: Path) -> None:
    old = {"old/stops.txt": "stop_id,stop_name\nS1,Wrong", "old/deep/trips.txt": "trip_id\nX"}
    feed = load_feed(write_zip(tmp_path / "feed.zip", FULL | old), SOURCE)
    assert feed.stops["name"].tolist() == ["Villerupt", "Esch", "Belval", "Kirchberg"]
    assert feed.notices.counts[codes.INVALID_INPUT_FILES_IN_SUBFOLDER] == 2


def test_two_folders_with_feeds_are_refused_by_name(tmp_path: Path) -> None:
    both = {f"{folder}/{name}": text for folder in ("a", "b") for name, text in FULL.items()}
    text = refusal(write_zip(tmp_path / "feed.zip", both))
    assert "several feeds in one zip" in text
    assert "'a' and 'b'" in text


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_table_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path, "a") as archive_file:
        archive_file.writestr("stops.txt", table(MINIMAL["stops"]))
    assert "'stops.txt' stands in it twice" in refusal(path)


def test_leavings_of_a_mac_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    litter = {"__MACOSX/stops.txt": "x", "._stops.txt": "x", ".DS_Store": "x"}
    assert not load_feed(write_zip(tmp_path / "feed.zip", FULL | litter), SOURCE).notices.counts


@pytest.mark.parametrize(
    "name", ["../stops.txt", "/stops.txt", "a/../../stops.txt", "C:\\stops.txt"]
)
def test_names_that_lead_out_of_the_zip_are_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "feed.zip", FULL | {name: "x"})
    assert "points outside the zip" in refusal(path)


def test_of_a_long_name_the_end_is_told(tmp_path: Path) -> None:
    long = "n" * 60_000
    path = write_zip(tmp_path / "away.zip", {**FULL, f"../{long}/stops.txt": "x"})
    assert "nnn/stops.txt' points outside" in refusal(path)
    assert len(refusal(path)) < 300
    path = write_zip(tmp_path / "folders.zip", {f"{c}{long}/stops.txt": "x" for c in "ab"})
    assert "several feeds in one zip" in refusal(path)
    assert len(refusal(path)) < 500
    path = write_zip(
        tmp_path / "more.zip", {**FULL, f"{long}.md": "x", f"{long}/old/stops.txt": ""}
    )
    ignored = open_archive(path, WANTED).ignored
    assert max(map(len, ignored)) == archive.MAX_SHOWN_CHARS + 1
    assert {each[-9:] for each in ignored if "n" * 9 in each} == {"nnnnnn.md", "stops.txt"}


def test_link_in_place_of_a_table_is_refused(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip", stops=None)
    link = zipfile.ZipInfo("stops.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive_file:
        archive_file.writestr(link, "/etc/passwd")
    assert "is a link, not a table" in refusal(path)


def test_encrypted_table_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {"stops.txt": "stop_id"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        struct.pack_into("<H", data, data.index(mark) + offset, 1)
    path.write_bytes(data)
    assert "'stops.txt' is encrypted" in refusal(path)


def test_table_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive_file:
        archive_file.writestr("stops.txt", "stop_id")
    assert "packed in an unusual way" in refusal(path)


def test_bomb_is_refused_by_its_ratio_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {"stops.txt": b"0" * (archive.RATIO_FREE_BYTES + 1)})
    assert "times its size" in refusal(path)


def test_limits_hold_for_one_table_all_tables_members_and_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_feed(tmp_path / "feed.zip")
    for limit, value in (
        ("MAX_TABLE_BYTES", 100),
        ("MAX_TOTAL_BYTES", 500),
        ("MAX_MEMBERS", 3),
        ("MAX_ZIP_BYTES", 200),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(archive, limit, value)
            assert "more than" in refusal(path).replace("larger than", "more than")


def test_table_that_holds_more_than_the_zip_declares_is_not_read_on(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "feed.zip", {"stops.txt": b"stop_id\n" + b"S1\n" * 5000})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 100)
    path.write_bytes(data)
    opened = open_archive(path, WANTED)
    with pytest.raises(FeedError, match=r"stops\.txt"):
        opened.read("stops.txt")


def test_missing_tables_are_all_named_at_once(tmp_path: Path) -> None:
    assert "stops.txt, trips.txt missing" in refusal(
        write_feed(tmp_path / "feed.zip", stops=None, trips=None)
    )
    assert "neither calendar.txt nor" in refusal(write_feed(tmp_path / "f.zip", calendar=None))
    assert "no GTFS tables" in refusal(write_zip(tmp_path / "g.zip", {"readme.md": "x"}))


def test_tables_that_are_not_used_say_what_riders_lose(tmp_path: Path) -> None:
    feed = load_feed(
        write_feed(tmp_path / "feed.zip", pathways="pathway_id", fare_products="x", notes="x"),
        SOURCE,
    )
    messages = [notice.message for notice in feed.notices.samples[codes.UNSUPPORTED_FILE]]
    assert messages == [
        "not used: riders do not get fares",
        "not used: riders do not get ways inside stations",
    ]
    assert feed.notices.counts[codes.UNKNOWN_FILE] == 1


def test_a_zip_of_a_later_version_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip")
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 6, 64)
    path.write_bytes(data)
    said = refusal(path)
    assert "packed in an unknown way: zip file version 6.4" in said
    assert "zip it with the usual method" in said


def test_a_member_whose_name_begins_with_a_zero_byte_is_passed_over(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip", notes="x")
    data = path.read_bytes().replace(b"notes.txt", b"\x00otes.txt")
    path.write_bytes(data)
    opened = open_archive(path, WANTED)
    assert "\x00otes.txt" in opened.ignored
    assert "stops.txt" in opened.members
