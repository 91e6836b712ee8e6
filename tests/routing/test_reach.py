"""Travel times from one place to everywhere: those of the networkx body, minute by minute."""

from __future__ import annotations

import numpy as np
import pytest

from routing.algorithms import earliest_arrival
from routing.graph import MultimodalGraph
from routing.reach import UNREACHED, Window, matrix, percentiles, travel_times
from routing.views import on_foot
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
