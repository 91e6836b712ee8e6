"""Milan: the real extract and timetable; ways agree with scipy's on the same arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from core.clock import from_day_number, service_day_start_s
from routing.itineraries import Itinerary
from routing.network import Network
from routing.places import PlaceIndex
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from routing.streets import BIKE, CAR, FOOT, lanes_of
from routing.streets_joins import stop_join
from routing.streets_reach import stops_reached
from routing.streets_ridden import stops_ridden
from routing.streets_ways import OFF_STREET_COST, Spot, find_spot, find_way
from tests.streets.milan import build_milan

SOURCES, TARGETS = 6, 30
FAR = 1e9


@pytest.fixture(scope="module")
def milan(shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Network:
    return build_milan(shared_data, tmp_path_factory.mktemp("milan"))


def _sampled_stops(network: Network) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(20_261_123)
    served = np.unique(network.timetable.pattern_stop)
    joined = served[network.streets.stop_edge[served] >= 0]
    return random.choice(joined, SOURCES, replace=False), random.choice(joined, TARGETS)


def test_extract_and_timetable_fit_together(milan: Network) -> None:
    streets = milan.streets
    served = np.unique(milan.timetable.pattern_stop)
    assert (streets.stop_edge[served] >= 0).mean() > 0.99
    assert len(streets.edge_from) > 50_000
    assert len(streets.ban_to) > 1000
    assert list(streets.site_name) == ["Einaudi", "Piazza Decorati al Valor Civile"]
    assert (streets.site_car_edge >= 0).all()
    assert (streets.site_foot_edge >= 0).all()


def test_walks_between_sampled_stops_are_as_long_as_scipys(milan: Network) -> None:
    streets = milan.streets
    n = len(streets.node_lat)
    graph = _least(n, _tails(streets.foot_start), streets.foot_head, streets.foot_cost)
    sources, targets = _sampled_stops(milan)
    compared = 0
    for source in sources.tolist():
        start = stop_join(streets, source)
        ends = (int(streets.edge_from[start.edge]), int(streets.edge_to[start.edge]))
        length = float(streets.edge_length_m[start.edge])
        first = np.array([start.along_m, length - start.along_m]) + start.away_m
        reach = (dijkstra(graph, indices=list(ends)) + first[:, None]).min(axis=0)
        for target in targets.tolist():
            end = stop_join(streets, target)
            wanted = _at(streets, reach, end)
            if end.edge == start.edge:
                straight = abs(end.along_m - start.along_m) + start.away_m + end.away_m
                wanted = min(wanted, straight)
            way = find_way(milan, [_spot(milan, source, FOOT)], [_spot(milan, target, FOOT)], FOOT,
                           cutoff=FAR)  # fmt: skip
            assert way is not None
            assert way.cost == pytest.approx(wanted, rel=1e-6, abs=1e-3)
            assert way.distance_m == pytest.approx(way.cost, rel=1e-6, abs=1e-3)
            compared += 1
    assert compared == SOURCES * TARGETS


def _at(streets: object, reach: np.ndarray, end: object) -> float:
    edge = end.edge
    length = float(streets.edge_length_m[edge])
    return end.away_m + min(
        reach[streets.edge_from[edge]] + end.along_m,
        reach[streets.edge_to[edge]] + length - end.along_m,
    )


def test_drives_between_sampled_stops_are_as_fast_as_scipys_on_the_turns_allowed(
    milan: Network,
) -> None:
    streets = milan.streets
    lanes = lanes_of(streets, CAR)
    graph = _turn_graph(milan)
    sources, targets = _sampled_stops(milan)
    for source in sources[:3].tolist():
        start = _spot(milan, source, CAR)
        seeds = _sides(milan, start)
        reach = dijkstra(graph, indices=[arc for arc, _ in seeds])
        off = start.join.away_m * OFF_STREET_COST[CAR]
        left = np.array([off + (1 - done) * float(lanes.cost[arc]) for arc, done in seeds])
        for target in targets.tolist():
            end = _spot(milan, target, CAR)
            if end.join.edge == start.join.edge:
                continue
            wanted = min(
                float((reach[:, arc] + left).min()) - (1 - done) * float(lanes.cost[arc])
                for arc, done in _sides(milan, end)
            )
            wanted += end.join.away_m * OFF_STREET_COST[CAR]
            way = find_way(milan, [start], [end], CAR, cutoff=FAR)
            assert way is not None
            assert way.cost == pytest.approx(wanted, rel=1e-5, abs=1e-2)


def test_stops_within_reach_are_those_that_one_can_walk_to(milan: Network) -> None:
    sources, _ = _sampled_stops(milan)
    for source in sources[:5].tolist():
        spot = _spot(milan, source, FOOT)
        for stop, metres in stops_reached(milan, spot, 900).items():
            way = find_way(milan, [spot], [_spot(milan, stop, FOOT)], FOOT, cutoff=1000)
            assert way is not None
            assert way.cost == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize("backward", [False, True])
def test_stops_within_reach_of_a_bicycle_are_those_that_one_can_ride_to(
    milan: Network, backward: bool
) -> None:
    sources, _ = _sampled_stops(milan)
    compared = 0
    for source in sources[:3].tolist():
        spot = _spot(milan, source, BIKE)
        reached = stops_ridden(milan, spot.lat, spot.lon, 600, backward=backward)
        for stop, seconds in sorted(reached.items())[::2]:
            ends = [[spot], [_spot(milan, stop, BIKE)]]
            way = find_way(milan, *(ends[::-1] if backward else ends), BIKE, cutoff=700)
            assert way is not None
            assert way.cost == pytest.approx(seconds, abs=0.05)
            compared += 1
    assert compared > 50


def test_a_bicycle_taken_along_is_ridden_at_both_ends(milan: Network) -> None:
    asked = replace(
        _from_brera_to_the_cathedral(milan), access_modes=("BIKE",), egress_modes=("BIKE",),
        bikes=True,
    )  # fmt: skip
    trips = replace(milan.trips, bikes=np.ones_like(milan.trips.bikes))
    found = plan(replace(milan, trips=trips), asked).itineraries
    assert found
    for itinerary in found:
        first, last = itinerary.legs[0], itinerary.legs[-1]
        assert first.mode == "BIKE"
        assert last.mode in ("BIKE", "WALK")
        for leg in (first, last):
            assert leg.estimated or leg.ways_from == milan.streets.tag
            assert leg.distance_m / max(leg.duration_s, 1) < 7
    assert any(itinerary.legs[-1].mode == "BIKE" for itinerary in found)


def test_changes_on_foot_are_as_long_as_the_streets_between_the_stops(milan: Network) -> None:
    ways = milan.transfers
    random = np.random.default_rng(7)
    stops = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    for row in random.choice(len(ways.to), 60, replace=False).tolist():
        pair = [_spot(milan, int(stop), FOOT) for stop in (stops[row], ways.to[row])]
        way = find_way(milan, [pair[0]], [pair[1]], FOOT, cutoff=FAR)
        assert way is not None
        assert ways.distance_m[row] == pytest.approx(way.distance_m, abs=1)
        assert ways.duration_s[row] == pytest.approx(way.distance_m / 1.2 + 60, abs=1.5)


def test_plan_in_milan_walks_along_streets(milan: Network) -> None:
    result = plan(milan, _from_brera_to_the_cathedral(milan))
    assert result.itineraries
    for itinerary in result.itineraries:
        for leg in itinerary.legs:
            if leg.mode == "WALK":
                assert not leg.estimated
                assert leg.duration_s * 1.2 == pytest.approx(leg.distance_m, abs=3)
                assert len(leg.geometry) > 2
        assert itinerary.feeds == ("mi", "osm")
    modes = {found.legs[0].mode: _only_leg(found) for found in result.direct}
    assert set(modes) == {"WALK", "BIKE", "CAR"}
    assert all(not leg.estimated for leg in modes.values())
    assert modes["CAR"].duration_s < modes["WALK"].duration_s
    assert modes["BIKE"].duration_s < modes["WALK"].duration_s


def test_street_is_found_by_name_and_planned_from(milan: Network) -> None:
    index = PlaceIndex.of(milan)
    assert index.search("corso buenos aires")[0].name == "Corso Buenos Aires"
    assert index.resolve("Mailand").name == "Milano"
    start = index.resolve("Via Carlo Valvassori Peroni 8")
    assert find_spot(milan, start.lat, start.lon, FOOT) is not None


def _only_leg(found: Itinerary) -> object:
    (leg,) = found.legs
    return leg


def _from_brera_to_the_cathedral(network: Network) -> JourneyRequest:
    wednesday = from_day_number(network.timetable.first_day + 10)
    return JourneyRequest(
        Endpoint(45.4773, 9.1815, name="Arena"),
        Endpoint(45.4641, 9.1919, name="Duomo"),
        service_day_start_s(wednesday, "Europe/Rome") + 9 * 3600,
        window_s=1800,
        direct_modes=("WALK", "BIKE", "CAR"),
        max_direct_s=3600,
    )


def _spot(network: Network, stop: int, mode: int) -> Spot:
    lat, lon = float(network.stops.lat[stop]), float(network.stops.lon[stop])
    if mode == FOOT:
        return Spot(lat, lon, stop_join(network.streets, stop))
    found = find_spot(network, lat, lon, mode)
    assert found is not None
    return found


def _sides(network: Network, spot: Spot) -> list[tuple[int, float]]:
    """(arc, share of it that lies behind the spot) for every direction one may drive."""
    lanes, edge = lanes_of(network.streets, CAR), spot.join.edge
    share = spot.join.along_m / float(network.streets.edge_length_m[edge])
    both = ((int(lanes.arc_of[2 * edge]), share), (int(lanes.arc_of[2 * edge + 1]), 1 - share))
    return [(arc, done) for arc, done in both if arc >= 0]


def _tails(start: np.ndarray) -> np.ndarray:
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def _least(n: int, tail: np.ndarray, head: np.ndarray, cost: np.ndarray) -> csr_array:
    """A sparse matrix with the least cost of parallel arcs; scipy takes no zeros for edges."""
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order].astype(np.float64)
    first = np.concatenate([[True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
    return csr_array((np.maximum(cost[first], 1e-9), (tail[first], head[first])), shape=(n, n))


def _turn_graph(network: Network) -> csr_array:
    """Arcs as nodes, allowed turns as edges that cost the arc turned into: in plain Python."""
    streets = network.streets
    start, head, code = streets.car_start, streets.car_head, streets.car_code
    tails, heads = [], []
    for arc in range(len(head)):
        banned = set(streets.ban_to[streets.ban_start[arc] : streets.ban_start[arc + 1]].tolist())
        onward = [o for o in range(start[head[arc]], start[head[arc] + 1]) if o not in banned]
        ahead = [other for other in onward if code[other] != code[arc] ^ 1]
        for other in ahead or onward:
            tails.append(arc)
            heads.append(other)
    tail, turned = np.array(tails), np.array(heads)
    return _least(len(head), tail, turned, streets.car_cost[turned])
