"""A. One line: the next one is taken, and nothing that has left."""

from __future__ import annotations

import pytest

from tests.routing.town import ask, ask_back, valley

LINES = """
lu BUS 1: ober 08:00 unter 08:10 esch 08:20
lu BUS 1: ober 08:30 unter 08:40 esch 08:50
lu BUS 1: ober 09:00 unter 09:10 esch 09:20
"""
FIRST = "08:00 Oberdorf BUS 1 08:20 Esch Gare"
SECOND = "08:30 Oberdorf BUS 1 08:50 Esch Gare"
THIRD = "09:00 Oberdorf BUS 1 09:20 Esch Gare"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def test_the_next_bus_is_taken(network):
    assert ask(network, "lu_ober", "lu_esch", "08:10", window_s=0) == [SECOND]


def test_the_bus_of_this_very_second_is_caught(network):
    assert ask(network, "lu_ober", "lu_esch", "08:30", window_s=0) == [SECOND]


def test_a_second_later_it_has_left(network):
    assert ask(network, "lu_ober", "lu_esch", "08:30:01", window_s=0) == [THIRD]


def test_the_last_bus_that_comes_in_time_is_taken(network):
    assert ask_back(network, "lu_ober", "lu_esch", "09:00", window_s=0) == [SECOND]


def test_the_bus_that_comes_at_this_very_second_is_in_time(network):
    assert ask_back(network, "lu_ober", "lu_esch", "08:50", window_s=0) == [SECOND]


def test_a_second_sooner_it_is_not(network):
    assert ask_back(network, "lu_ober", "lu_esch", "08:49:59", window_s=0) == [FIRST]


def test_a_window_holds_every_bus_that_leaves_in_it(network):
    assert ask(network, "lu_ober", "lu_esch", "08:00", window_s=3600) == [FIRST, SECOND]


def test_backward_a_window_holds_every_bus_that_comes_in_it(network):
    assert ask_back(network, "lu_ober", "lu_esch", "09:20", window_s=3600) == [SECOND, THIRD]


def test_one_may_get_on_and_off_on_the_way(network):
    found = ["08:00 Oberdorf BUS 1 08:10 Unterdorf"]
    assert ask(network, "lu_ober", "lu_unter", "07:50", window_s=0) == found
    found = ["08:40 Unterdorf BUS 1 08:50 Esch Gare"]
    assert ask_back(network, "lu_unter", "lu_esch", "09:00", window_s=0) == found


def test_a_line_does_not_run_backwards(network):
    assert ask(network, "lu_esch", "lu_ober", "07:00", window_s=7200) == []
    assert ask_back(network, "lu_esch", "lu_ober", "11:00", window_s=7200) == []
