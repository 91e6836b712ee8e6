"""Whole ways of vehicles, on random networks and on real timetables."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.clock import day_number, parse_gtfs_date
from core.errors import RequestError
from feeds.tables import FeedInfo, Source
from routing.joined_legs import join_stays
from routing.whole_trip import find_run, whole_trip
from tests.routing.random_networks import random_network

TUESDAY = day_number(parse_gtfs_date("20250204"))


def network_of(seed):
    """A random network whose one feed has a name."""
    network, _ = random_network(seed)
    feed = FeedInfo(Source("x", "LU"), "1", "", 0, 0, network.timetable.last_day, {}, {})
    return replace(network, feeds=(feed,))


def runs_of(network):
    """Every run of a small network."""
    timetable = network.timetable
    for trip in range(timetable.n_trips):
        for day in range(timetable.first_day, timetable.last_day + 1):
            if timetable.runs_on(trip, day):
                yield network.trips.id[trip], day


def test_a_vehicles_way_holds_the_trip_asked_for_and_goes_on_only_where_riders_stay():
    stays = 0
    for seed in range(60):
        network = network_of(seed)
        links = network.timetable.in_seat
        linked = set(zip(links.before.tolist(), links.after.tolist(), strict=True))
        number = {trip_id: trip for trip, trip_id in enumerate(network.trips.id)}
        for trip_id, day in runs_of(network):
            found = whole_trip(network, trip_id, day)
            ids = [leg.transit.trip_id for leg in found.legs]
            assert trip_id in ids
            assert not found.legs[0].in_seat
            for one, other in pairwise(found.legs):
                stays += 1
                assert one.end_s <= other.start_s
                assert other.in_seat
                assert (number[one.transit.trip_id], number[other.transit.trip_id]) in linked
    assert stays > 50


def test_a_joined_way_calls_where_its_parts_do_and_is_as_long():
    for seed in range(60):
        network = network_of(seed)
        for trip_id, day in runs_of(network):
            apart = whole_trip(network, trip_id, day)
            (leg,) = join_stays(apart).legs
            parts = [call for part in apart.legs for call in (part.start, *part.calls, part.end)]
            stops = [call.stop_id for call in (leg.start, *leg.calls, leg.end)]
            assert dict.fromkeys(stops) == dict.fromkeys(call.stop_id for call in parts)
            assert (leg.start_s, leg.end_s) == (apart.start_s, apart.end_s)
            assert leg.distance_m == sum(part.distance_m for part in apart.legs)
            times = [moment for call in leg.calls for moment in (call.arrival_s, call.departure_s)]
            known = [moment for moment in times if moment is not None]
            assert known == sorted(known)


def test_any_trip_of_the_day_is_found_with_all_its_calls(real_network):
    timetable = real_network.timetable
    today = [trip for trip in range(0, timetable.n_trips, 997) if timetable.runs_on(trip, TUESDAY)]
    assert len(today) > 10
    for trip in today:
        found = whole_trip(real_network, real_network.trips.id[trip], TUESDAY)
        ridden = [leg for leg in found.legs if leg.transit.trip_id == real_network.trips.id[trip]]
        (leg,) = ridden
        calls = timetable.calls_of(trip)
        assert len(leg.calls) + 2 == calls.stop - calls.start
        spent_s = timetable.arrival_s[calls.stop - 1] - timetable.departure_s[calls.start]
        assert leg.duration_s == int(np.int64(spent_s))


def test_a_trip_that_does_not_run_that_day_is_not_found(real_network):
    timetable = real_network.timetable
    idle = next(trip for trip in range(timetable.n_trips) if not timetable.runs_on(trip, TUESDAY))
    assert find_run(real_network, real_network.trips.id[idle], TUESDAY) is None
    with pytest.raises(RequestError):
        whole_trip(real_network, real_network.trips.id[idle], TUESDAY)
