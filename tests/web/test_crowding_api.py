"""How full a ride is said to be: where one rides, or where the run is fullest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routing.criteria.seats import with_standing
from routing.criteria.tolls import RunHops, Tolls
from routing.crowding import KINDS, LEVELS, QUARTERS, Crowding
from tests.web.conftest import OBER, UNI
from tests.web.hand_made import TRANSIT, ride
from tests.web.schema import faults_of
from web.create import create_web
from web.description_schemas import SCHEMAS
from web.foreseen import Foreseen
from web.render_leg import render_leg
from web.state import AppState
from web.versions import Version

NEW = Version(6)
ALONG = ride(transit=replace(TRANSIT, direction=0))
"""A ride of line 60 that the tests board and leave where they like."""


def table(no_seat):
    chances = np.zeros((len(KINDS), QUARTERS, len(LEVELS)), dtype=np.float32)
    chances[..., 0], chances[..., 2] = 1 - no_seat, no_seat
    return chances


def knows(**by_line):
    return Foreseen(Crowding({k: table(v) for k, v in by_line.items()}, "2026-11-20", lambda _: 0))


BY_SECTION = knows(**{"60|0#0": 0.1, "60|0#1": 0.2, "60|0#2": 0.9, "60|0#3": 0.4})
WHOLE = knows(**{"60|0": 0.7})


def told(foreseen, ridden):
    leg = render_leg(replace(ALONG, ridden=ridden), NEW, foreseen=foreseen)
    assert faults_of(leg, SCHEMAS["Leg"], SCHEMAS) == []
    return leg["navette"]["crowding"]


@pytest.mark.parametrize(
    ("ridden", "no_seat"),
    [((0, 2, 8), 0.1), ((0, 4, 8), 0.2), ((3, 5, 8), 0.9), ((6, 8, 8), 0.4), ((0, 1, 1), 0.9)],
)
def test_a_ride_is_as_full_as_its_fullest_section(ridden, no_seat):
    said = told(BY_SECTION, ridden)
    assert (said["noSeat"], said["section"]) == (no_seat, "ridden")
    assert said["level"] == LEVELS[2 if no_seat > 0.5 else 0]


def test_counts_of_whole_runs_are_told_as_the_fullest_part():
    assert told(WHOLE, (0, 2, 8))["section"] == "fullest"
    assert told(WHOLE, (0, 2, 8))["noSeat"] == 0.7


def test_where_nobody_knows_what_is_ridden_the_whole_run_counts():
    assert told(BY_SECTION, None) == {**told(BY_SECTION, (0, 8, 8)), "section": "fullest"}


def test_trips_tell_of_the_part_that_is_ridden(world):
    known = knows(**{"60|-1#0": 0.6, "60|-1#1": 0.1, "60|-1#2": 0.1, "60|-1#3": 0.1})
    app = create_web(AppState(replace(world, foreseen=known)))
    query = {"toPlace": UNI, "time": "2026-11-24T06:30:00Z"}

    def no_seat(start):
        answer = app.test_client().get("/api/v6/plan", query_string={"fromPlace": start, **query})
        legs = answer.json["itineraries"][0]["legs"]
        (leg,) = [leg for leg in legs if leg.get("routeShortName") == "60"]
        return leg["navette"]["crowding"]["noSeat"]

    assert no_seat(OBER) == 0.6  # from the first stop of the train, through all of its way
    assert no_seat("lu_stad1") == 0.1  # from the middle on


def test_who_wants_a_seat_stands_only_where_the_run_is_full(world):
    network = world.network
    by_section = knows(**{"60|-1#0": 1.0, "60|-1#1": 0.5}).crowding
    by_run = knows(**{"60|-1": 0.5}).crowding
    trip = network.trips.route.tolist().index(list(network.routes.short_name).index("60"))
    day = network.timetable.first_day + 1
    columns = [(trip, trip), (day, day), (0, 1), (0, 0), (0, 0), (600, 480)]
    hops = RunHops(*(np.array(column, dtype=np.int32) for column in columns))
    free = Tolls.free(network)
    assert with_standing(free, network, by_section).hops(hops).tolist() == [600, 0]
    assert with_standing(free, network, by_run).hops(hops).tolist() == [300, 240]
