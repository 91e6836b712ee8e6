"""Run times of buses: what carries through costs nothing, what is lost on the way is counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from forecast.buses.excess import as_observations, excess_s, free_run_s, quarters
from forecast.buses.hops import FROM, TO
from forecast.buses.hops_build import build_hops
from forecast.buses.runs import (
    COMES,
    LEAD_S,
    LEAVES,
    NO_DATA,
    REASONS,
    SKIPPED,
    USED,
    observe,
)
from tests.forecast.buses.make import DAY, RUN_S, ZONE, at, feed_of, seen, territory_of, told_by
from tests.forecast.make import FREE_FLOW_S

STARTS = ["06:00", "06:05", "07:00", "07:05", "07:10", "12:00", "23:50", "02:30"]
LATE = st.integers(0, 1200)


@pytest.fixture(scope="module")
def hops(tmp_path_factory):
    folder = tmp_path_factory.mktemp("line")
    return build_hops([feed_of(folder / "x.zip", STARTS)], territory_of(folder / "t"))


@pytest.fixture(scope="module")
def dwelling(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dwelling")
    return build_hops([feed_of(folder / "x.zip", STARTS, dwell_min=3)], territory_of(folder / "t"))


def excess_of(hops, *rows):
    runs = observe(told_by(hops, *rows), hops).used()
    return runs, excess_s(hops, runs, free_run_s(hops, runs))


def reasons(hops, *rows, lead_s=LEAD_S):
    return {k: n for k, n in observe(told_by(hops, *rows), hops, lead_s).counts().items() if n}


@settings(max_examples=60, deadline=None)
@given(late=st.lists(LATE, min_size=1, max_size=6))
def test_a_delay_that_a_bus_brings_along_is_no_excess(hops, late):
    rows = [row for hop, each in enumerate(late) for row in seen(hops, hop, each, each)]
    runs, excess = excess_of(hops, *rows)
    assert runs.run_s.tolist() == [RUN_S] * len(late)
    assert not excess.any()


@settings(max_examples=60, deadline=None)
@given(before=LATE, lost=st.integers(0, 3000), more=st.integers(1, 3000))
def test_who_loses_more_on_the_way_has_more_excess(hops, before, lost, more):
    others = [row for hop in range(1, 6) for row in seen(hops, hop, 0, 0)]
    _, less = excess_of(hops, *seen(hops, 0, before, before + lost), *others)
    _, greater = excess_of(hops, *seen(hops, 0, before, before + lost + more), *others)
    assert less[0] == lost
    assert greater[0] == lost + more


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_run_that_was_told_of_is_used_or_left_out_once(hops, data):
    moment = st.integers(at(5), at(9))
    row = st.tuples(
        st.integers(0, len(hops.trip) - 1), st.sampled_from([FROM, TO]), st.integers(0, 3),
        moment, st.integers(-600, 15_000).map(float),
    )  # fmt: skip
    told = told_by(hops, *data.draw(st.lists(row, max_size=40)))
    seen_of = observe(told, hops)
    counts = seen_of.counts()
    assert sum(counts.values()) == len(seen_of.hop)
    assert counts[USED] == len(seen_of.used().hop)
    days = (told.at_s // 86_400).astype(int)
    assert len(seen_of.hop) <= len(set(zip(told.hop.tolist(), days.tolist(), strict=True))) * 4
    found = quarters(hops, seen_of.used(), np.zeros(counts[USED]))
    assert found.buses.sum() == counts[USED]  # each of them drives one corridor


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(12)))
def test_the_order_in_which_reports_come_does_not_matter(hops, order):
    rows = [row for hop in range(6) for row in seen(hops, hop, 60, 120 + 7 * hop)]
    plain = observe(told_by(hops, *rows), hops)
    mixed = observe(told_by(hops, *(rows[at] for at in order)), hops)
    assert plain.run_s.tolist() == mixed.run_s.tolist()


def test_what_was_said_last_counts(hops):
    early = [(0, TO, COMES, at(6, 9), 0.0)]
    runs, excess = excess_of(hops, *early, *seen(hops, 0, 0, 240))
    assert (runs.run_s.tolist(), excess.tolist()) == ([840], [240.0])


def test_a_prediction_is_not_an_observation(hops):
    foretold = [(0, FROM, COMES, at(5, 50), 0.0), (0, TO, COMES, at(5, 50), 0.0)]
    assert reasons(hops, *foretold) == {"foretold": 1}
    assert reasons(hops, *foretold, lead_s=1800) == {"foretold": 1}  # before it had even left
    nearly = [(0, FROM, COMES, at(5, 59), 0.0), (0, TO, COMES, at(6, 9), 0.0)]
    assert reasons(hops, *nearly) == {USED: 1}


def test_a_bus_that_came_early_may_have_waited(hops):
    assert reasons(hops, *seen(hops, 0, -60, 0)) == {"held": 1}
    rows = [*seen(hops, 0, -60, 0), (0, FROM, LEAVES, at(6, 0) + 5, 0.0)]
    assert excess_of(hops, *rows)[0].run_s.tolist() == [RUN_S]


def test_a_bus_that_stays_by_its_timetable_may_make_up_for_it(dwelling):
    assert reasons(dwelling, *seen(dwelling, 0, 120, 120)) == {"held": 1}
    assert reasons(dwelling, *seen(dwelling, 0, 0, 120)) == {USED: 1}
    told = [*seen(dwelling, 0, 120, 60), (0, FROM, LEAVES, at(6) + 60, 30.0)]
    runs, excess = excess_of(dwelling, *told)
    assert (runs.run_s.tolist(), excess.tolist()) == ([RUN_S + 30], [30.0])


def test_skipped_stops_and_silence_are_left_out_until_somebody_knows_again(hops):
    told = seen(hops, 0, 0, 60)
    last_s = told[1][3]
    assert reasons(hops, *told, (0, TO, SKIPPED, last_s + 30, np.nan)) == {"skipped": 1}
    assert reasons(hops, *told, (0, FROM, NO_DATA, last_s + 30, np.nan)) == {"no data": 1}
    assert reasons(hops, *told, (0, TO, NO_DATA, last_s - 300, np.nan)) == {USED: 1}


def test_impossible_runs_are_left_out(hops):
    assert reasons(hops, *seen(hops, 0, 700, 0, wait_s=600)) == {"too fast": 1}  # before it left
    assert reasons(hops, *seen(hops, 0, 560, 0)) == {"too fast": 1}  # 2 km in 40 seconds
    assert reasons(hops, *seen(hops, 0, 0, 4 * 3600)) == {"too slow": 1}
    assert reasons(hops, seen(hops, 0, 0, 0)[0]) == {"one end": 1}
    assert set(reasons(hops)) <= {USED, *REASONS}


def test_reports_of_a_day_without_the_trip_are_counted(hops):
    far = at(6, 0, dt.date(2028, 1, 1))
    found = observe(told_by(hops, (0, FROM, COMES, far, 0.0)), hops)
    assert (found.astray, len(found.hop)) == (1, 0)


SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2026, 10, 25)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, DAY])
@pytest.mark.parametrize("hop", [0, 5, 6, 7])
def test_clock_changes_make_no_excess(hops, day, hop):
    """T6 runs past midnight; T7 in the hour that spring has not and autumn has twice."""
    runs, excess = excess_of(hops, *seen(hops, hop, 120, 300, day))
    assert (runs.run_s.tolist(), excess.tolist()) == ([RUN_S + 180], [180.0])
    start_s = clock.service_day_start_s(day, ZONE)
    assert runs.leaves_s[0] == start_s + hops.leaves_s[hop] + 120


def test_buses_of_a_quarter_hour_are_combined_by_their_median(hops):
    """T2, T3 and T4 cross between 7:00 and 7:15, the last of them slowly for its own reasons."""
    lost = {2: 60, 3: 120, 4: 900, 0: 0, 1: 0, 5: 0}
    rows = [row for hop, late in lost.items() for row in seen(hops, hop, 0, late)]
    runs, excess = excess_of(hops, *rows)
    found = quarters(hops, runs, excess)
    told = dict(
        zip(found.slot_s.tolist(), zip(found.excess_s, found.buses, strict=True), strict=True)
    )
    assert told[at(7)] == (90.0, 2)
    assert told[at(7, 15)] == (900.0, 1)  # half-way after the quarter
    kept = as_observations(hops, found)
    assert ("travel_time_s", "C1-LU/buses", at(7), FREE_FLOW_S + 90) in kept
    assert {site for _, site, _, _ in kept} == {"C1-LU/buses"}


def test_the_free_road_is_learnt_from_timetable_and_buses(hops):
    """Half of the timetable's padding is not needed: most buses come four minutes early."""
    rows = [row for hop in range(6) for row in seen(hops, hop, 300, 60)]
    runs, _ = excess_of(hops, *rows)
    assert free_run_s(hops, runs).tolist() == [RUN_S - 240]
    nothing = runs.where(np.zeros(len(runs.hop), dtype=bool))
    assert free_run_s(hops, nothing).tolist() == [RUN_S]
    remembered = {hops.groups[0]: [400.0] * 30}
    assert free_run_s(hops, nothing, remembered).tolist() == [400.0]


def test_one_wrong_report_does_not_set_the_free_road(hops):
    rows = [row for hop in range(6) for row in seen(hops, hop, 0, -500 if hop == 0 else 0)]
    runs, excess = excess_of(hops, *rows)
    assert len(runs.hop) == 6
    assert not excess.any()
