"""Timetable algorithms on graphs: a graph and two stops in, times out.

Each function is dispatchable: on a MultimodalGraph the compiled search answers
(routing/backend.py), on its `to_networkx()` the body below does. The bodies are the reference:
short, on plain networkx, and slow. `backend="networkx"` asks the body for a second opinion.

A rider at a stop may walk one transfer before the first ride and one after the last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import networkx as nx

from routing.expanded import Event, expand, walks_from
from routing.expanded_via import expand_via

DAY_S = 86_400


class Option(NamedTuple):
    """One Pareto-optimal way to travel: later departure, earlier arrival, fewer transfers."""

    departure_s: int
    arrival_s: int
    transfers: int


def _reach(graph: nx.MultiDiGraph, stop: str) -> dict[str, int]:
    return {**walks_from(graph, stop), stop: 0}


def _reach_back(graph: nx.MultiDiGraph, stop: str) -> dict[str, int]:
    return {**walks_from(graph.reverse(copy=False), stop), stop: 0}


def _earliest(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    best: dict[str, int] = {}
    for stop, time_s in pairs:
        best[stop] = min(time_s, best.get(stop, time_s))
    return best


@nx._dispatchable(graphs="G", name="earliest_arrival")
def earliest_arrival(
    G: nx.MultiDiGraph, source: str, *, time_s: int, max_duration_s: int = DAY_S
) -> dict[str, int]:
    """The earliest arrival at every stop that can be reached when leaving `source` at `time_s`.

    Rides must end before `time_s + max_duration_s`. Units: UTC seconds.
    Errors: nx.NodeNotFound.
    """
    if source not in G:
        raise nx.NodeNotFound(f"{source} is not in the graph")
    events, boardings, alightings = expand(G, time_s, time_s + max_duration_s - 1)
    access = _reach(G, source)
    boarded = {
        event for stop, at_s, event in boardings if stop in access and time_s + access[stop] <= at_s
    }
    reached = _layers(events, boarded)
    alighted = _earliest((stop, at_s) for stop, at_s, event in alightings if event in reached)
    on_foot = [(stop, time_s + seconds) for stop, seconds in access.items()]
    walked = [
        (other, at_s + seconds)
        for stop, at_s in alighted.items()
        for other, seconds in _reach(G, stop).items()
    ]
    return _earliest(on_foot + walked)


@nx._dispatchable(graphs="G", name="latest_departure")
def latest_departure(
    G: nx.MultiDiGraph, target: str, *, time_s: int, max_duration_s: int = DAY_S
) -> dict[str, int]:
    """The latest departure from every stop from which `target` can be reached by `time_s`.

    Rides must begin after `time_s - max_duration_s`. Units: UTC seconds.
    Errors: nx.NodeNotFound.
    """
    if target not in G:
        raise nx.NodeNotFound(f"{target} is not in the graph")
    events, boardings, alightings = expand(G, time_s - max_duration_s + 1, time_s, backward=True)
    egress = _reach_back(G, target)
    alighted = {
        event
        for stop, at_s, event in alightings
        if stop in egress and at_s + egress[stop] <= time_s
    }
    reached = _layers(events, alighted)
    boarded = _earliest((stop, -at_s) for stop, at_s, event in boardings if event in reached)
    on_foot = [(stop, seconds - time_s) for stop, seconds in egress.items()]
    walked = [
        (other, late + seconds)
        for stop, late in boarded.items()
        for other, seconds in _reach_back(G, stop).items()
    ]
    return {stop: -late for stop, late in _earliest(on_foot + walked).items()}


@nx._dispatchable(graphs="G", name="pareto_journeys")
def pareto_journeys(
    G: nx.MultiDiGraph,
    source: str,
    target: str,
    *,
    time_s: int,
    window_s: int,
    arrive_by: bool = False,
    max_transfers: int = 7,
    max_duration_s: int = DAY_S,
    via: Sequence[tuple[str, int]] = (),
) -> list[Option]:
    """Every Pareto-optimal (departure, arrival, transfers) between two stops, by departure.

    Departures lie in [time_s, time_s + window_s), or with `arrive_by` arrivals in
    (time_s - window_s, time_s]. At least one ride is taken; between leaving and the last alighting
    (first boarding) lie less than `max_duration_s`. `via` are stops to visit in this order, each
    with the least seconds there and none twice in a row; with 0 it is enough to pass it, or to
    walk there for the first ride.
    Units: UTC seconds. Errors: nx.NodeNotFound, ValueError.
    """
    check_stops(G, source, target, via)
    reach_s = window_s + max_duration_s
    span = (time_s - reach_s, time_s) if arrive_by else (time_s, time_s + reach_s)
    events, boardings, alightings = expand_via(G, *span, via, backward=arrive_by)
    access, egress = _reach(G, source), _reach_back(G, target)
    leaving = {e: at_s - access[stop] for stop, at_s, e in boardings if stop in access}
    coming = {e: at_s + egress[stop] for stop, at_s, e in alightings if stop in egress}
    options: set[Option] = set()
    if arrive_by:
        starts = _by_time(coming, time_s - window_s + 1, time_s + 1)
        boarded_at = {e: at_s for _, at_s, e in boardings}
        for arrival, alighted in starts.items():
            for event, transfers in _layers(events, alighted).items():
                if event in leaving and boarded_at[event] > arrival - max_duration_s:
                    options.add(Option(leaving[event], arrival, transfers))
    else:
        alighted_at = {e: at_s for _, at_s, e in alightings}
        for departure, boarded in _by_time(leaving, time_s, time_s + window_s).items():
            for event, transfers in _layers(events, boarded).items():
                if event in coming and alighted_at[event] < departure + max_duration_s:
                    options.add(Option(departure, coming[event], transfers))
    return _pareto_front(option for option in options if option.transfers <= max_transfers)


def check_stops(
    graph: Container[object], source: str, target: str, via: Sequence[tuple[str, int]]
) -> None:
    """Nothing, when these stops can be asked for. Errors: nx.NodeNotFound, ValueError."""
    stops = [stop for stop, _ in via]
    for node in (source, target, *stops):
        if node not in graph:
            raise nx.NodeNotFound(f"{node} is not in the graph")
    if any(before == after for before, after in pairwise(stops)):
        raise ValueError("a stop is to be visited twice in a row; one longer stay says the same")


def _layers(events: nx.DiGraph, start: set[Event]) -> dict[Event, int]:
    """How many more boardings it takes to get to every event that can be reached."""
    if not start:
        return {}
    return dict(nx.multi_source_dijkstra_path_length(events, start, weight="boards"))


def _by_time(moments: dict[Event, int], first_s: int, end_s: int) -> dict[int, set[Event]]:
    grouped: dict[int, set[Event]] = defaultdict(set)
    for event, time_s in moments.items():
        if first_s <= time_s < end_s:
            grouped[time_s].add(event)
    return grouped


def _pareto_front(options: Iterable[Option]) -> list[Option]:
    """Those than which no other is as good in everything and better in something."""
    front: list[Option] = []
    for option in sorted(options, key=lambda o: (-o.departure_s, o.arrival_s, o.transfers)):
        if not any(
            kept.arrival_s <= option.arrival_s and kept.transfers <= option.transfers
            for kept in front
        ):
            front.append(option)
    return sorted(front)
