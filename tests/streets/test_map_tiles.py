"""The map drawn from an extract: which layer of which tile shows a road, a border, a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pmtiles.reader import MemorySource, Reader

from core.errors import EnvironmentFault, FeedError
from feeds.osm.map import tiles
from feeds.osm.map.store import find_map, find_map_file, remove_map, renew_map
from feeds.osm.store import add_extract
from tests.streets.map_tiles import shown, tile_at
from tests.streets.small_map import as_xml, place

MAP = """
town 70 100 place=town name=Esch name:fr=Esch-sur-Alzette name:lb=Esch population=36000
halt 80 120 railway=station name=Esch_Gare
a 0 0
b 0 300
c 300 300
d 300 0
e 150 0
f 150 300
main: a b highway=primary name=Talstrooss ref=N4
lane: b c highway=residential name=Gaass
path: c d highway=footway
rails: e f railway=rail
edge: a d
wood: a b c d a natural=wood
pond: a e f b a natural=water
"""
BORDER = """<relation id="950"><member type="way" ref="{edge}" role="outer"/>
<tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="2"/>
<tag k="ISO3166-1:alpha2" v="{country}"/></relation>"""
EDGE = 104
HERE = place(50, 50)


def write_map(path: Path) -> Path:
    """The small map with a state border between France and Luxembourg along its western edge."""
    relations = BORDER.format(edge=EDGE, country="FR")
    relations += BORDER.format(edge=EDGE, country="LU").replace("950", "951")
    path.write_text(as_xml(MAP).replace("</osm>", f"{relations}</osm>"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose extract is drawn."""
    folder = tmp_path_factory.mktemp("map")
    add_extract(folder / "data", write_map(folder / "map.osm"))
    assert renew_map(folder / "data") is not None
    return folder / "data"


def file_of(data: Path) -> Path:
    """The file of the map in service."""
    drawn = find_map(data)
    assert drawn is not None
    path = find_map_file(data, drawn.version)
    assert path is not None
    return path


def test_tile_of_the_place_shows_its_road_its_border_and_its_name(
    data: Path, tmp_path: Path
) -> None:
    tile = tile_at(file_of(data), 14, *HERE)
    roads = shown(tile, "roads", tmp_path)
    assert {road["class"] for road in roads} == {"primary", "minor", "path"}
    assert {"class": "primary", "name": "Talstrooss", "ref": "N4"} in [
        {key: road[key] for key in ("class", "name", "ref") if key in road} for road in roads
    ]
    (border,) = shown(tile, "borders", tmp_path)
    assert (border["level"], border["countries"]) == (2, "FR,LU")
    (town,) = shown(tile, "places", tmp_path)
    assert (town["name"], town["name:fr"]) == ("Esch", "Esch-sur-Alzette")
    assert "name:lb" not in town, "a name that is the local one is not told twice"
    assert shown(tile, "stations", tmp_path)[0]["name"] == "Esch Gare"
    assert shown(tile, "rails", tmp_path)[0]["class"] == "rail"
    assert shown(tile, "land", tmp_path)[0]["class"] == "wood"
    assert shown(tile, "water", tmp_path)[0]["class"] == "water"


def test_from_afar_the_border_and_the_main_road_are_seen_and_the_lane_is_not(
    data: Path, tmp_path: Path
) -> None:
    tile = tile_at(file_of(data), 8, *HERE)
    assert [road["class"] for road in shown(tile, "roads", tmp_path)] == ["primary"]
    assert [border["level"] for border in shown(tile, "borders", tmp_path)] == [2]
    assert shown(tile, "land", tmp_path) == [], "a wood of 300 m is a speck"
    assert tile_at(file_of(data), 6, *HERE) is not None


def test_file_says_whose_it_is_and_what_it_covers(data: Path) -> None:
    reader = Reader(MemorySource(file_of(data).read_bytes()))
    assert reader.metadata()["attribution"] == "© OpenStreetMap contributors"
    layers = {layer["id"]: layer for layer in reader.metadata()["vector_layers"]}
    assert layers["roads"]["maxzoom"] == 14
    assert "name" in layers["roads"]["fields"]
    drawn = find_map(data)
    assert drawn is not None
    assert (drawn.first_zoom, drawn.last_zoom, drawn.has_borders) == (6, 14, True)
    assert set(layers) == set(drawn.layers)
    west, south, east, north = drawn.bounds
    assert west <= HERE[1] <= east
    assert south <= HERE[0] <= north


def test_same_extract_is_not_drawn_twice_and_another_one_keeps_the_file_before(
    tmp_path: Path,
) -> None:
    add_extract(tmp_path / "data", write_map(tmp_path / "map.osm"))
    first = renew_map(tmp_path / "data")
    said: list[str] = []
    again = renew_map(tmp_path / "data", lambda doing, _share=None: said.append(doing))
    assert (again, said) == (first, [])
    (tmp_path / "other.osm").write_text(as_xml(MAP), encoding="utf-8")
    add_extract(tmp_path / "data", tmp_path / "other.osm")
    second = renew_map(tmp_path / "data")
    assert first is not None
    assert second is not None
    assert not second.has_borders
    assert find_map_file(tmp_path / "data", first.version) is not None
    remove_map(tmp_path / "data")
    assert find_map(tmp_path / "data") is None
    assert find_map_file(tmp_path / "data", second.version) is None


def test_map_that_breaks_off_leaves_the_one_before_and_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    add_extract(data, write_map(tmp_path / "map.osm"))
    first = renew_map(data)
    (tmp_path / "other.osm").write_text(as_xml(MAP), encoding="utf-8")
    add_extract(data, tmp_path / "other.osm")

    def full(*_args: object, **_options: object) -> None:
        raise RuntimeError("No space left on device")

    monkeypatch.setattr(tiles, "write", full)
    with pytest.raises(EnvironmentFault, match="cannot cut the tiles of land: No space left"):
        renew_map(data)
    assert find_map(data) == first
    left = {path.name for path in (data / "streets" / "map").iterdir()}
    assert first is not None
    assert left == {".lock", "map.json", f"{first.version}.pmtiles"}


def test_progress_tells_what_is_being_drawn(tmp_path: Path) -> None:
    add_extract(tmp_path / "data", write_map(tmp_path / "map.osm"))
    said: list[str] = []
    renew_map(tmp_path / "data", lambda doing, _share=None: said.append(doing))
    assert "map: cutting roads" in said
    assert said[-1] == "map: putting the tiles together"


def test_damaged_extract_is_told_in_one_line(tmp_path: Path) -> None:
    add_extract(tmp_path / "data", write_map(tmp_path / "map.osm"))
    (tmp_path / "data" / "streets" / "current.osm").write_text("<osm", encoding="utf-8")
    with pytest.raises(FeedError, match="no readable OSM extract"):
        renew_map(tmp_path / "data")
    assert find_map(tmp_path / "data") is None


def test_file_of_an_editor_with_new_things_in_any_order_is_drawn(tmp_path: Path) -> None:
    text = as_xml("a 0 0\nb 0 300\nc 300 300\nmain: b a highway=primary\nlane: c b highway=road")
    text = text.replace('id="', 'id="-').replace('ref="', 'ref="-')
    head, nodes, ways = text[:19], text[19 : text.index("<way")], text[text.index("<way") : -6]
    (tmp_path / "map.osm").write_text(f"{head}{ways}{nodes}</osm>", encoding="utf-8")
    add_extract(tmp_path / "data", tmp_path / "map.osm")
    renew_map(tmp_path / "data")
    tile = tile_at(file_of(tmp_path / "data"), 14, *place(0, 150))
    assert "primary" in {road["class"] for road in shown(tile, "roads", tmp_path)}
