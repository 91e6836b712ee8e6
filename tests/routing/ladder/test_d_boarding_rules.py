"""D. Boarding rules: where nobody may get on or off, nobody does, and riding through is allowed."""

from __future__ import annotations

from tests.routing.town import ask, ask_back, valley


def both(network, origin, destination):
    there = ask(network, origin, destination, "07:30", window_s=0)
    assert there == ask_back(network, origin, destination, "12:00", window_s=0)
    return there


def test_nobody_gets_off_where_one_may_only_board(tmp_path):
    network = valley(tmp_path, "lu BUS 1: ober 08:00 esch+ 08:10 uni 08:30")
    assert both(network, "lu_ober", "lu_esch") == []
    assert both(network, "lu_esch", "lu_uni") == ["08:10 Esch Gare BUS 1 08:30 Uni"]


def test_nobody_gets_on_where_one_may_only_alight(tmp_path):
    network = valley(tmp_path, "lu BUS 1: ober 08:00 esch- 08:10 uni 08:30")
    assert both(network, "lu_esch", "lu_uni") == []
    assert both(network, "lu_ober", "lu_esch") == ["08:00 Oberdorf BUS 1 08:10 Esch Gare"]


def test_riding_through_such_a_stop_is_allowed(tmp_path):
    network = valley(tmp_path, "lu BUS 1: ober 08:00 esch- 08:10 unter+ 08:20 uni 08:30")
    assert both(network, "lu_ober", "lu_uni") == ["08:00 Oberdorf BUS 1 08:30 Uni"]


def test_trips_with_other_rules_are_other_trips_though_they_call_alike(tmp_path):
    lines = """
    lu BUS 1: ober 08:00 esch+ 08:10 uni 08:30
    lu BUS 1: ober 09:00 esch 09:10 uni 09:30
    """
    network = valley(tmp_path, lines)
    assert both(network, "lu_ober", "lu_esch") == ["09:00 Oberdorf BUS 1 09:10 Esch Gare"]


def test_nobody_changes_where_the_first_ride_lets_nobody_off(tmp_path):
    lines = "lu BUS 1: ober 08:00 esch+ 08:10 unter 08:20\nlu BUS 2: esch 08:30 uni 08:40"
    assert both(valley(tmp_path, lines), "lu_ober", "lu_uni") == []
