"""Vehicles under way, against looking at every call of every trip of every day."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from routing.moving import extents_m, hops_under_way
from routing.stopovers import of_call
from tests.realtime.make import live, message, update
from tests.routing.town import at, valley

LINES = """
fr BUS 1: ober 07:00 unter 07:10 esch 07:20
fr BUS 1: ober 23:50 unter 24:10 esch 24:20
lu RAIL 60: esch 07:05 stad1 07:15/07:17 uni 07:25
lu RAIL 60: uni 07:00 stad2 07:12/07:14 esch 07:30
lu TRAM T1: stad2 08:50 uni 08:58
"""
EVERYWHERE = (49.0, 5.0, 50.0, 7.0)


@pytest.fixture(scope="module", params=["published", "live"])
def network(request, tmp_path_factory):
    made = valley(tmp_path_factory.mktemp("moving"), LINES)
    if request.param == "published":
        return made
    return live(made, ("lu", message(update("t0", ("esch", 600)), update("t1", ("uni", 60)))))


def brute(network, box, first_s, last_s):
    """The same by reading every call as people do."""
    south, west, north, east = box
    timetable = network.timetable
    found = set()
    days = [timetable.first_day + column for column in range(timetable.service_runs.shape[1])]
    near = [day for day in days if abs(day * 86_400 - first_s) < 3 * 86_400]
    for trip in range(timetable.n_trips):
        length = timetable.length(int(timetable.trip_pattern[trip]))
        for day in near:
            if not timetable.runs_on(trip, day):
                continue
            calls = [of_call(network, trip, day, position) for position in range(length)]
            for position, (here, there) in enumerate(pairwise(calls)):
                lats, lons = sorted([here.lat, there.lat]), sorted([here.lon, there.lon])
                is_near = lats[0] <= north and lats[1] >= south
                is_near &= lons[0] <= east and lons[1] >= west
                if is_near and here.departure_s <= last_s and there.arrival_s >= first_s:
                    found.add((trip, day, position))
    return found


def seen(network, box, first_s, last_s, most=10_000):
    wanted = np.ones(network.timetable.n_patterns, dtype=np.bool_)
    hops = hops_under_way(network, box, first_s, last_s, wanted, most)
    return list(zip(*(column.tolist() for column in hops), strict=True))


def test_what_moves_is_what_every_call_says(network):
    rng = random.Random(3)
    met = 0
    for _ in range(150):
        lat, lon = rng.uniform(49.44, 49.55), rng.uniform(5.86, 5.91)
        box = (lat, lon, lat + rng.uniform(0, 0.05), lon + rng.uniform(0, 0.05))
        first_s = at(rng.choice(("06:55", "23:45"))) + rng.randrange(2700)
        last_s = first_s + rng.choice((0, 60, 3600))
        expected = brute(network, box, first_s, last_s)
        met += bool(expected)
        assert set(seen(network, box, first_s, last_s)) == expected
    assert met > 20
    whole_day = seen(network, EVERYWHERE, at("00:00"), at("23:59"))
    assert len(whole_day) == len(set(whole_day))


def test_a_run_past_midnight_moves_on_the_next_day(network):
    next_day = seen(network, EVERYWHERE, at("00:12") + 86_400, at("00:13") + 86_400)
    assert len(next_day) == 1


def test_where_there_are_too_many_those_that_reach_furthest_stay(network):
    span = at("07:05"), at("07:16")
    everything, few = (seen(network, EVERYWHERE, *span, most=most) for most in (99, 2))
    assert len(few) == 2
    assert set(few) <= set(everything)
    reach = extents_m(network)[network.timetable.trip_pattern]
    left_out = set(everything) - set(few)
    assert min(reach[trip] for trip, *_ in few) >= max(reach[trip] for trip, *_ in left_out)


def test_nothing_moves_in_an_empty_place(network):
    assert seen(network, (10.0, 10.0, 11.0, 11.0), at("07:00"), at("08:00")) == []
