"""Journeys by one more criterion, on plain networkx: a graph, two stops and prices in, options out.

The body is the reference of routing/criteria/search.py, as those in routing/algorithms.py are of
theirs: every rider is a node of a graph of events, once for every boarding so far, and the cheapest
way through it is networkx's Dijkstra.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx

from routing.algorithms import DAY_S
from routing.expanded import Alighting, Boarding, Event, expand_rides, walks_from


class Prices(NamedTuple):
    """What a journey costs: whole numbers, none below 0, of which less is better.

    `ride`: by trip and call, the hop from that call to the next. `line` by trip and `zone` by stop
    decide the `ticket` of a ride: by line of the trip boarded, zone boarded, zone left. `spare`: a
    change, by whole minutes to spare; nothing beyond. `walk`: a second on foot.
    """

    ride: Mapping[tuple[str, int], int]
    line: Mapping[str, int]
    zone: Mapping[str, int]
    ticket: Mapping[tuple[int, int, int], int]
    spare: Sequence[int]
    walk: int


class CostedOption(NamedTuple):
    """One Pareto-optimal way to travel by four criteria."""

    departure_s: int
    arrival_s: int
    transfers: int
    cost: int


class _Aboard(NamedTuple):
    """A rider at an event, by the ticket's line and zone, after so many boardings."""

    event: Event
    fare: tuple[int, int]
    boardings: int


class _Off(NamedTuple):
    """A rider who has left a vehicle after so many boardings, the ticket paid."""

    event: Event
    boardings: int


class _Door(NamedTuple):
    """The origin at a moment of leaving, or the destination at one of arriving.

    `kind` is leaves or comes; `ride_s` is when the first vehicle is boarded, or the last one left.
    """

    kind: str
    moment_s: int
    ride_s: int
    boardings: int


@nx._dispatchable(graphs="G", name="pareto_journeys_by_cost")
def pareto_journeys_by_cost(
    G: nx.MultiDiGraph,
    source: str,
    target: str,
    *,
    prices: Prices,
    time_s: int,
    window_s: int,
    arrive_by: bool = False,
    max_transfers: int = 7,
    max_duration_s: int = DAY_S,
) -> list[CostedOption]:
    """Every Pareto-optimal (departure, arrival, transfers, cost) between two stops.

    For the rest see routing.algorithms.pareto_journeys. Units: UTC seconds, those of the prices.
    Errors: nx.NodeNotFound.
    """
    for node in (source, target):
        if node not in G:
            raise nx.NodeNotFound(f"{node} is not in the graph")
    reach_s = window_s + max_duration_s
    span = (time_s - reach_s, time_s) if arrive_by else (time_s, time_s + reach_s)
    boardings, alightings, riders = _riders(G, prices, span, max_transfers + 1)
    access, egress = _reach(G, source), _reach(G.reverse(copy=False), target)
    for stop, at_s, event in boardings:
        if stop in access:
            door = _Door("leaves", at_s - access[stop], at_s, 1)
            aboard = _Aboard(event, (prices.line[event.trip], prices.zone[stop]), 1)
            riders.add_edge(door, aboard, cost=prices.walk * access[stop])
    for stop, at_s, event in alightings:
        for k in range(1, max_transfers + 2) if stop in egress else ():
            door = _Door("comes", at_s + egress[stop], at_s, k)
            riders.add_edge(_Off(event, k), door, cost=prices.walk * egress[stop])
    if arrive_by:
        riders = riders.reverse(copy=False)
        first_s, end_s, kind = time_s - window_s + 1, time_s + 1, "comes"
    else:
        first_s, end_s, kind = time_s, time_s + window_s, "leaves"
    starts = [node for node in riders if isinstance(node, _Door) and node.kind == kind]
    return _pareto_front(
        option
        for start in starts
        if first_s <= start.moment_s < end_s
        for option in _options(riders, start, max_duration_s)
    )


def _riders(
    graph: nx.MultiDiGraph, prices: Prices, span: tuple[int, int], rounds: int
) -> tuple[list[Boarding], list[Alighting], nx.DiGraph]:
    """Riding, leaving and changing within a span, each with its cost."""
    ridden, boardings, alightings = expand_rides(graph, *span)
    fares = {(prices.line[event.trip], prices.zone[stop]) for stop, _, event in boardings}
    changes = [
        (event, next_event, fare, cost)
        for alighting in alightings
        for event, next_event, fare, cost in _changes(graph, prices, alighting, boardings)
    ]
    riders = nx.DiGraph()
    for k in range(1, rounds + 1):
        for tail, head in ridden:
            is_hop = tail.kind == "leaves"
            cost = prices.ride[tail.trip, tail.call] if is_hop else 0
            for fare in fares:
                riders.add_edge(_Aboard(tail, fare, k), _Aboard(head, fare, k), cost=cost)
        for stop, _, event in alightings:
            for line, zone in fares:
                cost = prices.ticket[line, zone, prices.zone[stop]]
                riders.add_edge(_Aboard(event, (line, zone), k), _Off(event, k), cost=cost)
        for event, next_event, fare, cost in changes:
            riders.add_edge(_Off(event, k), _Aboard(next_event, fare, k + 1), cost=cost)
    return boardings, alightings, riders


def _changes(
    graph: nx.MultiDiGraph, prices: Prices, alighting: Alighting, boardings: list[Boarding]
) -> Iterator[tuple[Event, Event, tuple[int, int], int]]:
    """Every ride that can be caught after an alighting: both events, the fare, the cost."""
    ways = {**walks_from(graph, alighting.stop), alighting.stop: None}
    for stop, at_s, event in boardings:
        if stop not in ways:
            continue
        walked_s = ways[stop]
        needed_s = graph.nodes[stop]["change_s"] if walked_s is None else walked_s
        minutes = (at_s - alighting.time_s - needed_s) // 60
        if at_s >= alighting.time_s + needed_s:
            cost = prices.spare[minutes] if minutes < len(prices.spare) else 0
            fare = prices.line[event.trip], prices.zone[stop]
            yield alighting.event, event, fare, cost + prices.walk * (walked_s or 0)


def _options(riders: nx.DiGraph, start: _Door, max_duration_s: int) -> Iterator[CostedOption]:
    """The cheapest ways between a door and those at the other end."""
    costs: dict[Any, int] = nx.single_source_dijkstra_path_length(riders, start, weight="cost")
    for end, cost in costs.items():
        if isinstance(end, _Door) and end.kind != start.kind:
            leaves, comes = (start, end) if start.kind == "leaves" else (end, start)
            if abs(end.ride_s - start.moment_s) < max_duration_s:
                yield CostedOption(leaves.moment_s, comes.moment_s, comes.boardings - 1, cost)


def _reach(graph: nx.MultiDiGraph, stop: str) -> dict[str, int]:
    return {**walks_from(graph, stop), stop: 0}


def _pareto_front(options: Iterable[CostedOption]) -> list[CostedOption]:
    """Those than which no other is as good in everything and better in something."""
    front: list[CostedOption] = []
    for option in sorted(set(options), key=lambda o: (-o.departure_s, *o[1:])):
        if not any(
            all(a <= b for a, b in zip(kept[1:], option[1:], strict=True)) for kept in front
        ):
            front.append(option)
    return sorted(front)
