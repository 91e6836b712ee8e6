"""Documents of strangers that unfold, point elsewhere or lie: XML, JSON, protobuf, zip."""

from __future__ import annotations

import ast
import struct
import time
import zipfile
import zlib

import pytest

from core.errors import DataError, FeedError, RequestError
from core.xml_records import records
from feeds.archive import open_archive
from feeds.load import load_feed
from feeds.realtime.read import read_message
from planning.scenario.reading import read_scenario
from tests.feeds.make import MINIMAL, SOURCE, write_feed, write_zip
from tests.house.repository import ROOMS, files_with, name_of

FULL = {f"{name}.txt": text for name, text in MINIMAL.items()}


def test_xml_is_read_by_the_guarded_reader_alone():
    """The types of the standard library may be named; its readers may not be called."""
    readers = {"parse", "fromstring", "iterparse", "XMLParser", "XML", "fromstringlist"}
    for path in files_with(".py"):
        if name_of(path).split("/")[0] not in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xml."):
                assert not readers & {each.name for each in node.names}, name_of(path)
            if isinstance(node, ast.Import):
                names = {each.name.split(".")[0] for each in node.names}
                assert not names & {"xml", "lxml"}, name_of(path)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML = {
    "a billion laughs": f'<!DOCTYPE z [<!ENTITY l0 "ha">{LAUGHS}]><r>&l9;</r>',
    "a quadratic blowup": f'<!DOCTYPE z [<!ENTITY a "{"x" * 50_000}">]><r>{"&a;" * 5_000}</r>',
    "a file": '<!DOCTYPE z [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>',
    "an address": '<!DOCTYPE z [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p">%p;]><r/>',
    "a type declared elsewhere": '<!DOCTYPE r PUBLIC "x" "http://127.0.0.1:1/d.dtd"><r/>',
    "in UTF-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE z [<!ENTITY a "x">]><r>&a;</r>',
    "an alphabet that there is not": '<?xml version="1.0" encoding="utf-7"?><r>+ADw-</r>',
}


@pytest.mark.parametrize("name", XML)
def test_xml_that_unfolds_or_fetches_is_refused_at_once(name, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("connected"))
    content = XML[name].encode("utf-16" if "UTF-16" in name else "utf-8")
    begun_s = time.thread_time()
    with pytest.raises(DataError):
        list(records(content, {"r"}))
    assert time.thread_time() - begun_s < 2


@pytest.mark.parametrize(
    "content",
    [
        '{"a":' * 100_000, "[" * 100_000, '{"a": "\ud800"}', '{"name": 1e999}', "9" * 100_000,
        '{"__proto__": {"x": 1}}', '{"modifications": [' + "{}," * 99_999 + "{}]}", "\x00" * 1000,
    ],
    ids=lambda each: each[:12],
)  # fmt: skip
def test_a_scenario_that_is_an_attack_is_refused_in_words(content):
    begun_s = time.thread_time()
    with pytest.raises(RequestError):
        read_scenario(content.encode("utf-8", "surrogatepass"))
    assert time.thread_time() - begun_s < 5


def test_protobuf_nested_for_ever_or_lying_about_its_length_is_refused():
    deep = b"\x0b" * 2_000 + b"\x0c" * 2_000
    lying = b"\x0a\xff\xff\xff\xff\x07"
    for content in (deep, lying, b"\x0a\xff" * 5_000, b"\xff" * 100_000):
        told = read_message(content, "x")
        assert not told.usable
        assert told.notices.counts


def overlapping(path, times):
    """A zip of whose tables all but one lie in the same bytes."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"stop_id,stop_name\n" + b"0" * 3_000_000
    packed = body.compress(raw) + body.flush()
    crc = zlib.crc32(raw)
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), len(raw), 9, 0
    )
    content = local + b"stops.txt" + packed
    start, central = len(content), b""
    for n in range(times):
        name = f"{n:04}/x.txt"[-9:].encode() if n else b"stops.txt"
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), len(raw),
            len(name), 0, 0, 0, 0, 0, 0,
        ) + name  # fmt: skip
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(central), start, 0)
    path.write_bytes(content + central + end)
    return path


@pytest.mark.parametrize("times", [2, 900, 5_000])
def test_a_zip_whose_members_overlap_costs_no_more_than_one(tmp_path, times):
    begun_s = time.thread_time()
    with pytest.raises(FeedError):
        load_feed(overlapping(tmp_path / "feed.zip", times), SOURCE)
    assert time.thread_time() - begun_s < 5


def test_nothing_of_a_zip_is_ever_written_to_disk(tmp_path):
    tricks = {"../../evil.txt": "x", "/tmp/evil.txt": "x", "a/../../evil.txt": "x"}  # noqa: S108 - a name in a zip
    (tmp_path / "in").mkdir()
    path = write_zip(tmp_path / "in" / "feed.zip", FULL | tricks)
    load_feed(path, SOURCE)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["feed.zip", "in"]
    ours = [each for each in files_with(".py") if name_of(each).split("/")[0] in ROOMS]
    for each in ours:
        text = each.read_text(encoding="utf-8")
        assert ".extractall(" not in text
        assert "shutil.unpack_archive" not in text


def test_a_zip_within_a_zip_is_not_opened(tmp_path):
    inner = write_feed(tmp_path / "inner.zip").read_bytes()
    path = write_zip(tmp_path / "feed.zip", {"gtfs.zip": inner})
    with pytest.raises(FeedError, match="no GTFS tables"):
        load_feed(path, SOURCE)


@pytest.mark.parametrize("size", [0, 1, 10, 0xFFFF_FFF0])
def test_a_zip_that_lies_about_sizes_is_found_out(tmp_path, size):
    path = write_zip(tmp_path / "feed.zip", FULL)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"stops.txt") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, at + 24, size)
    path.write_bytes(data)
    with pytest.raises(FeedError):
        load_feed(path, SOURCE)


def test_a_zip_of_thousands_of_members_is_not_looked_through(tmp_path):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(1_001):
            archive.writestr(f"{n}.txt", "")
    with pytest.raises(FeedError, match="1001 members"):
        open_archive(path, ("stops.txt",))
