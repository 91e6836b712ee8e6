"""What every client reads of a ride, of a place and of a fare, against a live site."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import quote

import pytest

from tests.clients.conftest import AUDUN, LUXEMBOURG, served
from tests.routing.town import valley
from web.create import create_web
from web.state import AppState, World

OF_A_RIDE = {
    "tripId", "routeId", "routeShortName", "routeLongName", "displayName", "tripShortName",
    "headsign", "agencyId", "agencyName", "agencyUrl", "routeType", "intermediateStops",
    "scheduled", "realTime", "cancelled", "tripFrom", "tripTo", "source",
}  # fmt: skip


def rides_of(answer):
    return [leg for way in answer["itineraries"] for leg in way["legs"] if "tripId" in leg]


@pytest.mark.parametrize("version", [1, 4, 6])
def test_a_ride_tells_its_trip_line_operator_and_source(site, version):
    rides = rides_of(site.plan(version))
    assert rides
    for ride in rides:
        assert set(ride) >= OF_A_RIDE
        assert ("routeColor" in ride) == ("routeTextColor" in ride)


def test_lines_and_trips_have_names_that_are_texts(site):
    """The FPTF client calls methods of both, and splits the trip's id at its underscores."""
    for ride in rides_of(site.plan(6)):
        assert isinstance(ride["routeShortName"], str)
        assert isinstance(ride["displayName"], str)
        assert ride["displayName"]
        day, start, *trip = ride["tripId"].split("_")
        assert len(day) == 8
        assert start[-3] == ":"
        assert "_".join(trip).startswith(f"{ride['navette']['feed']}_")


def test_a_walk_stands_between_two_rides_from_different_stops(site):
    for way in site.plan(6, numItineraries=10)["itineraries"]:
        for one, other in pairwise(way["legs"]):
            both_ride = "tripId" in one and "tripId" in other
            if both_ride and not other["interlineWithPreviousLeg"]:
                assert one["to"]["stopId"] == other["from"]["stopId"]


def test_a_ride_in_luxembourg_is_a_ticket_of_nothing_with_a_name(site):
    answer = site.plan(6, withFares="true")
    tickets = []
    for way in answer["itineraries"]:
        for ride in rides_of({"itineraries": [way]}):
            if "fareTransferIndex" not in ride:
                continue
            transfer = way["fareTransfers"][ride["fareTransferIndex"]]
            at = ride["effectiveFareLegIndex"]
            ((product,),) = transfer["effectiveFareLegProducts"][at]
            tickets.append((ride, product))
    free = [product for _, product in tickets if product["amount"] == 0]
    assert free
    assert all(product["currency"] == "EUR" and product["name"] for product in free)
    for ride, product in tickets:
        if {ride["from"]["tz"], ride["to"]["tz"]} == {"Europe/Luxembourg"}:
            assert product["amount"] == 0


def test_a_ride_whose_fare_nobody_knows_has_no_index(site):
    asked = {"withFares": "true", "fromPlace": "Nancy"}
    answers = [site.plan(6, withFares="true")]
    if "2025" in site.morning:
        nancy = site.get("/api/v1/geocode", text="Nancy", type="STOP")[0]["id"]
        answers.append(site.plan(6, **{**asked, "fromPlace": nancy}))
        assert any("fareTransferIndex" not in ride for ride in rides_of(answers[-1]))
    for answer in answers:
        for way in answer["itineraries"]:
            fare = way["navette"]["fare"]
            unknown = [
                at for at, leg in enumerate(way["legs"])
                if "tripId" in leg and "fareTransferIndex" not in leg
            ]  # fmt: skip
            assert unknown == ([] if fare is None else fare["unknownLegs"])


def test_who_does_not_ask_for_fares_gets_none(site):
    answer = site.plan(6)
    assert not any("fareTransfers" in way for way in answer["itineraries"])
    assert not any("fareTransferIndex" in ride for ride in rides_of(answer))


def test_a_place_of_both_feeds_is_one_place_and_every_id_of_it_stands_for_it(real_site):
    (found, *_) = real_site.get("/api/v1/geocode", text="Luxembourg gare centrale", type="STOP")
    at_the_station = {"min": "49.5985,6.1325", "max": "49.6015,6.1360"}
    stops = real_site.get("/api/v6/map/stops", **at_the_station)
    ids = [stop["stopId"] for stop in stops if stop.get("parentId", stop["stopId"]) == found["id"]]
    assert {stop_id.split("_")[0] for stop_id in ids} == {"lu", "ter"}
    grouped = real_site.get("/api/v6/map/stops", **at_the_station, grouped="true")
    assert [stop["stopId"] for stop in grouped].count(found["id"]) == 1
    boards = [
        real_site.get("/api/v6/stoptimes", stopId=stop_id, time=real_site.morning, n=20)
        for stop_id in ids
    ]
    assert all(board["stopTimes"] == boards[0]["stopTimes"] for board in boards)
    assert {board["place"]["stopId"] for board in boards} == {found["id"]}
    plans = [
        real_site.plan(6, fromPlace=AUDUN, toPlace=stop_id)["itineraries"] for stop_id in ids[:4]
    ]
    ways = [[(way["startTime"], way["endTime"]) for way in plan] for plan in plans]
    assert all(way == ways[0] for way in ways)


def test_lists_may_be_repeated_or_stand_by_commas(site):
    commas = site.plan(6, transitModes="BUS,TRAM")
    repeated = site.plan(6, transitModes=["BUS", "TRAM"])
    assert commas["itineraries"] == repeated["itineraries"] != []


@pytest.mark.parametrize(
    "moment",
    [
        "2025-02-04T07:00:00%2B01:00",
        "2025-02-04T06:00:00Z",
        "2025-02-04T01:00:00-05:00",
        "2025-02-04T06:00:00.000Z",
    ],
)
def test_a_moment_may_be_told_with_any_offset(real_site, moment):
    target = f"/api/v6/plan?fromPlace={AUDUN}&toPlace={LUXEMBOURG}&time={moment}"
    status, answer = real_site.raw(target)
    assert status == 200
    assert answer["itineraries"][0]["startTime"] == "2025-02-04T06:20:00Z"


ODD = ("StopArea:OCE/1#2", "50 % Käse_und Wein", "a_b_c", "ü:ß", "x+y&z=1", "日本")


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory):
    """A line that calls at stops whose ids nobody would choose."""
    folder = tmp_path_factory.mktemp("odd")
    keys = dict(zip(ODD, "abcdef", strict=True))
    stops = "".join(
        f"{key}, Stop {key}, 49.{at}, 5.9\n" for at, key in enumerate(keys.values(), 46)
    )
    calls = " ".join(f"{key} 08:{at}" for at, key in enumerate(keys.values(), 10))
    network = valley_with(folder, stops, f"lu BUS 1: {calls}", keys)
    with served(create_web(AppState(World.of(network)))) as address:
        yield address


def valley_with(folder, stops, lines, keys):
    """A valley whose stops are given their odd ids after the texts were read."""
    from dataclasses import replace

    from core.strings import StringTable

    network = valley(folder, lines, stops=stops)
    odd = {f"lu_{key}": f"lu_{name}" for name, key in keys.items()}
    ids = StringTable.of([odd.get(stop_id, stop_id) for stop_id in network.stops.id])
    trips = replace(network.trips, id=StringTable.of(["lu_7/ü:#%_ 1"]))
    return replace(network, stops=replace(network.stops, id=ids), trips=trips)


@pytest.mark.parametrize("name", ODD)
def test_ids_may_hold_any_character(odd_site, name):
    from tests.clients.conftest import Site

    stop_id = f"lu_{name}"
    site = Site(odd_site, "lu_" + ODD[0], "lu_" + ODD[-1], "2026-11-24T06:50:00Z")
    status, board = site.raw(f"/api/v6/stoptimes?stopId={quote(stop_id, safe='')}&n=1"
                             f"&time={site.morning}")  # fmt: skip
    assert status == 200
    assert board["place"]["stopId"] == stop_id
    (way,) = site.plan(6)["itineraries"]
    (ride,) = rides_of({"itineraries": [way]})
    calls = [ride["from"], *ride["intermediateStops"], ride["to"]]
    assert [call["stopId"] for call in calls] == [f"lu_{each}" for each in ODD]
    (leg,) = site.get("/api/v6/trip", tripId=ride["tripId"])["legs"]
    assert leg["tripId"] == "20261124_08:10_lu_7/ü:#%_ 1"
    kept = site.get("/api/v6/refresh-itinerary", itineraryId=way["id"])
    assert kept["legs"][0]["tripId"] == leg["tripId"]
