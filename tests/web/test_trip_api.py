"""`trip`: the id of a leg in, the vehicle's whole way out, as it runs now."""

from __future__ import annotations

import pytest

from feeds.territory import load_territory
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import LINES
from tests.web.schema import faults_of
from web.create import create_web
from web.description import description
from web.state import AppState, World

SHAPES = description()["components"]["schemas"]
RIDE = "20261124_07:30_lu_t0"
STAYED = """
lu RAIL 60: ober 08:00 unter 08:10 esch 08:20
lu RAIL 61: esch 08:22 stad1 08:30
lu RAIL 62: stad1 08:33 uni 08:40
"""


def ask(client, trip_id=RIDE, version=6, **parameters):
    return client.get(f"/api/v{version}/trip", query_string={"tripId": trip_id, **parameters})


def stops_of(leg):
    calls = [leg["from"], *leg["intermediateStops"], leg["to"]]
    return [call["name"] for call in calls]


@pytest.fixture
def served(tmp_path):
    """A site over lines, under what realtime says."""

    def made(lines, *said, **rest):
        network = valley(tmp_path, lines, **rest)
        territory = load_territory(tmp_path / "territory")
        state = AppState(World.of(live(network, *said) if said else network, territory))
        return create_web(state).test_client()

    return made


@pytest.mark.parametrize("version", [1, 2, 4, 5, 6])
def test_a_trip_is_one_leg_from_its_first_call_to_its_last(client, version):
    answer = ask(client, version=version)
    assert answer.status_code == 200
    assert faults_of(answer.json, SHAPES["Itinerary"], SHAPES) == []
    (leg,) = answer.json["legs"]
    assert stops_of(leg) == ["Esch Gare", "Stad Gare quai 1", "Uni"]
    assert (leg["mode"], leg["tripId"], leg["routeShortName"]) == ("REGIONAL_RAIL", RIDE, "60")
    assert answer.json["startTime"] == leg["startTime"] == "2026-11-24T06:30:00Z"
    assert answer.json["endTime"] == leg["endTime"] == "2026-11-24T06:50:00Z"
    assert answer.json["transfers"] == 0
    assert leg["legGeometry"]["precision"] == (7 if version == 1 else 6)
    assert ("level" in leg["from"]) == (version < 6)


def test_the_id_of_every_leg_and_of_every_row_of_a_board_is_a_trip(client):
    query = {"fromPlace": "fr_ober", "toPlace": "lu_uni", "time": "2026-11-24T06:30:00Z"}
    planned = client.get("/api/v6/plan", query_string=query).json["itineraries"]
    board = client.get(f"/api/v6/stoptimes?stopId=lu_esch&time={query['time']}").json["stopTimes"]
    rides = [leg for way in planned for leg in way["legs"] if "tripId" in leg]
    assert rides
    assert board
    for ride in [*rides, *board]:
        (leg,) = ask(client, ride["tripId"]).json["legs"]
        assert leg["tripId"] == ride["tripId"]
        assert leg["headsign"] == ride["headsign"]


def test_the_id_of_a_trip_can_be_kept_and_asked_for_again(client):
    kept = ask(client).json["id"]
    again = client.get("/api/v6/refresh-itinerary", query_string={"itineraryId": kept}).json
    assert again["legs"][0]["tripId"] == RIDE


@pytest.mark.parametrize(
    "trip_id",
    ["20261124_07:30_lu_gone", "20261124_07:30_lu_", "19990101_07:30_lu_t0", "t0", "lu_t0",
     "20261399_07:30_lu_t0", "\u0000", "20261124_07:30_t0"],
)  # fmt: skip
def test_a_trip_that_nobody_runs_is_not_found(client, trip_id):
    answer = ask(client, trip_id)
    assert answer.status_code == 404
    assert answer.json["errors"][0]["field"] == "tripId"
    assert answer.json["errors"][0]["code"] == "unknown_trip"


def test_a_trip_without_a_name_is_a_fault_of_the_request(client):
    assert client.get("/api/v6/trip").status_code == 400


def test_without_details_the_way_is_not_drawn(client):
    (leg,) = ask(client, detailedLegs="false").json["legs"]
    assert leg["legGeometry"] == {"points": "", "precision": 6, "length": 0}


def test_a_late_trip_is_late_at_every_call_and_says_what_was_planned(served):
    client = served(LINES, ("lu", message(update("t0", ("esch", 240)))))
    (leg,) = ask(client).json["legs"]
    assert leg["realTime"] is True
    assert (leg["scheduledStartTime"], leg["startTime"]) == (
        "2026-11-24T06:30:00Z",
        "2026-11-24T06:34:00Z",
    )
    (call,) = leg["intermediateStops"]
    assert call["scheduledArrival"] < call["arrival"]
    assert ask(client).json["startTime"] == "2026-11-24T06:34:00Z"


def test_a_cancelled_trip_is_one_cancelled_leg_at_its_published_times(served):
    client = served(LINES, ("lu", message(update("t0", kind=TRIP.CANCELED))))
    (leg,) = ask(client).json["legs"]
    assert leg["cancelled"] is True
    assert leg["startTime"] == leg["scheduledStartTime"] == "2026-11-24T06:30:00Z"


def test_a_call_that_is_left_out_is_struck_out_in_its_trip(served):
    client = served(LINES, ("lu", message(update("t0", ("stad1", "skipped")))))
    (leg,) = ask(client).json["legs"]
    assert [(call["name"], call["cancelled"]) for call in leg["intermediateStops"]] == [
        ("Stad Gare quai 1", True)
    ]


def test_an_added_trip_is_found_by_the_id_on_the_board(served):
    said = update("extra", ("esch", "07:31"), ("uni", "07:48"), kind=TRIP.ADDED, route="RAIL-60")
    client = served(LINES, ("lu", message(said)))
    query = {"stopId": "lu_esch", "time": "2026-11-24T06:31:00Z", "n": 1}
    (row, *_) = client.get("/api/v6/stoptimes", query_string=query).json["stopTimes"]
    assert row["tripId"].endswith("_lu_extra")
    (leg,) = ask(client, row["tripId"]).json["legs"]
    assert stops_of(leg) == ["Esch Gare", "Uni"]
    assert leg["scheduled"] is False


@pytest.mark.parametrize("asked", ["08:00_lu_t0", "08:22_lu_t1", "08:33_lu_t2"])
def test_a_vehicle_that_becomes_other_trips_is_one_leg_whichever_is_asked_for(served, asked):
    client = served(STAYED, transfers="t0 > t1\nt1 > t2")
    (leg,) = ask(client, f"20261124_{asked}").json["legs"]
    assert stops_of(leg) == ["Oberdorf", "Unterdorf", "Esch Gare", "Stad Gare quai 1", "Uni"]
    esch = leg["intermediateStops"][1]
    assert (esch["arrival"], esch["departure"]) == ("2026-11-24T07:20:00Z", "2026-11-24T07:22:00Z")
    assert (leg["startTime"], leg["endTime"]) == ("2026-11-24T07:00:00Z", "2026-11-24T07:40:00Z")
    assert (leg["tripFrom"]["name"], leg["tripTo"]["name"]) == ("Oberdorf", "Uni")
    assert leg["tripId"] == "20261124_08:00_lu_t0"


def test_who_asks_gets_the_trips_of_one_vehicle_leg_by_leg(served):
    client = served(STAYED, transfers="t0 > t1\nt1 > t2")
    answer = ask(client, "20261124_08:22_lu_t1", joinInterlinedLegs="false").json
    assert [leg["routeShortName"] for leg in answer["legs"]] == ["60", "61", "62"]
    assert [leg["interlineWithPreviousLeg"] for leg in answer["legs"]] == [False, True, True]
    assert answer["transfers"] == 0


def test_a_planned_ride_with_a_stay_is_one_leg_where_that_is_asked_for(served):
    client = served(STAYED, transfers="t0 > t1\nt1 > t2")
    query = {"fromPlace": "lu_ober", "toPlace": "lu_uni", "time": "2026-11-24T06:55:00Z"}
    apart, joined = (
        client.get("/api/v6/plan", query_string={**query, "joinInterlinedLegs": said}).json
        for said in ("false", "true")
    )
    assert [len(way["legs"]) for way in apart["itineraries"]] == [3]
    (way,) = joined["itineraries"]
    (leg,) = way["legs"]
    assert stops_of(leg)[1:-1] == ["Unterdorf", "Esch Gare", "Stad Gare quai 1"]
    assert way["id"] == apart["itineraries"][0]["id"]
    assert way["transfers"] == 0
    drawn = [each["distance"] for each in apart["itineraries"][0]["legs"]]
    assert leg["distance"] == sum(drawn)
