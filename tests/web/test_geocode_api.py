"""Place search over HTTP, in the shapes that clients send and read."""

from __future__ import annotations

import pytest


def names(answer):
    return [match["name"] for match in answer.json]


def test_a_half_typed_name_finds_its_stop(client):
    answer = client.get("/api/v1/geocode?text=unterd&language=fr")
    assert answer.status_code == 200
    assert names(answer)[0] == "Unterdorf"


def test_a_match_carries_what_clients_read(client):
    (match, *_) = client.get("/api/v1/geocode?text=Oberdorf&type=STOP").json
    assert {"type", "id", "name", "lat", "lon", "tokens", "areas", "score", "modes"} <= set(match)
    assert (match["type"], match["id"], match["country"]) == ("STOP", "fr_ober", "FR")
    assert match["tz"] == "Europe/Paris"
    assert match["modes"] == ["BUS"]


def test_areas_of_level_two_four_and_eight_let_clients_name_city_and_region(client):
    (match, *_) = client.get("/api/v1/geocode?text=Oberdorf&type=STOP").json
    levels = {area["adminLevel"]: area["name"] for area in match["areas"]}
    assert levels == {2: "France", 4: "Valley", 8: "Oberdorf"}


def test_a_locality_is_a_place_and_can_be_travelled_to(client):
    (match, *_) = client.get("/api/v1/geocode?text=Oberdorf&type=PLACE").json
    assert match["type"] == "PLACE"
    query = {"fromPlace": match["id"], "toPlace": "lu_uni", "time": "2026-11-24T06:30:00Z"}
    assert client.get("/api/v6/plan", query_string=query).json["itineraries"]


def test_the_typed_text_may_travel_in_the_body(client):
    posted = client.post("/api/v1/geocode", json={"text": "Uni", "numResults": 1})
    assert names(posted) == ["Uni"]


def test_results_can_be_limited_by_number_mode_and_box(client):
    assert len(client.get("/api/v1/geocode?text=stad&numResults=1").json) == 1
    assert client.get("/api/v1/geocode?text=stad&numResults=0").json == []
    assert names(client.get("/api/v1/geocode?text=uni&mode=BUS")) == []
    inside = client.get("/api/v1/geocode?text=stad&min=49.51,5.8&max=49.53,6.0")
    assert inside.json != []
    assert client.get("/api/v1/geocode?text=stad&min=49.0,5.8&max=49.1,6.0").json == []


def test_the_places_around_a_point_come_nearest_first(client):
    answer = client.get("/api/v1/reverse-geocode?place=49.4701,5.9001&type=STOP")
    assert names(answer)[:2] == ["Unterdorf", "Oberdorf"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("geocode", "text"),
        ("geocode?text=x&place=here", "place"),
        ("geocode?text=x&type=GALAXY", "type"),
        ("geocode?text=x&numResults=many", "numResults"),
        ("geocode?text=x&mode=BROOM", "mode"),
        ("geocode?text=x&min=91,0&max=1,1", "min"),
        ("reverse-geocode", "place"),
        ("reverse-geocode?place=1;2", "place"),
    ],
)
def test_a_fault_names_its_field(client, path, field):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 400
    assert field in {fault["field"] for fault in answer.json["errors"]}
