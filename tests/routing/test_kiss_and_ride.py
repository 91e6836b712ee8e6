"""Kiss and ride: somebody drives one to the train, in time although the road may be full."""

from __future__ import annotations

import pytest

from routing.kiss_and_ride import SETTING_DOWN_S
from routing.plan import plan
from routing.requests import JourneyRequest
from tests.routing.test_driving import OBER, UNI, speeds
from tests.routing.town import at, printed, valley

LINES = """
lu RAIL R: esch 08:30 stad1 08:40 uni 08:50
lu RAIL R: esch 09:00 stad1 09:10 uni 09:20
fr BUS 1: ober 08:00 unter 08:20
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def itineraries(network, time_of_day="08:00", *, roads=None, **rest):
    asked = {
        "window_s": 3600, "access_modes": ("WALK", "CAR_DROPOFF"), "direct_modes": (), **rest
    }  # fmt: skip
    found = plan(network, JourneyRequest(OBER, UNI, at(time_of_day), **asked), roads=roads)
    return [each for each in found.itineraries if each.legs[0].mode == "CAR"]


def test_one_is_driven_to_the_train_and_nothing_is_parked(network):
    first = itineraries(network)[0]
    car, train = first.legs
    assert [car.mode, train.mode] == ["CAR", "RAIL"]
    assert car.parking is None
    assert car.end.kind == "dropoff"
    assert car.end_s + SETTING_DOWN_S <= train.start_s
    assert printed(first).endswith("RAIL R 08:50 Uni")


def test_who_does_not_ask_is_not_driven(network):
    assert itineraries(network, access_modes=("WALK",)) == []


def test_nobody_is_driven_further_than_one_would_walk(network):
    assert itineraries(network, max_access_s=1200)
    assert itineraries(network, max_access_s=120) == []


def test_where_the_road_is_full_one_leaves_earlier(network):
    jam = speeds(*[(3.0, 3.0, 3.0)] * 8)
    (free, *_), (jammed, *_) = (itineraries(network, roads=roads) for roads in (None, jam))
    assert jammed.end_s == free.end_s
    assert jammed.start_s < free.start_s


def test_backward_too(network):
    found = itineraries(network, "09:00", arrive_by=True)
    assert [each.end_s for each in found] == [at("08:50")]
