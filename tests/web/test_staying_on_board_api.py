"""A ride on which one stays on board: one leg, unless the trips of its vehicle are asked for."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest

from feeds.territory import load_territory
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import PATIENT
from tests.web.schema import faults_of
from web.create import create_web
from web.description import description
from web.state import AppState, World

SHAPES = description()["components"]["schemas"]
LINES = """
fr BUS 1: ober 08:00 unter 08:10
fr BUS 2: unter 08:12 esch 08:20
fr BUS 3: esch 08:22 stad1 08:30
lu RAIL 60: stad1 08:40 uni 08:48
lu RAIL 60: stad1 09:40 uni 09:48
"""
STAYS = "t0 > t1\nt1 > t2"
HEAD = "fare_id,name,agency,mode,countries,stops,amount,valid_min,month_amount,currency,source\n"
FREE = "FREE,Free,,,LU,,0,,0,EUR,law\n"
ZONE = "ZONE,Zone,Operator fr,BUS,FR|LU,,3,5,40,EUR,poster\n"
INLAND = "INLAND,Inland,Operator fr,BUS,FR,,2,60,30,EUR,poster\n"
EMISSIONS = "mode,grams_per_km,source\nBUS,100,book\nREGIONAL_RAIL,30,book\nWALK,0,on foot\n"
QUESTION = {
    "fromPlace": "fr_ober", "toPlace": "lu_uni", "time": "2026-11-24T06:55:00Z",
    "withFares": "true",
}  # fmt: skip
SWAPPED = {**QUESTION, "numLegAlternatives": 2}


@pytest.fixture
def served(tmp_path):
    """A site whose territory has these fares, under what realtime says."""

    def made(fares=FREE + ZONE + INLAND, *said):
        network = valley(tmp_path, LINES, transfers=STAYS)
        folder = tmp_path / "territory"
        (folder / "fares.csv").write_text(HEAD + fares, encoding="utf-8")
        (folder / "emissions.csv").write_text(EMISSIONS, encoding="utf-8")
        network = live(network, *said) if said else network
        world = World.of(network, load_territory(folder))
        return create_web(AppState(world, settings=PATIENT)).test_client()

    return made


def both(client, path="/api/v6/plan", **query):
    """The answer as it comes, and with the trips of a vehicle apart."""
    query = query or QUESTION
    return [
        client.get(path, query_string={**query, **more}).json
        for more in ({}, {"joinInterlinedLegs": "false"})
    ]


def decoded(geometry):
    """The points of a drawn way, in units of its last decimal."""
    values, value, shift = [], 0, 0
    for char in geometry["points"]:
        chunk = ord(char) - 63
        value |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    return list(zip(accumulate(values[::2]), accumulate(values[1::2]), strict=True))


def rides_of(way):
    return [leg for leg in way["legs"] if "tripId" in leg]


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_who_says_nothing_gets_one_leg_for_the_vehicle_one_stays_in(served, version):
    joined, apart = both(served(), f"/api/v{version}/plan")
    assert [len(rides_of(way)) for way in joined["itineraries"]] == [2]
    assert [len(rides_of(way)) for way in apart["itineraries"]] == [4]
    marked = [leg["interlineWithPreviousLeg"] for leg in rides_of(apart["itineraries"][0])]
    assert marked == [False, True, True, False]
    for answer in (joined, apart):
        assert faults_of(answer, SHAPES["PlanAnswer"], SHAPES) == []


def test_one_is_as_long_on_the_way_and_changes_as_often_joined_or_not(served):
    joined, apart = both(served())
    for one, other in zip(joined["itineraries"], apart["itineraries"], strict=True):
        for name in ("duration", "startTime", "endTime", "transfers", "id"):
            assert one[name] == other[name]
        for told in (one, other):
            spans = [(leg["startTime"], leg["endTime"]) for leg in told["legs"]]
            assert (spans[0][0], spans[-1][1]) == (told["startTime"], told["endTime"])
            assert all(before[1] <= after[0] for before, after in pairwise(spans))
        for name in ("feeds", "walkSeconds", "changes", "emission", "chosenFor"):
            assert one["navette"][name] == other["navette"][name]


def test_stops_are_told_once_each_and_the_way_is_whole(served):
    joined, apart = both(served())
    bus = rides_of(joined["itineraries"][0])[0]
    parts = rides_of(apart["itineraries"][0])[:3]
    calls = [bus["from"], *bus["intermediateStops"], bus["to"]]
    assert [call["name"] for call in calls] == [
        "Oberdorf", "Unterdorf", "Esch Gare", "Stad Gare quai 1",
    ]  # fmt: skip
    for call in bus["intermediateStops"]:
        for name in ("tz", "arrival", "departure", "scheduledArrival", "scheduledDeparture"):
            assert call[name]
    unter = bus["intermediateStops"][0]
    assert (unter["arrival"], unter["departure"]) == (
        "2026-11-24T07:10:00Z", "2026-11-24T07:12:00Z",
    )  # fmt: skip
    drawn = [decoded(leg["legGeometry"]) for leg in (bus, *parts)]
    assert drawn[0][0] == drawn[1][0]
    assert drawn[0][-1] == drawn[3][-1]
    assert drawn[0] == [*drawn[1], *drawn[2][1:], *drawn[3][1:]]
    assert bus["legGeometry"]["length"] == len(drawn[0])
    assert bus["distance"] == sum(part["distance"] for part in parts)


def paid(way):
    fare = way["navette"]["fare"]
    sums = sum(
        product["amount"]
        for transfer in way["fareTransfers"]
        for options in transfer["effectiveFareLegProducts"]
        for (product,) in options
    )
    return fare["amount"], fare["atLeast"], [month["amount"] for month in fare["months"]], sums


@pytest.mark.parametrize(
    "fares, due",
    [
        (FREE + ZONE + INLAND, 5.0),
        (FREE + ZONE, 3.0),
        (FREE + INLAND, 2.0),
        (INLAND.replace("FR,,2", "LU,,2"), 2.0),
    ],
)
def test_a_ride_costs_the_same_joined_or_not(served, fares, due):
    joined, apart = both(served(fares))
    for one, other in zip(joined["itineraries"], apart["itineraries"], strict=True):
        assert paid(one) == paid(other)
        assert paid(one)[0] == paid(one)[-1] == due


def test_the_legs_of_tickets_are_those_that_are_told(served):
    joined, apart = (answer["itineraries"][0] for answer in both(served()))
    tickets = {
        name: [(each["name"], each["legs"]) for each in way["navette"]["fare"]["tickets"]]
        for name, way in (("joined", joined), ("apart", apart))
    }
    bus, train = (joined["legs"].index(ride) for ride in rides_of(joined))
    assert tickets["joined"] == [("Inland", [bus]), ("Zone", [bus]), ("Free", [bus, train])]
    assert [name for name, _ in tickets["apart"]] == ["Inland", "Zone", "Free"]
    assert [ride["fareTransferIndex"] for ride in rides_of(joined)] == [0, 2]
    assert [ride["fareTransferIndex"] for ride in rides_of(apart)] == [0, 1, 2, 2]


def test_a_ride_of_which_a_part_has_no_known_fare_has_no_index(served):
    joined, apart = (answer["itineraries"][0] for answer in both(served(FREE + INLAND)))
    assert joined["navette"]["fare"]["atLeast"] is apart["navette"]["fare"]["atLeast"] is True
    bus, train = rides_of(joined)
    assert joined["navette"]["fare"]["unknownLegs"] == [joined["legs"].index(bus)]
    assert "fareTransferIndex" not in bus
    assert train["fareTransferIndex"] == 1
    assert ["fareTransferIndex" in ride for ride in rides_of(apart)] == [True, False, True, True]


def test_an_itinerary_that_was_told_joined_can_be_refreshed_either_way(served):
    client = served()
    joined, apart = (answer["itineraries"][0] for answer in both(client))
    ends = {name: QUESTION[name] for name in ("fromPlace", "toPlace", "withFares")}
    again = both(client, "/api/v6/refresh-itinerary", itineraryId=joined["id"], **ends)
    for one, other in zip(again, (joined, apart), strict=True):
        assert {**one, "navette": None} == {**other, "navette": None}
        assert one["navette"]["fare"] == other["navette"]["fare"]


def ways_in_place_of(ride):
    return ride.get("alternatives", [])


def swapped(ride):
    """What the itinerary with each alternative of a ride is called."""
    rides = (rides_of({"legs": way}) for way in ways_in_place_of(ride))
    return [first["navette"]["swapped"] for first, *_ in rides]


def test_other_rides_in_place_of_one_are_told_joined_too(served):
    (joined,), (apart,) = (each["itineraries"] for each in both(served(), **SWAPPED))
    whole = [ride for ride in rides_of(apart) if not ride["interlineWithPreviousLeg"]]
    assert any(swapped(ride) for ride in whole)
    assert [swapped(ride) for ride in rides_of(joined)] == [swapped(ride) for ride in whole]
    for ride in rides_of(joined):
        for way in ways_in_place_of(ride):
            assert not any(leg["interlineWithPreviousLeg"] for leg in rides_of({"legs": way}))


def test_a_ride_is_cancelled_when_its_second_trip_is(served):
    kept = both(served())[0]["itineraries"][0]["id"]
    client = served(FREE, ("fr", message(update("t1", kind=TRIP.CANCELED))))
    again = client.get("/api/v6/refresh-itinerary", query_string={"itineraryId": kept}).json
    assert [ride["cancelled"] for ride in rides_of(again)] == [True, False]
