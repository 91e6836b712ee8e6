"""Other rides in place of one: what fits between the ride before and the ride after."""

from __future__ import annotations

import pytest

from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import at, valley

LINES = """
lu BUS 1: ober 08:00 esch 08:10
lu BUS 1: ober 07:30 esch 07:40
lu BUS 9: ober 06:30 esch 06:40
lu BUS 2: esch 08:15 stad1 08:25
lu BUS 3: esch 08:20 stad1 08:40
lu BUS 4: esch 08:30 stad1 08:50
lu RAIL R: stad1 08:45 uni 08:55
lu RAIL R: stad1 09:15 uni 09:25
lu RAIL R: stad1 10:15 uni 10:25
"""


@pytest.fixture
def legs(tmp_path):
    def ask(most, lines=LINES, **rest):
        request = JourneyRequest(
            Endpoint(0, 0, stop_id="lu_ober"), Endpoint(0, 0, stop_id="lu_uni"), at("07:55"),
            window_s=0, leg_alternatives=most, **rest,
        )  # fmt: skip
        itinerary = plan(valley(tmp_path, lines), request).itineraries[0]
        return [leg for leg in itinerary.legs if leg.transit is not None]

    return ask


def said(leg):
    """Line and times of every other ride, on the valley's clock."""
    day = at("00:00")
    return [
        f"{ride.transit.route_short_name} {(ride.start_s - day) // 60}-{(ride.end_s - day) // 60}"
        for _, ride, _ in leg.alternatives
    ]


def minutes(clock):
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


def shown(line, start, end):
    return f"{line} {minutes(start)}-{minutes(end)}"


def test_nobody_gets_what_nobody_asked_for(legs):
    assert [leg.alternatives for leg in legs(0)] == [(), (), ()]


def test_before_the_first_ride_an_earlier_one_is_told_and_none_of_hours_ago(legs):
    assert said(legs(5)[0]) == [shown("1", "07:30", "07:40")]


def test_between_two_rides_only_what_fits(legs):
    assert said(legs(5)[1]) == [shown("3", "08:20", "08:40")]


def test_after_the_last_ride_a_later_one_within_the_hour(legs):
    assert said(legs(5)[2]) == [shown("R", "09:15", "09:25")]


def test_no_more_are_told_than_asked_for_the_nearest_first(legs):
    more = LINES + "lu BUS 5: esch 08:12 stad1 08:41\nlu BUS 6: esch 08:21 stad1 08:42\n"
    assert len(legs(1, more)[1].alternatives) == 1


def test_lines_to_avoid_are_avoided_here_too(legs):
    assert said(legs(5, avoid_lines=frozenset({"3"}))[1]) == []


def test_each_is_a_walk_a_ride_and_a_walk_that_join(legs):
    for leg in legs(5):
        for before, ride, after in leg.alternatives:
            assert before.mode == after.mode == "WALK"
            assert before.end_s <= ride.start_s < ride.end_s <= after.start_s
