"""The point queue: numbers reckoned on paper, and what holds whoever drives."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from forecast.queueing import Levers, arrivals_of, pulled, queue_of, what_if

MORNING = np.array([600, 850, 1000, 1100, 1050, 950, 800, 700, 600, 500], dtype=float)
"""Vehicles a quarter of an hour, before a road that lets 900 through."""


def test_the_morning_reckoned_on_paper():
    queue = queue_of(MORNING, 900)
    assert queue.waiting.tolist() == [0, 0, 100, 300, 450, 500, 400, 200, 0, 0]
    assert queue.waiting.max() == 500
    assert queue.delay_s.max() / 60 == pytest.approx(8.33, abs=0.005)
    assert queue.vehicle_hours == 487.5


def test_a_tenth_less_demand_takes_most_of_the_queue_away():
    found = what_if(queue_of(MORNING, 900, 300).travel_s, 3600, 300, Levers(demand=0.9))
    assert found.before.vehicle_hours == pytest.approx(487.5)
    assert found.after.vehicle_hours == pytest.approx(queue_of(MORNING * 0.9, 900).vehicle_hours)
    assert found.after.vehicle_hours < 0.2 * found.before.vehicle_hours


def test_a_lane_more_takes_it_away_and_a_lane_less_doubles_it():
    usual_s = queue_of(MORNING, 900, 300).travel_s
    more, less = (what_if(usual_s, 3600, 300, Levers(capacity=c)).after for c in (1.25, 0.9))
    assert more.vehicle_hours == 0
    assert less.vehicle_hours > 2 * 487.5


arrivals = st.lists(st.floats(0, 3000), min_size=1, max_size=96).map(np.array)
capacities = st.floats(100, 2000)


@given(arrivals, capacities)
def test_no_vehicle_is_lost_or_made(coming, capacity):
    waiting = queue_of(coming, capacity).waiting
    before = np.r_[0.0, waiting[:-1]]
    served = coming + before - waiting
    assert (served >= -1e-6).all()
    assert (served <= capacity + 1e-6).all()
    assert served.sum() + waiting[-1] == pytest.approx(coming.sum())


@given(arrivals, capacities, st.floats(0.1, 1.0))
def test_fewer_drivers_never_wait_longer(coming, capacity, share):
    fewer = queue_of(coming * share, capacity).waiting
    assert (fewer <= queue_of(coming, capacity).waiting + 1e-6).all()


@given(arrivals, capacities)
def test_travel_times_tell_who_arrived(coming, capacity):
    made = queue_of(coming, capacity, 300.0)
    found = arrivals_of(made.travel_s, capacity, 300.0)
    queued = made.waiting > 0
    assert np.allclose(found[queued], coming[queued], rtol=1e-6, atol=0.1)
    again = queue_of(found, capacity, 300.0)
    assert np.allclose(again.delay_s, made.delay_s, atol=0.5)


@given(arrivals, st.floats(0, 1), st.integers(-8, 8))
def test_who_leaves_at_another_time_still_drives(coming, shifted, slots):
    moved = pulled(coming, Levers(shifted=shifted, shift_slots=slots))
    assert moved.sum() == pytest.approx(coming.sum())


def test_a_planner_pulls_a_lever_at_the_command_line(embedded, capsys):
    words = ["forecast", "what-if", "X01-LU", "--day", "2026-11-24", "--data", str(embedded)]
    assert app.main(words) == 0
    said = capsys.readouterr().out
    assert "point queue: a model" in said
    assert "illustrative" in said
    assert app.main([*words, "--telework", "20", "--demand", "-5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["basis"] == "model"
    assert found["vehicles"]["after"] == pytest.approx(found["vehicles"]["before"] * 0.95 * 0.8)
    hours = found["vehicleHoursQueued"]
    assert hours["after"] < hours["before"]


@pytest.mark.parametrize("words", [["--shift", "7"], ["--demand", "lots"], ["--telework", "300"]])
def test_levers_that_cannot_be_pulled_are_refused(words, capsys):
    with pytest.raises(SystemExit):
        app.main(["forecast", "what-if", "X01-LU", *words])
    assert words[0] in capsys.readouterr().err
