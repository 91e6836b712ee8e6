"""The map behind the lines: which one there is, parts of its file, another style by address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import RequestError
from feeds.osm.map.store import renew_map
from feeds.osm.store import add_extract
from tests.streets.test_map_tiles import write_map
from web.create import create_web
from web.map_shelf import MapShelf
from web.settings import Settings, settings_from


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A data folder with a drawn map."""
    folder = tmp_path_factory.mktemp("map")
    add_extract(folder / "data", write_map(folder / "map.osm"))
    renew_map(folder / "data")
    return MapShelf(folder / "data")


@pytest.fixture
def mapped(valley_state, drawn):
    return create_web(replace(valley_state, maps=drawn)).test_client()


def tiles_of(client):
    return client.get("/api/map").json["tiles"]


def test_without_an_extract_there_are_no_tiles(client):
    assert client.get("/api/map").json == {"style": None, "tiles": None}
    assert client.get("/map/0123456789ab.pmtiles").status_code == 404


def test_the_map_says_where_its_tiles_are_and_whose(mapped, drawn):
    tiles = tiles_of(mapped)
    assert tiles["address"] == f"/map/{drawn.find().version}.pmtiles"
    assert tiles["attribution"] == "© OpenStreetMap contributors"
    assert (tiles["licence"], tiles["hasBorders"]) == ("ODbL-1.0", True)
    west, south, east, north = tiles["bounds"]
    assert (west < east, south < north) == (True, True)


def test_a_part_is_answered_with_its_place_in_the_whole(mapped):
    address = tiles_of(mapped)["address"]
    whole = mapped.get(address, buffered=True)
    assert whole.data.startswith(b"PMTiles\x03")
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    part = mapped.get(address, headers={"Range": "bytes=7-126"}, buffered=True)
    assert part.status_code == 206
    assert part.data == whole.data[7:127]
    assert part.headers["Content-Range"] == f"bytes 7-126/{len(whole.data)}"
    assert part.mimetype == "application/vnd.pmtiles"
    assert "Content-Encoding" not in part.headers
    assert "immutable" in part.headers["Cache-Control"]
    last = mapped.get(address, headers={"Range": "bytes=-5"}, buffered=True)
    assert last.data == whole.data[-5:]
    beyond = mapped.get(address, headers={"Range": f"bytes=0-{10**9}"}, buffered=True)
    assert (beyond.status_code, beyond.data) == (206, whole.data)


@pytest.mark.parametrize("wrong", ["bytes=99999999-", "bytes=0-1,5-9", "bytes=9-3", "lines=1-2"])
def test_a_part_that_is_not_there_is_refused_with_the_length(mapped, wrong):
    address = tiles_of(mapped)["address"]
    answer = mapped.get(address, headers={"Range": wrong}, buffered=True)
    assert answer.status_code in (200, 416)
    if wrong.startswith("bytes=99"):
        length = len(mapped.get(address, buffered=True).data)
        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{length}"


def test_what_the_browser_has_is_not_sent_again(mapped):
    address = tiles_of(mapped)["address"]
    tag = mapped.get(address, buffered=True).headers["ETag"]
    assert not tag.startswith("W/")
    assert mapped.get(address, headers={"If-None-Match": tag}, buffered=True).status_code == 304
    ranged = {"Range": "bytes=0-9", "If-Range": tag}
    assert mapped.get(address, headers=ranged, buffered=True).status_code == 206
    other = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert mapped.get(address, headers=other, buffered=True).status_code == 200
    head = mapped.head(address, buffered=True)
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    "name", ["map.json", "..%2fmap.json", "0123456789ab", "ABCDEF012345", "../current.osm"]
)
def test_no_other_file_beside_the_maps_can_be_reached(mapped, name):
    assert mapped.get(f"/map/{name}").status_code == 404
    assert mapped.get(f"/map/{name}.pmtiles").status_code == 404


STYLE = "https://maps.example/styles/calm.json?key=a1 https://tiles.example:8443"


def test_a_style_by_address_opens_the_policy_to_its_sites_alone(valley_state):
    styled = create_web(replace(valley_state, settings=Settings(map_style=STYLE))).test_client()
    policy = styled.get("/").headers["Content-Security-Policy"]
    sites = "https://maps.example https://tiles.example:8443"
    assert f"connect-src 'self' {sites};" in policy
    assert f"img-src 'self' data: {sites};" in policy
    assert f"font-src 'self' {sites};" in policy
    assert "default-src 'self';" in policy
    assert f"script-src 'self' {sites}" not in policy
    style = styled.get("/api/map").json["style"]
    assert style == "https://maps.example/styles/calm.json?key=a1"


def test_without_a_style_and_with_one_of_this_site_the_policy_stays_shut(valley_state, client):
    own = create_web(replace(valley_state, settings=Settings(map_style="/own/style.json")))
    for site in (client, own.test_client()):
        policy = site.get("/").headers["Content-Security-Policy"]
        assert "connect-src 'self';" in policy
        assert "font-src 'self';" in policy
        assert "http" not in policy


@pytest.mark.parametrize(
    "style",
    [
        "style.json", "//evil.example/style.json", "http://maps.example/style.json",
        "https://maps.example/s.json;script-src", "https://maps.example/s.json *",
        "https://maps.example", "https://maps.example/s.json https://tiles.example/path",
        "https://user@maps.example/s.json", "none https://tiles.example", "data:,x",
        "https://maps.example/s.json 'unsafe-inline'",
    ],
)  # fmt: skip
def test_a_style_is_a_path_of_this_site_or_an_https_address(style):
    with pytest.raises(RequestError) as raised:
        settings_from({"NAVETTE_MAP_STYLE": style})
    assert raised.value.faults[0].field == "NAVETTE_MAP_STYLE"


@pytest.mark.parametrize(
    "style", ["none", "/static/style.json", STYLE, "http://127.0.0.1:8080/style.json"]
)
def test_a_style_that_can_be_fetched_is_taken(style):
    assert settings_from({"NAVETTE_MAP_STYLE": style}).map_style == style
