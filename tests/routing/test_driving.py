"""Driving on the road network, with the congestion of the quarter-hour."""

from __future__ import annotations

import dataclasses
import random
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from feeds.territory import load_territory
from routing.congestion import Congestion, travel_s
from routing.driving import drive, repeat_drive
from routing.network import Network
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.roads import SLOT_S, RoadSpeeds
from routing.roads_build import build_roads
from tests.routing.town import ROADS, at, valley

OBER = Endpoint(49.4500, 5.9000, "Oberdorf")
UNI = Endpoint(49.5400, 5.9000, "Uni")
HOME = Path(__file__).parents[2] / "feeds" / "territories" / "pays-haut"
LINES = "fr BUS 1: ober 08:00 unter 08:10 esch 08:20\nlu RAIL 60: esch 08:30 uni 08:50"
FREE_S = 150 + 72 + 300 + 150


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Network:
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def speeds(*ratios: tuple[float, float, float], corridor: str = "valley-north") -> RoadSpeeds:
    """Ratios (p10, p50, p90) of one corridor by quarter-hour from 08:00 on."""
    table = np.array(ratios, dtype=np.float32).T[:, None, :]
    about = {"issued_at_s": at("07:00"), "data_until_s": at("06:45"), "model": ("test",)}
    return RoadSpeeds(
        (corridor,), at("08:00"), *table, basis=("statistical",), illustrative=False, **about
    )


def driven_s(network, start, *, roads=None, arrive_by=False):
    way = drive(
        network, OBER, UNI, start, arrive_by=arrive_by, congestion=Congestion.over(network, roads)
    )
    assert way is not None
    return way.arrive_s - way.depart_s


def test_an_empty_road_takes_its_length_over_its_speed(network):
    assert driven_s(network, at("08:00")) == pytest.approx(FREE_S)


def test_a_jam_stretches_the_corridor_and_nothing_else(network):
    twice = speeds((1, 2, 3), (1, 1, 1))
    assert driven_s(network, at("08:00"), roads=twice) == pytest.approx(FREE_S + 372)


def test_who_is_in_the_jam_when_it_clears_drives_the_rest_freely(network):
    clears_at_quarter_past = speeds((1, 2, 3), (1, 1, 1))
    # on the corridor from 08:12:30: 150 s at half speed make 75 s of it, 297 s are left
    taken = driven_s(network, at("08:10"), roads=clears_at_quarter_past)
    assert taken == pytest.approx(150 + 150 + 297 + 150)


def test_who_arrives_before_the_forecast_begins_meets_no_jam(network):
    assert driven_s(network, at("07:30"), roads=speeds((1, 9, 9))) == pytest.approx(FREE_S)


def test_who_leaves_later_never_arrives_earlier():
    rng = random.Random(7)
    for _ in range(300):
        ratios = np.array([rng.uniform(1, 8) for _ in range(6)], dtype=np.float32)
        free_s = rng.uniform(1, 3000)
        moments = sorted(rng.uniform(-2000, 7 * SLOT_S) for _ in range(20))
        arrivals = [moment + travel_s(ratios, 0, free_s, moment) for moment in moments]
        assert all(a <= b + 1e-6 for a, b in pairwise(arrivals))


def test_arriving_on_time_mirrors_leaving_on_time(network):
    rng = random.Random(11)
    for _ in range(100):
        ratios = [(1, rng.uniform(1, 6), 9) for _ in range(4)]
        congestion = Congestion.over(network, speeds(*ratios))
        moment = at("08:00") + rng.randrange(0, 5000)
        back = drive(network, OBER, UNI, moment, arrive_by=True, congestion=congestion)
        assert back.arrive_s == moment
        forth = drive(network, OBER, UNI, round(back.depart_s), congestion=congestion)
        assert forth.arrive_s == pytest.approx(moment, abs=7)  # rounding, stretched by the jam
        assert forth.nodes == back.nodes


def test_a_driver_takes_the_other_road_when_the_first_is_jammed(tmp_path):
    detour = "UNTER > STAD 9 60"  # 540 s instead of 372 s
    network = valley(tmp_path, LINES, roads=f"{ROADS}\n{detour}")
    assert driven_s(network, at("08:00")) == pytest.approx(FREE_S)
    assert driven_s(network, at("08:00"), roads=speeds((1, 2, 3))) == pytest.approx(150 + 540 + 150)


def test_the_way_between_its_nodes_is_the_one_networkx_finds(network):
    roads, corridors, localities = build_roads(load_territory(HOME))
    home = dataclasses.replace(network, roads=roads, corridors=corridors, localities=localities)
    rng = random.Random(3)
    graph = nx.DiGraph()
    for node in range(len(roads.lat)):
        for link in range(roads.link_start[node], roads.link_start[node + 1]):
            graph.add_edge(node, int(roads.link_to[link]), weight=int(roads.link_duration_s[link]))
    for _ in range(200):
        a, b = rng.sample(range(len(roads.lat)), 2)
        ends = [Endpoint(float(roads.lat[node]), float(roads.lon[node])) for node in (a, b)]
        way = drive(home, *ends, at("08:00"))
        if way.nodes:
            on_road_s = sum(int(roads.link_duration_s[link]) for link in way.links)
            assert on_road_s == nx.dijkstra_path_length(graph, way.nodes[0], way.nodes[-1])
            assert way.node_s[-1] - way.node_s[0] == pytest.approx(on_road_s)


def test_no_way_by_car_from_far_beyond_the_roads(network):
    assert drive(network, Endpoint(49.30, 5.90), UNI, at("08:00")) is None


def test_nobody_drives_over_the_border_where_there_is_no_road(network):
    south, north = Endpoint(49.4750, 5.9000), Endpoint(49.4890, 5.9000)
    way = drive(network, south, north, at("08:00"))
    assert [network.roads.node_id[node] for node in way.nodes] == ["UNTER", "POST", "STAD"]


def test_a_house_beside_the_jam_does_not_get_round_half_of_it(network):
    house = Endpoint(49.4860, 5.9000)  # 700 m from the border post
    way = drive(network, UNI, house, at("08:00"))
    assert [network.roads.node_id[node] for node in way.nodes] == ["UNI", "STAD"]


def test_nobody_gets_round_a_jam_on_streets_that_nobody_has_seen(tmp_path):
    jammed = ROADS.replace("OBER > UNTER 2.5 60", "OBER > UNTER 2.5 60 valley-north")
    network = valley(tmp_path, LINES, roads=jammed)
    unter = Endpoint(49.4700, 5.9000)
    congestion = Congestion.over(network, speeds((1, 5, 9), (1, 5, 9)))
    way = drive(network, OBER, unter, at("08:00"), congestion=congestion)
    assert way.arrive_s - way.depart_s == pytest.approx(5 * 150)


def test_a_short_trip_keeps_to_small_streets(network):
    way = drive(network, Endpoint(49.4500, 5.9300), Endpoint(49.4500, 5.9350), at("08:00"))
    assert way.nodes == ()
    assert way.arrive_s - way.depart_s == pytest.approx(361.4 * 1.3 / (30 / 3.6), rel=0.01)


def car(network, roads, **rest):
    request = JourneyRequest(OBER, UNI, at("08:00"), direct_modes=("CAR",), **rest)
    (way,) = plan(network, request, roads=roads).direct
    (leg,) = way.legs
    return leg


def test_the_car_leg_says_what_the_forecast_adds_and_how_sure_it_is(network):
    leg = car(network, speeds((1, 2, 3), (1, 2, 3)))
    (effect,) = leg.corridors
    assert (effect.corridor_id, effect.basis, effect.applied) == (
        "valley-north",
        "statistical",
        True,
    )
    assert effect.enter_s == at("08:02:30")
    assert (effect.delay_p10_s, effect.delay_p50_s, effect.delay_p90_s) == (0, 372, 744)
    assert leg.end_s == at("08:00") + FREE_S + 372
    assert (leg.arrival_p10_s, leg.arrival_p90_s) == (leg.end_s - 372, leg.end_s + 372)
    assert leg.estimated


def test_the_car_leg_without_a_forecast_claims_none(network):
    for roads in (None, speeds((1, 2, 3), corridor="elsewhere")):
        leg = car(network, roads)
        assert (leg.corridors, leg.arrival_p10_s, leg.arrival_p90_s) == ((), None, None)
        assert leg.end_s - leg.start_s == FREE_S


def test_the_car_leg_names_the_border_where_the_corridor_crosses_it(network):
    border = car(network, None).crossing
    assert (border.from_country, border.to_country) == ("FR", "LU")
    assert (border.name, border.lat, border.lon) == ("Valley road", 49.48, 5.90)
    assert border.time_s == at("08:00") + 150 + 72


def test_the_car_leg_follows_the_roads(network):
    leg = car(network, None)
    latitudes = [lat for lat, _ in leg.geometry]
    assert latitudes == [49.45, 49.45, 49.47, 49.48, 49.52, 49.54, 49.54]
    assert leg.distance_m == 2500 + 1200 + 5000 + 2500


def test_the_same_way_on_a_worse_day_arrives_later(network):
    congestion = Congestion.over(network, speeds((1, 2, 3), (1, 2, 3)))
    way = drive(network, OBER, UNI, at("08:00"), congestion=congestion)
    levels = [repeat_drive(network, way, congestion, level) for level in ("p10", "p50", "p90")]
    assert levels == sorted(levels)
    assert levels[1] == way.arrive_s
