"""C. Changing: it takes time, as much as the feed says, and one way on foot at the most."""

from __future__ import annotations

import pytest

from tests.routing.town import ask, ask_back, valley

FROM_OBER = "08:00 Oberdorf BUS 1 08:10 Esch Gare"
CHAIN = """
ober,  Oberdorf, 49.4500, 5.9000
one,   One,      49.4900, 5.9000
two,   Two,      49.4925, 5.9000
three, Three,    49.4950, 5.9000
uni,   Uni,      49.5400, 5.9000
"""
"""Three stops in a row, 278 m from each to the next: 362 m on foot, 302 s, and 60 s of slack."""


def town(folder, second, **rest):
    return valley(folder, f"lu BUS 1: ober 08:00 esch 08:10\n{second}", **rest)


def both(network, by="12:00"):
    there = ask(network, "lu_ober", "lu_uni", "07:30", window_s=0)
    assert there == ask_back(network, "lu_ober", "lu_uni", by, window_s=0)
    return there


def test_a_minute_is_enough_to_change_at_one_stop(tmp_path):
    network = town(tmp_path, "lu BUS 2: esch 08:11 uni 08:30")
    assert both(network) == [f"{FROM_OBER} 08:11 BUS 2 08:30 Uni"]


def test_less_than_a_minute_is_not(tmp_path):
    assert both(town(tmp_path, "lu BUS 2: esch 08:10 uni 08:30")) == []


def test_the_feed_may_ask_for_more(tmp_path):
    lines = "lu BUS 2: esch 08:14 uni 08:30\nlu BUS 3: esch 08:15 uni 08:40"
    network = town(tmp_path, lines, transfers="esch, esch, 300")
    assert both(network) == [f"{FROM_OBER} 08:15 BUS 3 08:40 Uni"]


def test_the_feed_may_ask_for_less(tmp_path):
    network = town(tmp_path, "lu BUS 2: esch 08:10 uni 08:30", transfers="esch, esch, 0")
    assert both(network) == [f"{FROM_OBER} BUS 2 08:30 Uni"]


def test_where_changing_is_forbidden_nobody_changes(tmp_path):
    network = town(tmp_path, "lu BUS 2: esch 08:30 uni 08:40", transfers="esch, esch, type=3")
    assert both(network) == []


def test_a_rider_may_ask_for_more_time(tmp_path):
    network = town(tmp_path, "lu BUS 2: esch 08:14 uni 08:30")
    assert ask(network, "lu_ober", "lu_uni", "07:30", min_transfer_s=241) == []
    assert ask(network, "lu_ober", "lu_uni", "07:30", min_transfer_s=240) != []
    assert ask(network, "lu_ober", "lu_uni", "07:30", extra_transfer_s=181) == []
    assert ask(network, "lu_ober", "lu_uni", "07:30", extra_transfer_s=180) != []
    assert ask(network, "lu_ober", "lu_uni", "07:30", transfer_factor=4.1) == []
    assert ask(network, "lu_ober", "lu_uni", "07:30", transfer_factor=4) != []


def test_a_slow_walker_is_given_time_for_the_way(tmp_path):
    lines = "lu BUS 1: ober 08:00 one 08:10\nlu BUS 2: two 08:22 uni 08:30"
    network = valley(tmp_path, lines, stops=CHAIN)
    assert ask(network, "lu_ober", "lu_uni", "07:30", transfer_factor=2) == []
    assert ask(network, "lu_ober", "lu_uni", "07:30", transfer_factor=1.9) != []


def test_the_way_on_foot_to_a_neighbouring_stop_is_walked(tmp_path):
    lines = "lu BUS 1: ober 08:00 one 08:10\nlu BUS 2: two 08:17 uni 08:30"
    network = valley(tmp_path, lines, stops=CHAIN)
    assert both(network) == [
        "08:00 Oberdorf BUS 1 08:10 One WALK 08:16:02 Two 08:17 BUS 2 08:30 Uni"
    ]


@pytest.mark.parametrize("leaves", ["08:16", "08:15"])
def test_the_bus_there_does_not_wait_for_walkers(tmp_path, leaves):
    lines = f"lu BUS 1: ober 08:00 one 08:10\nlu BUS 2: two {leaves} uni 08:30"
    assert both(valley(tmp_path, lines, stops=CHAIN)) == []


def test_ways_on_foot_are_not_walked_one_after_the_other(tmp_path):
    rules = "one, three, type=3"
    lines = "lu BUS 1: ober 08:00 one 08:10\nlu BUS 2: three 08:59 uni 09:10"
    assert both(valley(tmp_path, lines, stops=CHAIN, transfers=rules)) == []


def test_a_minimum_time_is_not_dodged_by_way_of_a_neighbour(tmp_path):
    lines = "lu BUS 1: ober 08:00 one 08:10\nlu BUS 2: one 08:25 uni 08:40"
    rules = "one, one, 1200"
    assert both(valley(tmp_path, lines, stops=CHAIN, transfers=rules)) == []


def test_of_equal_arrivals_the_one_with_fewer_changes_is_told(tmp_path):
    lines = "lu BUS 2: esch 08:20 uni 08:40\nlu BUS 3: ober 08:00 uni 08:40"
    assert both(town(tmp_path, lines)) == ["08:00 Oberdorf BUS 3 08:40 Uni"]


def test_a_slower_way_with_fewer_changes_stands_beside_a_faster_one(tmp_path):
    lines = "lu BUS 2: esch 08:20 uni 08:30\nlu BUS 3: ober 07:55 uni 08:40"
    network = town(tmp_path, lines)
    faster, slower = f"{FROM_OBER} 08:20 BUS 2 08:30 Uni", "07:55 Oberdorf BUS 3 08:40 Uni"
    window = {"window_s": 3600}
    assert ask(network, "lu_ober", "lu_uni", "07:30", **window) == [slower, faster]
    assert ask_back(network, "lu_ober", "lu_uni", "09:00", **window) == [slower, faster]


def test_of_the_places_to_change_at_the_one_without_a_walk_is_told(tmp_path):
    lines = "lu BUS 1: ober 08:00 one 08:10 three 08:20\nlu BUS 2: two 08:25 three 08:28 uni 08:40"
    assert both(valley(tmp_path, lines, stops=CHAIN)) == [
        "08:00 Oberdorf BUS 1 08:20 Three 08:28 BUS 2 08:40 Uni"
    ]


@pytest.mark.parametrize(("leaves", "place"), [("08:29", "08:20 Three"), ("08:21", "08:10 One")])
def test_of_two_places_without_a_walk_the_one_with_most_time_is_told(tmp_path, leaves, place):
    lines = (
        f"lu BUS 1: ober 08:00 one 08:10 three 08:20\nlu BUS 2: one 08:13 three {leaves} uni 08:40"
    )
    onward = "08:13 BUS 2" if place.endswith("One") else f"{leaves} BUS 2"
    assert both(valley(tmp_path, lines, stops=CHAIN)) == [
        f"08:00 Oberdorf BUS 1 {place} {onward} 08:40 Uni"
    ]
