"""H. Restrictions: modes, changes and time that a rider does not want are not offered."""

from __future__ import annotations

import pytest

from tests.routing.town import ask, ask_back, valley

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
