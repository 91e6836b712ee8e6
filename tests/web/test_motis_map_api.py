"""Stops, vehicles and floors on a map, and the lines of a stop, in the shapes that clients read."""

from __future__ import annotations

import pytest

from feeds.territory import load_territory
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import LINES
from tests.web.schema import faults_of
from web.create import create_web
from web.description import description
from web.settings import Settings
from web.state import AppState, World

SHAPES = description()["components"]["schemas"]
BOX = {"min": "49.40,5.80", "max": "49.60,6.00"}
TRIPS = "/api/v6/map/trips?min=49,5&max=50,6"
SPAN = {"startTime": "2026-11-24T06:35:00Z", "endTime": "2026-11-24T06:36:00Z", "zoom": 14}


def stops(client, version=6, **parameters):
    answer = client.get(f"/api/v{version}/map/stops", query_string={**BOX, **parameters})
    assert answer.status_code == 200
    assert faults_of(answer.json, SHAPES["Places"], SHAPES) == []
    return answer.json


def trips(client, version=6, **parameters):
    answer = client.get(f"/api/v{version}/map/trips", query_string={**BOX, **SPAN, **parameters})
    assert answer.status_code == 200
    assert faults_of(answer.json, SHAPES["TripSegments"], SHAPES) == []
    return answer.json


def test_a_map_shows_the_stops_at_which_something_calls_with_their_place(client):
    shown = {stop["stopId"]: stop for stop in stops(client)}
    assert {"fr_ober", "lu_uni", "lu_stad1", "lu_stad2"} <= set(shown)
    assert "lu_stad" not in shown  # the station: nothing calls but at its platforms
    parents = {shown[name].get("parentId", name) for name in ("lu_stad1", "lu_stad2")}
    assert len(parents) == 1
    assert "parentId" not in shown["fr_ober"]
    assert shown["lu_stad1"]["track"] == "1"
    assert shown["fr_ober"]["tz"] == "Europe/Paris"
    assert shown["fr_ober"]["modes"] == ["BUS"]


def test_grouped_the_map_shows_every_place_once_under_an_id_that_can_be_asked_for(client):
    shown = stops(client, grouped="true")
    names = [stop["name"] for stop in shown]
    assert len(names) == len(set(names)) == 5
    for stop in shown:
        board = client.get("/api/v6/stoptimes", query_string={"stopId": stop["stopId"]})
        assert board.json["place"]["stopId"] == stop["stopId"]


def test_stops_can_be_asked_for_by_box_and_by_mode(client):
    inside = stops(client, min="49.44,5.8", max="49.46,6.0")
    assert [stop["name"] for stop in inside] == ["Oberdorf"]
    assert stops(client, max="49.44,5.8", min="49.46,6.0") == inside
    trams = {stop["name"] for stop in stops(client, modes="TRAM", grouped="true")}
    assert trams == {"Stad Gare", "Uni"}
    assert stops(client, min="10,10", max="11,11") == []


def test_the_most_used_stops_are_shown_where_there_are_too_many(valley_state):
    few = AppState(valley_state.world, settings=Settings(max_map_stops=2, max_map_trips=1))
    client = create_web(few).test_client()
    all_of_them = stops(create_web(valley_state).test_client(), grouped="true")
    assert stops(client, grouped="true") == all_of_them[:2]
    assert len(trips(client, endTime="2026-11-24T08:00:00Z")) == 1


def test_the_oldest_version_gives_every_stop_a_level(client):
    assert {stop["level"] for stop in stops(client, version=1)} == {0}
    assert not any("level" in stop for stop in stops(client))


def test_a_map_shows_who_is_under_way_from_call_to_call(client):
    (train,) = trips(client)
    assert (train["from"]["name"], train["to"]["name"]) == ("Esch Gare", "Stad Gare quai 1")
    assert (train["departure"], train["arrival"]) == (
        "2026-11-24T06:30:00Z",
        "2026-11-24T06:40:00Z",
    )
    assert train["trips"] == [
        {"tripId": "20261124_07:30_lu_t0", "routeShortName": "60", "displayName": "60"}
    ]
    assert train["mode"] == "REGIONAL_RAIL"
    assert train["realTime"] is False
    assert train["polyline"]
    assert client.get("/api/v6/trip", query_string=train["trips"][0]).status_code == 200


def test_before_version_four_the_short_name_is_what_is_shown(client):
    (train,) = trips(client, version=1)
    assert train["trips"] == [{"tripId": "20261124_07:30_lu_t0", "routeShortName": "60"}]


def test_from_afar_only_long_lines_are_drawn(client):
    morning = {"startTime": "2026-11-24T06:00:00Z", "endTime": "2026-11-24T07:00:00Z"}
    assert {ride["mode"] for ride in trips(client, **morning)} == {"BUS", "REGIONAL_RAIL"}
    assert {ride["mode"] for ride in trips(client, **morning, zoom=8)} == {"REGIONAL_RAIL"}
    assert trips(client, **morning, zoom=3) == []


def test_only_stretches_that_touch_the_box_are_drawn(client):
    span = {"startTime": "2026-11-24T06:00:00Z", "endTime": "2026-11-24T07:00:00Z"}
    shown = trips(client, **span, min="49.53,5.89", max="49.55,5.91")
    assert {ride["to"]["name"] for ride in shown} == {"Uni"}


def test_polylines_have_the_decimals_that_were_asked_for(client):
    (rough,), (fine,) = trips(client, precision=2), trips(client, precision=6)
    assert len(rough["polyline"]) < len(fine["polyline"])


@pytest.fixture
def late(tmp_path):
    network = valley(tmp_path, LINES)
    said = message(update("t0", ("esch", 240)), update("t1", kind=TRIP.CANCELED))
    world = World.of(live(network, ("lu", said)), load_territory(tmp_path / "territory"))
    return create_web(AppState(world)).test_client()


def test_a_late_vehicle_is_where_it_is_now_and_a_cancelled_one_nowhere(late):
    (train,) = trips(late)
    assert train["realTime"] is True
    assert train["departure"] == "2026-11-24T06:34:00Z"
    assert train["scheduledDeparture"] == "2026-11-24T06:30:00Z"
    cancelled = trips(late, startTime="2026-11-24T07:35:00Z", endTime="2026-11-24T07:36:00Z")
    assert [ride for ride in cancelled if ride["mode"] == "REGIONAL_RAIL"] == []


def test_who_wants_the_published_timetable_gets_it(late):
    query = {"stopId": "lu_esch", "time": "2026-11-24T06:20:00Z", "n": 3}
    now = late.get("/api/v6/stoptimes", query_string=query).json["stopTimes"]
    published = late.get("/api/v6/stoptimes", query_string={**query, "realtimeMode": "OFF"}).json
    assert any(row["realTime"] for row in now)
    assert not any(row["realTime"] or row["cancelled"] for row in published["stopTimes"])
    asked = {"fromPlace": "lu_esch", "toPlace": "lu_uni", "time": query["time"]}
    planned = late.get("/api/v6/plan", query_string={**asked, "realtimeMode": "OFF"}).json
    assert planned["itineraries"][0]["startTime"] == "2026-11-24T06:30:00Z"
    wrong = late.get("/api/v6/plan", query_string={**asked, "realtimeMode": "x"})
    assert wrong.status_code == 400


def test_floors_are_the_street_alone(client):
    answer = client.get("/api/v1/map/levels", query_string=BOX)
    assert (answer.status_code, answer.json) == (200, [0])


def test_a_stop_tells_the_lines_of_its_place(client):
    answer = client.get("/api/v6/stop?stopId=lu_stad1")
    assert answer.status_code == 200
    assert faults_of(answer.json, SHAPES["StopInfo"], SHAPES) == []
    assert answer.json["place"]["stopId"] == "lu_stad1"
    assert [(line["routeShortName"], line["mode"]) for line in answer.json["routes"]] == [
        ("60", "REGIONAL_RAIL"),
        ("T1", "TRAM"),
    ]
    alone = client.get("/api/v6/stop?stopId=lu_stad1&exactRadius=true&radius=0").json
    assert [line["routeShortName"] for line in alone["routes"]] == ["60"]


def test_a_point_tells_the_lines_around_it(client):
    around = client.get("/api/v6/stop?center=49.4701,5.9001&radius=300").json
    assert [line["routeShortName"] for line in around["routes"]] == ["1"]
    assert around["place"]["vertexType"] == "NORMAL"
    assert client.get("/api/v6/stop?center=10,10").json["routes"] == []


def test_a_board_takes_in_what_lies_within_the_radius(client):
    query = {"stopId": "fr_unter", "time": "2026-11-24T06:30:00Z", "n": 200}

    def lines(**more):
        rows = client.get("/api/v6/stoptimes", query_string={**query, **more}).json["stopTimes"]
        return {row["routeShortName"] for row in rows}

    assert lines() == lines(radius=200) == {"1"}
    assert lines(radius=4000) == {"1", "60"}
    query["stopId"] = "lu_stad1"
    assert lines() == {"60", "T1"}
    assert lines(exactRadius="true", radius=0) == {"60"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v6/map/stops?max=49,5", "min"),
        ("/api/v6/map/stops?min=x&max=49,5", "min"),
        ("/api/v6/map/stops?min=91,0&max=49,5", "min"),
        ("/api/v6/map/stops?min=49,5&max=50,6&modes=ROCKET", "modes"),
        (f"{TRIPS}&startTime=2026-11-24T06:00:00Z", "endTime"),
        (f"{TRIPS}&startTime=x&endTime=2026-11-24T06:00:00Z", "startTime"),
        (f"{TRIPS}&startTime=2026-11-24T06:00:00Z&endTime=2026-11-23T06:00:00Z", "endTime"),
        ("/api/v1/map/levels?min=49,5", "max"),
        ("/api/v6/stop", "stopId"),
        ("/api/v6/stop?center=here", "center"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_named(client, path, field):
    answer = client.get(path)
    assert answer.status_code == 400
    assert field in [fault["field"] for fault in answer.json["errors"]]


def test_a_stop_that_is_not_there_is_not_found(client):
    assert client.get("/api/v6/stop?stopId=lu_gone").status_code == 404
