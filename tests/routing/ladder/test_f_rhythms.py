"""F. Rhythms: "every ten minutes" is as good as a timetable that says each departure."""

from __future__ import annotations

import pytest

from tests.routing.town import ask, ask_back, valley


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    line = "lu TRAM T: esch 00:00 stad1 00:08/00:09 uni 00:15"
    rhythm = "t0, 08:00, 09:00, 600, 1"
    return valley(tmp_path_factory.mktemp("valley"), line, frequencies=rhythm)


def test_the_next_one_of_the_rhythm_is_taken(network):
    found = ask(network, "lu_esch", "lu_uni", "08:11", window_s=0)
    assert found == ["08:20 Esch Gare TRAM T 08:35 Uni"]


def test_backward_the_last_one_in_time_is_taken(network):
    found = ask_back(network, "lu_esch", "lu_uni", "08:34", window_s=0)
    assert found == ["08:10 Esch Gare TRAM T 08:25 Uni"]


def test_nothing_leaves_at_the_end_of_the_rhythm_itself(network):
    found = ask(network, "lu_esch", "lu_uni", "08:45", window_s=3600)
    assert found == ["08:50 Esch Gare TRAM T 09:05 Uni"]


def test_boarding_on_the_way_keeps_the_rhythm(network):
    found = ask(network, "lu_stad1", "lu_uni", "08:12", window_s=0)
    assert found == ["08:19 Stad Gare quai 1 TRAM T 08:25 Uni"]
