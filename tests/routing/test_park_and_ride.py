"""Park and ride: by car to a site, on by tram, and in time although the road may be full."""

from __future__ import annotations

import dataclasses

import pytest

from core.errors import RequestError
from routing.car_access import MOST
from routing.park_and_ride import PARKING_S
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.test_driving import OBER, UNI, speeds
from tests.routing.town import at, printed, valley

SITE = 'PR-STAD,P+R Stad,LU,49.5205,5.9000,400,"free, really","Stad Gare"'
FAR_SITE = "PR-FAR,P+R Far,LU,49.9000,6.4000,10,,Nowhere"
TRAMS = "\n".join(
    f"lu TRAM T1: stad1 {hour:02}:{minute:02} uni {hour:02}:{minute + 6:02}"
    for hour in (7, 8, 9)
    for minute in (0, 10, 20, 30, 40, 50)
)
BUS = "\nfr BUS 1: ober 08:00 unter 08:10 esch 08:20\nlu RAIL 60: esch 08:30 uni 08:50"
TO_SITE_S = 150 + 72 + 300
"""From Oberdorf to Stad on free roads, and nine seconds more on small streets to the site."""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    folder = tmp_path_factory.mktemp("valley")
    return valley(folder, TRAMS + BUS, parking=f"{FAR_SITE}\n{SITE}")


def itineraries(network, time_of_day="08:00", *, roads=None, **rest):
    asked = {"window_s": 1800, "access_modes": ("WALK", "CAR_PARKING"), "direct_modes": (), **rest}
    found = plan(network, JourneyRequest(OBER, UNI, at(time_of_day), **asked), roads=roads)
    return [each for each in found.itineraries if each.legs[0].parking]


def test_one_drives_to_the_site_and_rides_on(network):
    first, *_ = itineraries(network)
    assert [leg.mode for leg in first.legs] == ["CAR", "WALK", "TRAM"]
    car, walk, tram = first.legs
    assert car.parking.name == "P+R Stad"
    assert (car.parking.price, car.parking.capacity) == ("free, really", 400)
    assert car.end.name == walk.start.name == "P+R Stad"
    assert car.end.kind == "parking"
    assert car.end_s <= walk.start_s
    assert walk.end_s == tram.start_s
    assert walk.duration_s >= PARKING_S
    assert first.transfers == 0
    assert printed(first).endswith("TRAM T1 08:26 Uni")


def test_who_asks_for_walks_alone_gets_no_car(network):
    assert itineraries(network, access_modes=("WALK",)) == []


def test_who_asks_for_the_car_alone_does_not_walk_to_the_bus(network):
    request = JourneyRequest(OBER, UNI, at("07:30"), access_modes=("CAR_PARKING",))
    found = plan(network, request).itineraries
    assert found
    assert all(each.legs[0].mode == "CAR" for each in found)


def test_a_jam_makes_one_leave_sooner(network):
    free = {each.end_s: each.start_s for each in itineraries(network, "08:10")}
    twice = speeds((1, 2, 2), (1, 2, 2), (1, 2, 2), (1, 2, 2))
    jammed = {each.end_s: each.start_s for each in itineraries(network, "08:10", roads=twice)}
    for end_s in free.keys() & jammed.keys():
        assert free[end_s] - jammed[end_s] == pytest.approx(372, abs=2)


def test_one_leaves_for_the_bad_day_and_is_told_of_the_usual_one(network):
    unsure = speeds((1, 1, 2), (1, 1, 2), (1, 1, 2), (1, 1, 2))
    for each in itineraries(network, "08:10", roads=unsure):
        car, walk, *_ = each.legs
        assert car.arrival_p90_s == pytest.approx(walk.start_s, abs=2)
        assert walk.start_s - car.end_s == pytest.approx(372, abs=2)


def test_pages_hold_what_the_whole_window_holds(network):
    jam = speeds((1, 1.5, 2.5), (1, 3, 4), (1, 1.2, 2), (1, 1, 1))
    whole = itineraries(network, "08:00", window_s=2400, roads=jam)
    pages = [
        each
        for minute in ("00", "10", "20", "30")
        for each in itineraries(network, f"08:{minute}", window_s=600, roads=jam)
    ]
    assert 0 < len(whole) <= MOST
    assert [each.start_s for each in pages] == [each.start_s for each in whole]


def test_nobody_leaves_before_the_moment_asked_for(network):
    for window_s in (0, 600):
        found = itineraries(network, "08:05", window_s=window_s)
        assert found
        assert all(each.start_s >= at("08:05") for each in found)


def test_from_now_on_the_first_arrival_is_offered(network):
    found = itineraries(network, "08:05", window_s=0)
    assert min(each.end_s for each in found) == at("08:26")


def test_backward_one_comes_in_time(network):
    found = itineraries(network, "08:30", arrive_by=True, window_s=900)
    assert [each.end_s for each in found] == [at("08:16"), at("08:26")]


def test_a_car_is_left_at_home_where_transit_alone_is_as_good(tmp_path):
    express = "\nlu BUS X: ober 08:12 uni 08:20\nlu BUS X: ober 08:22 uni 08:24"
    network = valley(tmp_path, TRAMS + express, parking=SITE)
    assert all(each.end_s != at("08:26") for each in itineraries(network, "08:00"))


def test_where_there_is_no_site_nothing_is_offered(tmp_path):
    assert itineraries(valley(tmp_path, TRAMS)) == []


def test_a_way_of_access_that_nobody_knows_is_a_fault(network):
    request = JourneyRequest(OBER, UNI, at("08:00"))
    with pytest.raises(RequestError, match="access_modes"):
        plan(network, dataclasses.replace(request, access_modes=("ROCKET",)))


def test_the_day_of_the_site_is_that_of_its_zone(network):
    (first, *_) = itineraries(network)
    assert first.legs[0].end.zone == "Europe/Luxembourg"
    assert Endpoint(first.legs[0].end.lat, first.legs[0].end.lon) == Endpoint(49.5205, 5.9)
