"""G. The clock: midnight, times past 24:00, and a moment that is nought."""

from __future__ import annotations

from datetime import timedelta

from routing.algorithms import earliest_arrival
from routing.graph import MultimodalGraph
from tests.routing.random_networks import ZONES, _as_feed, _network, _transfers
from tests.routing.town import DAY, ask, ask_back, at, valley

NEXT = DAY + timedelta(days=1)


def test_a_trip_runs_on_past_midnight(tmp_path):
    network = valley(tmp_path, "lu BUS N: esch 23:50 stad1 24:10 uni 25:35")
    found = ["23:50 Esch Gare BUS N 01:35 Uni"]
    assert ask(network, "lu_esch", "lu_uni", "23:00", window_s=0) == found


def test_yesterdays_trip_is_boarded_in_todays_night(tmp_path):
    network = valley(tmp_path, "lu BUS N: esch 23:50 stad1 24:10 uni 25:35")
    found = ask(network, "lu_stad1", "lu_uni", "00:05", window_s=0)
    assert found == ["00:10 Stad Gare quai 1 BUS N 01:35 Uni"]


def test_backward_last_evening_is_in_reach_of_this_night(tmp_path):
    network = valley(tmp_path, "lu BUS N: esch 23:50 stad1 24:10 uni 25:35")
    found = ask_back(network, "lu_esch", "lu_uni", "02:00", window_s=0)
    assert found == ["23:50 Esch Gare BUS N 01:35 Uni"]


def test_one_changes_from_yesterdays_trip_to_todays(tmp_path):
    lines = "lu BUS N: esch 23:50 stad1 24:10\nlu BUS D: stad1 00:15 uni 00:30"
    network = valley(tmp_path, lines)
    found = ["23:50 Esch Gare BUS N 00:10 Stad Gare quai 1 00:15 BUS D 00:30 Uni"]
    assert ask(network, "lu_esch", "lu_uni", "23:30", window_s=0) == found


def test_midnight_itself_belongs_to_its_day(tmp_path):
    network = valley(tmp_path, "lu BUS D: esch 00:00 uni 00:20")
    found = ["00:00 Esch Gare BUS D 00:20 Uni"]
    assert ask(network, "lu_esch", "lu_uni", "00:00", window_s=0) == found
    assert ask_back(network, "lu_esch", "lu_uni", "00:20", window_s=0) == found


def test_the_same_line_in_two_zones_is_one_hour_apart_by_its_clocks(tmp_path):
    lines = "fr BUS 1: ober 08:00 esch 08:20\nlu BUS 2: esch 08:25 uni 08:40"
    network = valley(tmp_path, lines)
    found = ask(network, "fr_ober", "lu_uni", "07:30", window_s=0)
    assert found == [
        "08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:21 Esch Gare 08:25 BUS 2 08:40 Uni"
    ]


def test_the_moment_nought_is_a_moment_like_any_other():
    """The first second of 1970 in London was one in the morning: service days begin before it."""
    import random

    calls = [(0, 0, 3600, 3600, 0, 0, 0, False), (0, 1, 3600, 3600, 1, 0, 0, False)]
    feed = _as_feed(2, 1, [(0, 0)], [(0, ZONES[0])], calls)
    from routing.timetable_build import build_timetable

    timetable, rows = build_timetable(feed, ZONES)
    network = _network(0, feed, timetable, rows, _transfers(random.Random(1), 2, 60))
    graph = MultimodalGraph(network)
    for asked in (graph, graph.to_networkx()):
        assert earliest_arrival(asked, "x_s0", time_s=-60)["x_s1"] in (0, 3600)


def test_days_of_service_are_kept(tmp_path):
    network = valley(tmp_path, "lu BUS D: esch 08:00 uni 08:20")
    late = {"window_s": 0, "max_duration_s": 3600}
    assert ask(network, "lu_esch", "lu_uni", "08:01", **late) == []
    assert at("08:00", NEXT) - at("08:00") == 86_400
