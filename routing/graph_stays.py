"""Staying on board as edges: a Network's in-seat transfers in, edges of kind "stay" out.

An edge leads from the last stop of a trip to the first stop of the trip that its vehicle becomes,
whose mode and line it bears.
Its `runs` say when: (trip id, day, last call, next trip's id, its day), days as UTC seconds like
those in graph["service_days"].
"""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from routing.in_seat import in_seat_pairs
from routing.network import Network
from routing.requests import TRANSIT_MODES
from routing.runs import first_calls, running

Run = tuple[str, int, int, str, int]


def stay_ends(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Stop of the last call, stop of the next trip's first one, and seconds between, by link."""
    timetable = network.timetable
    links = timetable.in_seat
    before, ends = first_calls(timetable, links.before.astype(np.int64))
    after, begins = first_calls(timetable, links.after.astype(np.int64))
    last = timetable.pattern_start[before + 1] - 1
    ends = ends + last - timetable.pattern_start[before]
    stand_s = timetable.departure_s[begins] - timetable.arrival_s[ends]
    stand_s = stand_s + DAY_S * links.next_day.astype(np.int64)
    return (
        timetable.pattern_stop[last].astype(np.int64),
        timetable.pattern_stop[timetable.pattern_start[after]].astype(np.int64),
        np.maximum(stand_s, 0),
    )


def add_stays(
    graph: nx.MultiDiGraph,
    network: Network,
    trips: NDArray[np.int64],
    length_m: NDArray[np.float64],
    span: tuple[int, int] | None,
) -> None:
    """Adds an edge for every link between two of the trips; `length_m` is theirs, by link."""
    links = network.timetable.in_seat
    taken = np.isin(links.before, trips) & np.isin(links.after, trips)
    if not taken.any():
        return
    runs = _runs(network, span)
    ids, countries = network.stops.id, network.stops.country
    tails, heads, stand_s = stay_ends(network)
    for link in np.flatnonzero(taken).tolist():
        tail, head = int(tails[link]), int(heads[link])
        graph.add_edge(
            ids[tail],
            ids[head],
            key=("stay", link),
            kind="stay",
            **line_of(network, int(links.after[link])),
            duration_s=int(stand_s[link]),
            distance_m=int(length_m[link]),
            crosses_border=countries[tail] != countries[head],
            runs=tuple(runs.get((int(links.before[link]), int(links.after[link])), ())),
        )


def line_of(network: Network, trip: int) -> dict[str, str]:
    """Mode and line of a trip, as edges tell them."""
    route = int(network.trips.route[trip])
    mode = TRANSIT_MODES[network.routes.mode[route]]
    return {"mode": mode, "route": network.routes.short_name[route]}


def _runs(network: Network, span: tuple[int, int] | None) -> dict[tuple[int, int], list[Run]]:
    """When riders may stay, by the two trips."""
    timetable, ids = network.timetable, network.trips.id
    links = timetable.in_seat
    allowed = np.zeros(timetable.n_trips, dtype=np.bool_)
    allowed[links.before] = allowed[links.after] = True
    if span is None:
        span = ((timetable.first_day - 1) * DAY_S, (timetable.last_day + 3) * DAY_S)
    runs = running(timetable, network.zones, *span, allowed)
    found: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for a, b in in_seat_pairs(timetable, runs).tolist():
        before, after = int(runs.trip[a]), int(runs.trip[b])
        last = timetable.length(int(timetable.trip_pattern[before])) - 1
        start, next_start = (int(runs.shift_s[run]) + span[0] for run in (a, b))
        found[before, after].append((ids[before], start, last, ids[after], next_start))
    return found
