"""Where and when a ride crosses the border, and the jam it meets there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing.geometry import match_in_order
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.roads import RoadSpeeds
from tests.routing.town import at, valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
lu RAIL 60: esch 08:30 stad1 08:40 uni 08:50
fr RAIL 90: ober 09:00 stad 09:30
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


@pytest.fixture
def speeds():
    ratios = (np.full((1, 8), value, dtype=np.float32) for value in (1.5, 2.0, 3.0))
    return RoadSpeeds(
        ("valley-north",),
        at("08:00"),
        *ratios,
        basis=("live",),
        issued_at_s=at("07:58"),
        data_until_s=at("07:55"),
        model=("test",),
        illustrative=True,
    )


def first_leg(network, destination, time_of_day, roads=None):
    ends = Endpoint(0, 0, stop_id="fr_ober"), Endpoint(0, 0, stop_id=destination)
    request = JourneyRequest(*ends, at(time_of_day), window_s=1800)
    return plan(network, request, roads=roads).itineraries[0].legs[0]


def test_a_bus_crosses_at_the_corridor_and_in_time_between_two_calls(network):
    border = first_leg(network, "lu_esch", "07:45").crossing
    assert (border.from_country, border.to_country) == ("FR", "LU")
    assert (border.name, border.lat, border.lon) == ("Valley road", 49.48, 5.90)
    # Unterdorf 08:10 at 49.470, Esch 08:20 at 49.495: two fifths of the way
    assert border.time_s == at("08:14")


def test_the_jam_is_shown_beside_the_bus_but_not_added_to_it(network, speeds):
    leg = first_leg(network, "lu_esch", "07:45", roads=speeds)
    (beside,) = leg.corridors
    assert (beside.corridor_id, beside.enter_s, beside.basis) == (
        "valley-north",
        at("08:14"),
        "live",
    )
    assert (beside.delay_p10_s, beside.delay_p50_s, beside.delay_p90_s) == (186, 372, 744)
    assert (beside.applied, beside.illustrative) == (False, True)
    assert leg.end_s == at("08:20")


def test_a_train_crosses_where_its_way_meets_the_border_and_meets_no_jam(network, speeds):
    leg = first_leg(network, "fr_stad", "08:45", roads=speeds)
    assert leg.mode == "RAIL"
    assert leg.corridors == ()
    # known points lie at 49.47 on the one side and at 49.48 on the other; 49.45 to 49.52 in 30 min
    assert leg.crossing.lat == pytest.approx(49.475, abs=5e-4)
    assert leg.crossing.time_s == pytest.approx(at("09:10") + 43, abs=10)
    assert leg.crossing.name == ""


def test_without_a_known_border_a_train_crosses_half_way(network):
    unknown = replace(network.borders, left=network.borders.right)
    leg = first_leg(replace(network, borders=unknown), "fr_stad", "08:45")
    assert leg.crossing.time_s == at("09:15")
    assert leg.crossing.lat == pytest.approx(49.485)


def test_a_ride_on_one_side_crosses_nothing(network, speeds):
    leg = first_leg(network, "fr_unter", "07:45", roads=speeds)
    assert (leg.crossing, leg.corridors) == (None, ())


def test_a_stop_on_a_loop_is_found_on_the_pass_where_the_trip_calls():
    loop = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0], [2, 1, 0], [1, 0.1, 0], [0, 0.1, 0]])
    out_and_back = np.array([[0, 0, 0], [2, 0.4, 0], [1, 0.05, 0]])
    assert match_in_order(out_and_back, loop).tolist() == [0, 2, 4]
    out_only = np.array([[0, 0, 0], [1, 0.05, 0], [2, 0.4, 0]])
    assert match_in_order(out_only, loop).tolist() == [0, 1, 2]
