"""Riders who know headways and no timetable: lines in, the loads of their optimal strategies out.

A cross-check of planning/assignment.py by another method. A strategy says at every stop which lines
are worth boarding; the rider takes whichever of them comes first. Waits have an exponential
distribution: of lines with mean waits w, whichever comes first is waited for 1 / sum(1 / w), and
each is taken with the share of its 1 / w. The graph is an ordinary networkx graph to look at:

    ("from", zone)   where riders start
    ("to", zone)     where they wish to be
    ("in", stop)     waiting at a stop; arcs with a `frequency` board a line
    ("out", stop)    having alighted there
    ("line", l, i)   on board of line l at its i-th stop

Nobody walks from one way on foot to the next, nor all the way: who arrives has ridden.

Source: Spiess and Florian, Optimal strategies: a new assignment model for transit networks,
Transportation Research B 23 (1989).
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from core.clock import day_number
from planning.parameters import Parameters
from planning.period import Period
from routing.network import Network

Node = tuple[Hashable, ...]
Arc = tuple[Node, Node]


@dataclass(frozen=True, slots=True)
class Line:
    """A line in one direction: minutes from each stop to the next, and the mean wait for it.

    `board` and `alight` say at which stops one may; all of them where they are empty.
    """

    name: Hashable
    stops: tuple[Hashable, ...]
    minutes: tuple[float, ...]
    wait_min: float
    board: tuple[bool, ...] = ()
    alight: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """What to do from everywhere to reach one target.

    `minutes` are those expected from each node, waits included. `arcs` are those that are taken,
    each with the share of riders at its tail who take it, ordered from the target away.
    """

    minutes: dict[Node, float]
    arcs: list[tuple[Node, Node, float]]


def line_graph(
    lines: Iterable[Line], boarding_min: float = 0.0, wait_weight: float = 1.0
) -> nx.DiGraph:
    """The graph of some lines: `boarding_min` is added to each boarding, waits are weighed."""
    graph = nx.DiGraph()
    for line in lines:
        everywhere = (True,) * len(line.stops)
        board, alight = line.board or everywhere, line.alight or everywhere
        frequency = 1 / max(wait_weight * line.wait_min, 1e-9)
        for at, stop in enumerate(line.stops):
            here = ("line", line.name, at)
            if at < len(line.minutes):
                graph.add_edge(here, ("line", line.name, at + 1), minutes=line.minutes[at])
                if board[at]:
                    graph.add_edge(("in", stop), here, minutes=boarding_min, frequency=frequency)
            if at and alight[at]:
                graph.add_edge(here, ("out", stop), minutes=0.0)
    return graph


def add_ways(graph: nx.DiGraph, ways: Iterable[tuple[Node, Node, float]]) -> None:
    """Adds ways on foot: from node, to node, minutes. Those to nowhere are left out."""
    for tail, head, minutes in ways:
        if (tail in graph or tail[0] == "from") and (head in graph or head[0] == "to"):
            graph.add_edge(tail, head, minutes=minutes)


def optimal_strategy(graph: nx.DiGraph, target: Node) -> Strategy:
    """The strategy with the least expected minutes to a target.

    Arcs have `minutes` and, where they are waited for, a `frequency` a minute. Nodes are settled
    from the target outwards, as Dijkstra does.
    """
    minutes: dict[Node, float] = {target: 0.0}
    weight: dict[Node, float] = {}
    taken: dict[Arc, float] = {}
    free: dict[Node, Arc] = {}
    turn = itertools.count()
    heap: list[tuple[float, int, Node, Node]] = []

    def look_back(head: Node) -> None:
        for tail, arc in graph.pred[head].items():
            if (tail, head) not in taken:
                heapq.heappush(heap, (minutes[head] + arc["minutes"], next(turn), tail, head))

    look_back(target)
    while heap:
        cost, _, tail, head = heapq.heappop(heap)
        arc = graph.edges[tail, head]
        stale = cost > minutes[head] + arc["minutes"]
        if stale or (tail, head) in taken or cost >= minutes.get(tail, math.inf):
            continue
        frequency = arc.get("frequency")
        if frequency is None:
            free[tail] = (tail, head)
            minutes[tail] = cost
        else:
            before = weight.get(tail, 0.0)
            gone = 1.0 if not before else before * minutes[tail]
            weight[tail] = before + frequency
            minutes[tail] = (gone + frequency * cost) / weight[tail]
        taken[tail, head] = frequency or math.inf
        look_back(tail)
    arcs = [
        (tail, head, 1.0 if tail in free else frequency / weight[tail])
        for (tail, head), frequency in taken.items()
        if free.get(tail, (tail, head)) == (tail, head)
    ]
    return Strategy(minutes, arcs)


def loads_of(strategy: Strategy, riders: Mapping[Node, float]) -> dict[Arc, float]:
    """Riders by arc when so many start at these nodes; who cannot reach the target is left out."""
    there = {node: each for node, each in riders.items() if node in strategy.minutes}
    loads: dict[Arc, float] = {}
    for tail, head, share in reversed(strategy.arcs):
        flow = there.get(tail, 0.0) * share
        if flow:
            loads[tail, head] = flow
            there[head] = there.get(head, 0.0) + flow
    return loads


def assign_by_strategies(
    graph: nx.DiGraph, relations: Sequence[tuple[int, int]], riders: Sequence[float]
) -> tuple[dict[Arc, float], float]:
    """Riders by arc of all relations between zones, and how many of them find no way."""
    by_target: dict[int, dict[Node, float]] = {}
    for (origin, target), each in zip(relations, riders, strict=True):
        if each > 0:
            by_target.setdefault(target, {})["from", origin] = float(each)
    loads: dict[Arc, float] = {}
    lost = 0.0
    for target, starts in by_target.items():
        if ("to", target) not in graph:
            lost += sum(starts.values())
            continue
        strategy = optimal_strategy(graph, ("to", target))
        lost += sum(each for node, each in starts.items() if node not in strategy.minutes)
        for arc, flow in loads_of(strategy, starts).items():
            loads[arc] = loads.get(arc, 0.0) + flow
    return loads, lost


def network_graph(
    network: Network,
    access: Sequence[Mapping[int, int]],
    period: Period,
    parameters: Parameters,
) -> nx.DiGraph:
    """The lines of a network in a period, its changes, and the ways to and from zones.

    Minutes are perceived ones, weighed as in planning/assignment.py. A line is a pattern of the
    timetable; its headway is the length of the period over the trips that leave in it.
    """
    weigh = parameters["walk_weight"] / 60
    graph = line_graph(
        lines_of(network, period), parameters["transfer_penalty"], parameters["wait_weight"]
    )
    transfers = network.transfers
    for stop in range(len(network.stops.id)):
        add_ways(graph, [(("out", stop), ("in", stop), weigh * int(transfers.change_s[stop]))])
        for at in range(int(transfers.start[stop]), int(transfers.start[stop + 1])):
            way = (
                ("out", stop),
                ("in", int(transfers.to[at])),
                weigh * int(transfers.duration_s[at]),
            )
            add_ways(graph, [way])
    for zone, stops in enumerate(access):
        add_ways(graph, ((("from", zone), ("in", s), weigh * each) for s, each in stops.items()))
        add_ways(graph, ((("out", s), ("to", zone), weigh * each) for s, each in stops.items()))
    return graph


def lines_of(network: Network, period: Period) -> list[Line]:
    """The patterns of which trips leave in a period, with their mean run times."""
    timetable, day = network.timetable, day_number(period.day)
    first, last = period.leaving
    lines = []
    for pattern in range(timetable.n_patterns):
        every = range(*timetable.pattern_trip[pattern : pattern + 2].tolist())
        calls = [timetable.calls_of(trip) for trip in every if timetable.runs_on(trip, day)]
        calls = [each for each in calls if first <= timetable.departure_s[each.start] < last]
        if not calls:
            continue
        arrive, leave = (
            np.array([moments[each] for each in calls]).mean(axis=0)
            for moments in (timetable.arrival_s, timetable.departure_s)
        )
        minutes = (np.r_[leave[1:-1], arrive[-1]] - leave[:-1]) / 60
        rules = slice(*timetable.pattern_start[pattern : pattern + 2].tolist())
        lines.append(
            Line(
                name=pattern,
                stops=tuple(timetable.stops_of(pattern).tolist()),
                minutes=tuple(np.maximum(minutes, 0.0).tolist()),
                wait_min=(last - first) / 60 / len(calls) / 2,
                board=tuple(timetable.pattern_board[rules].astype(bool).tolist()),
                alight=tuple(timetable.pattern_alight[rules].astype(bool).tolist()),
            )
        )
    return lines
