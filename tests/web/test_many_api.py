"""From one place to all and to many, asked as MOTIS clients do."""

from __future__ import annotations

import pytest

from tests.web.conftest import MORNING, OBER, UNI
from tests.web.schema import faults_of
from web.description import description

DOCUMENT = description()
SHAPES = DOCUMENT["components"]["schemas"]
MANY = "49.4700;5.9000,49.5400;5.9000"
INTERMODAL = "/api/experimental/one-to-many-intermodal"


def get(client, path, **query):
    answer = client.get(path, query_string=query)
    said = DOCUMENT["paths"][path]["get"]["responses"][str(answer.status_code)]
    (media, shape), *_ = said["content"].items()
    assert answer.mimetype == media
    assert faults_of(answer.json, shape["schema"], SHAPES) == []
    return answer


@pytest.fixture
def reached(client):
    def asked(version=6, **query):
        known = {"one": OBER, "time": MORNING, "maxTravelTime": 90, **query}
        answer = get(client, f"/api/v{version}/one-to-all", **known)
        assert answer.status_code == 200, answer.text
        return {each["place"]["name"]: each for each in answer.json["all"]}

    return asked


def test_every_place_stands_once_with_the_minutes_and_rides_to_it(reached):
    found = reached()
    assert set(found) == {"Oberdorf", "Unterdorf", "Esch Gare", "Stad Gare", "Uni"}
    assert (found["Esch Gare"]["duration"], found["Esch Gare"]["k"]) == (50, 1)
    assert (found["Uni"]["duration"], found["Uni"]["k"]) == (80, 2)
    assert found["Uni"]["place"]["arrival"] == "2026-11-24T07:50:00Z"


def test_what_takes_longer_than_asked_for_is_left_out(reached):
    assert "Uni" not in reached(maxTravelTime=60)
    assert "Uni" not in reached(maxTransfers=0)


def test_all_to_one_says_when_to_leave(reached):
    found = reached(one=UNI, arriveBy="true", time="2026-11-24T08:00:00Z")
    assert found["Stad Gare"]["place"]["departure"] == "2026-11-24T07:50:00Z"
    assert "arrival" not in found["Stad Gare"]["place"]


def test_only_versions_before_six_give_a_level(reached):
    assert "level" not in reached(6)["Uni"]["place"]
    assert reached(1)["Uni"]["place"]["level"] == 0


def test_all_faults_of_a_question_to_all_are_named_at_once(client):
    answer = get(client, "/api/v6/one-to-all", time="x", maxTravelTime="y", transitModes="HORSE")
    named = {fault["field"] for fault in answer.json["errors"]}
    assert answer.status_code == 400
    assert named == {"one", "time", "maxTravelTime", "transitModes"}
    late = get(client, "/api/v6/one-to-all", one=OBER, time="2031-01-01T08:00:00Z")
    assert late.status_code == 422


def test_a_way_for_each_of_many_in_their_order(client):
    query = {"one": "49.4690;5.9000", "many": MANY, "mode": "WALK", "max": 900,
             "maxMatchingDistance": 250, "arriveBy": "false"}  # fmt: skip
    near, far = get(client, "/api/v1/one-to-many", **query).json
    assert 110 < near["duration"] < 140
    assert "distance" not in near
    assert far == {}
    near, _ = get(client, "/api/v1/one-to-many", **query, withDistance="true").json
    assert near["distance"] == 145


def test_points_in_a_body_may_have_commas(client):
    body = {"one": "49.469,5.9", "many": ["49.47,5.9", "49.54;5.9", "lu_uni"], "mode": "CAR",
            "max": 3600, "maxMatchingDistance": 250, "arriveBy": False}  # fmt: skip
    answer = client.post("/api/v1/one-to-many", json=body)
    assert [bool(each) for each in answer.json] == [True, True, True]


def test_by_transit_every_number_of_changes_that_is_worth_it_is_told(client):
    answer = get(client, INTERMODAL, one=OBER, many="lu_uni,nowhere", time=MORNING)
    assert answer.status_code == 404
    answer = get(client, INTERMODAL, one=OBER, many="lu_uni,49.4700;5.9000", time=MORNING)
    assert answer.json["street_durations"] == [{}, {}]
    uni, unter = answer.json["transit_durations"]
    assert [each["transfers"] for each in uni] == [1]
    assert uni[0]["duration"] == 80 * 60
    assert [each["transfers"] for each in unter] == [0]


def test_too_many_and_modes_that_nobody_has_are_faults(client, valley_state):
    many = ",".join(["49.5;5.9"] * (valley_state.settings.max_many + 1))
    answer = get(client, "/api/v1/one-to-many", one="0;0", many=many, mode="HORSE")
    assert {fault["field"] for fault in answer.json["errors"]} == {"many", "mode"}
    answer = get(client, "/api/v1/one-to-many", one="0;0", many="1;1", mode="HGV")
    assert answer.status_code == 422
