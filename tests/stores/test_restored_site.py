"""A site that was restored from its backup answers as the one that was backed up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request

import pytest

import app
from commands.backup import write_backup
from commands.restore import restore_backup
from commands.stores import stores_of
from core.database import VARIABLE
from core.progress import silent
from planning.runs.scenarios import ScenarioStore
from tests.days import working_morning
from tests.planning.runs.conftest import SCENARIO
from tests.web.conftest import PATIENT
from tests.web.test_privacy import ROOT, START_LIMIT_S, address_of

TRIP = {"fromPlace": "49.4671,5.9322", "toPlace": "49.6283,6.1537",
        "time": working_morning()}  # fmt: skip


@pytest.fixture
def own(embedded, tmp_path, monkeypatch):
    """A data folder with feeds of its own, observations and a scenario."""
    monkeypatch.delenv(VARIABLE, raising=False)
    data = tmp_path / "data"
    shutil.copytree(embedded / "embedded", data)
    ScenarioStore(stores_of(data)[1].place).add(SCENARIO, 9)
    return data


def test_it_serves_the_same_answers(own, tmp_path):
    site = app.create_app(PATIENT, own).test_client()
    before = site.post("/api/v6/plan", json=TRIP).json["itineraries"]
    corridors = site.get("/api/forecasts/corridors").json
    write_backup(own, tmp_path / "b.zip", silent)
    restore_backup(tmp_path / "b.zip", tmp_path / "again", silent)
    streams = tmp_path / "out", tmp_path / "err"
    with streams[0].open("wb") as out, streams[1].open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "app.py", "serve", "--port", "0", "--data", str(tmp_path / "again")],
            cwd=ROOT, stdout=out, stderr=err,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NAVETTE_DEADLINE_MS": "60000"},
        )  # fmt: skip
        try:
            base = address_of(streams, process)
            again = asked(base, "/api/v6/plan", TRIP)["itineraries"]
            assert timeless(again) == timeless(before)
            found = asked(base, "/api/forecasts/corridors")
            assert ids(found) == ids(corridors)
            kept = json.dumps(asked(base, "/api/scenarios"))
            assert SCENARIO.id in kept
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    assert before


def timeless(told):
    """An answer without when its forecasts were made: each site makes its own."""
    if isinstance(told, list):
        return [timeless(each) for each in told]
    if isinstance(told, dict):
        return {name: timeless(each) for name, each in told.items() if name != "issuedAt"}
    return told


def ids(corridors):
    return [each["id"] for each in corridors["corridors"]]


def asked(base, path, body=None):
    content = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(base + path, data=content, headers=headers)
    with urllib.request.urlopen(request, timeout=START_LIMIT_S) as answer:
        return json.load(answer)
