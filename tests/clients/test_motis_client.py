"""The npm package @motis-project/motis-client against a live site, every answer looked into."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tests.clients.conftest import AUDUN, LUXEMBOURG
from tests.clients.node import run

AT_SEVEN = "2025-02-04T06:00:00Z"


def rides_of(way):
    return [leg for leg in way["legs"] if "tripId" in leg]


def test_it_plans_the_train_from_audun_to_luxembourg(real_site, motis):
    answer = motis(
        real_site, "plan", fromPlace=AUDUN, toPlace=LUXEMBOURG, time=AT_SEVEN,
        transitModes=["RAIL", "SUBURBAN"], numItineraries=4,
    )  # fmt: skip
    ways = [(way["startTime"], way["endTime"], way["transfers"]) for way in answer["itineraries"]]
    assert ways[:2] == [
        ("2025-02-04T06:20:00Z", "2025-02-04T06:58:00Z", 1),
        ("2025-02-04T06:50:00Z", "2025-02-04T07:28:00Z", 1),
    ]
    first = rides_of(answer["itineraries"][0])
    assert [leg["to"]["name"] for leg in first] == [
        "Esch-sur-Alzette, Gare",
        "Luxembourg, Gare Centrale",
    ]
    assert {leg["agencyName"] for leg in first} == {"Chemins de Fer Luxembourgeois"}


def test_it_plans_by_post_and_gets_the_same(real_site, motis, node_folder):
    question = {"fromPlace": AUDUN, "toPlace": LUXEMBOURG, "time": AT_SEVEN}
    got = motis(real_site, "plan", **question)
    posted = run(
        node_folder, "motis_client.mjs", real_site.address, "planPost", "{}", json.dumps(question)
    )
    assert posted["itineraries"] == got["itineraries"] != []


def test_it_pages_on_and_back_to_where_it_was(site, motis):
    ends = {"fromPlace": site.origin, "toPlace": site.destination, "time": site.morning}
    first = motis(site, "plan", **ends, numItineraries=3)
    second = motis(site, "plan", **ends, numItineraries=3, pageCursor=first["nextPageCursor"])
    back = motis(site, "plan", **ends, numItineraries=3, pageCursor=second["previousPageCursor"])
    ids = [[way["id"] for way in page["itineraries"]] for page in (first, second, back)]
    assert all(ids)
    assert not set(ids[0]) & set(ids[1])
    assert ids[2][-len(ids[0]) :] == ids[0][-len(ids[2]) :]


def test_it_finds_a_station_by_a_half_typed_name_and_what_lies_around(real_site, motis):
    (match, *_) = motis(real_site, "geocode", text="luxembourg gare cen", type=["STOP"])
    assert (match["name"], match["country"]) == ("Luxembourg, Gare Centrale", "LU")
    assert match["tz"] == "Europe/Luxembourg"
    around = motis(real_site, "reverseGeocode", place=f"{match['lat']},{match['lon']}")
    assert match["id"] in [near["id"] for near in around]


def test_it_lists_departures_and_fetches_the_trip_of_each(real_site, motis):
    board = motis(real_site, "stoptimes", stopId=LUXEMBOURG, time=AT_SEVEN, n=3, mode=["RAIL"])
    assert len(board["stopTimes"]) >= 3
    for row in board["stopTimes"][:3]:
        assert row["mode"] == "REGIONAL_RAIL"
        assert row["place"]["departure"] >= AT_SEVEN
        trip = motis(real_site, "trip", tripId=row["tripId"])
        (leg,) = trip["legs"]
        calls = [leg["from"], *leg["intermediateStops"], leg["to"]]
        assert leg["tripId"] == row["tripId"]
        assert row["place"]["departure"] in [call.get("departure") for call in calls]
        assert trip["endTime"] == leg["to"]["arrival"]


def test_it_refreshes_an_itinerary(real_site, motis):
    asked = {"fromPlace": AUDUN, "toPlace": LUXEMBOURG, "time": AT_SEVEN}
    way = motis(real_site, "plan", **asked)["itineraries"][0]
    again = motis(real_site, "refreshItinerary", itineraryId=way["id"])
    assert (again["startTime"], again["endTime"]) == (way["startTime"], way["endTime"])


def test_it_draws_a_map_of_stops_vehicles_and_floors(real_site, motis):
    box = {"min": "49.59,6.12", "max": "49.61,6.14"}
    stops = motis(real_site, "stops", **box, grouped=True)
    assert "Luxembourg, Gare Centrale" in [stop["name"] for stop in stops]
    span = {"startTime": "2025-02-04T07:00:00Z", "endTime": "2025-02-04T07:02:00Z"}
    trains = motis(real_site, "trips", **box, **span, zoom=8)
    assert trains
    assert {ride["mode"] for ride in trains} <= {"REGIONAL_RAIL", "HIGHSPEED_RAIL", "LONG_DISTANCE"}
    for ride in trains:
        assert ride["departure"] <= span["endTime"]
        assert ride["arrival"] >= span["startTime"]
        assert ride["polyline"]
    for ride in trains[:4]:
        (leg,) = motis(real_site, "trip", tripId=ride["trips"][0]["tripId"])["legs"]
        calls = [leg["from"], *leg["intermediateStops"], leg["to"]]
        stretches = [(one.get("departure"), other.get("arrival")) for one, other in pairwise(calls)]
        assert (ride["departure"], ride["arrival"]) in stretches
    everything = motis(real_site, "trips", **box, **span, zoom=15)
    assert len(everything) > len(trains)
    assert motis(real_site, "levels", **box) == [0]


def test_it_tells_the_lines_of_a_stop(real_site, motis):
    told = motis(real_site, "stopInfo", stopId=AUDUN)
    assert told["place"]["name"] == "Audun-le-Tiche, Gare"
    lines = {(line["routeShortName"], line["mode"]) for line in told["routes"]}
    assert ("RB", "REGIONAL_RAIL") in lines


def test_it_computes_how_far_one_gets_in_half_an_hour(real_site, motis):
    reached = motis(real_site, "oneToAll", one=LUXEMBOURG, time=AT_SEVEN, maxTravelTime=30)
    names = {row["place"]["name"] for row in reached["all"]}
    assert "Esch-sur-Alzette, Gare" in names
    assert all(0 <= row["duration"] <= 30 for row in reached["all"])


def test_it_asks_where_a_map_starts_and_whether_all_is_well(site, motis):
    start = motis(site, "initial")
    assert 49 < start["lat"] < 50
    assert 5 < start["lon"] < 7
    assert start["serverConfig"]["maxDirectTimeLimit"] == 21_600
    assert motis(site, "health")["navette"]["feeds"] > 1


@pytest.mark.parametrize("function", ["plan", "trip", "stops", "stoptimes"])
def test_a_question_without_its_parameters_is_refused_in_a_sentence(site, motis, function):
    with pytest.raises(AssertionError, match="error"):
        motis(site, function)
