"""A trip in a scenario's network: the new line is ridden, and said to be a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.planning.runs.valley import ground, shuttle
from tests.web.conftest import MORNING, OBER, UNI
from tests.web.hand_made import DELAY
from tests.web.planned import DOCUMENT, SHAPES, Site
from tests.web.schema import faults_of
from web import planner


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    found = Site(folder, ground(folder / "valley"))
    with found.desk:
        yield found


def ask(site, path, version=6, **parameters):
    query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING, **parameters}
    if path:
        query["scenario"] = path.rsplit("/", 1)[-1]
    return site.client.get(f"/api/v{version}/plan", query_string=query)


def lines(answer):
    return {
        leg["displayName"]
        for itinerary in answer.json["itineraries"]
        for leg in itinerary["legs"]
        if "displayName" in leg
    }


@pytest.mark.parametrize("version", range(1, 7))
def test_the_new_line_is_ridden_in_the_scenario_alone(site, version):
    path = site.add()
    assert "S1" not in lines(ask(site, "", version))
    answer = ask(site, path, version)
    assert answer.status_code == 200
    assert "S1" in lines(answer)
    schema = SHAPES["PlanAnswer"]
    assert faults_of(answer.json, schema, SHAPES) == []
    assert "scenario" not in ask(site, "", version).json["navette"]
    assert answer.json["navette"]["scenario"] == {"id": path.rsplit("/", 1)[-1], "name": "Shuttle"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "A plan, not a timetable"), ("fr", "Un projet, pas un horaire"),
     ("de", "Ein Vorhaben, kein Fahrplan")],
)  # fmt: skip
def test_every_ride_says_that_it_is_a_plan(site, language, words):
    answer = ask(site, site.add(name="Bus {name} <b>"), language=language)
    rides = [
        leg
        for itinerary in answer.json["itineraries"]
        for leg in itinerary["legs"]
        if "tripId" in leg
    ]
    assert rides
    for ride in rides:
        assert words in [alert["headerText"] for alert in ride["alerts"]]


def test_a_stop_of_the_scenario_is_a_place(site):
    line = {
        "type": "add-trips", "name": "S2", "mode": 3, "bidirectional": False,
        "stops": [{"lat": 49.452, "lon": 5.93, "name": "Neudorf"}, {"id": "lu_uni"}],
        "frequencies": [{"startTime": "06:00", "endTime": "10:00", "headwaySecs": 600,
                         "hopTimes": [900], "dwellTimes": [0, 0], "tuesday": True}],
    }  # fmt: skip
    answer = ask(site, site.add(modifications=[line]), fromPlace="49.452,5.93")
    assert answer.json["itineraries"][0]["legs"][0]["from"]["name"]
    assert "S2" in lines(answer)


@pytest.mark.parametrize("scenario", ["0" * 16, "nobody", "../x", "\x00", "x" * 299])
def test_a_scenario_that_nobody_keeps_is_named_with_the_other_faults(site, scenario):
    answer = ask(site, "", scenario=scenario)
    assert answer.status_code == 404
    assert [fault["code"] for fault in answer.json["errors"]] == ["unknown_scenario"]
    assert "404" in DOCUMENT["paths"]["/api/v6/plan"]["get"]["responses"]
    both = ask(site, "", scenario=scenario, time="soon")
    assert {fault["field"] for fault in both.json["errors"]} == {"scenario", "time"}


def test_a_scenario_that_cannot_be_applied_says_what_is_wrong(site):
    path = site.add(modifications=[{"type": "remove-trips", "routes": ["fr_9"]}])
    answer = ask(site, path)
    assert answer.status_code == 422
    (fault,) = answer.json["errors"]
    assert fault["field"] == "scenario"
    assert fault["detail"].startswith("modifications[0].routes[0]: ")


def test_a_network_that_is_not_ready_says_when_to_ask_again(site, monkeypatch):
    from planning.runs import networks, worker

    monkeypatch.setattr(worker, "waited_for", lambda _future, _s: networks.waited_for(_Late(), 0))
    path = site.add(modifications=[{"type": "remove-trips", "routes": ["fr_R1"]}])
    answer = ask(site, path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json["error"]


class _Late:
    """What never comes in time."""

    def result(self, timeout):
        raise TimeoutError


def test_a_new_network_in_service_is_that_on_which_the_scenario_stands(site):
    path = site.add()
    first = ask(site, path).json["navette"]["version"]
    assert ask(site, path).json["navette"]["version"] == first
    assert first != site.state.world.network.version


@pytest.mark.parametrize(("lane", "waits"), [("own-lane", 0), ("mixed", 1)])
def test_a_bus_on_its_own_lane_stands_in_no_queue(site, monkeypatch, lane, waits):
    line = shuttle()["modifications"][0] | {"rightOfWay": [lane]}
    queue = DELAY  # which forecasts would put on every ride of the road
    real = planner.plan

    def queued(*args, **rest):
        found = real(*args, **rest)
        ways = tuple(
            replace(way, legs=tuple(replace(leg, corridors=(queue,)) for leg in way.legs))
            for way in found.itineraries
        )
        return replace(found, itineraries=ways)

    monkeypatch.setattr(planner, "plan", queued)
    answer = ask(site, site.add(modifications=[line]))
    rides = {
        leg["displayName"]: len(leg["navette"]["corridors"])
        for itinerary in answer.json["itineraries"]
        for leg in itinerary["legs"]
        if "displayName" in leg
    }
    assert rides["S1"] == waits
    assert all(each == 1 for name, each in rides.items() if name != "S1")
