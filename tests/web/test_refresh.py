"""`refresh-itinerary`: an itinerary kept since yesterday, as it stands now."""

from __future__ import annotations

import base64

import pytest

from feeds.territory import load_territory
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import LINES, MORNING, OBER, UNI
from web.create import create_web
from web.state import AppState, World

AWAY = "49.4460,5.9000"
"""A walk from Oberdorf."""


@pytest.fixture
def refresh(client):
    def asked(itinerary_id, **parameters):
        query = {"itineraryId": itinerary_id, **parameters}
        return client.get("/api/v6/refresh-itinerary", query_string=query)

    return asked


def test_where_nothing_has_changed_the_same_comes_back(ask, refresh):
    for option in ask(fromPlace=AWAY, toPlace=UNI).json["itineraries"]:
        again = refresh(option["id"], fromPlace=AWAY, toPlace=UNI)
        assert again.status_code == 200
        assert {**again.json, "navette": None} == {**option, "navette": None}
        assert again.json["navette"]["changes"] == option["navette"]["changes"]


def test_who_does_not_say_from_where_gets_the_walk_as_long_as_it_was(ask, refresh):
    option = ask(fromPlace=AWAY).json["itineraries"][0]
    again = refresh(option["id"]).json
    assert again["startTime"] == option["startTime"]
    assert again["legs"][0]["duration"] == option["legs"][0]["duration"] > 0
    assert again["legs"][0]["from"]["name"] == "START"
    assert again["id"] == option["id"]


def test_a_swapped_ride_has_its_price_and_carbon_and_can_be_swapped_again(ask, refresh):
    whole = {"fromPlace": AWAY, "toPlace": UNI, "numLegAlternatives": 3}
    options = ask(**whole).json["itineraries"]
    option, at, way = next(
        (option, at, way)
        for option in options
        for at, leg in enumerate(option["legs"])
        for way in leg.get("alternatives", [])
    )
    ride = next(part for part in way if part.get("tripId"))
    again = refresh(ride["navette"]["swapped"], **whole).json
    taken = [leg for leg in again["legs"] if leg.get("tripId")]
    assert ride["tripId"] in [leg["tripId"] for leg in taken]
    assert ride["startTime"] in [leg["startTime"] for leg in taken]
    kept = [leg["tripId"] for i, leg in enumerate(option["legs"]) if leg.get("tripId") and i != at]
    assert set(kept) <= {leg["tripId"] for leg in taken}
    assert again["id"] == ride["navette"]["swapped"]
    assert (again["navette"]["emission"] is None) == (option["navette"]["emission"] is None)
    other = [way for leg in taken for way in leg["alternatives"]]
    back = {next(p for p in way if p.get("tripId"))["navette"]["swapped"] for way in other}
    assert {"".join(option["id"])} & back


def test_an_id_says_nothing_of_where_people_live(ask):
    option = ask(fromPlace=AWAY).json["itineraries"][0]
    content = base64.urlsafe_b64decode(option["id"] + "===").decode()
    assert "49.4460" not in content
    assert "5.9000" not in content


def test_the_body_may_hold_the_question(client, ask):
    option = ask().json["itineraries"][0]
    body = {"itineraryId": option["id"], "fromPlace": OBER, "toPlace": UNI}
    assert client.post("/api/v6/refresh-itinerary", json=body).json["id"] == option["id"]


@pytest.mark.parametrize("text", ["", "x", "W10", "WzEsMl0", "bnVsbA", "e30", "A" * 5000, "\0"])
def test_what_is_no_id_is_refused(refresh, text):
    answer = refresh(text)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["field"] == "itineraryId"


def test_a_direct_way_is_asked_for_anew(ask, refresh):
    direct = ask(directModes="WALK,CAR").json["direct"][0]
    assert refresh(direct["id"]).status_code == 400


def test_a_trip_that_is_gone_is_not_found(ask, refresh):
    option = ask().json["itineraries"][0]
    content = base64.urlsafe_b64decode(option["id"] + "===").replace(b"fr_t", b"fr_x")
    answer = refresh(base64.urlsafe_b64encode(content).decode())
    assert answer.status_code == 404
    assert answer.json["errors"][0]["code"] == "unknown_trip"


@pytest.fixture
def under(tmp_path):
    """The served valley under what its feeds say."""
    network = valley(tmp_path, LINES)
    territory = load_territory(tmp_path / "territory")

    def served(*said):
        world = live(network, *said) if said else network
        return create_web(AppState(World.of(world, territory))).test_client()

    return served


def first_option(client):
    query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}
    return client.get("/api/v6/plan", query_string=query).json["itineraries"][0]


def again(client, option):
    query = {"itineraryId": option["id"], "fromPlace": OBER, "toPlace": UNI}
    return client.get("/api/v6/refresh-itinerary", query_string=query).json


def test_a_late_bus_is_late_and_the_change_is_lost(under):
    option = first_option(under())
    assert [leg["mode"] for leg in option["legs"]] == ["BUS", "WALK", "REGIONAL_RAIL"]
    late = again(under(("fr", message(update("t1", ("esch", 900))))), option)
    bus, _, train = late["legs"]
    assert bus["realTime"]
    assert bus["endTime"] > option["legs"][0]["endTime"] == bus["scheduledEndTime"]
    assert train["startTime"] == option["legs"][2]["startTime"]
    assert train["navette"]["spareSeconds"] < 0
    assert late["navette"]["changes"]["chance"] == 0


def test_a_cancelled_train_stands_there_cancelled(under):
    option = first_option(under())
    trip = option["legs"][2]["tripId"].rpartition("_")[2]
    cancelled = again(under(("lu", message(update(trip, kind=TRIP.CANCELED)))), option)
    assert [leg.get("cancelled") for leg in cancelled["legs"]] == [False, None, True]
    assert cancelled["legs"][2]["startTime"] == option["legs"][2]["startTime"]
