"""Rental vehicles as MOTIS clients ask for them."""

from __future__ import annotations

import pytest

from core import clock
from feeds.gbfs.looks import Heard
from feeds.gbfs.reading import read_system
from feeds.gbfs.sources import RentalSource
from tests.feeds.rental_documents import AT_S, NOW_S, THREE, TWO, bytes_of
from tests.web.schema import faults_of
from web.create import create_web
from web.description import description
from web.state import AppState

SHAPES = description()["components"]["schemas"]
AROUND = {"min": "49.48,5.96", "max": "49.51,6.00"}


@pytest.fixture
def rented(world, monkeypatch):
    monkeypatch.setattr(clock, "now_s", lambda: NOW_S)
    state = AppState(world)
    two, three = (read_system(bytes_of(each), NOW_S) for each in (TWO, THREE))
    velo = Heard(RentalSource("velo", "a", "esch", attribution="CIGL"), two, NOW_S, NOW_S)
    other = Heard(RentalSource("other", "b", "other"), three, NOW_S, NOW_S)
    silent = Heard(RentalSource("silent", "c", "silent"), None, NOW_S, None, "answers 503")
    state.rentals = lambda: (velo, other, silent)
    client = create_web(state).test_client()

    def asked(status=200, **query):
        answer = client.get("/api/v1/rentals", query_string=query)
        assert answer.status_code == status, answer.text
        shape = "Rentals" if status == 200 else "Error"
        assert faults_of(answer.json, SHAPES[shape], SHAPES) == []
        return answer.json

    return asked


def test_without_any_source_the_answer_is_empty_and_whole(client):
    answer = client.get("/api/v1/rentals")
    assert faults_of(answer.json, SHAPES["Rentals"], SHAPES) == []
    names = ("providerGroups", "providers", "stations", "vehicles", "zones")
    assert [answer.json[name] for name in names] == [[]] * 5
    assert client.get("/api/v1/health").json["gbfs"] is False


def test_without_an_area_only_providers_are_told(rented):
    told = rented()
    assert [each["id"] for each in told["providers"]] == ["velo", "other"]
    assert [each["id"] for each in told["providerGroups"]] == ["esch", "other"]
    assert told["stations"] == told["vehicles"] == told["zones"] == []


def test_an_area_has_its_stations_vehicles_and_zones(rented):
    told = rented(**AROUND, providers="velo")
    gare, depot = told["stations"]
    assert gare["numVehiclesAvailable"] == 4
    assert gare["vehicleDocksAvailable"] == {"classic": 6, "pedelec": 6}
    assert gare["navette"] == {
        "docksAvailable": 6, "capacity": 10, "asOf": clock.iso_utc(AT_S), "stale": False,
    }  # fmt: skip
    assert depot["isRenting"] is False
    assert told["vehicles"][0]["propulsionType"] == "ELECTRIC_ASSIST"
    (zone,) = told["zones"]
    assert zone["rules"][0]["vehicleTypeIdxs"] == [1]
    assert zone["area"][0][0]["length"] == 5


def test_what_lies_elsewhere_or_is_not_asked_for_is_left_out(rented):
    told = rented(min="48,5", max="48.1,5.1")
    assert told["stations"] == told["vehicles"] == told["zones"] == []
    told = rented(**AROUND, withStations="false", withProviders="false", withZones="false")
    assert told["stations"] == told["providers"] == told["zones"] == []
    assert len(told["vehicles"]) == 2
    near = rented(point="49.4936,5.9847", radius=100)
    assert {each["id"] for each in near["stations"]} == {"s1"}


def test_every_source_says_its_age_and_whom_to_name(rented, monkeypatch):
    velo, other, silent = rented()["navette"]["sources"]
    assert (velo["attribution"], velo["licence"], velo["ageSeconds"]) == ("CIGL", "CC0-1.0", 60)
    assert other["attribution"] == "CIGL Esch"
    assert (silent["stale"], silent["asOf"], silent["problem"]) == (True, None, "answers 503")
    monkeypatch.setattr(clock, "now_s", lambda: NOW_S + 3600)
    told = rented(**AROUND)
    assert all(each["stale"] for each in told["navette"]["sources"])
    assert all(each["navette"]["stale"] for each in told["stations"])


def test_half_an_area_and_corners_off_the_globe_are_faults(rented):
    assert rented(400, min="49,5")["errors"][0]["field"] == "max"
    told = rented(400, min="99,5", max="x", radius="y")
    assert {each["field"] for each in told["errors"]} == {"min", "max", "radius"}
