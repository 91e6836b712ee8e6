"""What searches keep is told: the arrays of the days that are kept, and the kernels' memory."""

from __future__ import annotations

from contextlib import ExitStack
from weakref import WeakKeyDictionary

import pytest

from core.array_bytes import array_bytes
from routing import memory, views, window_scan
from routing.held import held_bytes
from tests.routing.random_networks import random_network


@pytest.fixture(autouse=True)
def _nothing_is_kept_yet(monkeypatch):
    """What other tests of this process left behind may go at any moment."""
    monkeypatch.setattr(views, "_views", WeakKeyDictionary())
    monkeypatch.setattr(memory, "_free", [])
    monkeypatch.setattr(window_scan, "_free", [])


@pytest.fixture
def network():
    return random_network(3)[0]


@pytest.fixture
def day(network):
    return views.view_of(network, network.timetable.first_day * 86_400 + 30_000, 3600).day


def test_a_day_counts_while_it_is_kept(network):
    before = held_bytes()
    day = views.view_of(network, network.timetable.first_day * 86_400 + 30_000, 3600).day
    kept = held_bytes() - before
    assert kept >= sum(each.nbytes for each in (day.arrays.arrival, day.arrays.departure))


def test_memory_counts_when_it_is_free(day):
    before = held_bytes()
    with memory.borrowed(day, 99) as borrowed:
        assert held_bytes() == before
    assert held_bytes() == before + array_bytes([borrowed])
    assert array_bytes([borrowed]) >= borrowed.arrays.arrived.nbytes


def test_of_memory_only_so_much_is_kept_and_the_oldest_goes_first(day):
    before = held_bytes()
    with ExitStack() as searches:
        under_way = [
            searches.enter_context(memory.borrowed(day, 99)) for _ in range(memory.KEPT + 1)
        ]
    given_back = under_way[::-1]
    assert memory.free_memory() == given_back[1:]
    assert held_bytes() == before + array_bytes(given_back[1:])
