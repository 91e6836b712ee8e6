"""When rides arrive, half of them and nine in ten: what legs tell of delays that were learnt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.criteria.reliability import ASSUMED, WHOLE_DAY, Lateness, Reliability
from routing.itineraries import Liveness
from tests.web.hand_made import TRANSIT, ride, walk
from tests.web.schema import faults_of
from web.create import create_web
from web.description_schemas import SCHEMAS
from web.render_leg import render_leg
from web.state import AppState
from web.versions import Version

NEW = Version(6)
LATE = Lateness(
    (0, 2, 5, 10),
    (0.6, 0.7, 0.9, 1.0),
    {"RB 3715": {WHOLE_DAY: (0.5, 0.6, 0.8, 0.95), 9: (0.1, 0.6, 0.7, 0.95)}},
)
LEARNT = Reliability((0.6, 0.6, *(0.9,) * 18), "archive", "2026-11-20", LATE)
"""The ride of the tests arrives at 08:30 UTC, half past nine on the wall."""


def arrival(leg, known=LEARNT):
    told = render_leg(leg, NEW, reliability=known)["navette"]
    return {name: value for name, value in told.items() if name.startswith("arrival")}


def test_a_ride_on_a_line_that_is_known_tells_the_lateness_of_its_hour():
    assert arrival(ride()) == {
        "arrivalP50": "2026-11-24T08:32:00Z",
        "arrivalP90": "2026-11-24T08:40:00Z",
        "arrivalBasis": {"basis": "statistical", "until": "2026-11-20", "line": True},
    }


def test_a_ride_on_another_line_is_as_late_as_all_are():
    told = arrival(ride(transit=replace(TRANSIT, trip_short_name="RB 1")))
    assert told["arrivalP50"] == "2026-11-24T08:30:00Z"
    assert told["arrivalP90"] == "2026-11-24T08:35:00Z"
    assert told["arrivalBasis"]["line"] is False


@pytest.mark.parametrize(
    "name", ["lu_trip_9", "trip_9", "RB 3715", "Luxembourg", "lu_60", "60"]
)  # fmt: skip
def test_an_archive_may_call_a_line_by_trip_number_sign_or_route(name):
    known = replace(LEARNT, late=Lateness((0, 5), (1.0, 1.0), {name: {WHOLE_DAY: (0.0, 1.0)}}))
    assert arrival(ride(), known)["arrivalP50"] == "2026-11-24T08:35:00Z"


def test_an_old_file_tells_what_it_knows_of_all_runs():
    told = arrival(ride(), replace(LEARNT, late=None))
    assert told["arrivalP90"] == "2026-11-24T08:32:00Z"
    assert told["arrivalBasis"]["line"] is False


def test_what_was_only_assumed_or_lies_too_far_out_is_not_told():
    assert arrival(ride(), ASSUMED) == {}
    assert arrival(ride(), replace(LEARNT, late=Lateness((0, 5), (0.5, 0.8), {}))) == {}


def test_a_ride_with_live_times_and_a_walk_tell_none():
    assert arrival(ride(live=Liveness("live", "lu", 1, "UPDATED"))) == {}
    assert arrival(ride(live=Liveness("timetable", "lu"))) != {}
    assert arrival(walk()) == {}


def test_a_forecast_of_the_road_that_counts_already_stands():
    leg = ride()
    told = arrival(replace(leg, arrival_p10_s=leg.end_s - 60, arrival_p90_s=leg.end_s + 60))
    assert told == {"arrivalP10": "2026-11-24T08:29:00Z", "arrivalP90": "2026-11-24T08:31:00Z"}


def test_the_description_knows_it():
    assert faults_of(render_leg(ride(), NEW, reliability=LEARNT), SCHEMAS["Leg"], SCHEMAS) == []


def test_trips_of_a_site_that_has_learnt_delays_tell_them(world):
    app = create_web(AppState(replace(world, reliability=LEARNT)))
    query = {"fromPlace": "fr_ober", "toPlace": "lu_uni", "time": "2026-11-24T06:30:00Z"}
    legs = app.test_client().get("/api/v6/plan", query_string=query).json["itineraries"][0]["legs"]
    rides = [leg for leg in legs if "tripId" in leg]
    assert rides
    for leg in rides:
        assert leg["endTime"] <= leg["navette"]["arrivalP50"] <= leg["navette"]["arrivalP90"]
