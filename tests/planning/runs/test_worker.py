"""Runs are computed in the background, told step by step, cancelled, killed and resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from core import clock
from core.errors import Busy, DataError, RequestError
from planning.runs import networks, worker
from planning.runs.desk import Desk
from planning.runs.files import RESULTS
from planning.runs.ground import Ground
from planning.runs.queue import RunStore
from planning.runs.records import LOST_AFTER_S, RunRecord
from tests.planning.runs.valley import (
    SIMULATED,
    as_file,
    desk_over,
    endless_baseline,
    ground,
    shuttle,
)

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def valley(tmp_path_factory) -> Ground:
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture
def desk(tmp_path, valley):
    with desk_over(tmp_path, valley) as made:
        yield made


def started(desk: Desk, valley: Ground, **changes) -> RunRecord:
    scenario, _ = desk.add(as_file(shuttle(**changes)), 10)
    run, _ = desk.start(scenario, valley.version, SIMULATED, 5)
    return run


def until(desk: Desk, run: RunRecord, *states: str) -> RunRecord:
    """The run once it is in one of these states."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        now = desk.run(run.scenario_id, run.id)
        if now.state in states:
            return now
        time.sleep(0.02)
    pytest.fail(f"the run stayed {now.state}: {now.doing}, {now.faults}")


@pytest.fixture
def endless(monkeypatch):
    """Today's baseline takes for ever, and reports all the time; set once it has begun."""
    return endless_baseline(monkeypatch)


def test_a_run_leaves_whole_files_and_headline_figures(desk, valley):
    done = until(desk, started(desk, valley), "done", "failed")
    assert done.state == "done", done.faults
    assert done.headline["withheld"] == {}
    [line] = done.headline["lines"]
    assert line["name"] == "S1"
    assert line["boardingsDay"]["low"] <= line["boardingsDay"]["central"]
    folder = desk.files_of(done.id)
    assert {result.file for result in RESULTS.values()} <= {p.name for p in folder.iterdir()}
    whole = json.loads((folder / "result.json").read_bytes())
    assert whole["scenarioId"] == done.scenario_id
    assert whole["baseVersion"] == valley.version == done.base_version
    with zipfile.ZipFile(folder / "scenario.gtfs.zip") as feed:
        assert "S1" in feed.read("routes.txt").decode()
    assert [each.name for each in folder.parent.iterdir()] == [done.id]


def test_the_same_wish_is_answered_from_the_store(desk, valley, monkeypatch):
    first = until(desk, started(desk, valley), "done")
    monkeypatch.setattr(worker.Worker, "_simulated", lambda *_: pytest.fail("computed again"))
    again = started(desk, valley, name="Other words")
    assert (again.id, again.state) == (first.id, "done")


def test_results_that_are_gone_are_computed_again(desk, valley):
    first = until(desk, started(desk, valley), "done")
    for file in desk.files_of(first.id).iterdir():
        file.unlink()
    desk.files_of(first.id).rmdir()
    again = started(desk, valley)
    assert again.id == first.id
    until(desk, again, "done")
    assert desk.files_of(first.id) is not None


def test_today_is_computed_once_for_all_scenarios(desk, valley, monkeypatch):
    made = []
    real = worker.baseline_on
    monkeypatch.setattr(worker, "baseline_on", lambda *args: made.append(1) or real(*args))
    until(desk, started(desk, valley), "done")
    until(desk, started(desk, valley, modifications=[]), "done")
    assert len(made) == 1


def test_a_run_is_cancelled_while_it_is_running(desk, valley, endless):
    run = started(desk, valley)
    assert endless.wait(PATIENCE_S)
    told = until(desk, run, "running")
    desk.cancel(told)
    ended = until(desk, run, "cancelled")
    assert ended.ended_s is not None
    assert desk.files_of(run.id) is None


def test_a_run_under_way_elsewhere_is_cancelled_through_the_store(desk, valley, endless, tmp_path):
    run = started(desk, valley)
    assert endless.wait(PATIENCE_S)
    with desk_over(tmp_path, valley) as other:
        other.cancel(other.run(run.scenario_id, run.id))
    until(desk, run, "cancelled")


def test_a_deleted_scenario_ends_its_run_and_leaves_no_files(desk, valley, endless):
    run = started(desk, valley)
    assert endless.wait(PATIENCE_S)
    desk.delete(run.scenario_id)
    with pytest.raises(RequestError):
        desk.run(run.scenario_id, run.id)
    assert desk.files_of(run.id) is None


def test_progress_is_told_while_it_runs(desk, valley, endless):
    run = started(desk, valley)
    assert endless.wait(PATIENCE_S)
    give_up = time.monotonic() + PATIENCE_S
    while (told := desk.run(run.scenario_id, run.id)).doing != "counting":
        assert time.monotonic() < give_up
        time.sleep(0.05)
    assert (told.state, told.share) == ("running", 0.25)


def test_what_people_reach_is_told_before_the_rest(desk, valley, monkeypatch):
    noted = []
    real = RunStore.note
    monkeypatch.setattr(
        RunStore, "note", lambda *args: noted.append(args[1:]) or real(*args)
    )  # fmt: skip
    run = until(desk, started(desk, valley), "done", "failed")
    [(run_id, _, first)] = noted
    assert run_id == run.id
    assert {each["country"] for each in first["access"]} == {"FR", "LU"}
    assert run.headline["access"] == first["access"]


def test_a_site_that_stops_says_that_its_run_was_interrupted(tmp_path, valley, endless):
    with desk_over(tmp_path, valley) as desk:
        run = started(desk, valley)
        assert endless.wait(PATIENCE_S)
    assert desk_over(tmp_path, valley).runs.find(run.id).state == "interrupted"


def test_everything_that_cannot_be_applied_is_named_with_its_place(desk, valley):
    gone = [{"type": "remove-trips", "routes": [name]} for name in ("fr_9", "lu_9")]
    failed = until(desk, started(desk, valley, modifications=gone), "done", "failed")
    assert failed.state == "failed"
    places = [fault.field for fault in failed.faults]
    assert places == ["modifications[0].routes[0]", "modifications[1].routes[0]"]


def test_a_bug_ends_its_run_and_not_the_worker(desk, valley, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(worker, "baseline_on", lambda *_: 1 / 0)
        failed = until(desk, started(desk, valley), "failed")
    assert [fault.code for fault in failed.faults] == ["bug"]
    assert "ZeroDivision" not in failed.faults[0].message
    until(desk, started(desk, valley), "done")


def test_another_network_in_service_is_said(desk, valley):
    scenario, _ = desk.add(as_file(shuttle()), 10)
    run, _ = desk.start(scenario, "older", SIMULATED, 5)
    failed = until(desk, run, "failed")
    assert "another network is in service" in failed.faults[0].message


def test_a_licence_that_forbids_it_withholds_the_feed_alone(tmp_path):
    closed = ground(tmp_path / "valley", licence="all rights reserved")
    with desk_over(tmp_path, closed) as desk:
        done = until(desk, started(desk, closed), "done")
        assert set(done.headline["withheld"]) == {"gtfs.zip"}
        assert not (desk.files_of(done.id) / "scenario.gtfs.zip").exists()


def test_a_full_disk_leaves_no_half_results(desk, valley, monkeypatch):
    from planning.outputs import write

    def full(path, _content):
        raise DataError(f"no space for {path.name}")

    monkeypatch.setattr(write, "write_atomically", full)
    run = until(desk, started(desk, valley), "failed")
    assert desk.files_of(run.id) is None
    assert list((desk._folder / "runs").iterdir()) == []


def test_networks_are_kept_for_the_two_scenarios_asked_for_last(desk, valley):
    made = [
        desk.add(as_file(shuttle(modifications=shuttle()["modifications"] * n)), 10)[0]
        for n in (1, 2, 3)
    ]
    first = desk.network_of(made[0], valley.version, PATIENCE_S)
    assert desk.network_of(made[0], valley.version, 0) is first
    for each in made[1:]:
        desk.network_of(each, valley.version, PATIENCE_S)
    with pytest.raises(Busy):
        desk.network_of(made[0], valley.version, 0)
    assert networks.MOST_KEPT == 2


def test_the_network_of_a_scenario_that_changes_nothing_is_that_in_service(desk, valley):
    nothing, _ = desk.add(as_file(shuttle(modifications=[])), 10)
    assert desk.network_of(nothing, valley.version, PATIENCE_S).network is valley.network


def test_a_site_on_a_server_keeps_and_runs_the_same(tmp_path, valley, postgres_schema, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", postgres_schema)
    with desk_over(tmp_path, valley) as one, desk_over(tmp_path, valley) as other:
        run = started(one, valley, name="Linie 100 % «é»")
        done = until(other, run, "done", "failed")
        assert done.state == "done", done.faults
        assert other.files_of(run.id) is not None
        assert other.scenario(run.scenario_id).name == "Linie 100 % «é»"
        assert not (tmp_path / "scenarios.sqlite").exists()
        other.delete(run.scenario_id)
        assert one.files_of(run.id) is None


def test_two_desks_compute_one_wish_once(tmp_path, valley, monkeypatch):
    counted = []
    real = worker.baseline_on
    monkeypatch.setattr(worker, "baseline_on", lambda *args: counted.append(1) or real(*args))
    with desk_over(tmp_path, valley) as one, desk_over(tmp_path, valley) as other:
        run = started(one, valley)
        assert started(other, valley).id == run.id
        until(one, run, "done")
        until(other, run, "done")
    assert len(counted) == 1


HANGS = """
import sys, time
from pathlib import Path
from planning.runs import worker
from tests.planning.runs.valley import SIMULATED, as_file, desk_over, ground, shuttle
folder = Path(sys.argv[1])
def hang(_ground, _day, progress, _demand):
    progress("hanging")
    print("hanging", flush=True)
    time.sleep(600)
worker.baseline_on = hang
made = ground(folder / "other-valley")
desk = desk_over(folder, made)
scenario, _ = desk.add(as_file(shuttle()), 10)
run, _ = desk.start(scenario, made.version, SIMULATED, 5)
print(run.id, flush=True)
time.sleep(600)
"""


def test_a_run_killed_in_the_middle_is_interrupted_and_resumed_under_its_name(
    tmp_path, valley, monkeypatch
):
    words = [sys.executable, "-c", HANGS, str(tmp_path)]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=ROOT, env=paths, stdout=subprocess.PIPE, text=True) as doomed:
        said = {doomed.stdout.readline().strip(), doomed.stdout.readline().strip()}
        doomed.send_signal(signal.SIGKILL)
    assert "hanging" in said
    (name,) = said - {"hanging"}
    with desk_over(tmp_path, valley) as desk:
        (scenario,) = desk.page(5, None)
        assert desk.run(scenario.id, name).state == "running"
        real = clock.now_s
        monkeypatch.setattr(clock, "now_s", lambda: real() + LOST_AFTER_S + 1)
        assert desk.run(scenario.id, name).state == "interrupted"
        again = started(desk, valley)
        assert again.id == name
        done = until(desk, again, "done", "failed")
        assert done.state == "done", done.faults
        assert desk.files_of(name) is not None
