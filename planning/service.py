"""What a network offers between zones: a network, zones and a period in, journeys and times out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.progress import Progress
from planning.journeys import THREADS, Journeys, access_of, find_journeys
from planning.period import LONGEST_S, Period
from planning.zones import Floats, Zones
from routing.network import Network
from routing.reach import Destinations, Window, percentiles, times_between

MEDIAN = 50


@dataclass(frozen=True, slots=True)
class Service:
    """Travel times between all zones, and the journeys of the relations asked for.

    Shapes: minutes (zones, zones), the median over the minutes of the peak, inf where nothing
    leads in two hours.
    """

    network: Network
    access: list[dict[int, int]]
    minutes: Floats
    journeys: Journeys


def minutes_between(
    network: Network,
    access: list[dict[int, int]],
    period: Period,
    progress: Progress,
    threads: int = THREADS,
) -> Floats:
    """Median minutes from zone to zone over every minute of the peak. Shapes: (zones, zones)."""
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
            return np.full(len(access), np.inf)
        times = times_between(network, access[origin], ends, window)
        median_s = percentiles(times, [MEDIAN])[0]
        return np.where(median_s < LONGEST_S, median_s / 60, np.inf)

    with ThreadPoolExecutor(threads) as pool:
        minutes = np.stack(list(pool.map(row, range(len(access)))))
    np.fill_diagonal(minutes, 0.0)
    return minutes


def serve(
    network: Network,
    zones: Zones,
    relations: list[tuple[int, int]],
    period: Period,
    progress: Progress,
) -> Service:
    """Travel times between all zones, and the journeys of some relations."""
    access = access_of(network, zones)
    minutes = minutes_between(network, access, period, progress)
    progress("journeys", 0.0)
    found = find_journeys(network, access, relations, period, progress)
    return Service(network, access, minutes, found)
