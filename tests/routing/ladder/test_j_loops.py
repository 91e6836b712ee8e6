"""J. Loops: a line that calls twice at a stop is boarded late and left early."""

from __future__ import annotations

from tests.routing.town import ask, ask_back, valley

RING = "lu BUS O: esch 08:00 stad1 08:10 uni 08:20 stad1 08:30 esch 08:40"


def test_one_boards_at_the_second_call_if_that_is_soon_enough(tmp_path):
    network = valley(tmp_path, RING)
    found = ["08:30 Stad Gare quai 1 BUS O 08:40 Esch Gare"]
    assert ask(network, "lu_stad1", "lu_esch", "07:50", window_s=3600) == found
    assert ask(network, "lu_stad1", "lu_esch", "07:50", window_s=0) == found
    assert ask_back(network, "lu_stad1", "lu_esch", "09:00", window_s=0) == found


def test_one_leaves_at_the_first_call(tmp_path):
    network = valley(tmp_path, RING)
    found = ["08:00 Esch Gare BUS O 08:10 Stad Gare quai 1"]
    assert ask(network, "lu_esch", "lu_stad1", "07:50", window_s=0) == found
    assert ask_back(network, "lu_esch", "lu_stad1", "09:00", window_s=0) == found


def test_who_misses_the_first_call_rides_from_the_second(tmp_path):
    network = valley(tmp_path, RING + "\nlu BUS 2: ober 08:05 stad1 08:25")
    found = ask(network, "lu_ober", "lu_esch", "07:50", window_s=0)
    assert found == ["08:05 Oberdorf BUS 2 08:25 Stad Gare quai 1 08:30 BUS O 08:40 Esch Gare"]


def test_nobody_rides_round_to_where_he_is(tmp_path):
    network = valley(tmp_path, RING + "\nlu BUS 2: esch 08:45 ober 08:55")
    found = ask(network, "lu_stad1", "lu_ober", "07:50", window_s=3600)
    assert found == ["08:30 Stad Gare quai 1 BUS O 08:40 Esch Gare 08:45 BUS 2 08:55 Oberdorf"]
