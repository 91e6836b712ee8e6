"""The time-expanded graph: a converted MultimodalGraph and a span in, an nx.DiGraph of events out.

Every event is a node and every edge leads forward in time, so plain networkx algorithms on it are
timetable searches that anyone can check. Nodes:

    Event("leaves", trip, day, i)   on board, about to leave call i       attribute time
    Event("comes", trip, day, i)    on board, just come to call i         attributes time, stop
    Moment(stop, time)              at a stop, ready to board at that time

Where a vehicle becomes another trip with its riders on board, an edge leads from the one's last
call to the other's first.

`boards` on an edge is 1 where a rider boards and 0 elsewhere. Backward, every edge is turned round.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import networkx as nx


class Event(NamedTuple):
    """A vehicle at one of its calls: `kind` is leaves or comes."""

    kind: str
    trip: str
    day_s: int
    call: int


class Moment(NamedTuple):
    """A rider at a stop at a time at which something can be boarded there."""

    stop: str
    time_s: int


Edge = tuple[Event | Moment, Event | Moment, int]
"""tail, head, boards"""


class Boarding(NamedTuple):
    """A departure that may be boarded: where, when, and the event."""

    stop: str
    time_s: int
    event: Event


class Alighting(NamedTuple):
    """An arrival at which riders may leave: where, when, and the event."""

    stop: str
    time_s: int
    event: Event


class Expanded(NamedTuple):
    """The graph of events, with every boarding and alighting in it."""

    events: nx.DiGraph
    boardings: list[Boarding]
    alightings: list[Alighting]


def walks_from(graph: nx.MultiDiGraph, stop: str) -> dict[str, int]:
    """Stops that can be walked to in one transfer, with seconds."""
    ways: dict[str, int] = {}
    for _, head, data in graph.out_edges(stop, data=True):
        if data["kind"] == "walk":
            ways[head] = min(data["duration_s"], ways.get(head, data["duration_s"]))
    return ways


def expand(
    graph: nx.MultiDiGraph, first_s: int, last_s: int, *, backward: bool = False
) -> Expanded:
    """The events between two moments (both included)."""
    ridden, boardings, alightings = expand_rides(graph, first_s, last_s)
    edges: list[Edge] = [(tail, head, 0) for tail, head in ridden]
    edges += _joints(graph, boardings, alightings)
    if backward:
        edges = [(head, tail, boards) for tail, head, boards in edges]
    events = nx.DiGraph()
    events.add_weighted_edges_from(edges, weight="boards")
    return Expanded(events, boardings, alightings)


def expand_rides(
    graph: nx.MultiDiGraph, first_s: int, last_s: int
) -> tuple[list[tuple[Event, Event]], list[Boarding], list[Alighting]]:
    """Being on board between two moments, and where riders may come on board and leave."""
    boardings: list[Boarding] = []
    alightings: list[Alighting] = []
    ridden: list[tuple[Event, Event]] = []
    service_days = graph.graph["service_days"]
    for tail, head, data in graph.edges(data=True):
        if data["kind"] != "ride":
            continue
        call = data["position"]
        for trip, leaves_s, comes_s in data["times"]:
            days = service_days[trip]
            low, high = bisect_left(days, first_s - leaves_s), bisect_right(days, last_s - comes_s)
            for day_s in days[low:high]:
                leaves = Event("leaves", trip, day_s, call)
                comes = Event("comes", trip, day_s, call + 1)
                ridden += [(leaves, comes), (comes, leaves._replace(call=call + 1))]
                if data["board"]:
                    boardings.append(Boarding(tail, day_s + leaves_s, leaves))
                if data["alight"]:
                    alightings.append(Alighting(head, day_s + comes_s, comes))
    ridden += _stays(graph)
    return ridden, boardings, alightings


def _stays(graph: nx.MultiDiGraph) -> Iterator[tuple[Event, Event]]:
    """Staying on board at the end of a trip."""
    for _, _, data in graph.edges(data=True):
        if data["kind"] == "stay":
            for trip, day_s, call, next_trip, next_day_s in data["runs"]:
                comes = Event("comes", trip, day_s, call)
                yield comes, Event("leaves", next_trip, next_day_s, 0)


def _joints(
    graph: nx.MultiDiGraph, boardings: list[Boarding], alightings: list[Alighting]
) -> Iterator[Edge]:
    """Waiting, boarding, and the ways between an alighting and the next boarding."""
    moments: dict[str, list[int]] = defaultdict(list)
    for stop, time_s, event in boardings:
        moments[stop].append(time_s)
        yield Moment(stop, time_s), event, 1
    for stop, times in moments.items():
        times.sort()
        for earlier, later in pairwise(times):
            if earlier < later:
                yield Moment(stop, earlier), Moment(stop, later), 0
    for stop, time_s, event in alightings:
        ways = {**walks_from(graph, stop), stop: graph.nodes[stop]["change_s"]}
        for other, seconds in ways.items():
            times = moments.get(other, [])
            at = bisect_left(times, time_s + seconds)
            if at < len(times):
                yield event, Moment(other, times[at]), 0
