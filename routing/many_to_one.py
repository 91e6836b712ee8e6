"""Journeys from many places to one: origins and a destination in, journeys as flat arrays out.

Each origin's journeys are those of the production search (routing/search.py). What bounds a search
is the earliest arrival by stop and minute, and that depends on the destination alone: here it is
found once for all origins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.bounding import Ends, bound_all_arrivals, has_few_departures
from routing.budget import Budget
from routing.decoding import Stops, decoded_rides
from routing.islands import are_apart
from routing.kernels.changes import ease_changes
from routing.memory import Memory, borrowed
from routing.network import Network
from routing.requests import MAX_DURATION_S
from routing.rounds import BothWays, Rounds
from routing.seeds import seeds_of
from routing.views import NO_EASING, View, view_of

Ints = NDArray[np.int64]
ROUNDS = 8
"""Rides of a journey at most, as many as the production search allows by default."""


@dataclass(frozen=True, slots=True)
class FlatJourneys:
    """Journeys, those of one origin together and in order of departure, arrival and transfers.

    Shapes: origin (the row of the origin), depart_s, arrive_s (UTC, access and egress included),
    transfers, access_s (on foot at both ends), ride_s, rides (how many) (journeys,); trip, board,
    alight (positions in the trip's pattern) (rides,), in the order of travel.
    """

    origin: Ints
    depart_s: Ints
    arrive_s: Ints
    transfers: Ints
    access_s: Ints
    ride_s: Ints
    rides: Ints
    trip: Ints
    board: Ints
    alight: Ints


def journeys_to(
    network: Network,
    origins: Sequence[Stops],
    targets: Stops,
    *,
    time_s: int,
    window_s: int,
    max_duration_s: int = MAX_DURATION_S,
) -> FlatJourneys:
    """The Pareto sets of departure, arrival and transfers from every origin to the targets.

    `origins` and `targets` give seconds of access and egress by stop; departures lie in
    [time_s, time_s + window_s). Units: UTC seconds.
    """
    view = view_of(network, time_s, window_s + max_duration_s)
    ways = BothWays.of(view, NO_EASING)
    from_s = time_s - view.day.base_s
    ends = [Ends.of(each, targets) for each in origins]
    seeds = [
        seeds_of(view.day, each.source_stop, each.source_s, from_s, from_s + window_s)
        for each in ends
    ]
    heads = [np.empty((0, 2), dtype=np.int64)]
    rides = [np.empty((0, 4), dtype=np.int32)]
    with borrowed(view.day, ROUNDS) as memory:
        bounded = [each for each in seeds if len(each) and not has_few_departures(each)]
        profile = bound_all_arrivals(view, ways.back, memory, Ends.of({}, targets), bounded)
        for row, (one, first) in enumerate(zip(ends, seeds, strict=True)):
            if len(first) and not are_apart(view.islands, one.source_stop, one.target_stop):
                search = Rounds(view, ways, memory, one, ROUNDS, max_duration_s, profile)
                counts, found = _read(memory, search.window(first, Budget()))
                heads.append(np.column_stack((np.full(len(counts), row), counts)))
                rides.append(found)
    told, rows = np.concatenate(heads), np.concatenate(rides)
    ease_changes(view.day.arrays, *ways.forward, rows, told[:, 1])
    return _flat(view, ends, told, rows)


def _read(memory: Memory, n: int) -> tuple[Ints, NDArray[np.int32]]:
    """How many rides each of the journeys found has, and the rides in the order of travel."""
    first, count = memory.arrays.found[:n, 2:].astype(np.int64).T
    return count, memory.arrays.found_rides[np.repeat(first + count - 1, count) - _counted(count)]


def _flat(view: View, ends: Sequence[Ends], told: Ints, rows: NDArray[np.int32]) -> FlatJourneys:
    """The journeys of all origins: `told` has the row of the origin and the number of rides."""
    origin, counts = told.T
    parts = decoded_rides(view.day, rows)
    of_journey = np.repeat(np.arange(len(told)), counts)[parts[:, 0]]
    first = np.searchsorted(of_journey, np.arange(len(told) + 1))
    rides, begin, last = np.diff(first), first[:-1], first[1:] - 1
    access = np.zeros(len(told), dtype=np.int64)
    seconds = np.zeros(len(view.lat), dtype=np.int64)
    for row in np.unique(origin):
        seconds[ends[row].source_stop] = ends[row].source_s
        mine = origin == row
        access[mine] = seconds[parts[begin[mine], 7]]
    if ends:
        seconds[ends[0].target_stop] = ends[0].target_s
    egress = seconds[parts[last, 8]]
    depart, arrive = parts[begin, 1] - access, parts[last, 2] + egress
    transfers = np.bincount(of_journey[parts[:, 9] == 0], minlength=len(told)) - 1
    ride = np.bincount(of_journey, weights=parts[:, 2] - parts[:, 1], minlength=len(told))
    order = np.lexsort((transfers, arrive, depart, origin))
    part = np.repeat(begin[order], rides[order]) + _counted(rides[order])
    return FlatJourneys(
        origin[order], depart[order], arrive[order], transfers[order], (access + egress)[order],
        ride.astype(np.int64)[order], rides[order], parts[part, 3], parts[part, 5], parts[part, 6],
    )  # fmt: skip


def _counted(counts: Ints) -> Ints:
    """0, 1, 2 ... anew for every count. Shapes: (counts summed up,)."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
