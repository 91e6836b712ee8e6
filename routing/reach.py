"""Reach: how long it takes from one place to everywhere, over the minutes of a window.

Who leaves at one minute may just miss a tram, so a single departure says little. Every minute of
the window is searched by itself (routing/kernels/connections.py), and what is asked of the travel
times are percentiles: the 50th is what a rider gets who does not choose the minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.decoding import Stops
from routing.network import Network
from routing.requests import MAX_DURATION_S
from routing.search import earliest_arrivals
from routing.views import ways_of

UNREACHED = np.iinfo(np.int32).max
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


def travel_times(network: Network, sources: Stops, window: Window) -> Seconds:
    """Seconds from leaving to being at every stop, by departure; UNREACHED where nothing leads.

    `sources` gives seconds to walk to the first stops. One may ride, walk one transfer from a
    ride, or only walk to a source. Shapes: (departures, stops).
    """
    times = np.empty((len(window.departures), len(network.stops.lat)), dtype=np.int32)
    stops = np.fromiter(sources.keys(), dtype=np.int64, count=len(sources))
    seconds = np.fromiter(sources.values(), dtype=np.int32, count=len(sources))
    ways = ways_of(network)
    origin = np.repeat(np.arange(times.shape[1]), np.diff(ways.start))
    for row, moment_s in zip(times, window.departures, strict=True):
        arrivals = earliest_arrivals(
            network, sources, time_s=moment_s, max_duration_s=window.max_duration_s
        )
        row[:] = np.where(arrivals >= 0, arrivals - moment_s, UNREACHED)
        known = row[origin] < UNREACHED
        np.minimum.at(row, ways.to[known], row[origin[known]] + ways.duration_s[known])
        np.minimum.at(row, stops, seconds)
    times[times >= window.max_duration_s] = UNREACHED
    return times


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
    result = np.full((len(origins), len(destinations)), UNREACHED, dtype=np.int32)
    for row, sources in zip(result, origins, strict=True):
        if not sources:
            continue
        times = travel_times(network, sources, window)
        for column, targets in enumerate(destinations):
            if targets:
                row[column] = percentiles(_to(times, targets, window), [share])[0, 0]
    return result


def _to(times: Seconds, targets: Stops, window: Window) -> Seconds:
    """The travel times to the best of some stops and on. Shapes: (departures, 1)."""
    there = times[:, list(targets)].astype(np.int64)
    whole = (there + np.fromiter(targets.values(), dtype=np.int64)).min(axis=1)
    return np.where(whole < window.max_duration_s, whole, UNREACHED).astype(np.int32)[:, None]
