"""Scenarios are kept once each, runs are computed once each, and a kill loses neither."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from core import clock
from core.errors import Busy, Fault, RequestError
from planning.runs.records import LOST_AFTER_S
from tests.planning.runs.conftest import RUN, SCENARIO

ROOT = Path(__file__).resolve().parents[3]
CLAIMS = """
import sys, time
from pathlib import Path
from planning.runs.queue import RunStore
store = RunStore(sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
run = store.claim(sys.argv[2])
print(run.id if run else "none", flush=True)
sys.stdin.readline()
"""


def test_a_scenario_is_kept_once_and_stays_as_it_came(scenarios):
    again = replace(SCENARIO, name="Other words", created_s=2_000)
    assert not scenarios.add(again, 10)
    assert scenarios.find(SCENARIO.id) == SCENARIO
    assert scenarios.find("b" * 16) is None


def test_no_more_scenarios_are_kept_than_allowed(scenarios):
    with pytest.raises(RequestError) as refused:
        scenarios.add(replace(SCENARIO, id="b" * 16), 1)
    assert refused.value.faults[0].code == "too_many_kept"
    assert not scenarios.add(SCENARIO, 1)


def test_pages_list_the_newest_first_without_gaps_or_repeats(scenarios):
    for number in range(7):
        name = f"{number:016x}"
        scenarios.add(replace(SCENARIO, id=name, created_s=1_000 + number // 2), 10)
    seen, after = [], None
    while page := scenarios.page(3, after):
        seen += [each.id for each in page]
        after = (page[-1].created_s, page[-1].id)
    assert len(seen) == len(set(seen)) == 8
    assert seen[0] == f"{6:016x}"


def test_versions_and_variants_are_followed_through_their_parents(scenarios):
    second = replace(SCENARIO, id="b" * 16, parent=SCENARIO.id, created_s=2_000)
    third = replace(SCENARIO, id="c" * 16, parent=second.id, created_s=3_000)
    orphan = replace(SCENARIO, id="d" * 16, parent="e" * 16)
    for each in (second, third, orphan):
        scenarios.add(each, 10)
    assert scenarios.versions(third) == [second.id, SCENARIO.id]
    assert scenarios.variants(SCENARIO.id) == [second.id]
    assert scenarios.versions(orphan) == []


def test_scenarios_that_name_each_other_as_parents_are_followed_once(scenarios):
    one = replace(SCENARIO, id="b" * 16, parent="c" * 16)
    other = replace(SCENARIO, id="c" * 16, parent="b" * 16)
    for each in (one, other):
        scenarios.add(each, 10)
    assert scenarios.versions(one) == [other.id]


def test_a_deleted_scenario_takes_its_runs_along(scenarios, runs):
    runs.enqueue(RUN, 5)
    assert scenarios.delete(SCENARIO.id) == [RUN.id]
    assert runs.find(RUN.id) is None
    assert scenarios.delete(SCENARIO.id) is None
    with pytest.raises(RequestError):
        runs.enqueue(RUN, 5)


def test_a_wish_that_is_known_is_not_queued_again(runs):
    assert runs.enqueue(RUN, 5)
    assert not runs.enqueue(RUN, 5)
    claimed = runs.claim("w")
    assert claimed is not None
    assert not runs.enqueue(RUN, 5)
    assert runs.finish(RUN.id, "w", "done", headline={"riders": 7})
    assert not runs.enqueue(RUN, 5)
    assert runs.find(RUN.id).headline == {"riders": 7}
    assert runs.enqueue(RUN, 5, anew=True)


def test_a_full_queue_says_when_to_come_again(runs):
    runs.enqueue(RUN, 1)
    with pytest.raises(Busy) as busy:
        runs.enqueue(replace(RUN, id="2" * 16), 1)
    assert busy.value.retry_s > 0


def test_whoever_waits_longest_is_next(runs):
    order = [f"{number:016x}" for number in (3, 1, 2)]
    for each in order:
        runs.enqueue(replace(RUN, id=each), 5)
    assert [runs.ahead_of(runs.find(each)) for each in order] == [0, 1, 2]
    assert [runs.claim("w").id for _ in range(3)] == order
    assert runs.claim("w") is None


def test_threads_claim_one_run_once(runs):
    runs.enqueue(RUN, 5)
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(runs.claim, [f"w{number}" for number in range(8)]))
    assert sum(each is not None for each in claimed) == 1


def _claimer(place, worker):
    return subprocess.Popen(
        [sys.executable, "-c", CLAIMS, str(place), worker],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_two_processes_claim_one_run_once(runs, place):
    runs.enqueue(RUN, 5)
    with _claimer(place, "one") as one, _claimer(place, "other") as other:
        both = (one, other)
        assert [each.stdout.readline().strip() for each in both] == ["ready", "ready"]
        for each in both:
            print(file=each.stdin, flush=True)
        said = sorted(each.stdout.readline().strip() for each in both)
        for each in both:
            print(file=each.stdin, flush=True)
    assert said == sorted([RUN.id, "none"])


def test_a_run_whose_process_was_killed_is_interrupted_and_can_be_asked_for_again(
    runs, place, monkeypatch
):
    runs.enqueue(RUN, 5)
    with _claimer(place, "doomed") as process:
        assert process.stdout.readline().strip() == "ready"
        print(file=process.stdin, flush=True)
        assert process.stdout.readline().strip() == RUN.id
        process.send_signal(signal.SIGKILL)
    assert runs.find(RUN.id).state == "running"
    later_s = int(time.time()) + LOST_AFTER_S + 1
    monkeypatch.setattr(clock, "now_s", lambda: later_s)
    assert runs.find(RUN.id).state == "interrupted"
    assert runs.find(RUN.id).has_ended
    assert runs.is_idle()
    assert runs.enqueue(RUN, 5)
    assert runs.claim("heir").id == RUN.id
    assert not runs.beat(RUN.id, "doomed", "late", 0.5)
    assert not runs.finish(RUN.id, "doomed", "done")
    assert runs.finish(RUN.id, "heir", "done")


def test_a_worker_that_leaves_says_so_at_once(runs):
    runs.enqueue(RUN, 5)
    runs.claim("w")
    assert not runs.is_idle()
    runs.release("w")
    assert runs.find(RUN.id).state == "interrupted"


def test_progress_is_seen_by_others_and_a_cancelled_run_hears_it(runs):
    runs.enqueue(RUN, 5)
    runs.claim("w")
    assert runs.beat(RUN.id, "w", "journeys", 0.4)
    found = runs.find(RUN.id)
    assert (found.doing, found.share, found.wanted) == ("journeys", 0.4, True)
    runs.cancel(RUN.id)
    assert not runs.is_wanted(RUN.id, "w")
    assert not runs.beat(RUN.id, "w", "figures", 0.9)
    assert not runs.finish(RUN.id, "w", "done")
    assert runs.finish(RUN.id, "w", "cancelled")
    assert runs.find(RUN.id).state == "cancelled"
    assert runs.enqueue(RUN, 5)


def test_a_run_that_waits_is_cancelled_at_once(runs):
    runs.enqueue(RUN, 5)
    runs.cancel(RUN.id)
    assert runs.find(RUN.id).state == "cancelled"
    assert runs.claim("w") is None


def test_faults_are_kept_with_their_places(runs):
    runs.enqueue(RUN, 5)
    runs.claim("w")
    fault = Fault("modifications[0].routes", "no line «ü» % ?", "unknown_route")
    runs.finish(RUN.id, "w", "failed", faults=[fault])
    assert runs.find(RUN.id).faults == (fault,)


def test_the_oldest_results_go_first(runs, monkeypatch):
    for number in range(4):
        monkeypatch.setattr(clock, "now_s", lambda at=number: 10_000 + at)
        runs.enqueue(replace(RUN, id=f"{number:016x}"), 5)
        runs.claim("w")
        runs.finish(f"{number:016x}", "w", "done")
    assert set(runs.forget_old(2)) == {f"{0:016x}", f"{1:016x}"}
    assert [each.id for each in runs.of_scenario(SCENARIO.id)] == [f"{3:016x}", f"{2:016x}"]


def test_nothing_kept_is_nothing_found(tmp_path):
    from planning.runs.queue import RunStore
    from planning.runs.scenarios import ScenarioStore

    nowhere = tmp_path / "scenarios.sqlite"
    assert ScenarioStore(nowhere).page(5) == []
    assert RunStore(nowhere).find(RUN.id) is None
    assert RunStore(nowhere).claim("w") is None
    assert not nowhere.exists()
