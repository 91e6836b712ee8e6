"""What a network offers between zones: a network, zones and a period in, journeys and times out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.progress import Progress
from planning.journeys import THREADS, Journeys, access_of, find_journeys
from planning.period import LONGEST_S, Period
from planning.zones import Floats, Zones
from routing.network import Network
from routing.reach import Destinations, Window, percentiles, times_between

PERCENTILES = (50, 90)


class Minutes(NamedTuple):
    """Travel times from zone to zone, inf where nothing leads in two hours.

    Over the minutes of the peak: what half of the departures keep, and nine in ten.
    Shapes: (zones, zones) each.
    """

    p50: Floats
    p90: Floats


@dataclass(frozen=True, slots=True)
class Service:
    """Travel times between all zones, and the journeys of the relations asked for."""

    network: Network
    access: list[dict[int, int]]
    minutes: Minutes
    journeys: Journeys


def minutes_between(
    network: Network,
    access: list[dict[int, int]],
    period: Period,
    progress: Progress,
    threads: int = THREADS,
) -> Minutes:
    """Minutes from zone to zone over every minute of the peak."""
    window = Window(
        period.moment_s(period.peak[0]), period.peak[1] - period.peak[0], max_duration_s=LONGEST_S
    )
    done = 0
    ends = Destinations.of(network, access)

    def row(origin: int) -> Floats:
        nonlocal done
        done += 1
        progress("travel times", done / len(access))
        if not access[origin]:
            return np.full((len(PERCENTILES), len(access)), np.inf)
        times = times_between(network, access[origin], ends, window)
        told_s = percentiles(times, PERCENTILES)
        return np.where(told_s < LONGEST_S, told_s / 60, np.inf)

    with ThreadPoolExecutor(threads) as pool:
        both = np.stack(list(pool.map(row, range(len(access)))), axis=1)
    for minutes in both:
        np.fill_diagonal(minutes, 0.0)
    return Minutes(*both)


def serve(
    network: Network,
    zones: Zones,
    relations: list[tuple[int, int]],
    period: Period,
    progress: Progress,
    first: Callable[[Minutes], None] | None = None,
) -> Service:
    """Travel times between all zones, and the journeys of some relations.

    `first` is called with the travel times as soon as they are known: journeys take longer.
    """
    access = access_of(network, zones)
    minutes = minutes_between(network, access, period, progress)
    if first is not None:
        first(minutes)
    progress("journeys", 0.0)
    found = find_journeys(network, access, relations, period, progress)
    return Service(network, access, minutes, found)
