"""Reach: how long it takes from one place to everywhere, over the minutes of a window.

Who leaves at one minute may just miss a tram, so a single departure says little. Every minute of
the window is searched (routing/window_scan.py), and what is asked of the travel times are
percentiles: the 50th is what a rider gets who does not choose the minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.decoding import Stops
from routing.kernels import window as kernels
from routing.kernels.labels import NEVER
from routing.network import Network
from routing.requests import MAX_DURATION_S
from routing.views import ways_of
from routing.window_scan import search_blocks

UNREACHED = int(kernels.UNREACHED)
"""The travel time to where nothing leads in time."""

Seconds = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """Departures every `step_s` from `start_s` on, before `start_s + length_s`.

    Journeys take less than `max_duration_s`. Units: UTC seconds, seconds.
    """

    start_s: int
    length_s: int = 7200
    step_s: int = 60
    max_duration_s: int = 7200

    def __post_init__(self) -> None:
        """Errors: ValueError for a window without a departure, or with journeys of a day."""
        if self.length_s < 1 or self.step_s < 1:
            raise ValueError("a window needs a length and a step of a second at least")
        if not 0 < self.max_duration_s <= MAX_DURATION_S:
            raise ValueError(f"journeys take up to {MAX_DURATION_S} s")

    @property
    def departures(self) -> range:
        """The moments of departure."""
        return range(self.start_s, self.start_s + self.length_s, self.step_s)


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where journeys end: the stops of every destination, and the seconds from each on.

    CSR by destination twice: from a ride, with one way on foot between stops before the way on,
    and from whoever walks to the stop. Shapes: start, near_start (destinations + 1,).
    """

    start: Seconds
    stop: Seconds
    seconds: Seconds
    near_start: Seconds
    near_stop: Seconds
    near_s: Seconds

    @classmethod
    def of(cls, network: Network, targets: Sequence[Stops]) -> Destinations:
        """Destinations from the seconds of egress from their stops; one without is never reached.

        It is good for this network alone.
        """
        from_rides = [_after_rides(network, stops) for stops in targets]
        return cls(*_flat(from_rides), *_flat(targets))

    def __len__(self) -> int:
        return len(self.start) - 1

    def on_foot(self, sources: Stops, stops: int) -> Seconds:
        """Seconds from sources to every destination by a stop that both know, NEVER without one."""
        walk = np.full(stops, NEVER, dtype=np.int64)
        walk[list(sources.keys())] = list(sources.values())
        whole = np.full(len(self), NEVER, dtype=np.int64)
        end = np.repeat(np.arange(len(self)), np.diff(self.near_start))
        np.minimum.at(whole, end, walk[self.near_stop] + self.near_s)
        return whole.astype(np.int32)


def travel_times(network: Network, sources: Stops, window: Window) -> Seconds:
    """Seconds from leaving to being at every stop, by departure; UNREACHED where nothing leads.

    `sources` gives seconds to walk to the first stops. One may ride, walk one transfer from a
    ride, or only walk to a source. Shapes: (departures, stops).
    """
    parts = []
    for block in search_blocks(network, sources, window.departures, window.max_duration_s):
        shape = len(network.stops.lat), block.departures.n
        times = np.full(shape, UNREACHED, dtype=np.int32)
        kernels.times_to_stops(
            block.rows, block.ways, block.source_stop, block.source_s, block.departures, times
        )
        parts.append(times)
    return _joined(parts)


def times_between(
    network: Network, sources: Stops, destinations: Destinations, window: Window
) -> Seconds:
    """Seconds from leaving to being at every destination, by departure.

    As `travel_times` says of their stops, with the way on from there. Shapes: (departures,
    destinations).
    """
    ends, parts = destinations, []
    on_foot_s = ends.on_foot(sources, len(network.stops.lat))
    for block in search_blocks(network, sources, window.departures, window.max_duration_s):
        times = np.empty((len(ends), block.departures.n), dtype=np.int32)
        kernels.times_to_ends(
            block.rows, ends.start, ends.stop, ends.seconds, on_foot_s, block.departures, times
        )
        parts.append(times)
    return _joined(parts)


def percentiles(times: Seconds, wanted: Sequence[float]) -> Seconds:
    """Percentiles of travel times, each one that some departure has (the lower of two).

    UNREACHED where fewer departures than that lead there in time.
    Shapes: (departures, stops) -> (wanted, stops).
    """
    ranks = [min(int(len(times) * share / 100), len(times) - 1) for share in wanted]
    return np.asarray(np.partition(times, sorted(set(ranks)), axis=0)[ranks])


def matrix(
    network: Network,
    origins: Sequence[Stops],
    destinations: Sequence[Stops],
    window: Window,
    share: float = 50,
) -> Seconds:
    """A percentile of the travel times between all origins and destinations.

    Both give seconds to walk from (to) their stops. Shapes: (origins, destinations).
    """
    ends = Destinations.of(network, destinations)
    rows = [percentiles(times_between(network, each, ends, window), [share]) for each in origins]
    return np.concatenate(rows) if rows else np.empty((0, len(ends)), dtype=np.int32)


def _after_rides(network: Network, stops: Stops) -> Stops:
    """Where a ride may end, and the seconds on; one way on foot between stops included."""
    ways = ways_of(network, backward=True)
    best = dict(stops)
    for stop, seconds in stops.items():
        section = slice(int(ways.start[stop]), int(ways.start[stop + 1]))
        walks = zip(ways.to[section].tolist(), ways.duration_s[section].tolist(), strict=True)
        for before, walk_s in walks:
            best[before] = min(walk_s + seconds, best.get(before, UNREACHED))
    return best


def _flat(by_end: Sequence[Stops]) -> tuple[Seconds, Seconds, Seconds]:
    start = np.zeros(len(by_end) + 1, dtype=np.int32)
    np.cumsum([len(stops) for stops in by_end], out=start[1:])
    stop = np.array([s for stops in by_end for s in stops], dtype=np.int32)
    seconds = np.array([s for stops in by_end for s in stops.values()], dtype=np.int32)
    return start, stop, seconds


def _joined(parts: Sequence[Seconds]) -> Seconds:
    """Tables by row, block after block, as one by departure."""
    return np.asarray(parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)).T
