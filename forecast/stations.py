"""Measuring stations: speeds along a corridor in, its travel time out.

A corridor is as fast as its stations say: its length times the mean of one by their speeds, so that
a slow stretch counts for the time that it costs. Less than half of its stations say too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean

from feeds.territory import Territory
from forecast.observation_csv import Observation

LEAST_SHARE = 0.5
LEAST_KMH = 3.0
"""Who stands still is counted as walking."""
TOGETHER_S = 300
"""Stations of one answer that measured within so many seconds belong together."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A corridor by its stations."""

    corridor_id: str
    length_m: float
    stations: frozenset[str]


def measured_corridors(territory: Territory) -> tuple[Measured, ...]:
    """The corridors of a territory that have stations."""
    stations: dict[str, set[str]] = {}
    for row in territory.stations.itertuples():
        if row.corridor_id:
            stations.setdefault(row.corridor_id, set()).add(row.station_id)
    lengths = dict(
        territory.corridors[["corridor_id", "length_m"]].itertuples(index=False, name=None)
    )
    return tuple(
        Measured(corridor, float(lengths[corridor]), frozenset(of_it))
        for corridor, of_it in stations.items()
        if corridor in lengths
    )


def travel_times(
    observations: Iterable[Observation], corridors: Iterable[Measured]
) -> Iterator[Observation]:
    """The travel times that the speeds of one answer tell."""
    speeds: dict[str, tuple[int, float]] = {}
    for quantity, site, moment_s, value in observations:
        if quantity == "speed_kmh" and moment_s >= speeds.get(site, (0, 0.0))[0]:
            speeds[site] = moment_s, value
    for corridor in corridors:
        told = _told(corridor, speeds)
        if len(told) >= LEAST_SHARE * len(corridor.stations) and told:
            seconds_a_metre = fmean(3.6 / max(kmh, LEAST_KMH) for _, kmh in told)
            at_s = max(moment_s for moment_s, _ in told)
            yield "travel_time_s", corridor.corridor_id, at_s, corridor.length_m * seconds_a_metre


def _told(corridor: Measured, speeds: Mapping[str, tuple[int, float]]) -> list[tuple[int, float]]:
    """What its stations told together with the latest of them."""
    told = [speeds[station] for station in corridor.stations if station in speeds]
    latest = max((moment_s for moment_s, _ in told), default=0)
    return [pair for pair in told if latest - pair[0] <= TOGETHER_S]
