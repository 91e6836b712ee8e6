"""P. Places on the way: they are visited in order, for as long as is asked, or passed."""

from __future__ import annotations

import pytest

from routing.requests import Via
from tests.routing.town import ask, ask_back, valley

LINES = """
lu BUS 1: ober 08:00 uni 08:20
lu BUS 2: ober 08:00 esch 08:10/08:11 uni 08:25
lu BUS 3: esch 08:30 uni 08:40
lu BUS 3: esch 08:50 uni 09:00
lu BUS 9: stad1 05:00 uni 05:10
"""
THROUGH = "08:00 Oberdorf BUS 2 08:25 Uni"
STAYED = "08:00 Oberdorf BUS 2 08:10 Esch Gare 08:30 BUS 3 08:40 Uni"
LONGER = "08:00 Oberdorf BUS 2 08:10 Esch Gare 08:50 BUS 3 09:00 Uni"


@pytest.fixture
def network(tmp_path):
    return valley(tmp_path, LINES)


def by(network, *vias, **rest):
    there = ask(network, "lu_ober", "lu_uni", "07:30", window_s=0, vias=vias, **rest)
    back = ask_back(network, "lu_ober", "lu_uni", "12:00", window_s=0, vias=vias, **rest)
    return there, back


def test_who_only_passes_stays_on_board_and_changes_nothing(network):
    there, _ = by(network, Via("lu_esch"))
    assert there == [THROUGH]
    assert ask(network, "lu_ober", "lu_uni", "07:30", vias=(Via("lu_esch"),), max_transfers=0) == [
        THROUGH
    ]


def test_who_stays_goes_on_with_the_first_ride_after_it(network):
    assert by(network, Via("lu_esch", 20 * 60))[0] == [STAYED]
    assert by(network, Via("lu_esch", 20 * 60 + 1))[0] == [LONGER]


def test_going_backward_the_stay_is_as_long(network):
    asked = {"vias": (Via("lu_esch", 20 * 60),), "window_s": 0}
    assert ask_back(network, "lu_ober", "lu_uni", "08:45", **asked) == [STAYED]
    asked = {"vias": (Via("lu_esch", 20 * 60 + 1),), "window_s": 0}
    assert ask_back(network, "lu_ober", "lu_uni", "08:45", **asked) == []


def test_more_time_to_change_does_not_lengthen_a_stay(network):
    assert by(network, Via("lu_esch", 20 * 60), transfer_factor=3)[0] == [STAYED]
    assert by(network, Via("lu_esch", 20 * 60), extra_transfer_s=18 * 60)[0] == [STAYED]


def test_a_place_that_no_ride_calls_at_is_not_visited(network):
    assert by(network, Via("lu_stad1")) == ([], [])


def test_two_places_are_visited_in_order(tmp_path):
    lines = """
    lu BUS 1: ober 08:00 unter 08:10 esch 08:20 uni 08:30
    lu BUS 2: esch 08:05 unter 08:15
    lu BUS 3: unter 08:20 uni 08:40
    lu BUS 4: ober 07:50 esch 08:00
    """
    network = valley(tmp_path, lines)
    forth = (Via("lu_unter"), Via("lu_esch"))
    assert by(network, *forth)[0] == ["08:00 Oberdorf BUS 1 08:30 Uni"]
    assert by(network, *forth[::-1])[0] == [
        "07:50 Oberdorf BUS 4 08:00 Esch Gare 08:05 BUS 2 08:15 Unterdorf 08:20 BUS 3 08:40 Uni"
    ]


def test_any_platform_of_the_place_will_do(tmp_path):
    lines = "lu BUS 1: ober 08:00 stad1 08:10\nlu BUS 2: stad2 08:30 uni 08:40"
    network = valley(tmp_path, lines, transfers="stad1, stad2, 120")
    expected = (
        "08:00 Oberdorf BUS 1 08:10 Stad Gare quai 1 WALK 08:20 Stad Gare quai 2"
        " 08:30 BUS 2 08:40 Uni"
    )
    found = ask(network, "lu_ober", "lu_uni", "07:30", vias=(Via("lu_stad2", 480),))
    assert [line.replace("WALK 08:12", "WALK 08:20") for line in found] == [expected]


def test_the_way_back_to_where_one_was_may_be_taken(tmp_path):
    lines = "lu BUS 1: ober 08:00 esch 08:10\nlu BUS 1: esch 08:30 ober 08:40 uni 09:00"
    network = valley(tmp_path, lines)
    assert by(network, Via("lu_esch", 600))[0] == [
        "08:00 Oberdorf BUS 1 08:10 Esch Gare 08:30 BUS 1 09:00 Uni"
    ]
