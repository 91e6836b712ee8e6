"""Queues at the border answer to cars: more lengthen, fewer shorten, none gets lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.territory import HOME, load_territory
from forecast.slots import SLOT_S
from planning.queues import Queues, queues_of, waits_s

SLOTS = 96
MORNING = slice(26, 36)


@pytest.fixture(scope="module")
def border() -> Queues:
    return queues_of(load_territory(HOME))


def _fewer(border: Queues, cars: float) -> np.ndarray:
    fewer = np.zeros_like(border.arrivals)
    fewer[:, MORNING] = cars
    return fewer


def _queued(border: Queues) -> list[int]:
    """The corridors with a queue in the morning."""
    usual = border.after(np.zeros_like(border.arrivals))
    return [row for row, queue in enumerate(usual) if queue.waiting[MORNING].max() > 0]


def test_somebody_waits_on_an_ordinary_morning(border: Queues) -> None:
    assert _queued(border)
    assert border.arrivals.shape == (len(border.corridors), SLOTS)


def test_cars_added_lengthen_a_queue_and_cars_removed_shorten_it(border: Queues) -> None:
    usual, more, less = (border.after(_fewer(border, cars)) for cars in (0.0, -40.0, 40.0))
    for row in _queued(border):
        longest = [each[row].waiting[MORNING].max() for each in (more, usual, less)]
        assert longest[0] > longest[1] > longest[2]
        assert more[row].vehicle_hours > usual[row].vehicle_hours > less[row].vehicle_hours
        assert (more[row].delay_s >= usual[row].delay_s).all()
        assert (usual[row].delay_s >= less[row].delay_s).all()


@given(st.floats(-200, 200))
def test_every_car_that_comes_is_let_through_or_still_waits(border: Queues, cars: float) -> None:
    fewer = _fewer(border, cars)
    arrivals = np.maximum(border.arrivals - fewer, 0.0)
    for row, queue in enumerate(border.after(fewer)):
        capacity = max(border.corridors[row].capacity_vph, 1.0) * SLOT_S / 3600
        through = arrivals[row] - np.diff(np.r_[0.0, queue.waiting])
        assert through.min() >= -1e-6
        assert through.max() <= capacity + 1e-6
        assert through.sum() + queue.waiting[-1] == pytest.approx(arrivals[row].sum())


def test_more_cars_kept_away_than_there_are_leave_an_empty_road(border: Queues) -> None:
    for queue in border.after(border.arrivals + 1000):
        assert queue.waiting.max() == queue.vehicle_hours == 0


def test_commuters_wait_as_long_as_the_queue_when_they_come(border: Queues) -> None:
    slots = np.array([7 * 3600, 7 * 3600 + 900])
    usual = border.after(np.zeros_like(border.arrivals))
    found = waits_s(usual, slots, np.array([0.1, 0.3]))
    by_hand = [0.25 * queue.delay_s[28] + 0.75 * queue.delay_s[29] for queue in usual]
    assert found == pytest.approx(by_hand)
