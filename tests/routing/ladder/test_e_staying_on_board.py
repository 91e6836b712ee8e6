"""Riders who stay on board while their vehicle becomes another trip."""

from __future__ import annotations

import networkx as nx
import pytest

from commands.itinerary_text import itinerary_text
from feeds.territory import load_territory
from routing.algorithms import earliest_arrival, latest_departure, pareto_journeys
from routing.build import build_network
from routing.graph import MultimodalGraph
from routing.network_io import from_arrays, to_arrays
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import ask, at, merged_valley, valley, write_territory

TWO_TRIPS = """
lu BUS 1 {block}: esch 08:00 stad1 08:10
lu BUS 2 {block}: stad1 08:10 uni 08:30
lu BUS 2: stad1 08:40 uni 09:00
"""
STAYING = "08:00 Esch Gare BUS 1 08:10 Stad Gare quai 1 BUS 2 08:30 Uni"
CHANGING = "08:00 Esch Gare BUS 1 08:10 Stad Gare quai 1 08:40 BUS 2 09:00 Uni"


def test_a_change_takes_time_that_staying_on_board_does_not(tmp_path):
    apart = valley(tmp_path / "apart", TWO_TRIPS.format(block=""))
    linked = valley(tmp_path / "linked", TWO_TRIPS.format(block=""), transfers="t0 > t1")
    assert ask(apart, "lu_esch", "lu_uni", "07:30") == [CHANGING]
    assert ask(linked, "lu_esch", "lu_uni", "07:30") == [STAYING]


def test_a_vehicle_that_serves_two_trips_of_a_block_takes_its_riders_on(tmp_path):
    network = valley(tmp_path, TWO_TRIPS.format(block="B7"))
    assert ask(network, "lu_esch", "lu_uni", "07:30") == [STAYING]


def test_riders_who_must_leave_at_the_end_of_a_trip_change(tmp_path):
    network = valley(tmp_path, TWO_TRIPS.format(block="B7"), transfers="t0 | t1")
    assert ask(network, "lu_esch", "lu_uni", "07:30") == [CHANGING]


@pytest.mark.parametrize("arrive_by", [False, True])
def test_staying_on_board_is_no_transfer(tmp_path, arrive_by):
    network = valley(tmp_path, TWO_TRIPS.format(block="B7"))
    time_s = at("08:45" if arrive_by else "07:30")
    request = JourneyRequest(
        Endpoint(0, 0, stop_id="lu_esch"),
        Endpoint(0, 0, stop_id="lu_uni"),
        time_s,
        max_transfers=0,
        arrive_by=arrive_by,
    )
    (found,) = plan(network, request).itineraries
    assert found.transfers == 0
    assert [leg.in_seat for leg in found.legs] == [False, True]
    assert "stay on board" in itinerary_text(1, found)


def test_the_way_back_over_the_same_stops_is_not_stayed_for(tmp_path):
    lines = """
    lu BUS 1 B7: esch 08:00 stad1 08:10 uni 08:20
    lu BUS 1 B7: uni 08:25 stad1 08:35 esch 08:45
    """
    assert len(valley(tmp_path, lines).timetable.in_seat.before) == 0


@pytest.mark.parametrize(
    "second",
    [
        "lu BUS 2 B7: stad1 08:09 uni 08:30",  # leaves before the first has come
        "lu BUS 2 B7: stad1 09:11 uni 09:30",  # stands for more than an hour
        "lu BUS 2 B8: stad1 08:10 uni 08:30",  # another vehicle
        "lu BUS 2 B7: ober 08:12 uni 08:30",  # goes on elsewhere, empty
    ],
)
def test_what_a_vehicle_cannot_do_its_riders_cannot(tmp_path, second):
    network = valley(tmp_path, f"lu BUS 1 B7: esch 08:00 stad1 08:10\n{second}")
    assert len(network.timetable.in_seat.before) == 0


def test_a_vehicle_goes_on_and_on(tmp_path):
    lines = """
    lu BUS 1 B7: ober 08:00 unter 08:10
    lu BUS 2 B7: unter 08:10 esch 08:20
    lu BUS 3 B7: esch 08:20 uni 08:30
    """
    network = valley(tmp_path, lines)
    assert ask(network, "lu_ober", "lu_uni", "07:30", max_transfers=0) == [
        "08:00 Oberdorf BUS 1 08:10 Unterdorf BUS 2 08:20 Esch Gare BUS 3 08:30 Uni"
    ]


def test_a_train_parts_and_both_halves_take_their_riders_on(tmp_path):
    lines = """
    lu RAIL A: ober 08:00 esch 08:10
    lu RAIL B: esch 08:12 stad1 08:20
    lu RAIL C: esch 08:14 uni 08:30
    """
    network = valley(tmp_path, lines, transfers="t0 > t1\nt0 > t2")
    for goal, last in (
        ("lu_stad1", "RAIL B 08:20 Stad Gare quai 1"),
        ("lu_uni", "RAIL C 08:30 Uni"),
    ):
        (found,) = ask(network, "lu_ober", goal, "07:30", max_transfers=0)
        assert found.startswith("08:00 Oberdorf RAIL A 08:10 Esch Gare")
        assert found.endswith(last)


def test_a_night_train_goes_on_after_midnight(tmp_path):
    lines = """
    lu RAIL A: ober 23:30 esch 24:10
    lu RAIL B: esch 00:12 uni 00:30
    """
    network = valley(tmp_path, lines, transfers="t0 > t1")
    found = ask(network, "lu_ober", "lu_uni", "23:00", max_transfers=0)
    assert found == ["23:30 Oberdorf RAIL A 00:10 Esch Gare 00:12 RAIL B 00:30 Uni"]


def test_kernel_and_networkx_body_stay_on_board_alike(tmp_path):
    network = valley(tmp_path, TWO_TRIPS.format(block="B7"))
    graph = MultimodalGraph(network)
    plain = graph.to_networkx()
    for each in (graph, plain):
        assert earliest_arrival(each, "lu_esch", time_s=at("07:30"))["lu_uni"] == at("08:30")
        assert latest_departure(each, "lu_uni", time_s=at("08:35"))["lu_esch"] == at("08:00")
        (option,) = pareto_journeys(each, "lu_esch", "lu_uni", time_s=at("07:30"), window_s=3600)
        assert (option.arrival_s, option.transfers) == (at("08:30"), 0)
    stays = [data for *_, data in plain.edges(data=True) if data["kind"] == "stay"]
    assert [len(data["runs"]) for data in stays] == [7]
    spanned = graph.to_networkx((at("07:00"), at("10:00")))
    stays = [data for *_, data in spanned.edges(data=True) if data["kind"] == "stay"]
    assert [len(data["runs"]) for data in stays] == [1]
    assert nx.has_path(graph, "lu_esch", "lu_uni")


def test_a_stored_network_knows_who_stays(tmp_path):
    network = valley(tmp_path, TWO_TRIPS.format(block="B7"))
    again = from_arrays(*to_arrays(network))
    assert ask(again, "lu_esch", "lu_uni", "07:30") == [STAYING]


def test_trips_linked_without_measure_are_cut_back_and_said(tmp_path):
    count = 12
    lines = "\n".join(f"lu BUS {n}: esch 08:{n:02} uni 08:{n:02}" for n in range(count))
    lines += "\n" + "\n".join(f"lu BUS {n}: uni 09:{n:02} esch 09:{n:02}" for n in range(count))
    links = [f"t{a} > t{b}" for a in range(2 * count) for b in range(2 * count) if a != b]
    territory = load_territory(write_territory(tmp_path / "territory"))
    merged = merged_valley(tmp_path, lines, territory, transfers="\n".join(links))
    network = build_network(merged, territory)
    assert 0 < len(network.timetable.in_seat.before) < len(links)
    assert merged.notices.counts["in_seat_transfer_left_out"] > 100
    assert ask(network, "lu_esch", "lu_uni", "07:59", max_transfers=0)
