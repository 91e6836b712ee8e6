"""I. Overtaking: who leaves later may come sooner, on the same line and within it."""

from __future__ import annotations

from tests.routing.town import ask, ask_back, valley

SLOW = "08:00 Oberdorf RAIL 1 08:50 Uni"
FAST = "08:10 Oberdorf RAIL 1 08:30 Uni"
LINES = """
lu RAIL 1: ober 08:00 esch 08:30 uni 08:50
lu RAIL 1: ober 08:10 esch 08:20 uni 08:30
"""


def test_the_later_and_faster_train_is_taken(tmp_path):
    network = valley(tmp_path, LINES)
    assert ask(network, "lu_ober", "lu_uni", "07:50", window_s=0) == [
        "08:10 Oberdorf RAIL 1 08:30 Uni"
    ]
    assert ask(network, "lu_ober", "lu_uni", "07:50", window_s=3600) == [FAST]


def test_backward_too(tmp_path):
    network = valley(tmp_path, LINES)
    assert ask_back(network, "lu_ober", "lu_uni", "09:00", window_s=3600) == [FAST]


def test_one_changes_into_the_train_that_overtakes(tmp_path):
    lines = LINES + "lu BUS 2: unter 07:40 ober 07:55"
    network = valley(tmp_path, lines)
    found = ask(network, "lu_unter", "lu_uni", "07:30", window_s=0)
    assert found == ["07:40 Unterdorf BUS 2 07:55 Oberdorf 08:10 RAIL 1 08:30 Uni"]


def test_who_misses_the_fast_one_takes_the_slow_one_behind_it(tmp_path):
    lines = LINES + "lu RAIL 1: ober 08:20 esch 08:40 uni 09:30"
    network = valley(tmp_path, lines)
    found = ask(network, "lu_esch", "lu_uni", "08:21", window_s=0)
    assert found == ["08:30 Esch Gare RAIL 1 08:50 Uni"]


def test_trains_that_cross_each_other_twice_are_told_apart(tmp_path):
    lines = """
    lu RAIL 1: ober 08:00 esch 08:10 stad1 08:40 uni 08:45
    lu RAIL 1: ober 08:05 esch 08:20 stad1 08:30 uni 08:50
    """
    network = valley(tmp_path, lines)
    late = ask(network, "lu_ober", "lu_stad1", "07:50", window_s=3600)
    assert late == ["08:05 Oberdorf RAIL 1 08:30 Stad Gare quai 1"]
    assert ask(network, "lu_ober", "lu_uni", "07:50", window_s=3600) == [
        "08:00 Oberdorf RAIL 1 08:45 Uni",
        "08:05 Oberdorf RAIL 1 08:30 Stad Gare quai 1 08:40 RAIL 1 08:45 Uni",
        "08:05 Oberdorf RAIL 1 08:50 Uni",
    ]
