"""One to all: a place and a moment in, how long it takes to every stop by how many rides out.

Mirrored (`arrive_by`), from every stop to the place. Unlike routing/reach.py this knows one moment
only, and tells apart how often one changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import deadline
from routing.bounding import Ends
from routing.decoding import Stops
from routing.kernels.everywhere import everywhere
from routing.kernels.labels import NEVER, NO_LEVELS, Bounds
from routing.memory import borrowed
from routing.network import Network
from routing.reach import UNREACHED
from routing.requests import MAX_TRANSFERS, JourneyRequest
from routing.seeds import seeds_of
from routing.views import Easing, eased, view_of, ways_of
from routing.wishes import wishes_of

Seconds = NDArray[np.int32]

_NO_END = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Reached:
    """Seconds from (to) a place, UNREACHED where nothing leads.

    `by_ride[k]` is the least time to be there by at most k rides, stepping off the last one there;
    row 0 is never reached. `at_stop` has one walk after the last ride too, and row 0 is on foot.
    Shapes: (rides + 1, stops).
    """

    by_ride: Seconds
    at_stop: Seconds

    def to_end(self, egress: Stops, longest_s: int) -> list[tuple[int, int]]:
        """Each (seconds, rides) that is worth it to where these stops lead, fewest rides first."""
        if not egress:
            return []
        stops = np.fromiter(egress.keys(), dtype=np.int64, count=len(egress))
        onward = np.fromiter(egress.values(), dtype=np.int64, count=len(egress))
        best = (self.by_ride[1:, stops].astype(np.int64) + onward).min(axis=1).tolist()
        found: list[tuple[int, int]] = []
        for rides, seconds in enumerate(best, start=1):
            if seconds <= longest_s and (not found or seconds < found[-1][0]):
                found.append((seconds, rides))
        return found


def reach_everywhere(network: Network, request: JourneyRequest, sources: Stops) -> Reached:
    """How long it takes from the request's origin at its moment, the first walks given by stop.

    With `arrive_by` from every stop to the request's destination. Its destination (mirrored: its
    origin) and its window say nothing here. Nothing that takes longer than its longest journey is
    reached.
    Errors: Busy where the answer is due before the search, or after it.
    """
    deadline.check()
    rounds = min(request.max_transfers, MAX_TRANSFERS) + 1
    longest_s = request.max_duration_s
    by_ride = np.full((rounds + 1, len(network.stops.lat)), UNREACHED, dtype=np.int32)
    on_foot = np.full(len(network.stops.lat), UNREACHED, dtype=np.int32)
    for stop, seconds in sources.items():
        if seconds <= longest_s:
            on_foot[stop] = seconds
    if sources and request.transit_modes != frozenset():
        _ride(network, request, sources, rounds, by_ride)
        deadline.check()
    return Reached(by_ride, _with_walks(network, request, by_ride, on_foot))


def _ride(
    network: Network, request: JourneyRequest, sources: Stops, rounds: int, by_ride: Seconds
) -> None:
    """Fills the seconds by rides."""
    easing = Easing(request.min_transfer_s, request.extra_transfer_s, request.transfer_factor)
    longest_s = request.max_duration_s + 1
    view = view_of(
        network, request.time_s, longest_s, reverse=request.arrive_by, wishes=wishes_of(request),
        easing=easing,
    )  # fmt: skip
    ends = Ends.of(sources, {})
    from_s = (-request.time_s if request.arrive_by else request.time_s) - view.day.base_s
    seeds = seeds_of(view.day, ends.source_stop, ends.source_s, from_s, from_s)
    if not len(seeds):
        return
    bounds = Bounds(longest_s, 0, 0, _NO_END, 0, int(NEVER), NO_LEVELS)
    arrived = np.empty((len(network.stops.lat), rounds + 1), dtype=np.int32)
    with borrowed(view.day, rounds) as memory:
        ways = eased(view.ways, easing)
        everywhere(view.day.arrays, *ways, seeds, rounds, bounds, memory.arrays, arrived)
    arrived = arrived.T
    known = arrived < NEVER
    known[0] = False
    by_ride[known] = arrived[known] - from_s


def _with_walks(
    network: Network, request: JourneyRequest, by_ride: Seconds, on_foot: Seconds
) -> Seconds:
    """The same with one walk between stops after the last ride, and what is reached on foot."""
    ways = ways_of(network, backward=request.arrive_by)
    begin = np.repeat(np.arange(len(ways.start) - 1), np.diff(ways.start))
    at_stop = np.minimum(by_ride, on_foot)
    for before, after in zip(by_ride[1:], at_stop[1:], strict=True):
        reached = before[begin] < UNREACHED
        total = before[begin[reached]] + ways.duration_s[reached]
        np.minimum.at(after, ways.to[reached], total)
    at_stop[at_stop > request.max_duration_s] = UNREACHED
    return at_stop
