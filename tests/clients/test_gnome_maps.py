"""GNOME Maps against a live site: its requests as it sends them, its rules on answers.

Its plug-in gives up a whole answer at the first thing that it does not expect.
"""

from __future__ import annotations

import urllib.parse

import pytest

KNOWN_DIRECTIONS = {"CONTINUE", "STAIRS", "ELEVATOR"}
FOUR_TIMES = {"arrival", "departure", "scheduledArrival", "scheduledDeparture"}


def ask(site, *, arrive_by="false", **more):
    """`plan` of version 4, without any mode unless somebody has chosen some."""
    query = {
        "fromPlace": site.origin,
        "toPlace": site.destination,
        "arriveBy": arrive_by,
        "time": site.morning,
        **more,
    }
    status, answer = site.raw(f"/api/v4/plan?{urllib.parse.urlencode(query)}")
    assert status == 200
    return answer


@pytest.fixture(scope="module", params=["walk", "drive and cycle", "arrive", "by train", "live"])
def answer(request, site, live_site):
    """What it may be answered."""
    if request.param == "drive and cycle":
        return ask(site, directModes="WALK,BIKE,CAR", preTransitModes="WALK,CAR_PARKING")
    if request.param == "arrive":
        return ask(site, arrive_by="true")
    if request.param == "by train":
        trains = "HIGHSPEED_RAIL,LONG_DISTANCE,NIGHT_RAIL,REGIONAL_RAIL,REGIONAL_FAST_RAIL"
        stations = {"fromPlace": "49.4786,5.9587", "toPlace": "49.5999,6.1342"}
        return ask(site, **stations, transitModes=trains)
    return ask(live_site if request.param == "live" else site)


def legs_of(answer):
    return [leg for way in (*answer["itineraries"], *answer["direct"]) for leg in way["legs"]]


def test_itineraries_and_direct_ways_are_lists(answer):
    assert isinstance(answer["itineraries"], list)
    assert isinstance(answer["direct"], list)
    assert answer["itineraries"]


def test_both_are_lists_where_nothing_is_found(site):
    empty = ask(site, fromPlace="10.0,10.0")
    assert (empty["itineraries"], empty["direct"]) == ([], [])


def test_whatever_is_not_a_walk_has_a_list_of_stops_on_the_way(answer):
    for leg in legs_of(answer):
        assert leg["mode"] == "WALK" or isinstance(leg["intermediateStops"], list)


def test_a_stop_on_the_way_has_a_zone_and_all_four_times(answer):
    calls = [call for leg in legs_of(answer) for call in leg.get("intermediateStops", ())]
    assert calls
    for call in calls:
        assert call["tz"]
        assert all(call[name].endswith("Z") for name in FOUR_TIMES)
        assert {"name", "lat", "lon"} <= set(call)


def test_every_leg_has_a_zone_and_times_at_both_ends(answer):
    for leg in legs_of(answer):
        assert leg["from"]["tz"]
        assert leg["to"]["tz"]
        assert leg["startTime"] <= leg["endTime"]
        assert leg["duration"] >= 0


def test_a_walk_with_steps_is_drawn_and_so_is_every_step(answer):
    walks = [leg for leg in legs_of(answer) if leg["mode"] == "WALK"]
    for leg in walks:
        assert leg["legGeometry"]["points"] or not leg.get("steps")
        for step in leg.get("steps", ()):
            assert step["polyline"]["points"]
            assert step["polyline"]["precision"] == 6
    assert all(leg["legGeometry"]["points"] for leg in walks)


def test_a_step_goes_on_by_stairs_or_by_lift_and_turns_nowhere(answer):
    steps = [step for leg in legs_of(answer) for step in leg.get("steps", ())]
    assert {step["relativeDirection"] for step in steps} <= KNOWN_DIRECTIONS


def test_geometry_names_its_precision(answer):
    assert {leg["legGeometry"]["precision"] for leg in legs_of(answer)} == {6}


def test_no_leg_of_an_answer_without_details_has_steps(site):
    answer = ask(site, detailedLegs="false")
    assert not any("steps" in leg for leg in legs_of(answer))


def test_more_results_follow_and_no_direct_way_comes_again(site):
    first = ask(site)
    more = ask(site, pageCursor=first["nextPageCursor"])
    assert more["direct"] == []
    assert more["itineraries"]
    known = {way["id"] for way in first["itineraries"]}
    assert not known & {way["id"] for way in more["itineraries"]}


def test_earlier_results_come_where_one_wants_to_arrive(site):
    first = ask(site, arrive_by="true")
    more = ask(site, arrive_by="true", pageCursor=first["previousPageCursor"])
    ends = [way["endTime"] for way in more["itineraries"]]
    assert ends
    assert max(ends) < min(way["endTime"] for way in first["itineraries"])


@pytest.mark.parametrize("modes", ["BUS,COACH", "TRAM", "METRO,SUBWAY", "FERRY", "AIRPLANE"])
def test_every_choice_of_means_is_understood(site, modes):
    answer = ask(site, transitModes=modes)
    rides = {leg["mode"] for leg in legs_of(answer) if "tripId" in leg}
    assert rides <= set(modes.split(","))


def test_its_places_may_have_a_level(site):
    assert ask(site, fromPlace=f"{site.origin},1")["itineraries"] == ask(site)["itineraries"]
