"""The world in service is replaced as a whole; a request under way ends in the one it began in."""

from __future__ import annotations

import pytest

from tests.routing.town import valley
from tests.web.conftest import LINES, MORNING, OBER, UNI
from web import planner
from web.create import create_web
from web.state import AppState, World

QUERY = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}


@pytest.fixture(scope="module")
def winter(tmp_path_factory):
    """Another timetable of the same valley: one train leaves five minutes earlier."""
    later = LINES.replace("lu RAIL 60: esch 07:30", "lu RAIL 60: esch 07:25")
    return valley(tmp_path_factory.mktemp("winter"), later)


def test_a_request_under_way_keeps_its_world(world, winter, monkeypatch):
    state = AppState(world)
    client = create_web(state).test_client()
    real_plan = planner.plan

    def plan_while_the_network_changes(network, *args, **kwargs):
        state.put_in_service(winter)
        return real_plan(network, *args, **kwargs)

    monkeypatch.setattr(planner, "plan", plan_while_the_network_changes)
    during = client.get("/api/v6/plan", query_string=QUERY).json
    assert during["navette"]["version"] == world.network.version
    monkeypatch.undo()
    after = client.get("/api/v6/plan", query_string=QUERY).json
    assert after["navette"]["version"] == winter.version != world.network.version


def test_a_new_network_brings_its_own_index_and_keeps_the_territory(world, winter):
    state = AppState(world)
    state.put_in_service(winter)
    assert state.world.places is not world.places
    assert state.world.territory is world.territory
    assert state.world.calendar is not None


def test_a_world_without_a_territory_still_answers(winter):
    client = create_web(AppState(World.of(winter))).test_client()
    assert client.get("/api/v6/plan", query_string=QUERY).json["itineraries"]
    assert client.get("/api/v1/map/initial").json["lat"] == pytest.approx(49.5, abs=0.1)
    (match, *_) = client.get("/api/v1/geocode?text=esch").json
    assert [area["adminLevel"] for area in match["areas"]] == [2, 8]
    assert client.get("/api/map/base.geojson").json["features"]
