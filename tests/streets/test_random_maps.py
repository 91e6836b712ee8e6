"""Random towns: ways by car agree with networkx on a graph of turns drawn from the map's text."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import FeedError
from feeds.notices import NoticeLog
from feeds.osm.read import read_extract
from routing.network import Network
from routing.streets_build import build_streets
from tests.routing.town import valley
from tests.streets.small_map import LINE, as_xml, go, read

SIDE = 4
TURNS = ("no_left_turn", "no_straight_on", "only_right_turn", "only_straight_on")
NO_STOPS = pd.DataFrame({"id": [], "name": [], "lat": [], "lon": [], "located": []})


@dataclass(frozen=True)
class Town:
    """Corners with their metres north and east; streets between two of them; turns."""

    corners: dict[str, tuple[int, int]]
    streets: dict[str, tuple[str, str, bool]]
    turns: list[tuple[str, str, str, str]]

    def as_text(self) -> str:
        rows = [f"{name} {north} {east}" for name, (north, east) in self.corners.items()]
        rows += [
            f"{name}: {a} {b} highway=residential" + " oneway=yes" * oneway
            for name, (a, b, oneway) in self.streets.items()
        ]
        return "\n".join(rows + [" ".join(turn) for turn in self.turns])

    def middle(self, street: str) -> tuple[float, float]:
        (a, b), (c, d) = (self.corners[corner] for corner in self.streets[street][:2])
        return (a + c) / 2, (b + d) / 2

    def metres(self, street: str) -> float:
        (a, b), (c, d) = (self.corners[corner] for corner in self.streets[street][:2])
        return math.hypot(c - a, d - b)


def _random_town(seed: int) -> Town:
    dice = random.Random(seed)
    corners = {
        f"c{row}{column}": (250 * row + dice.randrange(80), 250 * column + dice.randrange(80))
        for row, column in itertools.product(range(SIDE), repeat=2)
    }
    streets: dict[str, tuple[str, str, bool]] = {}
    for row, column in itertools.product(range(SIDE), repeat=2):
        for other in ((row + 1, column), (row, column + 1)):
            if max(other) < SIDE and dice.random() < 0.9:
                ends = [f"c{row}{column}", f"c{other[0]}{other[1]}"]
                dice.shuffle(ends)
                streets[f"s{len(streets)}"] = (*ends, dice.random() < 0.35)
    turns = []
    for _ in range(dice.randrange(8)):
        via = dice.choice(sorted(corners))
        touching = [name for name, (a, b, _) in streets.items() if via in (a, b)]
        if len(touching) > 1:
            before, after = dice.sample(touching, 2)
            turns.append((dice.choice(TURNS), before, via, after))
    return Town(corners, streets, turns)


def _arcs(town: Town) -> nx.MultiDiGraph:
    """The arcs of the largest part of the town where one can get on and back."""
    graph = nx.MultiDiGraph()
    for name, (a, b, oneway) in town.streets.items():
        graph.add_edge(a, b, key=name)
        if not oneway:
            graph.add_edge(b, a, key=name)
    return graph.subgraph(max(nx.strongly_connected_components(graph), key=len))


def _by_networkx(town: Town, start: str, end: str) -> float | None:
    """Metres from the middle of one street to that of another, every allowed turn an edge."""
    arcs = list(_arcs(town).edges(keys=True))
    graph = nx.DiGraph()
    for before in arcs:
        onward = [arc for arc in arcs if arc[0] == before[1] and _allowed(town, before, arc)]
        ahead = [arc for arc in onward if arc[2] != before[2]]
        for arc in ahead or onward:
            metres = (town.metres(before[2]) + town.metres(arc[2])) / 2
            graph.add_edge(before, arc, metres=metres)
    found = [
        nx.shortest_path_length(graph, first, last, weight="metres")
        for first in arcs
        for last in arcs
        if first[2] == start and last[2] == end
        and first in graph and last in graph and nx.has_path(graph, first, last)
    ]  # fmt: skip
    return min(found, default=None)


def _allowed(town: Town, before: tuple[str, str, str], after: tuple[str, str, str]) -> bool:
    turn_back = before[2] == after[2]
    for kind, from_way, via, to_way in town.turns:
        if (from_way, via) != (before[2], before[1]):
            continue
        is_this = to_way == after[2] and not turn_back
        leads = any(arc[0] == via and arc[2] == to_way for arc in _arcs(town).edges(keys=True))
        if kind.startswith("no_") and is_this:
            return False
        if kind.startswith("only_") and leads and not is_this:
            return False
    return True


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return valley(tmp_path_factory.mktemp("ground"), LINE)


@pytest.mark.parametrize("seed", range(40))
def test_car_goes_as_networkx_does_on_the_turns_allowed(
    ground: Network, tmp_path: Path, seed: int
) -> None:
    town = _random_town(seed)
    kept = {name for _, _, name in _arcs(town).edges(keys=True)}
    tables = read(tmp_path, town.as_text())
    streets = build_streets(tables, NO_STOPS, np.zeros(0, dtype=bool), NoticeLog())
    network = replace(ground, streets=streets)
    pairs = random.Random(seed).sample(list(itertools.permutations(sorted(kept), 2)), 12)
    for start, end in pairs:
        wanted = _by_networkx(town, start, end)
        way = go(network, "CAR", town.middle(start), town.middle(end))
        assert (way is None) == (wanted is None), (start, end)
        if way is not None and wanted is not None:
            assert way.distance_m == pytest.approx(wanted, rel=2e-3), (start, end)


@given(st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_random_damage_ends_in_notices_or_in_one_line(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(as_xml(_random_town(data.draw(st.integers(0, 50))).as_text()).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 2))
        content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=4))
    path = tmp_path / "map.osm"
    path.write_bytes(content)
    refusal = _refusal(path)
    assert "\n" not in refusal


def _refusal(path: Path) -> str:
    """Reads and builds a map; the line by which it is refused, or ""."""
    try:
        tables = read_extract(path)
    except FeedError as refused:
        return str(refused)
    build_streets(tables, NO_STOPS, np.zeros(0, dtype=bool), NoticeLog())
    return ""
