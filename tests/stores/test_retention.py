"""What has been kept long enough goes, and nothing else, in both databases."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace

import pytest

import app
from commands.retention import DAY_S, MARK, Pruned, prune, prune_in_turn
from commands.stores import stores_of
from core import clock
from forecast.event_store import EventStore
from forecast.observations import ObservationStore
from planning.runs.queue import RunStore
from planning.runs.records import LOST_AFTER_S, RunRecord, ScenarioRecord
from planning.runs.scenarios import ScenarioStore
from tests.forecast.test_road_events import event
from web.settings import Settings

NOW_S = 1_764_000_000
KEEP = Settings(keep_runs_days=10, keep_scenarios_days=20, keep_observations_days=30)


@pytest.fixture
def used(data, monkeypatch):
    """Observations, events, scenarios and runs, old and new."""
    observed, planned = (store.place for store in stores_of(data))
    old_s, new_s = NOW_S - 40 * DAY_S, NOW_S - DAY_S
    ObservationStore(observed).add([("load", "a", moment, 1.5) for moment in (old_s, new_s)])
    events = EventStore(observed)
    events.publish("road", [event()], old_s - DAY_S)
    events.publish("road", [], old_s)
    events.publish("road", [event()], new_s)
    for number, made_s in enumerate((old_s, old_s, new_s)):
        name = f"{number:016x}"
        record = ScenarioRecord(name, name, "", "", made_s, {})
        ScenarioStore(planned).add(record, 9)
    runs = RunStore(planned)
    for number, ended_s in enumerate((old_s, new_s)):
        monkeypatch.setattr(clock, "now_s", lambda at=ended_s: at)
        name = f"{number:016x}"
        runs.enqueue(RunRecord(name, name, "v", "2026-12-01"), 9)
        runs.claim("w")
        runs.finish(name, "w", "done")
        (data / "runs" / name).mkdir(parents=True)
    monkeypatch.setattr(clock, "now_s", lambda: NOW_S)
    return data


def test_the_old_goes_and_the_new_stays(used):
    assert prune(used, KEEP) == Pruned(runs=1, scenarios=1, observations=1, road_events=0)
    observed, planned = (store.place for store in stores_of(used))
    assert ObservationStore(observed).read_extent("load", ["a"]).rows == 1
    assert [each.id for each in ScenarioStore(planned).page(9)] == [f"{2:016x}", f"{1:016x}"]
    assert [each.name for each in (used / "runs").iterdir()] == [f"{1:016x}"]
    assert RunStore(planned).find(f"{1:016x}").state == "done"
    assert prune(used, KEEP) == Pruned()


def test_events_that_ended_long_ago_go(used):
    events = EventStore(stores_of(used)[0].place)
    assert events.forget(NOW_S) == 0
    events.publish("road", [], NOW_S)
    assert events.forget(NOW_S) == 0
    assert events.forget(NOW_S + 1) == 1


def test_a_run_whose_process_is_gone_goes_too(used, monkeypatch):
    runs = RunStore(stores_of(used)[1].place)
    runs.enqueue(RunRecord("f" * 16, f"{2:016x}", "v", "2026-12-01"), 9)
    runs.claim("w")
    monkeypatch.setattr(clock, "now_s", lambda: NOW_S + LOST_AFTER_S + 1)
    assert runs.forget_ended(NOW_S) == [f"{0:016x}", f"{1:016x}"]
    assert runs.forget_ended(NOW_S + 1) == ["f" * 16]


def test_nothing_goes_unless_somebody_says_how_long(used):
    assert prune(used, Settings()) == Pruned()
    assert prune_in_turn(used, Settings()) is None
    assert not (used / MARK).exists()


def test_a_running_site_looks_once_a_day(used):
    assert prune_in_turn(used, replace(KEEP, keep_runs_days=0)).observations == 1
    assert prune_in_turn(used, KEEP) is None
    yesterday_s = time.time() - DAY_S - 1
    os.utime(used / MARK, (yesterday_s, yesterday_s))
    assert prune_in_turn(used, KEEP).runs == 1


def test_the_command_says_how_much_went(used, capsys):
    words = ["database", "prune", "--data", str(used), "--json", "--keep-observations-days", "30"]
    assert app.main(words) == 0
    assert json.loads(capsys.readouterr().out)["observations"] == 1
