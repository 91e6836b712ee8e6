"""Which buses drive which corridor: named by a table that outlives ids, or found on the map."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import DataError
from feeds.territory import HOME, load_territory
from forecast.buses.hops_build import build_hops
from tests.forecast.buses.make import BUSES, feed_of, territory_of

BY_NAME = BUSES + 'C1-LU,"Village, *","Brück, Gare|Brück, Quai",ac*,60?,0.5,made\n'


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return feed_of(tmp_path_factory.mktemp("feed") / "x.zip", ["07:00", "08:00"])


def test_a_row_names_stops_and_lines_by_patterns(tmp_path, feed):
    hops = build_hops([feed], territory_of(tmp_path, BY_NAME))
    assert (hops.trip, hops.from_stop, hops.to_stop) == (("T0", "T1"), ("P", "P"), ("G", "G"))
    assert hops.run_s.tolist() == [1200, 1200]
    assert hops.claim_share.tolist() == [0.5, 0.5]
    assert {hops.corridors[at] for at in hops.claim_corridor} == {"C1-LU"}
    assert hops.groups == ("601|Village, Place|Brück, Gare",)


def test_a_corridor_without_a_row_is_found_where_a_bus_crosses_beside_it(tmp_path, feed):
    hops = build_hops([feed], territory_of(tmp_path))
    assert hops.derived == ("C1-LU",)
    assert (hops.from_stop[0], hops.to_stop[0]) == ("F", "L")


def test_a_row_of_the_table_comes_before_the_map(tmp_path, feed):
    assert build_hops([feed], territory_of(tmp_path, BY_NAME)).derived == ()


def test_a_bus_that_crosses_elsewhere_drives_nothing(tmp_path, feed):
    crossings = (
        "crossing_id,name,lat,lon,road_a,road_b,side_a,side_b,class\n"
        "C1,Pont – Brück,49.5,6.15,A1,A2,FR,LU,motorway\n"
    )
    assert build_hops([feed], territory_of(tmp_path, crossings=crossings)).trip == ()


def test_other_lines_operators_and_directions_do_not_count(tmp_path, feed):
    for row in (
        'C1-LU,"Village, *","Brück, Gare",,9*,,\n',
        'C1-LU,"Village, *","Brück, Gare",Other,,,\n',
        'C1-LU,"Brück, Gare","Village, *",,,,\n',
    ):
        assert build_hops([feed], territory_of(tmp_path, BUSES + row)).trip == ()


def test_a_trip_of_two_feeds_is_driven_once(tmp_path, feed):
    twin = feed_of(tmp_path / "y.zip", ["07:00", "08:00"], tag="y")
    hops = build_hops([feed, twin], territory_of(tmp_path / "t", BY_NAME))
    assert hops.trip == ("T0", "T1")


def test_one_hop_bears_on_all_its_corridors(tmp_path, feed):
    rows = BY_NAME + 'C1-FR,"Village, *","Brück, Gare",,,0.5,\n'
    hops = build_hops([feed], territory_of(tmp_path, rows))
    assert len(hops.trip) == 2
    assert np.bincount(hops.claim_hop).tolist() == [2, 2]


def test_no_feed_has_no_hops(tmp_path):
    hops = build_hops([], territory_of(tmp_path, BY_NAME))
    assert (hops.trip, hops.ends, len(hops.corridors)) == ((), {}, 2)


@pytest.mark.parametrize(
    "row, words", [("X9,a,b,,,,", "is no corridor"), ("C1-LU,a,b,,,2,", "no share")]
)
def test_a_row_that_cannot_be_is_named(tmp_path, feed, row, words):
    with pytest.raises(DataError, match=words) as told:
        build_hops([feed], territory_of(tmp_path, BUSES + row + "\n"))
    assert told.value.row == 2


@pytest.mark.parametrize("tag", ["embedded", "published"])
def test_the_home_table_fits_the_timetables(tag, tmp_path, request):
    """The rows of the home territory find buses in what is generated and what was published."""
    from feeds.load import load_feed
    from feeds.tables import Source

    if tag == "published":
        path = request.getfixturevalue("shared_data")("border-2025/luxembourg.zip")
    else:
        path = request.getfixturevalue("embedded") / "embedded" / "feeds" / "lu" / "current.zip"
    home = load_territory(HOME)
    hops = build_hops([load_feed(path, Source("lu", "LU"))], home)
    found = {hops.corridors[at] for at in hops.claim_corridor.tolist()}
    assert found == set(home.corridor_buses["corridor_id"])
    assert not hops.derived
