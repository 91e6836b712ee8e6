"""Park and ride over HTTP: asked for, told with the site, described."""

from __future__ import annotations

import pytest

from tests.days import next_working_day, working_morning

VILLERUPT, KIRCHBERG = "49.468,5.929", "49.6239,6.1494"


@pytest.fixture
def plans(embedded_client):
    """Asks for a commute across the border at half past six on a working day."""

    def asked(**parameters):
        query = {
            "fromPlace": VILLERUPT, "toPlace": KIRCHBERG, "time": working_morning(),
            **parameters,
        }  # fmt: skip
        return embedded_client.get("/api/v6/plan", query_string=query)

    return asked


def parked(answer):
    legs = [option["legs"][0] for option in answer.json["itineraries"]]
    return [leg for leg in legs if "parking" in leg["navette"]]


def test_a_commuter_drives_to_a_site_and_rides_on(plans):
    answer = plans(preTransitModes="WALK,CAR_PARKING", searchWindow=3600)
    assert answer.status_code == 200
    car = parked(answer)[0]
    assert car["mode"] == "CAR"
    assert car["to"]["name"] == car["navette"]["parking"]["name"]
    assert car["navette"]["parking"]["capacity"] > 0
    assert car["navette"]["corridors"]
    assert car["navette"]["arrivalP10"] <= car["endTime"] <= car["navette"]["arrivalP90"]


def test_who_does_not_ask_for_it_gets_none(plans):
    assert parked(plans(searchWindow=3600)) == []
    assert parked(plans(searchWindow=3600, preTransitModes="WALK,RENTAL")) == []


def test_the_park_of_the_old_names_is_understood(plans):
    assert parked(plans(preTransitModes="CAR_TO_PARK", searchWindow=3600))


def test_a_mode_that_nobody_knows_is_a_fault(plans):
    answer = plans(preTransitModes="WALK,ROCKET")
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json["errors"]] == ["preTransitModes"]


def test_pages_of_park_and_ride_neither_repeat_nor_leave_gaps(plans):
    asked = {"preTransitModes": "WALK,CAR_PARKING", "searchWindow": 900, "numItineraries": 1}
    page, starts = plans(**asked), []
    for _ in range(3):
        starts += [option["startTime"] for option in page.json["itineraries"]]
        page = plans(**asked, pageCursor=page.json["nextPageCursor"])
    assert starts == sorted(starts)
    assert len(starts) > 3


def test_a_car_park_tells_what_will_be_free_on_arrival(embedded_client):
    asked = {
        "fromPlace": VILLERUPT, "toPlace": KIRCHBERG, "searchWindow": 3600,
        "time": f"{next_working_day().isoformat()}T06:45", "preTransitModes": "CAR_PARKING",
    }  # fmt: skip
    told = embedded_client.post("/api/v6/plan", json=asked).json["itineraries"]
    sites = [
        leg["navette"]["parking"]
        for found in told
        for leg in found["legs"]
        if "parking" in leg["navette"]
    ]
    known = [site for site in sites if site["free"] is not None]
    assert known
    for site in known:
        assert 0 <= site["free"]["p10"] <= site["free"]["p50"] <= site["capacity"]
        assert site["free"]["basis"] == "statistical"
