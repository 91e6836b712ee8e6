"""The door for OSM extracts: damaged and odd files in, one clear line or a notice out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.errors import FeedError
from feeds.osm import read as reading
from feeds.osm.access import find_access
from feeds.osm.read import read_extract
from feeds.osm.speeds import limit_kmh
from tests.streets.small_map import as_xml, read

STREET = "a 0 0\nb 0 300\nmain: a b highway=residential name=Rue_Haute\n"


@pytest.mark.parametrize(
    "name, content",
    [
        ("cut.osm", as_xml(STREET).encode()[:-30]),
        ("empty.osm", b""),
        ("page.osm", b"<!DOCTYPE html><html><body>not found</body></html>"),
        ("bomb.osm", b'<!DOCTYPE x [<!ENTITY a "bbbb">]><osm version="0.6">&a;</osm>'),
        ("words.osm", as_xml(STREET).replace("49.45", "north").encode()),
        ("latin.osm", as_xml(STREET).encode().replace(b"Rue Haute", b"Rue \xe9")),
        ("cut.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7b"),
        ("zeros.osm.pbf", bytes(4096)),
        ("cut.osm.gz", gzip.compress(as_xml(STREET).encode())[:-9]),
        ("plain.osm.gz", as_xml(STREET).encode()),
        ("lake.osm", as_xml("a 0 0\nb 0 9\nlake: a b natural=water").encode()),
        ("table.csv", b"a,b"),
    ],
)
def test_file_that_cannot_be_used_gives_one_clear_line(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FeedError) as refused:
        read_extract(path)
    text = str(refused.value)
    assert text.startswith(f"{name}: ")
    assert "\n" not in text


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"away\.osm: cannot be read: No such file"):
        read_extract(tmp_path / "away.osm")


def test_gz_that_unpacks_beyond_the_bound_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_XML_BYTES", 1 << 20)
    path = tmp_path / "bomb.osm.gz"
    path.write_bytes(gzip.compress(b" " * (3 << 20)))
    with pytest.raises(FeedError, match="unpacks to more than"):
        read_extract(path)


def test_gz_reads_as_its_plain_file_does(tmp_path: Path) -> None:
    path = tmp_path / "map.osm.gz"
    path.write_bytes(gzip.compress(as_xml(STREET).encode()))
    assert read_extract(path).way_names == read(tmp_path, STREET).way_names == ("Rue Haute",)


def test_node_with_swapped_coordinates_costs_its_stretch_and_is_noticed(tmp_path: Path) -> None:
    text = as_xml("a 0 0\nb 0 300\nc 0 600\nd 0 900\nmain: a b c d highway=residential")
    lines = text.split("<node ")
    lines[2] = 'id="2" lat="5.9041" lon="49.45"></node>'
    path = tmp_path / "map.osm"
    path.write_text("<node ".join(lines), encoding="utf-8")
    tables = read_extract(path)
    assert [tables.node_id[node] for node in tables.ways.node] == [3, 4]
    (notice,) = [n for n in tables.notices if n.code == "osm_segment_too_long"]
    assert "are latitude and longitude swapped?" in notice.message
    assert tables.notices.counts["osm_segment_too_long"] == 2


def test_node_outside_the_globe_and_node_that_is_missing_cost_their_stretch(tmp_path: Path) -> None:
    text = as_xml("a 0 0\nb 0 300\nc 0 600\nd 0 900\ne 0 1200\nmain: a b c d e highway=residential")
    lines = text.split("<node ")
    lines[5] = 'id="5" lat="95.0" lon="5.9"></node>' + lines[5].split("</node>", 1)[1]
    path = tmp_path / "map.osm"
    path.write_text("<node ".join([*lines[:3], *lines[4:]]), encoding="utf-8")
    tables = read_extract(path)
    assert [tables.node_id[node] for node in tables.ways.node] == [1, 2]
    assert tables.notices.counts["osm_node_outside_globe"] == 1
    assert tables.notices.counts["osm_node_missing"] == 2


def test_way_may_stand_before_its_nodes(tmp_path: Path) -> None:
    nodes, ways = as_xml(STREET).removeprefix('<osm version="0.6">').split("<way", 1)
    path = tmp_path / "map.osm"
    whole = f'<osm version="0.6"><way{ways.removesuffix("</osm>")}{nodes}</osm>'
    path.write_text(whole, encoding="utf-8")
    assert len(read_extract(path).ways.node) == 2


SIDE = STREET + "c 300 300\nside: b c highway=residential\n"


def test_restriction_for_certain_hours_is_said_not_to_be_covered(tmp_path: Path) -> None:
    tables = read(tmp_path, SIDE + "no_left_turn main b side hour_on=7")
    assert tables.notices.counts == {"osm_turn_restriction_not_covered": 1}
    assert tables.turns == ()


def test_restriction_without_an_end_is_noticed_as_broken(tmp_path: Path) -> None:
    text = as_xml(SIDE + "no_left_turn main b side").replace('role="to"', 'role="towards"')
    path = tmp_path / "map.osm"
    path.write_text(text, encoding="utf-8")
    assert read_extract(path).notices.counts == {"osm_turn_restriction_broken": 1}


def test_restriction_by_way_of_a_way_is_said_not_to_be_covered(tmp_path: Path) -> None:
    text = as_xml(SIDE + "no_left_turn main b side")
    path = tmp_path / "map.osm"
    path.write_text(text.replace('<member type="node"', '<member type="way"'), encoding="utf-8")
    tables = read_extract(path)
    (notice,) = list(tables.notices)
    assert notice.message == "r900: by way of another way"
    assert tables.turns == ()


def test_value_that_nobody_understands_is_noticed_and_the_usual_holds(tmp_path: Path) -> None:
    tables = read(tmp_path, STREET.replace("highway", "access=maybe maxspeed=fast highway"))
    assert tables.notices.counts == {"osm_unknown_value": 2}
    assert tables.ways.bits.tolist() == [31]


@pytest.mark.parametrize(
    "text, kmh",
    [
        ("50", 50), ("30 mph", 48.28), ("FR:urban", 50), ("FR:rural", 80), ("LU:rural", 90),
        ("DE:rural", 100), ("DE:urban", 50), ("de:zone:30", 30), ("FR:zone30", 30),
        ("BE-VLG:rural", 70),
        ("BE:rural", 90), ("none", 130), ("walk", 7), ("LU:motorway", 130), ("50;70", 50),
        ("fast", None), ("900", None), ("0", None), ("XX:urban", None), ("", None),
    ],
)  # fmt: skip
def test_maxspeed_is_read_in_all_its_spellings(text: str, kmh: float | None) -> None:
    found = limit_kmh(text)
    assert found == (None if kmh is None else pytest.approx(kmh, abs=0.01))


def test_reversible_lane_is_closed_to_cars_since_its_hours_are_not_known() -> None:
    access = find_access({"highway": "primary", "oneway": "reversible"})
    assert access is not None
    assert not access.bits & 24
    assert access.odd == ("oneway",)


def test_names_in_other_languages_and_numbers_are_kept(tmp_path: Path) -> None:
    text = STREET + (
        "t 900 900 place=town name=Esch name:lb=Esch-Uelzecht alt_name=Esch/Alzette;Esch_Alzig\n"
        "h 40 40 addr:housenumber=12 addr:street=Rue_Haute addr:city=Esch\n"
        "s 60 60 amenity=townhall name=Mairie\n"
    )
    names = {name.name: name for name in read(tmp_path, text).names}
    assert names["Esch"].kind == "SETTLEMENT"
    assert names["Esch"].other_names == ("Esch-Uelzecht", "Esch/Alzette", "Esch_Alzig")
    assert names["Rue_Haute 12"].area == "Esch"
    assert {name.kind for name in names.values()} == {"SETTLEMENT", "PLACE", "ADDRESS"}


def test_pieces_of_one_street_are_one_name_and_namesakes_far_away_are_others(
    tmp_path: Path,
) -> None:
    text = STREET + (
        "c 0 600\nmore: b c highway=residential name=Rue_Haute\n"
        "x 20000 0\ny 20000 300\nother: x y highway=residential name=Rue_Haute\n"
    )
    assert [name.name for name in read(tmp_path, text).names] == ["Rue Haute", "Rue Haute"]
