"""Building streets: islands, park-and-ride sites, stops, the snapshot, the graph of networkx."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from core import snapshot
from routing import network_io
from routing.graph import MultimodalGraph
from routing.places import PlaceIndex
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import at
from tests.streets.small_map import metres, place, town

LANE = """
a -300 -300
b -300 600
c 2700 600
lane: a b c highway=residential name=Talstrooss
"""
STOPS = f"""
ober, Oberdorf, {place(0, 590)[0]}, {place(0, 590)[1]}
unter, Unterdorf, {place(2600, 590)[0]}, {place(2600, 590)[1]}
"""
CAR_PARK = """
p 1000 900
q 1000 940
r 1040 940
s 1040 900
park: p q r s p amenity=parking park_ride=yes name=P+R_Tal capacity=250 fee=no
aisle: p q highway=service service=parking_aisle
"""


def test_park_and_ride_site_that_is_an_island_is_joined_to_the_streets(tmp_path: Path) -> None:
    network = town(tmp_path, LANE + CAR_PARK.replace(" 9", " 7"))
    streets = network.streets
    assert list(streets.site_name) == ["P+R Tal"]
    assert streets.site_capacity.tolist() == [250]
    assert PlaceIndex.of(network).search("P+R Tal")[0].name == "P+R Tal"
    assert len(streets.edge_from) == 1, "the aisle, which leads nowhere, is gone"
    assert streets.site_car_edge.tolist() == streets.site_foot_edge.tolist() == [0]
    assert streets.site_car_away_m[0] == pytest.approx(120, abs=3)
    graph = MultimodalGraph(network).streets_of("CAR")
    (site,) = [node for node in graph if node.startswith("site:")]
    assert nx.shortest_path_length(graph, "osm:3", site, weight="distance_m") == pytest.approx(
        1680 + 120, abs=10
    )


def test_site_beyond_the_bound_is_noticed(tmp_path: Path) -> None:
    from feeds.notices import NoticeLog
    from routing.streets_build import build_streets
    from tests.streets.small_map import read

    tables = read(tmp_path, LANE + CAR_PARK)
    stops = _no_stops()
    log = NoticeLog()
    streets = build_streets(tables, stops, np.zeros(0, dtype=bool), log)
    assert streets.site_car_edge.tolist() == [-1]
    assert log.counts == {"park_and_ride_far_from_streets": 1}


def test_private_car_park_is_no_site(tmp_path: Path) -> None:
    private = CAR_PARK.replace("fee=no", "fee=no access=private")
    assert len(town(tmp_path, LANE + private).streets.site_id) == 0


def test_walks_to_stops_follow_the_streets_and_say_whose_they_are(tmp_path: Path) -> None:
    network = town(tmp_path, LANE, stops=STOPS)
    door = Endpoint(*place(-290, 100), name="Door")
    request = JourneyRequest(
        door, Endpoint(0, 0, stop_id="fr_unter"), at("07:30"), max_access_s=3600
    )
    (found,) = plan(network, request).itineraries
    walk = found.legs[0]
    assert walk.distance_m == pytest.approx(10 + 500 + 300 + 10, abs=4)
    assert walk.duration_s == pytest.approx(walk.distance_m / 1.2, abs=2)
    assert not walk.estimated
    assert len(walk.geometry) == 5
    assert found.feeds == ("fr", "osm")
    (source,) = [feed.source for feed in network.feeds if feed.source.tag == "osm"]
    assert source.attribution == "© OpenStreetMap contributors"
    assert source.licence == "ODbL-1.0"


def test_stop_off_the_streets_is_noticed_and_its_walks_stay_estimates(tmp_path: Path) -> None:
    far = STOPS.replace(f"{place(0, 590)[0]}, {place(0, 590)[1]}", "{}, {}".format(*place(0, 100)))
    network = town(tmp_path, LANE, stops=far)
    assert (network.streets.stop_edge >= 0).tolist() == [False, True]
    assert network.feeds[-1].notice_counts == {"stop_far_from_streets": 1}
    door = Endpoint(*place(-290, 100), name="Door")
    request = JourneyRequest(
        door, Endpoint(0, 0, stop_id="fr_unter"), at("07:30"), max_access_s=3600
    )
    (found,) = plan(network, request).itineraries
    assert found.legs[0].estimated
    assert found.feeds == ("fr",)


def test_stops_on_two_banks_are_no_change_on_foot_where_no_bridge_is_near(tmp_path: Path) -> None:
    banks = """
    a 0 0
    b 3000 0
    c 3000 200
    d 0 200
    west: a b highway=residential
    bridge: b c highway=residential
    east: c d highway=residential
    """
    stops = "".join(
        f"{name}, {name.title()}, {place(*point)[0]}, {place(*point)[1]}\n"
        for name, point in (("ober", (500, 0)), ("unter", (500, 200)), ("esch", (700, 200)))
    )
    lines = "fr BUS 1: ober 08:00 unter 08:05 esch 08:10"
    network = town(tmp_path, banks, stops=stops, lines=lines)
    assert _changes(network) == {("fr_unter", "fr_esch"): 200, ("fr_esch", "fr_unter"): 200}


def test_small_island_is_left_out_and_the_largest_part_stays(tmp_path: Path) -> None:
    network = town(tmp_path, LANE + "x 1000 2000\ny 1000 2300\nisle: x y highway=residential")
    assert metres(network, "WALK", (1000, 2050), (1000, 2250)) is None
    assert len(network.streets.edge_from) == 1


def test_one_way_street_without_a_way_back_is_left_to_those_who_can_leave_it(
    tmp_path: Path,
) -> None:
    network = town(tmp_path, LANE + "t 2700 900\ntrap: c t highway=residential oneway=yes")
    assert metres(network, "WALK", (2700, 700), (2700, 800)) == 100
    assert metres(network, "CAR", (2700, 1150), (2000, 600)) is None


def test_streets_survive_the_snapshot(tmp_path: Path) -> None:
    network = town(tmp_path, LANE + CAR_PARK.replace(" 9", " 7"), stops=STOPS)
    arrays, manifest = network_io.to_arrays(network)
    snapshot.publish(tmp_path / "snapshots", network.version, arrays, manifest)
    stored = snapshot.load(tmp_path / "snapshots")
    again = network_io.from_arrays(stored.arrays, stored.manifest)
    assert metres(again, "CAR", (-290, 100), (2000, 610)) == metres(
        network, "CAR", (-290, 100), (2000, 610)
    )
    assert list(again.streets.site_name) == ["P+R Tal"]
    assert list(again.map_names.name) == list(network.map_names.name)
    assert again.feeds == network.feeds


def test_graph_of_the_streets_can_be_read_and_agrees_with_networkx(tmp_path: Path) -> None:
    network = town(tmp_path, LANE)
    streets = MultimodalGraph(network).streets
    plain = streets.to_networkx()
    assert set(plain) == set(streets)
    assert plain.nodes["osm:1"]["kind"] == "street"
    edge = next(data for _, _, data in plain.edges(data=True) if data["mode"] == "BIKE")
    assert edge["kind"] == "cycle"
    assert edge["name"] == "Talstrooss"
    assert edge["distance_m"] == pytest.approx(900 + 3000, abs=10)
    on_foot = MultimodalGraph(network).streets_of("WALK")
    fast = nx.shortest_path_length(on_foot, "osm:1", "osm:3", weight="duration_s")
    slow = nx.shortest_path_length(on_foot.to_networkx(), "osm:1", "osm:3", weight="duration_s")
    assert fast == pytest.approx(slow)
    assert nx.has_path(streets, "road:OBER", "road:STAD"), "the road sketch is among the streets"


def test_street_number_and_settlement_are_found_by_name(tmp_path: Path) -> None:
    text = LANE + (
        "v -300 500 place=village name=Talweiler name:fr=Vallon\n"
        "h 1310 610 addr:housenumber=7 addr:street=Talstrooss addr:city=Talweiler\n"
    )
    index = PlaceIndex.of(town(tmp_path, text, stops=STOPS))
    assert index.search("talstross 7")[0].name == "Talstrooss 7"
    assert index.search("Talstrooss")[0].areas[0].name == "Talweiler"
    assert index.resolve("vallon").name == "Talweiler"
    assert index.resolve("Talstrooss 7, Talweiler").name == "Talstrooss 7"


def test_settlement_that_the_territory_names_is_not_named_twice(tmp_path: Path) -> None:
    index = PlaceIndex.of(town(tmp_path, LANE + "o 0 20 place=village name=Oberdorf"))
    assert [m.id for m in index.search("Oberdorf", kinds=("PLACE",))] == ["locality:L1"]


def _changes(network: object) -> dict[tuple[str, str], int]:
    ways, ids = network.transfers, list(network.stops.id)
    return {
        (ids[stop], ids[int(ways.to[row])]): int(round(ways.distance_m[row], -1))
        for stop in range(len(ids))
        for row in range(ways.start[stop], ways.start[stop + 1])
    }


def _no_stops() -> object:
    import pandas as pd

    return pd.DataFrame({"id": [], "name": [], "lat": [], "lon": [], "located": []})
