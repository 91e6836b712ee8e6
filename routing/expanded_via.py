"""Stops to visit: the time-expanded graph and stops on the way in, the graph on several floors out.

Every event stands once on every floor; on floor f the first f stops have been visited. Riders go up
where they are at the next stop to visit: at once, or where a time is asked for by a change that
takes it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

import networkx as nx

from routing.expanded import Alighting, Event, Expanded, Moment, expand, walks_from


class Floor(NamedTuple):
    """An event after so many visits."""

    event: Event | Moment
    visited: int


Way = tuple[Floor, Floor, int]


def expand_via(
    graph: nx.MultiDiGraph,
    first_s: int,
    last_s: int,
    via: Sequence[tuple[str, int]],
    *,
    backward: bool = False,
) -> Expanded:
    """The events between two moments; boardings on the lowest floor, alightings on the highest."""
    if not via:
        return expand(graph, first_s, last_s, backward=backward)
    flat = expand(graph, first_s, last_s)
    top = len(via)
    edges: list[Way] = [
        (Floor(tail, floor), Floor(head, floor), boards)
        for tail, head, boards in flat.events.edges(data="boards")
        for floor in range(top + 1)
    ]
    for floor, (stop, stay_s) in enumerate(via):
        if not stay_s:
            edges += [
                (Floor(event, floor), Floor(event, floor + 1), 0)
                for event in _events_at(graph, flat, stop)
            ]
    edges += _stayed(graph, flat, via)
    if backward:
        edges = [(head, tail, boards) for tail, head, boards in edges]
    events = nx.DiGraph()
    events.add_weighted_edges_from(edges, weight="boards")
    return Expanded(
        events,
        [each._replace(event=_on(each.event, 0)) for each in flat.boardings],
        [each._replace(event=_on(each.event, top)) for each in flat.alightings],
    )


def _on(event: Event, floor: int) -> Event:
    return cast("Event", Floor(event, floor))  # what a node is, nobody looks at from here on


def _events_at(graph: nx.MultiDiGraph, flat: Expanded, stop: str) -> list[Event]:
    """The vehicles' events at a stop."""
    calls = set()
    for tail, head, data in graph.edges(data=True):
        if data["kind"] == "ride":
            for trip, *_ in data["times"]:
                if tail == stop:
                    calls.add(("leaves", trip, data["position"]))
                if head == stop:
                    calls.add(("comes", trip, data["position"] + 1))
    return [
        event
        for event in flat.events
        if isinstance(event, Event) and (event.kind, event.trip, event.call) in calls
    ]


def _stayed(
    graph: nx.MultiDiGraph, flat: Expanded, via: Sequence[tuple[str, int]]
) -> Iterator[Way]:
    """Changes that go up: at a stop to visit, or between two of them, with the time asked for."""
    moments: dict[str, list[int]] = defaultdict(list)
    for stop, time_s, _ in flat.boardings:
        moments[stop].append(time_s)
    for times in moments.values():
        times.sort()
    for alighting in flat.alightings:
        ways = walks_from(graph, alighting.stop)
        for floor, (stop, stay_s) in enumerate(via):
            after, after_s = via[floor + 1] if floor + 1 < len(via) else (None, 0)
            for other in {*ways, alighting.stop}:
                up = []
                if stop in (alighting.stop, other):
                    up.append((floor + 1, stay_s))
                if stop == alighting.stop and other == after:
                    up.append((floor + 2, stay_s + after_s))
                for reached, seconds in up:
                    needed_s = _needed_s(graph, alighting, other, ways, seconds)
                    times = moments.get(other, [])
                    at = bisect_left(times, alighting.time_s + needed_s)
                    if at < len(times):
                        head = Floor(Moment(other, times[at]), reached)
                        yield Floor(alighting.event, floor), head, 0


def _needed_s(
    graph: nx.MultiDiGraph, alighting: Alighting, other: str, ways: dict[str, int], stay_s: int
) -> int:
    if other == alighting.stop:
        return max(int(graph.nodes[other]["change_s"]), stay_s)
    return ways[other] + stay_s
