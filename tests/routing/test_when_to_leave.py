"""When to drive off: every quarter of an hour, the best window, and the last that is safe."""

from __future__ import annotations

import numpy as np
import pytest

from routing.congestion import Congestion
from routing.requests import Endpoint
from routing.roads import RoadSpeeds
from routing.when_to_leave import best_window, departures, latest_departure
from tests.routing.town import at, valley

HOME, WORK = Endpoint(49.45, 5.90), Endpoint(49.54, 5.90)
HOURS = 24


@pytest.fixture
def network(tmp_path):
    return valley(tmp_path, "lu BUS 1: ober 08:00 esch 08:10")


def jam(network, from_clock, to_clock, ratio, late=1.0):
    """A forecast for the corridor, slow between two times; P90 is `late` times P50."""
    start_s = at("00:00")
    ratios = np.ones((1, 4 * HOURS), dtype=np.float32)
    first, last = ((at(clock) - start_s) // 900 for clock in (from_clock, to_clock))
    ratios[0, first:last] = ratio
    name = network.corridors.id[0]
    roads = RoadSpeeds(
        (name,), start_s, ratios, ratios, ratios * np.float32(late), ("statistical",), start_s,
        start_s, ("made",), illustrative=False,
    )  # fmt: skip
    return Congestion.over(network, roads)


def told(network, congestion, first="06:00", last="10:00"):
    return departures(network, HOME, WORK, at(first), at(last), congestion)


def test_every_quarter_of_an_hour_is_told_with_its_spread(network):
    found = told(network, jam(network, "07:00", "08:30", 4.0, late=1.5))
    assert [each.depart_s for each in found] == list(range(at("06:00"), at("10:00"), 900))
    assert all(each.p10_s <= each.p50_s <= each.p80_s <= each.p90_s for each in found)
    slow, quick = found[5], found[0]
    assert slow.duration_s > 1.5 * quick.duration_s
    assert slow.p90_s > slow.p80_s > slow.p50_s


def test_nobody_who_leaves_later_arrives_earlier(network):
    found = told(network, jam(network, "07:00", "08:30", 4.0))
    assert [each.p50_s for each in found] == sorted(each.p50_s for each in found)


def test_the_best_window_lies_beside_the_jam_and_not_in_it(network):
    found = told(network, jam(network, "07:00", "08:30", 4.0))
    window = best_window(found)
    assert window.last.depart_s < at("07:00")
    assert window.first.depart_s == at("06:00")
    assert all(
        each.duration_s <= 1.05 * window.best.duration_s + 120
        for each in found
        if window.first.depart_s <= each.depart_s <= window.last.depart_s
    )


def test_on_a_free_road_every_departure_is_as_good(network):
    window = best_window(told(network, None))
    assert (window.first.depart_s, window.last.depart_s) == (at("06:00"), at("09:45"))


def test_the_last_safe_departure_arrives_in_time_and_the_next_minute_does_not(network):
    congestion = jam(network, "07:00", "08:30", 3.0, late=1.4)
    found = latest_departure(network, HOME, WORK, at("08:00"), congestion)
    assert found.p80_s <= at("08:00")
    later = departures(network, HOME, WORK, found.depart_s + 60, found.depart_s + 61, congestion)
    assert later[0].p80_s > at("08:00")


def test_uncertainty_makes_people_leave_earlier(network):
    sure, unsure = (
        latest_departure(
            network, HOME, WORK, at("08:00"), jam(network, "07:00", "08:30", 3.0, late)
        )
        for late in (1.0, 1.6)
    )
    assert unsure.depart_s < sure.depart_s


def test_where_no_road_leads_nothing_is_told(network):
    nowhere = Endpoint(45.0, 5.0)
    assert departures(network, HOME, nowhere, at("06:00"), at("07:00"), None) == []
    assert best_window([]) is None
    assert latest_departure(network, HOME, nowhere, at("08:00"), None) is None
