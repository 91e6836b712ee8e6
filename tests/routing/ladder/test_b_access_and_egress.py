"""B. Access and egress: the walk is part of the journey, and starts as late as it can."""

from __future__ import annotations

import pytest

from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import at, printed, valley

LINES = """
lu BUS 1: ober 08:00 esch 08:20
lu BUS 1: ober 08:30 esch 08:50
lu BUS 2: unter 08:05 esch 08:15
"""
HOME = Endpoint(49.4527, 5.9000, "Home")
"""Some 300 m from Oberdorf: 390 m on foot, 326 s."""
WORK = Endpoint(49.4977, 5.9000, "Work")
"""As far from Esch Gare."""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def options(network, time_of_day, origin=HOME, destination=WORK, **rest):
    asked = {"window_s": 0, "direct_modes": (), **rest}
    request = JourneyRequest(origin, destination, at(time_of_day), **asked)
    return [printed(found) for found in plan(network, request).itineraries]


def test_one_leaves_home_when_the_walk_just_meets_the_bus(network):
    assert options(network, "07:30") == [
        "07:54:34 Home WALK 08:00 Oberdorf BUS 1 08:20 Esch Gare WALK 08:25:26 Work"
    ]


def test_a_bus_that_the_walk_does_not_meet_is_missed(network):
    (found,) = options(network, "07:54:35")
    assert found.startswith("08:24:34 Home")


def test_backward_the_walk_at_the_end_counts_too(network):
    assert options(network, "08:25:26", arrive_by=True)[0].startswith("07:54:34 Home")
    late = options(network, "08:25:25", arrive_by=True, max_duration_s=7200)
    assert late == []


def test_who_walks_faster_may_leave_later(network):
    (found,) = options(network, "07:30", walk_mps=1.5)
    assert found.startswith("07:55:39 Home")


def test_nobody_walks_further_than_asked_for(network):
    assert options(network, "07:30", max_access_s=325) == []
    assert options(network, "07:30", max_access_s=326) != []


def test_of_two_stops_the_one_that_leads_there_sooner_is_walked_to(network):
    between = Endpoint(49.4680, 5.9000, "Between")
    (found,) = options(network, "07:30", origin=between)
    assert found.startswith("08:00:59 Between WALK 08:05 Unterdorf BUS 2 08:15 Esch Gare")


def test_who_starts_at_a_stop_does_not_walk_there(network):
    stop = Endpoint(0, 0, stop_id="lu_ober")
    (found,) = options(network, "07:30", origin=stop)
    assert found.startswith("08:00 Oberdorf BUS 1")
