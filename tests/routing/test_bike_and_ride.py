"""Bike and ride: by bicycle to a stop that is too far to walk to, and on by transit."""

from __future__ import annotations

import pytest

from routing.bike_and_ride import LOCKING_S
from routing.plan import plan
from routing.requests import DEFAULT_BIKE_MPS, Endpoint, JourneyRequest
from tests.routing.town import at, valley

LINES = """
lu RAIL R: unter 08:00 uni 08:20
lu RAIL R: unter 08:30 uni 08:50
lu BUS 1: ober 08:00 uni 08:55
"""
HOME = Endpoint(49.4520, 5.9000, "Home")
"""Two kilometres from the trains at Unterdorf, 222 m from the bus at Oberdorf."""
WORK = Endpoint(0, 0, stop_id="lu_uni")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def itineraries(network, *access, time_of_day="07:30", **rest):
    asked = {"window_s": 3600, "direct_modes": (), "access_modes": access, **rest}
    return plan(network, JourneyRequest(HOME, WORK, at(time_of_day), **asked)).itineraries


def test_the_train_is_reached_by_bicycle(network):
    found = itineraries(network, "WALK", "BIKE")
    by_bike = [each for each in found if each.legs[0].mode == "BIKE"]
    assert [[leg.mode for leg in each.legs] for each in by_bike] == [["BIKE", "RAIL"]] * 2
    bike, train = by_bike[0].legs
    assert bike.end_s == train.start_s == at("08:00")
    assert bike.duration_s == pytest.approx(2001 * 1.3 / DEFAULT_BIKE_MPS + LOCKING_S, abs=3)
    assert bike.distance_m == pytest.approx(2001 * 1.3, abs=8)
    assert bike.estimated


def test_who_rides_slowly_leaves_earlier(network):
    rides = {
        speed: next(
            each.legs[0]
            for each in itineraries(network, "BIKE", bike_mps=speed)
            if each.legs[-1].mode == "RAIL"
        )
        for speed in (3.0, 6.0)
    }
    for speed, ride in rides.items():
        assert ride.duration_s == pytest.approx(2001 * 1.3 / speed + LOCKING_S, abs=3)
        assert ride.distance_m == pytest.approx(2001 * 1.3, abs=8)


def test_who_has_no_bicycle_takes_the_bus(network):
    (found,) = itineraries(network, "WALK")
    assert [leg.mode for leg in found.legs] == ["WALK", "BUS"]


def test_a_short_way_is_walked_by_who_may_walk(network):
    found = itineraries(network, "WALK", "BIKE", max_access_s=400)
    assert [[leg.mode for leg in each.legs] for each in found] == [["WALK", "BUS"]]
    found = itineraries(network, "BIKE", max_access_s=400)
    assert [[leg.mode for leg in each.legs] for each in found] == [["BIKE", "BUS"]]


def test_nobody_rides_further_than_asked_for(network):
    for bound_s, rides_to_train in ((700, False), (720, True)):
        found = itineraries(network, "BIKE", max_access_s=bound_s)
        modes = {leg.mode for each in found for leg in each.legs}
        assert ("RAIL" in modes) == rides_to_train


def test_backward_too(network):
    asked = {"arrive_by": True, "time_of_day": "08:30", "window_s": 1200}
    (found,) = itineraries(network, "BIKE", **asked)
    assert found.end_s == at("08:20")
