"""What may be kept is asked for again in vain, what says where somebody lives is never kept."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import brotli
import pytest

from tests.web.conftest import MORNING, OBER, UNI
from web import files
from web.create import create_web
from web.description import description
from web.state import AppState, World

PATHS = description()["paths"]
PLACES = {"fromPlace", "toPlace", "place", "point", "one", "many", "stopId", "text", "min", "max"}
READ_ALIKE = [
    path
    for path, item in PATHS.items()
    if "get" in item and "{" not in path and "scenarios" not in path
]
IDS = {"line_id": "lu_r0", "corridor_id": "valley-north", "car_park_id": "x"}


def parameters_of(path):
    return {each["name"] for each in PATHS[path]["get"]["parameters"]}


def query_of(path):
    known = {
        "fromPlace": OBER, "toPlace": UNI, "time": MORNING, "stopId": "lu_esch", "text": "esch",
        "place": OBER, "one": OBER, "many": UNI.replace(",", ";"), "mode": "WALK",
        "day": "2026-11-24",
    }  # fmt: skip
    wanted = parameters_of(path)
    if "geocode" in path or "stoptimes" in path:
        del known["mode"]
    return {name: value for name, value in known.items() if name in wanted}


@pytest.mark.parametrize("path", READ_ALIKE)
def test_every_path_says_whether_its_answer_may_be_kept(client, path):
    answer = client.get(path, query_string=query_of(path), buffered=True)
    kept = answer.headers["Cache-Control"]
    if parameters_of(path) & PLACES:
        assert kept == "no-store"
        assert "ETag" not in answer.headers
    elif kept != "no-store":
        assert answer.headers["ETag"].startswith("W/") or "base.geojson" in path
        known = {"If-None-Match": answer.headers["ETag"]}
        again = client.get(path, query_string=query_of(path), headers=known, buffered=True)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Cache-Control"] == kept
        assert "Accept-Encoding" in again.headers["Vary"]


def test_what_a_body_asks_is_never_kept(client):
    answer = client.post("/api/v6/plan", json={"fromPlace": OBER, "toPlace": UNI})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_another_network_has_another_tag_though_the_lines_are_the_same(valley_state):
    state = AppState(valley_state.world)
    client = create_web(state).test_client()
    paths = ("/api/lines?day=2026-11-24", "/api/map/lines.geojson", "/api/feeds/merge-report")
    before = [client.get(path).headers["ETag"] for path in paths]
    assert len(set(before)) == len(paths)
    state.world = World.of(replace(valley_state.world.network, version="another"))
    for path, tag in zip(paths, before, strict=True):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_another_day_has_another_tag(client):
    tag = client.get("/api/lines?day=2026-11-24").headers["ETag"]
    other = client.get("/api/lines?day=2026-11-25", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_fault_has_no_tag(client):
    answer = client.get("/api/lines?day=x")
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def site(valley_state, tmp_path):
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a.js").write_text("const word = 'a';\n" * 200)
    (folder / "small.js").write_text("1;")
    (folder / "a.png").write_bytes(b"\x89PNG" + b"0" * 2000)
    state = AppState(valley_state.world, static_folder=folder)
    return create_web(state).test_client(), folder


@pytest.mark.parametrize(
    ("takes", "encoding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip;q=1, br;q=0.5", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_file_comes_in_the_best_encoding_that_is_taken(site, takes, encoding, unpack):
    client, folder = site
    asked = {"Accept-Encoding": takes}
    answer = client.get("/static/a.js", headers=asked)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert unpack(answer.data) == (folder / "a.js").read_bytes()
    known = {**asked, "If-None-Match": answer.headers["ETag"]}
    again = client.get("/static/a.js", headers=known)
    assert (again.status_code, again.data) == (304, b"")


def test_every_encoding_of_a_file_has_its_own_tag(site):
    client, _ = site
    tags = {
        client.get("/static/a.js", headers={"Accept-Encoding": each}).headers["ETag"]
        for each in ("br", "gzip", "")
    }
    assert len(tags) == 3


def test_a_file_is_compressed_once_and_again_when_it_has_changed(site, monkeypatch):
    client, folder = site
    made = []
    compress = files.compressed
    monkeypatch.setattr(files, "compressed", lambda *a: made.append(a[1]) or compress(*a))
    for _ in range(3):
        before = client.get("/static/a.js", headers={"Accept-Encoding": "br"})
    assert made == ["br"]
    (folder / "a.js").write_text("const word = 'other';\n" * 300)
    after = client.get("/static/a.js", headers={"Accept-Encoding": "br"})
    assert made == ["br", "br"]
    assert b"other" in brotli.decompress(after.data)
    assert after.headers["ETag"] != before.headers["ETag"]


def test_no_more_is_kept_than_there_is_room_for(tmp_path):
    cache = files._Cache(1000)
    for number in range(9):
        path = tmp_path / f"{number}.js"
        path.write_bytes(b"x" * 400)
        cache.get(files._Key(path, 0, 400, ""))
    assert [key.path.name for key in cache._kept] == ["7.js", "8.js"]
    assert cache._size == 800


@pytest.mark.parametrize("name", ["small.js", "a.png"])
def test_what_gains_nothing_is_sent_as_it_is(site, name):
    client, folder = site
    answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "br"}, buffered=True)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (folder / name).read_bytes()
    known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "br"}
    assert client.get(f"/static/{name}", headers=known, buffered=True).status_code == 304


def test_an_answer_is_compressed_only_where_that_is_taken(client):
    for takes, encoding in (("br", "br"), ("gzip", "gzip"), ("", None), ("identity", None)):
        answer = client.get("/openapi/openapi.json", headers={"Accept-Encoding": takes})
        assert answer.headers.get("Content-Encoding") == encoding
        assert re.search("accept-encoding", answer.headers["Vary"], re.IGNORECASE)
