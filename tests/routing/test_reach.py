"""Travel times from one place to everywhere: those of the networkx body, minute by minute."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import routing.window_scan
from routing.algorithms import earliest_arrival
from routing.graph import MultimodalGraph
from routing.reach import (
    UNREACHED,
    Destinations,
    Window,
    matrix,
    percentiles,
    times_between,
    travel_times,
)
from routing.search import earliest_arrivals
from routing.views import on_foot, ways_of
from tests.routing.random_networks import random_network
from tests.routing.town import at, valley

LINES = "\n".join(
    f"lu BUS 1: esch 08:{minute:02} stad1 08:{minute + 9:02} uni 08:{minute + 15:02}"
    for minute in (0, 20, 40)
)


def test_every_minute_is_what_the_networkx_body_says():
    reached = 0
    for seed in range(60):
        network, (question, *_) = random_network(seed)
        graph = MultimodalGraph(network)
        body = graph.to_networkx()
        window = Window(question.time_s, length_s=1800, step_s=600, max_duration_s=7200)
        times = travel_times(network, on_foot(network, graph.index[question.source]), window)
        for row, moment_s in zip(times, window.departures, strict=True):
            said = earliest_arrival(body, question.source, time_s=moment_s, max_duration_s=7200)
            expected = np.full(len(row), UNREACHED)
            for stop_id, arrival_s in said.items():
                if arrival_s - moment_s < 7200:
                    expected[graph.index[stop_id]] = arrival_s - moment_s
            assert row.tolist() == expected.tolist(), seed
            reached += int((row < UNREACHED).sum())
    assert reached > 300


def one_by_one(network, sources, window):
    """Every departure searched by itself: one connection scan each, then one way on foot."""
    times = np.full((len(window.departures), len(network.stops.lat)), UNREACHED, dtype=np.int64)
    ways, longest_s = ways_of(network), window.max_duration_s
    for row, moment_s in zip(times, window.departures, strict=True):
        arrivals = earliest_arrivals(network, sources, time_s=moment_s, max_duration_s=longest_s)
        for stop in np.flatnonzero(arrivals >= 0).tolist():
            row[stop] = min(row[stop], arrivals[stop] - moment_s)
            for way in range(ways.start[stop], ways.start[stop + 1]):
                walked = arrivals[stop] - moment_s + ways.duration_s[way]
                row[ways.to[way]] = min(row[ways.to[way]], walked)
        for stop, seconds in sources.items():
            row[stop] = min(row[stop], seconds)
    return np.where(times < longest_s, times, UNREACHED)


def random_window(seed, question):
    """Steps of a second to ten minutes, one departure to thirty, cut anywhere."""
    rng = random.Random(seed)
    step_s, count = rng.choice((1, 7, 60, 600)), rng.choice((1, 2, 5, 30))
    length_s = step_s * count - rng.choice((0, step_s - 1))
    window = Window(question.time_s, length_s, step_s, question.max_duration_s)
    return window, rng


def random_sources(rng, network, source):
    if rng.random() < 0.7:
        return on_foot(network, source)
    stops = rng.sample(range(len(network.stops.lat)), 2)
    return {stop: rng.choice((0, 60, 400)) for stop in stops}


@pytest.mark.parametrize("most", [240, 4], ids=["at once", "in blocks"])
def test_all_departures_at_once_are_those_searched_one_by_one(most, monkeypatch):
    monkeypatch.setattr(routing.window_scan, "MOST_DEPARTURES", most)
    reached = 0
    for seed in range(200):
        network, questions = random_network(seed + most)
        graph = MultimodalGraph(network)
        for question in questions[:2]:
            window, rng = random_window(seed, question)
            sources = random_sources(rng, network, graph.index[question.source])
            times = travel_times(network, sources, window)
            expected = one_by_one(network, sources, window)
            assert times.tolist() == expected.tolist(), seed
            reached += int((times < UNREACHED).sum())
    assert reached > 5000


def test_times_to_destinations_are_those_to_their_stops_and_the_way_on():
    reached = 0
    for seed in range(150):
        network, (question, *_) = random_network(seed)
        window, rng = random_window(seed, question)
        stops = range(len(network.stops.lat))
        sources = random_sources(rng, network, MultimodalGraph(network).index[question.source])
        targets = [
            {stop: rng.choice((0, 60, 900)) for stop in rng.sample(stops, rng.choice((0, 1, 2)))}
            for _ in range(5)
        ]
        found = times_between(network, sources, Destinations.of(network, targets), window)
        times = travel_times(network, sources, window).astype(np.int64)
        for column, target in zip(found.T, targets, strict=True):
            whole = [times[:, stop] + seconds for stop, seconds in target.items()]
            best = np.min(whole, axis=0) if whole else np.full(len(times), UNREACHED)
            expected = np.where(best < window.max_duration_s, best, UNREACHED)
            assert column.tolist() == expected.tolist(), seed
            reached += int((expected < UNREACHED).sum())
    assert reached > 1000


def test_threads_search_the_same_network_side_by_side(network):
    window = Window(at("08:00"), length_s=3600, max_duration_s=3600)
    everywhere = range(len(network.stops.lat))
    alone = [travel_times(network, {source: 0}, window) for source in everywhere]
    start = threading.Barrier(4)

    def search(_):
        start.wait()
        return [travel_times(network, {source: 0}, window) for source in everywhere]

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(search, range(4)):
            assert all(np.array_equal(a, b) for a, b in zip(found, alone, strict=True))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def stop(network, stop_id):
    return MultimodalGraph(network).index[stop_id]


def test_percentiles_tell_the_luck_of_the_minute(network):
    window = Window(at("08:00"), length_s=2400, max_duration_s=3600)
    times = travel_times(network, {stop(network, "lu_esch"): 0}, window)
    uni = times[:, stop(network, "lu_uni")]
    assert sorted(set(uni.tolist())) == [60 * minutes for minutes in range(15, 35)]
    low, middle, high = percentiles(times, [0, 50, 100])[:, stop(network, "lu_uni")] // 60
    assert (low, middle, high) == (15, 25, 34)


def test_where_few_departures_lead_only_low_percentiles_do(network):
    window = Window(at("08:30"), length_s=3600, max_duration_s=3600)
    times = travel_times(network, {stop(network, "lu_esch"): 0}, window)
    low, high = percentiles(times, [10, 90])[:, stop(network, "lu_uni")]
    assert low < UNREACHED == high


def test_a_matrix_holds_every_pair(network):
    esch, uni = stop(network, "lu_esch"), stop(network, "lu_uni")
    window = Window(at("08:00"), length_s=2400, max_duration_s=3600)
    table = matrix(network, [{esch: 0}, {}], [{uni: 60}, {esch: 0}, {}], window)
    assert table.tolist() == [[26 * 60, 0, UNREACHED], [UNREACHED] * 3]


@pytest.mark.parametrize("wrong", [{"length_s": 0}, {"step_s": 0}, {"max_duration_s": 0}])
def test_a_window_without_departures_is_refused(wrong):
    with pytest.raises(ValueError, match=r"window|journeys"):
        Window(0, **wrong)
