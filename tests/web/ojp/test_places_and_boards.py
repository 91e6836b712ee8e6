"""Institutions look up places and departures in OJP 2.0."""

from __future__ import annotations

import pytest

from tests.web.conftest import MORNING
from tests.web.ojp.asking import (
    SPACES,
    board_request,
    document,
    errors,
    place_request,
    point_ref,
    send,
    stop_ref,
    texts,
)

ESCH = stop_ref("lu_esch")
SDK_BOARD = (
    "<IncludeAllRestrictedLines>true</IncludeAllRestrictedLines>"
    "<NumberOfResults>10</NumberOfResults><StopEventType>{kind}</StopEventType>"
    "<IncludePreviousCalls>true</IncludePreviousCalls>"
    "<IncludeOnwardCalls>true</IncludeOnwardCalls>"
    "<UseRealtimeData>explanatory</UseRealtimeData>"
)


def test_place_is_found_by_name_with_its_probability_and_modes(client):
    asked = place_request("<InitialInput><Name>esch</Name></InitialInput>", "<Type>stop</Type>")
    root = send(client, document(asked))
    first = root.find(".//o:PlaceResult", SPACES)
    assert first.find(".//o:StopPlaceRef", SPACES) is not None
    assert first.findtext("o:Complete", None, SPACES) == "true"
    assert 0 < float(first.findtext("o:Probability", None, SPACES)) <= 1
    assert "rail" in texts(first, ".//o:PtMode")


def test_place_that_was_found_is_where_a_trip_may_start(client):
    asked = place_request("<InitialInput><Name>esch</Name></InitialInput>", "<Type>stop</Type>")
    ref = texts(send(client, document(asked)), ".//o:StopPlaceRef")[0]
    board = send(client, document(board_request(stop_ref(ref), at=MORNING)))
    assert board.find(".//o:StopEvent", SPACES) is not None


def test_places_around_a_point_within_an_area_and_by_reference(client):
    near = "<GeoPosition><siri:Longitude>5.9</siri:Longitude><siri:Latitude>49.54</siri:Latitude>"
    around = place_request(f"<InitialInput>{near}</GeoPosition></InitialInput>")
    assert texts(send(client, document(around)), ".//o:PlaceResult//o:Name/o:Text")
    corner = "<{0}><siri:Longitude>{1}</siri:Longitude><siri:Latitude>{2}</siri:Latitude></{0}>"
    box = corner.format("UpperLeft", 5.0, 50.0) + corner.format("LowerRight", 7.0, 49.0)
    inside = place_request(
        f"<InitialInput><GeoRestriction><Rectangle>{box}</Rectangle></GeoRestriction>"
        "</InitialInput>", "<Type>stop</Type>"
    )  # fmt: skip
    assert texts(send(client, document(inside)), ".//o:StopPlaceRef")
    by_id = send(client, document(place_request(stop_ref("lu_esch"))))
    assert len(by_id.findall(".//o:PlaceResult", SPACES)) == 1


@pytest.mark.parametrize(
    "asked, code",
    [
        (place_request("<InitialInput><Name>qqqqqqqq</Name></InitialInput>"), "LOCATION_NORESULTS"),
        (place_request("<InitialInput/>"), "LOCATION_UNSUPPORTEDCOMBINATION"),
        (place_request("<InitialInput><Name>esch</Name></InitialInput>", "<Type>x</Type>"),
         "LOCATION_UNSUPPORTEDTYPE"),
        (board_request(stop_ref("lu_nowhere")), "STOPEVENT_LOCATIONUNKNOWN"),
        (board_request(ESCH, "<TimeWindow>PT1M</TimeWindow>", at="2026-11-24T02:00:00Z"),
         "STOPEVENT_NOEVENTFOUND"),
        (board_request(ESCH, "<StopEventType>x</StopEventType>"), "STOPEVENT_OTHER"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_the_code_of_the_standard(client, asked, code):
    assert errors(send(client, document(asked))) == [code]


@pytest.mark.parametrize("kind, arrive_by", [("departure", "false"), ("arrival", "true")])
def test_board_is_that_of_motis_clients(client, kind, arrive_by):
    asked = board_request(ESCH, SDK_BOARD.format(kind=kind), at=MORNING)
    root = send(client, document(asked))
    query = {"stopId": "lu_esch", "time": MORNING, "n": "10", "direction": "LATER",
             "arriveBy": arrive_by}  # fmt: skip
    board = client.get("/api/v6/stoptimes", query_string=query).json["stopTimes"]
    assert texts(root, ".//o:JourneyRef") == [row["tripId"] for row in board][:10]


def test_calls_before_and_after_make_up_the_whole_run(client):
    asked = board_request(ESCH, SDK_BOARD.format(kind="both"), at=MORNING, element="Place")
    root = send(client, document(asked))
    for event in root.iterfind(".//o:StopEvent", SPACES):
        orders = [int(each) for each in texts(event, ".//o:Order")]
        assert orders == sorted(orders)
        assert len(set(orders)) == len(orders)
    assert root.find(".//o:OnwardCall", SPACES) is not None


def test_board_keeps_to_operators_and_modes(client):
    params = "<OperatorFilter><Exclude>true</Exclude><OperatorRef>{}</OperatorRef></OperatorFilter>"
    everything = send(client, document(board_request(ESCH, at=MORNING)))
    operators = set(texts(everything, ".//s:OperatorRef"))
    assert len(operators) > 1
    gone = min(operators)
    left = send(client, document(board_request(ESCH, params.format(gone), at=MORNING)))
    assert gone not in texts(left, ".//s:OperatorRef")
    by_bus = "<ModeFilter><Exclude>false</Exclude><PtMode>bus</PtMode></ModeFilter>"
    buses = send(client, document(board_request(ESCH, by_bus, at=MORNING)))
    assert set(texts(buses, ".//o:Service//o:PtMode")) == {"bus"}


def test_board_of_a_point_is_that_of_the_nearest_stop(client):
    root = send(client, document(board_request(point_ref(49.54, 5.90), at=MORNING)))
    assert root.find(".//o:ThisCall", SPACES) is not None
