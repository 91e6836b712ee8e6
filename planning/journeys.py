"""Journeys between zones: a network and relations in, all journeys of a period as flat arrays out.

They are those of the production search over every minute of the period (Pareto-optimal in
departure, arrival and transfers), so what a commuter is shown is what an assignment uses. Where
several lines make journeys alike in all three, one of them stands there; a page may show another.
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
from routing.many_to_one import FlatJourneys, journeys_to
from routing.network import Network
from routing.requests import DEFAULT_WALK_MPS, Endpoint

Ints = NDArray[np.int64]
MAX_WALK_S = 1800
THREADS = 2


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
    by_target: dict[int, list[int]] = {}
    for at, (_, target) in enumerate(relations):
        by_target.setdefault(target, []).append(at)
    done = 0

    def search(target: int) -> FlatJourneys:
        nonlocal done
        mine = by_target[target]
        found = journeys_to(
            network, [access[relations[at][0]] for at in mine], access[target],
            time_s=period.moment_s(period.leaving[0]),
            window_s=period.leaving[1] - period.leaving[0], max_duration_s=LONGEST_S,
        )  # fmt: skip
        done += len(mine)
        progress("journeys", done / len(relations))
        return found

    largest_first = sorted(by_target, key=lambda target: -len(by_target[target]))
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(search, largest_first))
    asked = [
        np.array(by_target[target])[each.origin]
        for target, each in zip(largest_first, found, strict=True)
    ]
    return _flat(network, found, asked, len(relations))


def _flat(
    network: Network, found: Sequence[FlatJourneys], asked: Sequence[Ints], relations: int
) -> Journeys:
    """The journeys in the order of relations; `asked` are the relations of those found."""
    relation = _joined(asked)
    order = np.argsort(relation, kind="stable")
    counts = _joined([each.rides for each in found])
    first = (np.cumsum(counts) - counts)[order]
    ride_start = np.r_[0, np.cumsum(counts[order])]
    ride = np.repeat(first - ride_start[:-1], counts[order]) + np.arange(int(ride_start[-1]))
    trip = _joined([each.trip for each in found])[ride]
    depart, arrive, transfers, walked, ridden = (
        _joined([getattr(each, name) for each in found])[order]
        for name in ("depart_s", "arrive_s", "transfers", "access_s", "ride_s")
    )
    timetable = network.timetable
    length = np.diff(timetable.pattern_start)
    pattern = timetable.trip_pattern[trip].astype(np.int64)
    call = timetable.pattern_call[:-1][pattern]
    call = call + (trip - timetable.pattern_trip[pattern]) * length[pattern]
    return Journeys(
        start=np.r_[0, np.cumsum(np.bincount(relation, minlength=relations))],
        depart_s=depart,
        arrive_s=arrive,
        transfers=transfers,
        access_s=walked,
        change_s=arrive - depart - ridden - walked,
        ride_s=ridden,
        ride_start=ride_start,
        trip=trip,
        first_call=call + _joined([each.board for each in found])[ride],
        last_call=call + _joined([each.alight for each in found])[ride],
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])
