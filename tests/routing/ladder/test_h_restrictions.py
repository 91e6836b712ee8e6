"""H. Restrictions: what a rider does not want, or cannot use, is not offered."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import ask, ask_back, at, valley

LINES = """
lu RAIL R: ober 08:00 uni 08:20
lu BUS 1: ober 08:00 esch 08:10
lu BUS 2: esch 08:15 uni 08:40
lu BUS 3: ober 08:00 uni 09:30
"""
TRAIN = "08:00 Oberdorf RAIL R 08:20 Uni"
TWO_BUSES = "08:00 Oberdorf BUS 1 08:10 Esch Gare 08:15 BUS 2 08:40 Uni"
ONE_BUS = "08:00 Oberdorf BUS 3 09:30 Uni"
BUSES = frozenset({"BUS"})


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def options(network, **rest):
    return ask(network, "lu_ober", "lu_uni", "07:30", **{"window_s": 0, **rest})


def test_everything_is_offered_to_who_asks_for_nothing(network):
    assert options(network) == [TRAIN]


def test_a_mode_that_is_not_wanted_is_not_ridden(network):
    assert options(network, transit_modes=BUSES) == [TWO_BUSES, ONE_BUS]


def test_who_wants_no_transit_gets_none(network):
    assert options(network, transit_modes=frozenset()) == []


def test_who_does_not_want_to_change_rides_longer(network):
    assert options(network, transit_modes=BUSES, max_transfers=0) == [ONE_BUS]
    back = ask_back(
        network, "lu_ober", "lu_uni", "10:00", window_s=0, transit_modes=BUSES, max_transfers=0
    )
    assert back == [ONE_BUS]


def test_journeys_longer_than_wanted_are_not_offered(network):
    assert options(network, transit_modes=BUSES, max_duration_s=40 * 60) == []
    assert options(network, transit_modes=BUSES, max_duration_s=40 * 60 + 1801) == [TWO_BUSES]


SOME_TAKE_BIKES = """
lu RAIL R bikes=2: ober 08:00 uni 08:20
lu BUS 1: ober 08:00 uni 08:40
lu BUS 3 bikes=1: ober 08:00 uni 09:30
"""
SOME_HAVE_STEPS = """
lu RAIL R wheelchair=2: ober 08:00 uni 08:20
lu BUS 1: ober 08:00 uni 08:40
lu BUS 3 wheelchair=1: ober 08:00 uni 09:30
"""


def test_a_bicycle_is_taken_where_the_feed_says_so(tmp_path):
    network = valley(tmp_path, SOME_TAKE_BIKES)
    assert options(network, bikes=True) == [ONE_BUS]


def test_a_wheelchair_is_kept_off_what_it_cannot_use_and_told_what_nobody_knows(tmp_path):
    network = valley(tmp_path, SOME_HAVE_STEPS)
    (found,) = options(network, wheelchair=True)
    assert found == "08:00 Oberdorf BUS 1 08:40 Uni"
    ends = Endpoint(0, 0, stop_id="lu_ober"), Endpoint(0, 0, stop_id="lu_uni")
    request = JourneyRequest(*ends, at("07:30"), wheelchair=True, window_s=0)
    assert [leg.wheelchair for leg in plan(network, request).itineraries[0].legs] == [0]


@pytest.mark.parametrize("name", ["R", "lu_RAIL-R"])
def test_a_line_to_avoid_is_not_ridden(network, name):
    assert options(network, avoid_lines=frozenset({name})) == [TWO_BUSES, ONE_BUS]


def test_an_operator_to_avoid_is_not_ridden_with(network):
    assert options(network, avoid_agencies=frozenset({"lu_op"})) == []


def test_nobody_changes_at_a_stop_to_avoid(network):
    asked = {"transit_modes": BUSES, "avoid_stops": frozenset({"lu_esch"})}
    assert options(network, **asked) == [ONE_BUS]
    back = ask_back(network, "lu_ober", "lu_uni", "10:00", window_s=0, **asked)
    assert back == [ONE_BUS]


def test_what_nobody_knows_cannot_be_avoided(network):
    with pytest.raises(RequestError) as caught:
        options(network, avoid_lines=frozenset({"99"}), avoid_stops=frozenset({"lu_x"}))
    assert [fault.code for fault in caught.value.faults] == ["unknown_line", "unknown_stop"]
