"""Institutions ask for trips in OJP 2.0, and get those of the planner."""

from __future__ import annotations

from itertools import pairwise

import pytest
from defusedxml import ElementTree

from feeds.territory import load_territory
from routing.requests import DEFAULT_BIKE_MPS, DEFAULT_WALK_MPS
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import LINES, MORNING, OBER, UNI
from tests.web.ojp.asking import (
    SPACES,
    board_request,
    document,
    errors,
    point_ref,
    send,
    stop_ref,
    texts,
    trip_request,
)
from web.create import create_web
from web.ojp.read import find
from web.ojp.trip_query import trip_query
from web.settings import Settings
from web.state import AppState, World

FROM_OBER, TO_UNI = point_ref(*OBER.split(",")), point_ref(*UNI.split(","), name="Uni")
SDK_PARAMS = (
    "<NumberOfResults>5</NumberOfResults><UseRealtimeData>explanatory</UseRealtimeData>"
    "<IncludeAllRestrictedLines>true</IncludeAllRestrictedLines>"
    "<IncludeTrackSections>true</IncludeTrackSections>"
    "<IncludeLegProjection>true</IncludeLegProjection>"
    "<IncludeIntermediateStops>true</IncludeIntermediateStops>"
)


def planned(client, **parameters):
    query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING, **parameters}
    return client.get("/api/v6/plan", query_string=query).json


def rides(root):
    return sorted(
        (trip.findtext("o:StartTime", None, SPACES), trip.findtext("o:EndTime", None, SPACES))
        for trip in root.iterfind(".//o:Trip", SPACES)
        if trip.find(".//o:TimedLeg", SPACES) is not None
    )


def test_trips_are_those_that_motis_clients_get(client):
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, SDK_PARAMS, leaves=MORNING)))
    found = planned(client)["itineraries"]
    assert rides(root) == sorted((each["startTime"], each["endTime"]) for each in found)
    assert texts(root, ".//s:RequestMessageRef") == ["m-1"]
    assert texts(root, ".//s:ProducerRef") == ["navette"]


def test_destination_time_asks_for_the_last_trips_that_arrive_by_then(client):
    by = "2026-11-24T08:50:00Z"
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, arrives=by)))
    found = planned(client, time=by, arriveBy="true")["itineraries"]
    assert rides(root) == sorted((each["startTime"], each["endTime"]) for each in found)
    assert max(end for _, end in rides(root)) <= by


def test_results_before_and_after_lie_on_their_sides(client):
    params = (
        "<NumberOfResultsBefore>1</NumberOfResultsBefore>"
        "<NumberOfResultsAfter>1</NumberOfResultsAfter>"
    )
    at = "2026-11-24T07:15:00Z"
    starts = [start for start, _ in rides(send(client, document(
        trip_request(FROM_OBER, TO_UNI, params, leaves=at))))]  # fmt: skip
    assert len(starts) == 2
    assert starts[0] < at <= starts[1]


def test_leg_that_crosses_the_border_says_where_and_its_track_is_cut_there(client):
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, SDK_PARAMS, leaves=MORNING)))
    crossed = [leg for leg in root.iterfind(".//o:TimedLeg", SPACES)
               if leg.find("o:Extension/n:BorderCrossing", SPACES) is not None]  # fmt: skip
    assert crossed
    for leg in crossed:
        border = leg.find("o:Extension/n:BorderCrossing", SPACES)
        assert border.findtext("n:FromCountry", None, SPACES) == "FR"
        assert border.findtext("n:ToCountry", None, SPACES) == "LU"
        first, second = leg.findall("o:LegTrack/o:TrackSection", SPACES)
        comes = first.find("o:TrackSectionEnd", SPACES)
        goes = second.find("o:TrackSectionStart", SPACES)
        latitude = "o:GeoPosition/s:Latitude"
        ends = [each.findtext(latitude, None, SPACES) for each in (comes, goes, border)]
        assert ends[0] is not None
        assert len(set(ends)) == 1


def test_there_is_a_transfer_leg_between_two_rides_and_never_two(client):
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, SDK_PARAMS, leaves=MORNING)))
    for trip in root.iterfind(".//o:Trip", SPACES):
        kinds = [leg[-1].tag.rpartition("}")[2] for leg in trip.iterfind("o:Leg", SPACES)]
        pairs = set(pairwise(kinds))
        assert ("TimedLeg", "TimedLeg") not in pairs
        assert ("TransferLeg", "TransferLeg") not in pairs


def test_modes_transfers_and_lines_restrict_the_trips(client):
    no_rail = (
        "<ModeAndModeOfOperationFilter><Exclude>true</Exclude><PtMode>rail</PtMode>"
        "</ModeAndModeOfOperationFilter>"
    )
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, no_rail, leaves=MORNING)))
    assert "rail" not in texts(root, ".//o:TimedLeg//o:PtMode")
    limit = "<TransferLimit>0</TransferLimit>"
    direct = send(client, document(trip_request(FROM_OBER, TO_UNI, limit, leaves=MORNING)))
    assert set(texts(direct, ".//o:Transfers")) <= {"0"}
    no_bus = (
        "<LineFilter><Line><siri:LineRef>fr_1</siri:LineRef></Line><Exclude>true</Exclude>"
        "</LineFilter>"
    )
    left = send(client, document(trip_request(FROM_OBER, TO_UNI, no_bus, leaves=MORNING)))
    assert "fr_1" not in texts(left, ".//s:LineRef")


def test_places_and_situations_are_left_out_where_nobody_wants_them(client):
    params = "<IncludePlacesContext>false</IncludePlacesContext>"
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, params, leaves=MORNING)))
    assert root.find(".//o:TripResponseContext", SPACES) is None
    full = send(client, document(trip_request(FROM_OBER, TO_UNI, leaves=MORNING)))
    told = set(texts(full, ".//o:TripResponseContext//s:StopPointRef"))
    assert set(texts(full, ".//o:TripResult//s:StopPointRef")) <= told


def test_individual_transport_to_and_from_the_stops_is_heard(world):
    option = (
        "<IndividualTransportOption><ItModeAndModeOfOperation><PersonalMode>{}</PersonalMode>"
        "<PersonalModeOfOperation>own</PersonalModeOfOperation></ItModeAndModeOfOperation>"
        "<MaxDuration>PT30M</MaxDuration><Speed>50</Speed></IndividualTransportOption>"
    )
    asked = trip_request(FROM_OBER, TO_UNI, leaves=MORNING)
    asked = asked.replace("</Origin>", f"{option.format('bicycle')}</Origin>")
    asked = asked.replace("</Destination>", f"{option.format('foot')}</Destination>")
    request = find(ElementTree.fromstring(document(asked).encode()), "OJPRequest",
                   "ServiceRequest", "OJPTripRequest")  # fmt: skip
    meant = trip_query(request, world, Settings(), 0, "en").after.request
    assert meant.access_modes == ("BIKE",)
    assert meant.egress_modes == ("WALK",)
    assert meant.max_access_s == 1800
    assert meant.walk_mps == DEFAULT_WALK_MPS / 2
    assert meant.bike_mps == DEFAULT_BIKE_MPS / 2


def test_own_ways_to_cover_are_trips_of_their_own(client):
    params = "<ItModeToCover><PersonalMode>car</PersonalMode></ItModeToCover>"
    root = send(client, document(trip_request(FROM_OBER, TO_UNI, params, leaves=MORNING)))
    assert "car" in texts(root, ".//o:PersonalMode")


@pytest.mark.parametrize(
    "asked, code",
    [
        (trip_request(stop_ref("fr_nowhere"), TO_UNI), "TRIP_ORIGINUNKNOWN"),
        (trip_request(FROM_OBER, stop_ref("lu_nowhere")), "TRIP_DESTINATIONUNKNOWN"),
        (trip_request(FROM_OBER, FROM_OBER), "TRIP_ORIGINDESTINATIONIDENTICAL"),
        (trip_request(FROM_OBER, TO_UNI, leaves="tomorrow"), "TRIP_DATETIMEERROR"),
        (trip_request(FROM_OBER, TO_UNI, leaves="2031-01-01T08:00:00Z"), "TRIP_DATETIMEERROR"),
        (trip_request(FROM_OBER, point_ref(10, 10), leaves=MORNING), "TRIP_NOTRIPFOUND"),
        (trip_request(FROM_OBER, TO_UNI, "<NumberOfResults>x</NumberOfResults>"),
         "OJPGENERIC_OTHER"),
        (trip_request(FROM_OBER, TO_UNI, via="<NotVia><StopPlaceRef>a</StopPlaceRef></NotVia>"),
         "OJPGENERIC_FEATURENOTSUPPORTED"),
        (trip_request(FROM_OBER, TO_UNI, via="<Via><ViaPoint><StopPlaceRef>lu_x</StopPlaceRef>"
                      "</ViaPoint></Via>"), "TRIP_VIAUNKNOWN"),
        ("<OJPTripRequest/>", "TRIP_NOORIGIN"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_the_code_of_the_standard(client, asked, code):
    root = send(client, document(asked))
    assert errors(root) == [code]
    assert texts(root, ".//o:OJPTripDelivery/s:Status") == ["false"]
    assert texts(root, ".//s:Description")[0]


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """The valley on a morning on which one bus is late and one train does not run."""
    folder = tmp_path_factory.mktemp("late")
    network = valley(folder, LINES)
    said = live(
        network,
        ("fr", message(update("t2", ("ober", 300)))),
        ("lu", message(update("t1", kind=TRIP.CANCELED))),
    )
    world = World.of(said, load_territory(folder / "territory"))
    return create_web(AppState(world)).test_client()


def test_estimated_time_stands_beside_the_timetabled_one(late):
    at = "2026-11-24T07:15:00Z"
    root = send(late, document(trip_request(FROM_OBER, TO_UNI, leaves=at)))
    board = root.find(".//o:LegBoard/o:ServiceDeparture", SPACES)
    assert board.findtext("o:TimetabledTime", None, SPACES) == "2026-11-24T07:30:00Z"
    assert board.findtext("o:EstimatedTime", None, SPACES) == "2026-11-24T07:35:00Z"
    none = "<UseRealtimeData>none</UseRealtimeData>"
    planned_only = send(late, document(trip_request(FROM_OBER, TO_UNI, none, leaves=at)))
    assert texts(planned_only, ".//o:EstimatedTime") == []


def test_cancelled_train_stands_on_the_board_as_cancelled(late):
    at = "2026-11-24T07:20:00Z"
    asked = board_request(
        stop_ref("lu_esch"), "<IncludeOnwardCalls>true</IncludeOnwardCalls>", at=at
    )
    root = send(late, document(asked))
    gone = [each for each in root.iterfind(".//o:StopEvent", SPACES)
            if each.findtext("o:Service/o:Cancelled", None, SPACES) == "true"]  # fmt: skip
    assert texts(gone[0], "o:ThisCall//o:TimetabledTime") == ["2026-11-24T07:30:00Z"]
    assert texts(gone[0], "o:ThisCall//o:NotServicedStop") == ["true"]
    assert gone[0].findtext("o:Service/o:JourneyRef", None, SPACES).endswith("lu_t1")
