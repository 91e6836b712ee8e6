"""Who can walk where, and how long it takes."""

from __future__ import annotations

import pytest

from core.errors import UnknownPlace
from routing.access import stops_on_foot, walk_m, walk_s
from routing.requests import Endpoint
from tests.routing.town import valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
lu RAIL 60: esch 08:30 stad1 08:40 uni 08:50
lu TRAM T1: stad2 08:45 uni 08:55
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def reached(network, end, max_access_s=1200, walk_mps=1.2):
    found = stops_on_foot(network, end, max_access_s=max_access_s, walk_mps=walk_mps)
    return {network.stops.id[stop]: seconds for stop, seconds in found.items()}


def test_who_names_a_station_starts_at_every_platform_at_once(network):
    found = reached(network, Endpoint(0, 0, stop_id="lu_stad1"))
    assert found == {"lu_stad": 0, "lu_stad1": 0, "lu_stad2": 0}


def test_a_stop_under_the_other_feeds_id_is_the_same_place(network):
    french = reached(network, Endpoint(0, 0, stop_id="fr_esch"))
    assert french == reached(network, Endpoint(0, 0, stop_id="lu_esch"))
    assert {"fr_esch", "lu_esch"} <= {found for found, way in french.items() if way == 0}


def test_the_way_from_a_point_is_the_straight_line_with_a_detour(network):
    south_of_ober = Endpoint(49.4460, 5.9000)  # 444.8 m, on foot 578 m
    assert reached(network, south_of_ober) == {"fr_ober": 482}
    assert walk_m(444.8) == 578
    assert walk_s(444.8, 1.2) == 482


def test_a_slow_walker_does_not_get_as_far(network):
    south_of_ober = Endpoint(49.4460, 5.9000)
    assert reached(network, south_of_ober, max_access_s=482) == {"fr_ober": 482}
    assert reached(network, south_of_ober, max_access_s=481) == {}
    assert reached(network, south_of_ober, max_access_s=482, walk_mps=1.0) == {}


def test_nobody_is_sent_to_a_stop_where_nothing_calls(network):
    beside_the_station_itself = Endpoint(49.5200, 5.9000)  # "stad" has platforms, but no calls
    assert set(reached(network, beside_the_station_itself)) == {"lu_stad1", "lu_stad2"}


def test_who_names_a_stop_may_also_walk_to_one_close_by(tmp_path):
    stops = """
    ober, Oberdorf, 49.4500, 5.9000
    mill, Old mill, 49.4530, 5.9000
    esch, Esch Gare, 49.4950, 5.9000
    """
    network = valley(
        tmp_path, "fr BUS 1: ober 08:00 esch 08:20\nfr BUS 2: mill 08:00 esch 08:15", stops=stops
    )
    named = Endpoint(0, 0, stop_id="fr_ober")
    assert reached(network, named) == {"fr_ober": 0, "fr_mill": 362}
    assert reached(network, named, max_access_s=300) == {"fr_ober": 0}


def test_a_stop_that_is_not_there_is_named(network):
    with pytest.raises(UnknownPlace, match="'lu_nowhere'"):
        reached(network, Endpoint(0, 0, stop_id="lu_nowhere"))
