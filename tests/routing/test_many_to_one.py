"""Journeys from many places to one are those of a search from each."""

from __future__ import annotations

import random

import numpy as np
import pytest

from routing.bounding import HORIZON_S
from routing.kernels.profile import LONGEST_S
from routing.many_to_one import journeys_to
from routing.search import pareto_search
from tests.routing.random_networks import random_network

WINDOW_S = 3 * 3600
LONGER_THAN_A_PROFILE_S = LONGEST_S - HORIZON_S + 3600


def _ends(rng: random.Random, stops: int) -> dict[int, int]:
    """Some stops with seconds on foot; now and then none at all."""
    chosen = rng.sample(range(stops), min(stops, rng.choice((0, 1, 2, 3, 5))))
    return {stop: rng.randrange(0, 900) for stop in chosen}


def _alike(seed: int, window_s: int) -> int:
    """How many journeys were compared."""
    network, (question, *_) = random_network(seed)
    rng, stops = random.Random(seed), len(network.stops.lat)
    targets, origins = _ends(rng, stops), [_ends(rng, stops) for _ in range(8)]
    asked = {"time_s": question.time_s, "window_s": window_s, "max_duration_s": 4 * 3600}
    found = journeys_to(network, origins, targets, **asked)
    ride_start = np.r_[0, np.cumsum(found.rides)]
    assert len(found.trip) == ride_start[-1]
    for row, sources in enumerate(origins):
        mine = np.flatnonzero(found.origin == row)
        expected = pareto_search(network, sources, targets, **asked)
        told = [
            (int(found.depart_s[at]), int(found.arrive_s[at]), int(found.transfers[at]))
            for at in mine
        ]
        assert told == [(each.departure_s, each.arrival_s, each.transfers) for each in expected]
        for at in mine:
            rides = slice(ride_start[at], ride_start[at + 1])
            assert (found.board[rides] < found.alight[rides]).all()
            spent = found.access_s[at] + found.ride_s[at]
            assert spent <= found.arrive_s[at] - found.depart_s[at]
    return len(found.origin)


def test_every_origin_has_the_journeys_of_a_search_of_its_own():
    assert sum(_alike(seed, WINDOW_S) for seed in range(500)) > 1000


def test_a_window_too_long_for_one_profile_has_the_same_journeys():
    assert sum(_alike(seed, LONGER_THAN_A_PROFILE_S) for seed in range(100)) > 100


@pytest.mark.parametrize(("origins", "targets"), [([], {0: 0}), ([{}], {0: 0}), ([{0: 0}], {})])
def test_nothing_leads_from_nowhere_or_to_nowhere(origins, targets):
    network, (question, *_) = random_network(1)
    found = journeys_to(network, origins, targets, time_s=question.time_s, window_s=WINDOW_S)
    assert len(found.depart_s) == len(found.trip) == 0
