"""Isochrones, matrices and forecasts of car parks and lines, as programs ask for them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
import shapely

from core import clock
from routing.criteria.reliability import WHOLE_DAY, Lateness, Reliability
from tests.web.conftest import OBER, UNI
from tests.web.schema import faults_of
from tests.web.test_crowding_api import knows
from web.create import create_web
from web.description import description
from web.state import AppState

DOCUMENT = description()
SHAPES = DOCUMENT["components"]["schemas"]
TUESDAY = "2026-11-24"
MORNING = {"day": TUESDAY, "time": "06:50", "window": 10}


def checked(answer, template, verb):
    said = DOCUMENT["paths"][template][verb]["responses"][str(answer.status_code)]
    (media, content), *_ = said["content"].items()
    assert answer.mimetype == media
    assert faults_of(answer.json, content["schema"], SHAPES) == []
    return answer


@pytest.fixture
def post(client):
    def asked(path, **body):
        return checked(client.post(f"/api/{path}", json=body), f"/api/{path}", "post")

    return asked


def fields(answer):
    return {fault["field"] for fault in answer.json["errors"]}


def test_larger_cutoffs_hold_the_smaller_ones(post):
    answer = post("isochrone", place=OBER, minutes=[20, 60], **MORNING)
    assert answer.headers["Cache-Control"] == "no-store"
    large, small = (shapely.geometry.shape(f["geometry"]) for f in answer.json["features"])
    assert [f["properties"]["minutes"] for f in answer.json["features"]] == [60, 20]
    assert small.area < large.area
    assert small.difference(large.buffer(1e-4)).area == 0
    esch = shapely.Point(5.9, 49.495)
    assert large.covers(esch)
    assert not small.covers(esch)
    assert answer.json["firstDeparture"] == "2026-11-24T05:50:00Z"


def test_a_place_in_the_address_is_answered_the_same(client, post):
    query = {"place": OBER, "minutes": "20,60", **MORNING}
    answer = checked(client.get("/api/isochrone", query_string=query), "/api/isochrone", "get")
    assert answer.json == post("isochrone", place=OBER, minutes=[20, 60], **MORNING).json


def test_every_field_of_an_isochrone_that_is_at_fault_is_named(post):
    wrong = {"place": "nowhere", "minutes": [0], "percentile": 3, "day": "x", "time": "y",
             "window": "z"}  # fmt: skip
    answer = post("isochrone", **wrong)
    assert answer.status_code == 400
    assert fields(answer) == set(wrong)
    assert fields(post("isochrone", place="0,0", day=TUESDAY)) == {"place"}
    assert post("isochrone", place=OBER, day="2031-01-01").status_code == 422


def test_a_matrix_has_minutes_between_every_two_places(post):
    answer = post("matrix", origins=[OBER, "lu_esch"], destinations=["lu_uni", OBER], **MORNING)
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json["minutes"]
    assert told["p50"][0] == [56.0, 0.0]
    assert told["p90"][0][0] == 60.0
    assert told["p50"][1][1] is None
    assert answer.json["destinations"][0]["name"] == "Uni"


def test_without_destinations_a_matrix_is_square(post):
    told = post("matrix", origins=[OBER, UNI], **MORNING).json
    assert [len(row) for row in told["minutes"]["p50"]] == [2, 2]
    assert told["minutes"]["p50"][0][0] == told["minutes"]["p50"][1][1] == 0


def test_a_matrix_is_bounded_and_names_every_fault(post, valley_state):
    most = valley_state.settings
    answer = post(
        "matrix", origins=[OBER] * (most.max_matrix_origins + 1),
        destinations=[UNI] * (most.max_many + 1), maxMinutes="x", window=0, day=TUESDAY,
    )  # fmt: skip
    assert fields(answer) == {"origins", "destinations", "maxMinutes", "window"}
    assert fields(post("matrix", day=TUESDAY)) == {"origins"}
    assert fields(post("matrix", origins=["0,0"], day=TUESDAY)) == {"origins"}


def test_places_of_a_matrix_in_the_address_are_not_read(client):
    answer = client.post("/api/matrix", query_string={"origins": OBER}, json={"day": TUESDAY})
    assert fields(answer) == {"origins"}


def test_every_car_park_tells_its_free_spaces_and_on_what_they_stand(embedded_client):
    listed = checked(
        embedded_client.get("/api/forecasts/parking"), "/api/forecasts/parking", "get"
    ).json["carParks"]
    assert listed
    known = [each for each in listed if each["now"]]
    assert known, "the embedded data set has observed car parks"
    site = known[0]
    path = f"/api/forecasts/parking/{site['id']}"
    template = "/api/forecasts/parking/{car_park_id}"
    told = checked(embedded_client.get(path), template, "get").json
    assert len(told["forecast"]) in (92, 96, 100)
    assert {each["basis"] for each in told["forecast"]} == {"statistical"}
    assert all(0 <= f["p10"] <= f["p50"] <= f["p90"] <= told["capacity"] for f in told["forecast"])
    assert told["dataUntil"]
    far = checked(embedded_client.get(f"{path}?from=2035-01-01T00:00:00Z"), template, "get").json
    assert (far["forecast"], far["reason"], far["stale"]) == ([], "beyond_forecast", True)


def test_a_car_park_that_is_not_there_and_a_wrong_span_are_named_together(client):
    answer = client.get("/api/forecasts/parking/nowhere?from=x&to=y")
    checked(answer, "/api/forecasts/parking/{car_park_id}", "get")
    assert fields(answer) == {"id", "from", "to"}
    assert client.get("/api/forecasts/parking/nowhere").status_code == 404


OF_60 = {WHOLE_DAY: (0.2, 0.6, 0.95), 6: (0.1, 0.5, 0.85)}
LATE = Lateness((0, 5, 20), (0.5, 0.7, 0.95), {"60": OF_60})


@pytest.fixture
def line(world, monkeypatch):
    learnt = Reliability((0.9,) * 20, "archive", "2026-11-20", LATE)
    foreseen = knows(**{"60|0": 0.7})
    known = replace(world, reliability=learnt, foreseen=foreseen)
    client = create_web(AppState(known)).test_client()
    monkeypatch.setattr(clock, "today", lambda _zone: dt.date(2026, 11, 22))

    def asked(name="60", status=200, **query):
        route = next(
            r for r, n in zip(world.network.routes.id, world.network.routes.short_name, strict=True)
            if n == name
        ) if name else "nowhere"  # fmt: skip
        answer = client.get(f"/api/forecasts/lines/{route}", query_string=query)
        assert answer.status_code == status
        return checked(answer, "/api/forecasts/lines/{line_id}", "get").json

    return asked


def test_a_line_tells_how_late_it_is_by_hour(line):
    told = line()["delays"]
    assert told["wholeDay"] == {"p50": 5, "p80": 20, "p90": 20}
    assert told["hours"] == [{"from": 6, "to": 9, "p50": 5, "p80": 20, "p90": None}]
    assert (told["basis"], told["ofLine"], told["until"]) == ("archive", True, "2026-11-20")
    assert told["ageDays"] == 2


def test_a_line_that_was_never_learnt_is_as_late_as_all_runs(line):
    told = line("1")
    assert told["delays"]["ofLine"] is False
    assert told["delays"]["hours"] == []
    assert told["crowding"] is None


def test_a_line_tells_how_full_it_is_by_hour_and_direction(line):
    told = line(day=TUESDAY)["crowding"]
    (there,) = told["directions"]
    assert (told["kind"], there["direction"], len(there["hours"])) == ("weekday", 0, 24)
    assert there["hours"][7]["noSeat"] == 0.7
    assert there["hours"][7]["level"] == "STANDING_ROOM_ONLY"


def test_a_line_that_is_not_there_and_a_wrong_day_are_named_together(line):
    assert {e["field"] for e in line("", 400, day="x")["errors"]} == {"line", "day"}
    assert line("", 404)["errors"][0]["code"] == "unknown_route"
    assert line("60", 422, day="2031-01-01")["errors"][0]["field"] == "day"


def test_examples_in_the_description_are_right():
    found = 0
    for path, item in DOCUMENT["paths"].items():
        for verb in item.values():
            for body in (verb.get("requestBody"), *verb["responses"].values()):
                for content in (body or {}).get("content", {}).values():
                    if "example" in content:
                        schema = content["schema"]
                        assert faults_of(content["example"], schema, SHAPES) == [], path
                        found += 1
    assert found >= 3
    assert re.match(r"3\.1", DOCUMENT["openapi"])
