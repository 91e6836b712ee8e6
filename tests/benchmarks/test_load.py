"""What a load tells: times since questions were due, refusals, recovery, its place in a text."""

from __future__ import annotations

import itertools
import os
import time
from pathlib import Path

import pytest

from benchmarks.loads import at_rest
from benchmarks.loads.at_rest import Look
from benchmarks.loads.clients import Answer, Due, arrivals, ask_by_schedule
from benchmarks.loads.mix import HARD
from benchmarks.loads.question import Question
from benchmarks.loads.seen import Watch, held_mb
from benchmarks.loads.told import (
    figures,
    is_normal,
    normal_after_s,
    report,
    shed_at_s,
    write_between_markers,
)
from tests.commands.serving.test_serving import served


def answers(*rows):
    return [Answer("trip", due_s, took_ms, status) for due_s, took_ms, status in rows]


def test_questions_come_at_random_moments_and_as_often_as_asked_for():
    due = list(arrivals(50, 20, lambda: Question("trip", "/"), seed=1, start_s=5))
    assert 850 < len(due) < 1150
    assert all(5 < one.at_s < other.at_s < 25 for one, other in itertools.pairwise(due))


def test_refusals_are_counted_and_are_neither_answers_nor_failures():
    [trips, everyone] = figures(answers((0, 90, 200), (0, 9000, 503), (0, 80, 429), (0, 1, 500)))
    assert (trips.asked, trips.shed, trips.failed, trips.max_ms) == (4, 2, 1, 90)
    assert everyone.kind == "all commuters"


def test_moments_at_which_people_were_shed_are_told():
    assert shed_at_s(answers((7.04, 3, 503), (5, 3, 200), (2, 3, 429))) == [2.0, 7.0]


def test_service_is_normal_when_every_further_second_was():
    slow, quick = (400, 200), (20, 200)
    told = answers(*((at + 0.5, *(slow if at < 13 else quick)) for at in range(20)))
    assert not is_normal(told)
    assert normal_after_s(told, over_s=10, until_s=20) == 3
    assert normal_after_s(told, over_s=15, until_s=20) == 0
    assert normal_after_s(answers((19.5, *slow)), over_s=10, until_s=20) is None


def test_the_last_seconds_are_judged_by_a_whole_span():
    told = answers(*((at / 10, 200 if at == 195 else 20, 200) for at in range(100, 200)))
    assert normal_after_s(told, over_s=10, until_s=20) == 0


def test_a_report_stands_between_the_markers_of_its_mode(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before <!-- load:soak -->old<!-- /load:soak --> after")
    text = report("soak", {"capacity_a_second": 7.0}, figures(answers((0, 20, 200))))
    write_between_markers(page, "soak", text)
    write_between_markers(page, "soak", text)
    assert page.read_text().count("- capacity a second: 7.0") == 1
    assert "old" not in page.read_text()
    assert "| trip | 1 | 20 | 20 | 20 | 20 | 0 | 0 | 200: 1 |" in page.read_text()
    with pytest.raises(ValueError, match="no place"):
        write_between_markers(page, "capacity", text)


def test_a_site_that_is_slow_does_not_slow_down_who_asks():
    with served() as site:
        due = [Due(at / 10, Question(HARD, "/slow")) for at in range(8)]
        found = ask_by_schedule(f"http://127.0.0.1:{site.port}", due)
    assert [each.status for each in found] == [200] * 8
    assert max(each.took_ms for each in found) > 1200  # four threads, a second each: some wait


def test_memory_is_that_of_all_processes_and_grows_by_the_hour_after_its_warm_up():
    watch = Watch(os.getpid(), rows=[(at, 2, 500.0 if at < 60 else 300 + at / 36, 200.0)
                                     for at in range(0, 3600, 5)])  # fmt: skip
    told = watch.told(warm_up_s=60)
    assert (told.processes, told.most_mb) == (2, 500.0)
    assert told.mb_per_hour == pytest.approx(100, abs=0.1)
    assert told.mb_per_hour_between == pytest.approx([100, 100], abs=0.1)
    assert told.mb_by_minute[:3] == [500, 302, 303]
    assert len(told.mb_by_minute) == 60
    assert told.anonymous_mb_by_minute == [200] * 60
    assert told.at_rest is None
    assert Watch(os.getpid()).told() is None


def looks(mb_per_hour, pids=("7", "8")):
    """An hour, a look every 5 s; in the first 10 s of every two minutes two networks are there."""
    return [
        Look(
            at,
            pid,
            (100 + at % 370) * 2**20,
            (300 + 200 * (at % 120 < 10) + mb_per_hour * at / 3600) * 2**20,
            10**6 + at,
        )
        for at in range(0, 3600, 5)
        for pid in pids
    ]


@pytest.mark.parametrize("grows", [0.0, 0.5, 12.0])
def test_what_is_held_at_rest_grows_by_what_every_process_forgets_to_let_go(grows):
    told = at_rest.told(looks(grows), span_s=120, warm_up_s=600)
    assert told.mb_per_hour == pytest.approx(2 * grows, abs=0.01)
    low, high = told.mb_per_hour_between
    assert low <= told.mb_per_hour <= high
    assert told.blocks_per_hour == 2 * 3600
    assert len(told.mb_by_span) == 30
    assert told.mb_by_span[0] == pytest.approx(600, abs=1)
    assert 200 <= min(told.for_searches_mb_by_span) < max(told.for_searches_mb_by_span) <= 940


def test_a_span_that_the_load_cuts_short_does_not_count():
    assert len(at_rest.told(looks(0.0)[:-30], span_s=120, warm_up_s=0).mb_by_span) == 29


def test_spans_in_which_a_process_was_not_seen_do_not_count():
    seen = [each for each in looks(0.0) if each.pid == "7" or each.at_s >= 1800]
    assert len(at_rest.told(seen, span_s=120, warm_up_s=0).mb_by_span) == 15
    assert at_rest.told([], span_s=120, warm_up_s=0) is None


def test_few_spans_tell_of_no_growth():
    told = at_rest.told(looks(1.0)[:80], span_s=120, warm_up_s=0)
    assert (told.mb_per_hour, told.mb_per_hour_between, told.blocks_per_hour) == (None, [], None)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_memory_that_processes_share_counts_once():
    watch = Watch(os.getpid(), every_s=0.01)
    with watch.watching():
        while not watch.rows:
            time.sleep(0.01)
    every, anonymous = held_mb(os.getpid())
    assert watch.told().last_mb >= every / 2 >= anonymous / 2 > 0
    assert held_mb(2**22 + 1) is None


def test_a_site_elsewhere_is_not_loaded():
    with pytest.raises(ValueError, match="this machine"):
        ask_by_schedule("http://192.0.2.1:80", [])
