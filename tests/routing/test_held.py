"""What searches keep is told: the arrays of the days that are kept, and the kernels' memory."""

from __future__ import annotations

import pytest

from routing.held import held_bytes
from routing.memory import borrowed
from routing.views import view_of
from tests.routing.random_networks import random_network


@pytest.fixture
def network():
    return random_network(3)[0]


def test_a_day_counts_while_it_is_kept(network):
    before = held_bytes()
    day = view_of(network, network.timetable.first_day * 86_400 + 30_000, 3600).day
    kept = held_bytes() - before
    assert kept >= sum(each.nbytes for each in (day.arrays.arrival, day.arrays.departure))


def test_memory_counts_when_it_is_free(network):
    day = view_of(network, network.timetable.first_day * 86_400 + 30_000, 3600).day
    before = held_bytes()
    with borrowed(day, 99) as memory:
        assert held_bytes() == before
    assert held_bytes() >= before + memory.arrays.arrived.nbytes
