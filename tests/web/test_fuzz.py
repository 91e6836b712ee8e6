"""Whatever is asked, the answer is an answer or a named fault, in the shape described."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import MORNING, OBER, UNI
from tests.web.schema import faults_of
from web.description import description
from web.description_motis import (
    MAP_STOPS_PARAMETERS,
    MAP_TRIPS_PARAMETERS,
    STOP_PARAMETERS,
    TRIP_PARAMETERS,
)
from web.description_parts import BOARD_PARAMETERS, GEOCODE_PARAMETERS, PLAN_PARAMETERS

SHAPES = description()["components"]["schemas"]
ODD = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["", "true", "false", "0", "-1", "1e308", "LATER|1795507200", "EARLIER|0"]),
)
PLACES = st.one_of(
    st.sampled_from([OBER, UNI, "fr_esch", "lu_esch", "lu_stad", "locality:L1", f"{UNI},2"]),
    st.tuples(st.floats(-95, 95), st.floats(-185, 185)).map(lambda p: f"{p[0]:.5f},{p[1]:.5f}"),
    ODD,
)
TIMES = st.one_of(st.just(MORNING), st.datetimes().map(lambda moment: f"{moment:%FT%TZ}"), ODD)
MODES = st.lists(st.sampled_from(["BUS", "RAIL", "TRANSIT", "WALK", "CAR", "BIKE", "x"])).map(
    ",".join
)
ENDLESS = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def asked(parameters):
    """Queries of these parameters, each plausible or odd, any of them missing."""
    known = {
        "fromPlace": PLACES,
        "toPlace": PLACES,
        "place": PLACES,
        "center": PLACES,
        "stopId": PLACES,
        "time": TIMES,
        "startTime": TIMES,
        "endTime": TIMES,
        "min": PLACES,
        "max": PLACES,
        "tripId": st.sampled_from(["20261124_07:30_lu_t0", "20261124_07:00_fr_t0"]) | ODD,
        "transitModes": MODES,
        "directModes": MODES,
        "mode": MODES,
        "searchWindow": st.integers(-10, 100_000).map(str) | ODD,
        "numItineraries": st.integers(-2, 40).map(str) | ODD,
        "maxItineraries": st.integers(-2, 40).map(str) | ODD,
        "text": st.sampled_from(["stad", "ober", "esch gare"]) | st.text(max_size=60),
    }
    optional = {parameter.name: known.get(parameter.name, ODD) for parameter in parameters}
    required = {p.name: optional.pop(p.name) for p in parameters if p.required}
    return st.fixed_dictionaries(required, optional=optional)


def check(answer, shape):
    assert answer.status_code in (200, 400, 404, 422), answer.data
    name = shape if answer.status_code == 200 else "Error"
    assert faults_of(answer.json, SHAPES[name], SHAPES) == []


@ENDLESS
@given(query=asked(PLAN_PARAMETERS), version=st.integers(1, 6))
def test_any_plan(client, query, version):
    check(client.get(f"/api/v{version}/plan", query_string=query), "PlanAnswer")


@ENDLESS
@given(
    query=st.fixed_dictionaries(
        {"fromPlace": st.just(OBER), "toPlace": PLACES, "time": TIMES},
        optional={
            "arriveBy": st.sampled_from(["true", "false"]),
            "timetableView": st.sampled_from(["true", "false"]),
            "searchWindow": st.integers(0, 90_000).map(str),
            "numItineraries": st.integers(0, 30).map(str),
            "maxItineraries": st.integers(1, 60).map(str),
            "maxTransfers": st.integers(0, 20).map(str),
            "maxTravelTime": st.integers(1, 10_000).map(str),
            "minTransferTime": st.integers(0, 500).map(str),
            "transferTimeFactor": st.floats(1.0, 12.0).map(str),
            "pedestrianSpeed": st.floats(0.3, 9.0).map(str),
            "cyclingSpeed": st.floats(1.0, 15.0).map(str),
            "directModes": MODES,
            "pageCursor": st.builds(
                "{}|{}".format,
                st.sampled_from(["EARLIER", "LATER"]),
                st.integers(1_795_000_000, 1_796_000_000),
            ),
        },
    )
)
def test_any_sensible_plan(client, query):
    check(client.get("/api/v6/plan", query_string=query), "PlanAnswer")


@ENDLESS
@given(query=asked(BOARD_PARAMETERS), version=st.sampled_from([1, 4, 5, 6]))
def test_any_board(client, query, version):
    check(client.get(f"/api/v{version}/stoptimes", query_string=query), "StopTimes")


@ENDLESS
@given(query=asked(GEOCODE_PARAMETERS))
def test_any_search(client, query):
    check(client.get("/api/v1/geocode", query_string=query), "Matches")


@ENDLESS
@given(query=asked(TRIP_PARAMETERS), version=st.sampled_from([1, 2, 4, 5, 6]))
def test_any_trip(client, query, version):
    check(client.get(f"/api/v{version}/trip", query_string=query), "Itinerary")


@ENDLESS
@given(query=asked(MAP_STOPS_PARAMETERS), version=st.sampled_from([1, 6]))
def test_any_stops_of_a_map(client, query, version):
    check(client.get(f"/api/v{version}/map/stops", query_string=query), "Places")


@ENDLESS
@given(query=asked(MAP_TRIPS_PARAMETERS), version=st.sampled_from([1, 4, 5, 6]))
def test_any_vehicles_of_a_map(client, query, version):
    check(client.get(f"/api/v{version}/map/trips", query_string=query), "TripSegments")


@ENDLESS
@given(query=asked(STOP_PARAMETERS))
def test_any_stop(client, query):
    check(client.get("/api/v6/stop", query_string=query), "StopInfo")


NAMES = st.sampled_from([parameter.name for parameter in PLAN_PARAMETERS])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
BODIES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
)


@ENDLESS
@given(body=BODIES)
def test_any_body(client, body):
    check(client.post("/api/v6/plan", json=body), "PlanAnswer")
