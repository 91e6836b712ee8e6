"""The examples that people copy work against a real server."""

from __future__ import annotations

import datetime as dt
import importlib.util
import subprocess
import sys

import pytest

from core import clock
from tests.house.repository import ROOT
from tests.planning.runs.valley import SIMULATED, ground, shuttle
from tests.web.conftest import MORNING, OBER, UNI
from tests.web.planned import Site
from tests.web.test_scenario_runs_api import served

EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("site"), ground(tmp_path_factory.mktemp("valley")))
    with made.desk:
        yield made


@pytest.fixture
def address(site, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda _zone: dt.date(2026, 11, 20))
    with served(site.app) as found:
        yield found


@pytest.fixture(scope="module")
def module():
    spec = importlib.util.spec_from_file_location("navette_client", EXAMPLES / "navette_client.py")
    made = importlib.util.module_from_spec(spec)
    sys.modules["navette_client"] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules["navette_client"]


@pytest.fixture
def client(module, address):
    return module.Navette(address)


def test_the_client_finds_places_and_trips_across_the_border(client):
    assert client.search("uni")[0]["name"] == "Uni"
    trips = client.plan(OBER, UNI, time=MORNING)
    first = trips[0]
    assert first.modes[-1] in ("REGIONAL_RAIL", "WALK")
    assert first.countries == ("LU",)
    assert (first.arrival - first.departure).total_seconds() == first.raw["duration"]


def test_the_client_knows_how_far_and_how_long(client):
    when = {"day": SIMULATED, "time": "06:50", "window": 10}
    areas = client.isochrone(OBER, [30, 60], **when)
    assert [each["properties"]["minutes"] for each in areas["features"]] == [60, 30]
    found = client.matrix([OBER], [UNI, OBER], **when)
    assert (found.p50[0][0], found.p50[0][1]) == (56.0, 0.0)
    assert client.lines()[0]["tripsThatDay"] > 0


def test_the_client_keeps_runs_fetches_and_forgets(client):
    scenario = client.keep(shuttle(name="From the client"))
    run = client.run(scenario, SIMULATED, every_s=0.05)
    assert run.headline
    assert client.file(run, "indicators.csv")
    assert scenario.rsplit("/", 1)[1] in {each["id"] for each in client.scenarios()}
    client.forget(scenario)
    assert scenario.rsplit("/", 1)[1] not in {each["id"] for each in client.scenarios()}


def test_the_client_says_every_field_at_fault(module, client):
    with pytest.raises(module.Refused) as refused:
        client.plan("nowhere", "", time="x")
    assert refused.value.status == 400
    assert set(refused.value.faults) == {"fromPlace", "toPlace", "time"}
    with pytest.raises(ValueError, match="no address"):
        module.Navette("file:///etc")


def test_the_client_is_typed_strictly_and_stands_alone():
    words = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.11",
             "--cache-dir", "/dev/null", "--config-file", "/dev/null",
             str(EXAMPLES / "navette_client.py")]  # fmt: skip
    said = subprocess.run(words, capture_output=True, text=True, check=False, cwd=EXAMPLES)
    assert said.returncode == 0, said.stdout


def test_a_planner_walks_from_the_idea_to_the_figures(address):
    words = [sys.executable, "walkthrough.py", address, "Oberdorf", "Uni"]
    said = subprocess.run(
        words, cwd=EXAMPLES, capture_output=True, text=True, check=False, timeout=120
    )
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert "from Oberdorf to Uni" in lines
    assert any(line.startswith("before:") and "None" not in line for line in lines)
    assert "30 min" in said.stdout
    assert any("indicators.csv" in line for line in lines)
    assert lines[-1] == "done"
