"""`feeds streets`: an extract enters the data folder, and the next build uses it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import app
from commands.network import open_network, sources_hash
from core.progress import silent
from feeds.catalogue import add_feed
from feeds.osm.map import tiles
from feeds.osm.map.store import find_map
from feeds.tables import Source
from tests.routing.town import valley, write_territory
from tests.streets.small_map import LINE, as_xml
from tests.streets.test_building import LANE, STOPS


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one line of the valley."""
    valley(tmp_path / "made", LINE, stops=STOPS)
    folder = tmp_path / "data"
    add_feed(folder, "fr", tmp_path / "made" / "fr.zip", Source("fr", "FR"))
    write_territory(folder / "territory")
    return folder


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "valley.osm"
    path.write_text(as_xml(LANE), encoding="utf-8")
    return path


def test_extract_is_kept_with_its_licence_and_used_by_the_next_build(
    data: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = open_network(data, silent)
    assert not before.streets
    assert app.main(["feeds", "streets", str(extract), "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "1 ways" in said
    assert "© OpenStreetMap contributors, ODbL-1.0" in said
    assert re.search(
        r"map: [0-9a-f]{12}, from 49\.\d\d,5\.\d\d to .+, zooms \d+ to 14, without", said
    )
    state = json.loads((data / "streets" / "state.json").read_text(encoding="utf-8"))
    assert state["source"]["licence"] == "ODbL-1.0"
    after = open_network(data, silent)
    assert after.streets
    assert after.version != before.version
    assert open_network(data, silent).version == after.version


def test_map_that_is_missing_is_drawn_by_the_next_build_and_removed_with_the_streets(
    data: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(data)]
    assert app.main(["feeds", "streets", str(extract), *folder]) == 0
    shutil.rmtree(data / "streets" / "map")
    capsys.readouterr()
    assert app.main(["feeds", "streets", *folder]) == 0
    assert "map: a sketch; feeds build draws it" in capsys.readouterr().out
    (data / "streets" / "map" / "drawing-cut-off").mkdir(parents=True)
    assert app.main(["feeds", "build", *folder]) == 0
    assert "map: putting the tiles together" in capsys.readouterr().err
    assert not list((data / "streets" / "map").glob("drawing-*"))
    drawn = find_map(data)
    assert drawn is not None
    assert app.main(["feeds", "streets", "--remove", *folder]) == 0
    assert not list((data / "streets" / "map").glob("*.pmtiles"))


def test_map_that_cannot_be_drawn_stops_no_build(
    data: Path, extract: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ["--data", str(data)]
    assert app.main(["feeds", "streets", str(extract), *folder]) == 0
    shutil.rmtree(data / "streets" / "map")
    monkeypatch.setattr(tiles, "write", full_disk)
    assert app.main(["feeds", "build", *folder]) == 0
    said = capsys.readouterr().err
    assert "the map stays a sketch: cannot cut the tiles of roads: No space left" in said


def full_disk(*_args: object, **_options: object) -> None:
    """What GDAL says where the disk is full."""
    raise RuntimeError("No space left on device")


def test_another_extract_takes_the_place_of_the_first(data: Path, extract: Path) -> None:
    assert app.main(["feeds", "streets", str(extract), "--data", str(data)]) == 0
    first = sources_hash(data)
    second = extract.with_name("other.osm")
    second.write_text(as_xml(LANE + "d 2700 900\nmore: c d highway=residential"), encoding="utf-8")
    assert app.main(["feeds", "streets", str(second), "--data", str(data)]) == 0
    assert sources_hash(data) != first
    assert [path.name for path in sorted((data / "streets").glob("current*"))] == ["current.osm"]


def test_damaged_extract_is_refused_in_one_line_and_changes_nothing(
    data: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["feeds", "streets", str(extract), "--data", str(data)]) == 0
    before = sources_hash(data)
    extract.write_text(as_xml(LANE)[:-20], encoding="utf-8")
    capsys.readouterr()
    assert app.main(["feeds", "streets", str(extract), "--data", str(data)]) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "no readable OSM" in line]
    assert len(lines) == 1
    assert "valley.osm" in lines[0]
    assert sources_hash(data) == before


def test_stored_extract_that_went_bad_leaves_a_network_without_streets(
    data: Path, extract: Path
) -> None:
    assert app.main(["feeds", "streets", str(extract), "--data", str(data)]) == 0
    (data / "streets" / "current.osm").write_text("<osm", encoding="utf-8")
    said: list[str] = []
    network = open_network(data, lambda doing, _share=None: said.append(doing))
    assert not network.streets
    assert any(line.startswith("streets are left out: current.osm: ") for line in said)


def test_extract_is_shown_and_removed(
    data: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(data)]
    assert app.main(["feeds", "streets", *folder]) == 0
    assert "no streets: ways are estimates" in capsys.readouterr().out
    assert app.main(["feeds", "streets", str(extract), *folder]) == 0
    capsys.readouterr()
    assert app.main(["feeds", "streets", *folder]) == 0
    assert capsys.readouterr().out.startswith("streets: 1 ways, ")
    assert app.main(["feeds", "streets", str(extract), "--remove", *folder]) != 0
    assert app.main(["feeds", "streets", "--remove", *folder]) == 0
    assert not open_network(data, silent).streets
