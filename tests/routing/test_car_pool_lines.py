"""Car-pool lines: rides with drivers who go that way anyway, by frequency, on the same road."""

from __future__ import annotations

import pytest

from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.test_driving import speeds
from tests.routing.town import ask, at, valley

LINES = "fr CARPOOL C1: ober 07:00 stad1 07:12\nlu TRAM T1: stad1 08:20 uni 08:26"
EVERY_TEN_MINUTES = "t0, 07:00, 09:00, 600"
ENDS = Endpoint(0, 0, stop_id="fr_ober"), Endpoint(0, 0, stop_id="lu_uni")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES, frequencies=EVERY_TEN_MINUTES)


def test_one_rides_along_and_changes_to_the_tram(network):
    assert ask(network, "fr_ober", "lu_uni", "08:00", window_s=0) == [
        (
            "08:00 Oberdorf RIDE_SHARING C1 08:12 Stad Gare quai 1 WALK 08:13 Stad Gare quai 1"
            " 08:20 TRAM T1 08:26 Uni"
        )
    ]


def test_who_wants_no_strangers_cars_is_not_offered_them(network):
    assert ask(network, "fr_ober", "lu_uni", "08:00", transit_modes=frozenset({"TRAM"})) == []


def test_the_forecast_of_the_road_stands_beside_the_ride(network):
    request = JourneyRequest(*ENDS, at("08:00"), window_s=0)
    ride = plan(network, request, roads=speeds(*[(2.0, 2.0, 2.0)] * 8)).itineraries[0].legs[0]
    assert ride.mode == "RIDE_SHARING"
    assert [effect.corridor_id for effect in ride.corridors] == ["valley-north"]
    assert ride.crossing.from_country == "FR"
