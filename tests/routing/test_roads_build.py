"""Roads from a territory's tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from feeds.territory import load_territory
from routing.roads_build import build_roads
from tests.routing.town import ROADS, write_territory

HOME = Path(__file__).parents[2] / "feeds" / "territories" / "pays-haut"


def built(folder, roads=ROADS):
    return build_roads(load_territory(write_territory(folder, roads)))


def test_a_link_takes_its_length_over_its_free_speed(tmp_path):
    roads, corridors, _ = built(tmp_path)
    links = slice(roads.link_start[1], roads.link_start[2])  # from UNTER
    onward = [roads.node_id[node] for node in roads.link_to[links]]
    assert onward == ["OBER", "POST"]
    assert roads.link_duration_s[links].tolist() == [150, 72]
    assert roads.link_length_m[links].tolist() == [2500, 1200]
    assert roads.link_corridor[links].tolist() == [-1, 0]
    assert corridors.id[0] == "valley-north"


def test_a_corridor_nobody_knows_is_none(tmp_path):
    roads, _, _ = built(tmp_path, ROADS + "\nOBER > UNI 30 60 no-such-corridor")
    assert roads.link_corridor[: roads.link_start[1]].tolist() == [-1, -1]


def test_a_link_to_nowhere_is_named_with_its_row(tmp_path):
    with pytest.raises(DataError, match=r"road_links.csv, row 10, field to_node: .*'NOWHERE'"):
        built(tmp_path, ROADS + "\nOBER > NOWHERE 1 60")


def test_a_road_without_speed_is_named_with_its_row(tmp_path):
    with pytest.raises(DataError, match=r"road_links.csv, row 10, field free_speed_kmh: 0 is not"):
        built(tmp_path, ROADS + "\nOBER > UNI 1 0")


def test_a_node_that_stands_twice_is_named(tmp_path):
    with pytest.raises(DataError, match=r"road_nodes.csv, row 7, field node_id: 'OBER'"):
        built(tmp_path, ROADS + "\nOBER FR 49.5 5.9")


def test_a_place_of_unknown_size_has_nobody(tmp_path):
    _, _, localities = built(tmp_path)
    assert localities.population.tolist() == [900, 0]


def test_the_home_territory_has_both_directions_of_every_border_road():
    roads, corridors, _ = build_roads(load_territory(HOME))
    ways = set(zip(corridors.crossing_id, corridors.from_country, strict=True))
    assert {(crossing, "FR") for crossing in corridors.crossing_id} <= ways
    assert {(crossing, "LU") for crossing in corridors.crossing_id} <= ways
    assert set(np.unique(roads.link_corridor)) >= set(range(len(corridors.lat)))
