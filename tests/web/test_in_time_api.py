"""Arriving by a moment: how likely every option is in time, and which is the last safe choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.criteria.reliability import WHOLE_DAY, Lateness, Reliability
from tests.web.conftest import OBER, UNI
from tests.web.schema import faults_of
from web.create import create_web
from web.description_schemas import SCHEMAS
from web.state import AppState

NINE_AT_UNI = "2026-11-24T10:00:00+01:00"
LATE = Lateness((0, 5, 20, 120), (0.5, 0.7, 0.9, 1.0), {"60": {WHOLE_DAY: (0.2, 0.4, 0.95, 1.0)}})
LEARNT = Reliability((0.9,) * 20, "archive", "2026-11-20", LATE)


@pytest.fixture
def plans(world):
    """Asks for a commute of a site that has learnt delays, to be there by ten."""
    client = create_web(AppState(replace(world, reliability=LEARNT))).test_client()

    def asked(**parameters):
        query = {
            "fromPlace": OBER, "toPlace": UNI, "time": NINE_AT_UNI, "arriveBy": "true",
            "directModes": "WALK,CAR", **parameters,
        }  # fmt: skip
        return client.get("/api/v6/plan", query_string=query).json

    return asked


def test_every_option_tells_how_likely_it_is_in_time(plans):
    told = plans()
    assert told["itineraries"]
    assert faults_of(told, SCHEMAS["PlanAnswer"], SCHEMAS) == []
    for found in told["itineraries"]:
        known = found["navette"]["onTime"]
        assert (known["basis"], known["until"]) == ("archive", "2026-11-20")
        assert 0 <= known["chance"] <= found["navette"]["changes"]["chance"] + 0.01
    chances = [found["navette"]["onTime"]["chance"] for found in told["itineraries"]]
    assert len(set(chances)) > 1


def test_the_last_safe_choice_is_named(plans):
    told = plans()
    ways = [*told["itineraries"], *told["direct"]]
    safe = [
        found
        for found in ways
        if found["navette"]["onTime"] and found["navette"]["onTime"]["chance"] >= 0.8
    ]
    last = max(safe, key=lambda found: found["startTime"])
    assert told["navette"]["leaveBy"] == {
        "id": last["id"],
        "departure": last["startTime"],
        "chance": last["navette"]["onTime"]["chance"],
        "basis": "archive",
    }


def test_where_none_is_safe_none_is_named(plans, world, monkeypatch):
    monkeypatch.setattr("routing.in_time.SAFE", 1.01)
    assert plans()["navette"]["leaveBy"] is None


def test_on_a_later_page_nobody_is_there_in_time_any_more(plans):
    told = plans()
    later = plans(pageCursor=told["nextPageCursor"])
    assert later["itineraries"]
    assert {found["navette"]["onTime"]["chance"] for found in later["itineraries"]} == {0}
    assert later["navette"]["leaveBy"] is None


def test_who_asks_when_to_leave_is_told_of_no_moment_to_be_there(plans):
    told = plans(arriveBy="false")
    assert "leaveBy" not in told["navette"]
    assert all("onTime" not in found["navette"] for found in told["itineraries"])


def test_a_drive_over_the_border_is_in_time_by_its_forecast(embedded_client):
    query = {
        "fromPlace": "49.468,5.929", "toPlace": "49.6239,6.1494", "directModes": "CAR",
        "time": "2026-11-27T08:30:00+01:00", "arriveBy": "true",
        "preTransitModes": "WALK,CAR_PARKING",
    }  # fmt: skip
    told = embedded_client.get("/api/v6/plan", query_string=query).json
    (car,) = told["direct"]
    assert car["navette"]["onTime"]["chance"] == pytest.approx(0.5, abs=0.02)
    assert car["navette"]["onTime"]["basis"] in ("statistical", "model")
    assert told["navette"]["leaveBy"]["basis"] == "assumption"
