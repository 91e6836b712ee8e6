"""What a search takes for the least left to a target is never more than what is really left."""

from __future__ import annotations

import numpy as np

from routing.islands import are_apart
from routing.kernels.bounds import rides_left, time_left
from routing.kernels.labels import NEVER, RIDES_BITS, RIDES_MASK
from routing.kernels.profile import arrival_profile
from routing.kernels.seeds import collect_seeds
from routing.memory import borrowed
from routing.requests import MAX_DURATION_S
from routing.search import earliest_arrivals, pareto_search
from routing.views import on_foot, view_of
from tests.routing.random_networks import random_network

ROUNDS = 8
NETWORKS = 60
STEP_S = 1800
SPAN_S = 7200


def bounds(network, question, source, target):
    """(seconds, rides) left at least from every stop, the rides of a journey, those by lane."""
    view = view_of(network, question.time_s, question.window_s + MAX_DURATION_S)
    with borrowed(view.day, ROUNDS) as memory:
        targets = on_foot(network, target, backward=True)
        stops = np.fromiter(targets.keys(), dtype=np.int32)
        seconds = np.fromiter(targets.values(), dtype=np.int32)
        memory.is_source[source] = True
        time_left(*view.hops_back, stops, seconds, memory.is_source, memory.arrays.left)
        memory.is_source[source] = False
        seeds, first_s = np.empty((9999, 4), dtype=np.int32), question.time_s - view.day.base_s
        end_s = first_s + question.window_s + MAX_DURATION_S
        begin = np.array([source], dtype=np.int32), np.zeros(1, dtype=np.int32)
        n = collect_seeds(view.day.arrays, *begin, first_s, end_s, seeds)
        back = view.ways_back
        least = rides_left(
            view.day.arrays, back.start, back.to, seeds[:n], stops, ROUNDS, memory.arrays
        )
        w = memory.arrays
        return w.left.copy(), w.rides.copy(), least, w.lane_upto[:least].copy()


def no_bound(view, memory, ends, seeds, rounds):
    """Takes the bounds of a search away."""
    memory.arrays.left[:] = memory.arrays.rides[:] = 0
    return 1


def test_a_profile_is_never_later_than_a_rider_can_be_at_the_target():
    checked = 0
    for seed in range(200):
        network, (question, *_) = random_network(seed)
        target = seed % len(network.stops.lat)
        view = view_of(network, question.time_s, SPAN_S)
        with borrowed(view.day, ROUNDS) as memory:
            targets = on_foot(network, target, backward=True)
            egress = np.full(len(network.stops.lat), NEVER, dtype=np.int32)
            egress[list(targets)] = list(targets.values())
            first_s = question.time_s - view.day.base_s
            rows = (first_s + SPAN_S) // 60 - first_s // 60 + 1
            profile = np.empty((rows, len(egress)), dtype=np.int32)
            filled = arrival_profile(
                view.connections, *view.ways_back, egress, first_s // 60, first_s + SPAN_S,
                memory.ridden_from, memory.since, 0, profile, memory.ready, memory.worth,
            )  # fmt: skip
            assert filled == rows
            for stop in range(len(egress)):
                for moment_s in range(first_s, first_s + SPAN_S, 600):
                    ends = {stop: int(network.transfers.change_s[stop])}, targets
                    cell = int(profile[(moment_s // 60) - first_s // 60, stop])
                    least = (cell >> RIDES_BITS) + first_s // 60 * 60
                    found = pareto_search(
                        network, *ends, time_s=moment_s + view.day.base_s, window_s=0,
                        max_duration_s=SPAN_S,
                    )  # fmt: skip
                    assert found or least <= first_s + SPAN_S
                    for journey in found:
                        arrival = journey.arrival_s - view.day.base_s
                        assert least <= arrival
                        if least == arrival < first_s + SPAN_S:
                            assert cell & RIDES_MASK <= journey.transfers + 1
                            checked += 1
    assert checked > 500


def test_no_journey_takes_less_time_or_fewer_rides_than_the_bounds(monkeypatch):
    monkeypatch.setattr("routing.rounds.bound_rides", no_bound)
    checked = 0
    for seed in range(NETWORKS):
        network, (question, *_) = random_network(seed)
        count = len(network.stops.lat)
        for source in range(count):
            target = (source + 1 + seed % (count - 1)) % count
            seconds, rides, least, _ = bounds(network, question, source, target)
            ends = {source: 0}, on_foot(network, target, backward=True)
            moments = range(question.time_s, question.time_s + question.window_s, STEP_S)
            found = [
                journey
                for moment in moments
                for journey in pareto_search(network, *ends, time_s=moment, window_s=0)
            ]
            for journey in found:
                assert seconds[source] <= journey.arrival_s - journey.rides[0].departure_s
                assert least <= journey.transfers + 1
                for at, ride in enumerate(journey.rides):
                    assert seconds[ride.to_stop] <= journey.arrival_s - ride.arrival_s
                    onward = journey.rides[at + 1 :]
                    if not onward or not onward[0].in_seat:
                        assert rides[ride.to_stop] <= sum(not other.in_seat for other in onward)
                checked += 1
    assert checked > 100


def test_between_two_islands_there_is_no_journey_at_any_time():
    checked = 0
    for seed in range(200):
        network, (question, *_) = random_network(seed)
        view = view_of(network, question.time_s, MAX_DURATION_S)
        ends = {stop: on_foot(network, stop) for stop in range(len(network.stops.lat))}
        for sources in ends.values():
            reached = earliest_arrivals(network, sources, time_s=question.time_s)
            for target in ends:
                targets = on_foot(network, target, backward=True)
                if are_apart(view.islands, np.array([*sources]), np.array([*targets])):
                    assert all(reached[stop] < 0 for stop in targets)
                    checked += 1
    assert checked > 100


def test_a_lane_leads_to_a_target_with_few_rides_before_its_last_call_with_fewer_left():
    checked = 0
    for seed in range(NETWORKS):
        network, (question, *_) = random_network(seed)
        day = view_of(network, question.time_s, question.window_s + MAX_DURATION_S).day.arrays
        target = len(network.stops.lat) - 1
        for source in range(target):
            _, rides, least, upto = bounds(network, question, source, target)
            for level in range(1, len(upto)) if least <= ROUNDS else ():
                for lane in range(len(day.lane_start) - 1):
                    calls = slice(day.lane_start[lane], day.lane_start[lane + 1])
                    leads = day.lane_alight[calls] & (rides[day.lane_stop[calls]] < level)
                    assert upto[level, lane] == max(np.flatnonzero(leads), default=0)
                    checked += 1
    assert checked > 50
