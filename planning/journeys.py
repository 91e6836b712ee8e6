"""Journeys between zones: a network and relations in, all journeys of a period as flat arrays out.

They are those of the production search over every minute of the period (Pareto-optimal in
departure, arrival and transfers), so what a commuter is shown is what an assignment uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress, silent
from planning.period import LONGEST_S, Period
from planning.zones import Zones
from routing.access import stops_on_foot
from routing.journeys import Journey
from routing.network import Network
from routing.requests import DEFAULT_WALK_MPS, Endpoint
from routing.search import pareto_search

Ints = NDArray[np.int64]
MAX_WALK_S = 1800
THREADS = 2
CHUNK = 32
"""Relations that a thread takes at a time."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """Journeys of relations, those of one relation together and in order of departure.

    Shapes: start (relations + 1,) into the journeys; depart_s, arrive_s (UTC), transfers, access_s
    (on foot to the first stop and from the last), change_s, ride_s (journeys,); ride_start
    (journeys + 1,) into trip, first_call, last_call (rides,), the calls of the timetable between
    which a trip is ridden.
    """

    start: Ints
    depart_s: Ints
    arrive_s: Ints
    transfers: Ints
    access_s: Ints
    change_s: Ints
    ride_s: Ints
    ride_start: Ints
    trip: Ints
    first_call: Ints
    last_call: Ints

    @property
    def relation(self) -> Ints:
        """The relation of every journey. Shapes: (journeys,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def access_of(network: Network, zones: Zones) -> list[dict[int, int]]:
    """The stops that can be walked to from the middle of every zone, in seconds."""
    points = zip(zones.lat.tolist(), zones.lon.tolist(), zones.name, strict=True)
    return [
        stops_on_foot(
            network, Endpoint(lat, lon, name), max_access_s=MAX_WALK_S, walk_mps=DEFAULT_WALK_MPS
        )
        for lat, lon, name in points
    ]


def find_journeys(
    network: Network,
    access: Sequence[dict[int, int]],
    relations: Sequence[tuple[int, int]],
    period: Period,
    progress: Progress = silent,
    threads: int = THREADS,
) -> Journeys:
    """All journeys of the relations that leave in the period.

    `relations` are pairs of rows of `access`; `progress` is told the share that is done.
    """
    start_s = period.moment_s(period.leaving[0])
    length_s = period.leaving[1] - period.leaving[0]

    done = 0

    def search(chunk: Sequence[tuple[int, int]]) -> list[list[Journey]]:
        nonlocal done
        done += len(chunk)
        progress("journeys", done / len(relations))
        return [
            pareto_search(
                network, access[origin], access[target],
                time_s=start_s, window_s=length_s, max_duration_s=LONGEST_S,
            )
            if access[origin] and access[target]
            else []
            for origin, target in chunk
        ]  # fmt: skip

    chunks = [relations[at : at + CHUNK] for at in range(0, len(relations), CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        found = [each for part in pool.map(search, chunks) for each in part]
    return _flat(network, found)


def _flat(network: Network, found: Sequence[Sequence[Journey]]) -> Journeys:
    timetable = network.timetable
    base = timetable.pattern_call[:-1]
    pattern_of = timetable.trip_pattern
    length = np.diff(timetable.pattern_start)
    every = [journey for relation in found for journey in relation]
    rides = [ride for journey in every for ride in journey.rides]
    told = np.array(
        [(r.trip, r.board, r.alight, r.arrival_s - r.departure_s) for r in rides], dtype=np.int64
    ).reshape(-1, 4)
    trip = told[:, 0]
    pattern = pattern_of[trip].astype(np.int64)
    call = base[pattern] + (trip - timetable.pattern_trip[pattern]) * length[pattern]
    counts = np.array([len(journey.rides) for journey in every], dtype=np.int64)
    ride_start = np.r_[0, np.cumsum(counts)]
    depart = np.array([journey.departure_s for journey in every], dtype=np.int64)
    arrive = np.array([journey.arrival_s for journey in every], dtype=np.int64)
    ridden = np.add.reduceat(np.r_[told[:, 3], 0], ride_start[:-1]) if every else depart
    access = np.array([each.access_s + each.egress_s for each in every], dtype=np.int64)
    return Journeys(
        start=np.r_[0, np.cumsum([len(relation) for relation in found])].astype(np.int64),
        depart_s=depart,
        arrive_s=arrive,
        transfers=np.array([journey.transfers for journey in every], dtype=np.int64),
        access_s=access,
        change_s=arrive - depart - ridden - access,
        ride_s=ridden,
        ride_start=ride_start,
        trip=trip,
        first_call=call + told[:, 1],
        last_call=call + told[:, 2],
    )
