"""The home territory as data: whole, joined up, and true to the map."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import KDTree

from core.geo import distance_m, unit_vectors_m
from feeds.demo.facts import load_facts
from feeds.territory import HOME, Territory, load_territory

EIGHT_COMMUNES = {
    "Audun-le-Tiche", "Aumetz", "Boulange", "Ottange", "Rédange", "Russange", "Thil", "Villerupt",
}  # fmt: skip


@pytest.fixture(scope="module")
def home() -> Territory:
    return load_territory(HOME)


def test_every_place_can_be_driven_to_from_every_other(home: Territory) -> None:
    roads = nx.DiGraph()
    roads.add_nodes_from(home.road_nodes["node_id"])
    roads.add_edges_from(zip(home.road_links["from_node"], home.road_links["to_node"], strict=True))
    assert set(roads) == set(home.road_nodes["node_id"])
    assert nx.is_strongly_connected(roads)


def test_every_corridor_is_a_chain_of_road_links_as_long_as_it_says(home: Territory) -> None:
    links = home.road_links
    for corridor in home.corridors.itertuples():
        own = links[links["corridor_id"] == corridor.corridor_id]
        assert len(own) > 0, corridor.corridor_id
        assert own["length_m"].sum() == corridor.length_m
        chain = nx.DiGraph(list(zip(own["from_node"], own["to_node"], strict=True)))
        assert nx.is_weakly_connected(chain)
        assert len(nx.dag_longest_path(chain)) == len(own) + 1
    assert set(links["corridor_id"]) - {""} == set(home.corridors["corridor_id"])


def test_every_road_crossing_has_a_corridor_each_way(home: Territory) -> None:
    roads = home.crossings[home.crossings["class"] != "rail"]
    for crossing_id in roads["crossing_id"]:
        own = home.corridors[home.corridors["crossing_id"] == crossing_id]
        assert {"to_lu", "to_fr"} == set(own["direction"])


def test_places_people_speak_of_are_known_and_on_a_road(home: Territory) -> None:
    names = set(home.localities["name"])
    assert names >= EIGHT_COMMUNES
    wanted = {"Kirchberg", "Belval", "Luxembourg-Gare", "Thionville", "Longwy", "Metz", "Dudelange"}
    assert wanted <= names
    nodes = home.road_nodes
    for place in home.localities[
        home.localities["name"].isin(EIGHT_COMMUNES | wanted)
    ].itertuples():
        nearest_m = min(
            distance_m(place.lat, place.lon, lat, lon)
            for lat, lon in zip(nodes["lat"], nodes["lon"], strict=True)
        )
        assert nearest_m < 1_500, place.name


def test_luxembourgish_names_lead_to_the_same_places(home: Territory) -> None:
    others = dict(zip(home.localities["name"], home.localities["names_other"], strict=True))
    assert "Esch-Uelzecht" in others["Esch-sur-Alzette"].split("|")
    assert "Kierchbierg" in others["Kirchberg"].split("|")
    assert "Diddeleng" in others["Dudelange"].split("|")


def test_the_nearest_known_point_tells_the_country_of_every_stop(home: Territory) -> None:
    points = home.country_points
    assert len(points) <= 600
    tree = KDTree(unit_vectors_m(points["lat"].to_numpy(), points["lon"].to_numpy()))
    stops = list(load_facts(HOME / "facts").stops.values())
    at = unit_vectors_m(np.array([s.lat for s in stops]), np.array([s.lon for s in stops]))
    found = points["country"].to_numpy()[tree.query(at)[1]]
    wrong = [s.name for s, country in zip(stops, found, strict=True) if s.country != country]
    assert wrong == []


def test_every_commune_of_the_eight_has_a_stop_to_walk_to(home: Territory) -> None:
    stops = load_facts(HOME / "facts").stops.values()
    for place in home.localities[home.localities["name"].isin(EIGHT_COMMUNES)].itertuples():
        nearest_m = min(distance_m(place.lat, place.lon, stop.lat, stop.lon) for stop in stops)
        assert nearest_m < 1_200, place.name


def test_a_car_park_names_the_stop_beside_it(home: Territory) -> None:
    stops = load_facts(HOME / "facts").stops.values()
    for site in home.park_and_ride[home.park_and_ride["near_stop"] != ""].itertuples():
        gaps_m = [
            distance_m(site.lat, site.lon, stop.lat, stop.lon)
            for stop in stops
            if stop.name == site.near_stop
        ]
        assert gaps_m, site.near_stop
        assert min(gaps_m) < 500, site.name
