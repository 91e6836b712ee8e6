"""Hops: which trips drive which corridor between which two of their calls. Types only.

A hop is the part of a trip between two timed calls, one before the corridor and one after it. Lines
that drive the same way between the same stops form a group, in which run times can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import clock
from forecast.observation_csv import SITE_SEPARATOR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FROM, TO = 0, 1
"""The two ends of a hop."""


@dataclass(frozen=True)
class Hops:
    """Hops with their times, and the corridors that they drive.

    `leaves_s` and `comes_s` count from the start of the service day; `dwell_s` is how long the trip
    stays at either end by its timetable, `sequence` the feed's own number of the call there; nobody
    drives the hop in less than `least_s`. A claim is a corridor that a hop drives, and the share of
    the hop's delay that it bears.
    Shapes: trip, from_stop, to_stop, leaves_s, comes_s, least_s, service, zone, group (hops,);
    dwell_s, sequence (hops, 2); runs (services, days), day 0 being `first_day`; claim_* (claims,);
    free_flow_s (corridors,), seconds by car.
    """

    trip: tuple[str, ...]
    from_stop: tuple[str, ...]
    to_stop: tuple[str, ...]
    sequence: Ints
    leaves_s: Ints
    comes_s: Ints
    dwell_s: Ints
    least_s: Floats
    service: Ints
    zone: Ints
    group: Ints
    zones: tuple[str, ...]
    groups: tuple[str, ...]
    runs: NDArray[np.bool_]
    first_day: int
    claim_hop: Ints
    claim_corridor: Ints
    claim_share: Floats
    corridors: tuple[str, ...]
    free_flow_s: Floats
    derived: tuple[str, ...] = field(default=())
    """corridors whose hops no table names: they were found on the map"""

    @property
    def run_s(self) -> Ints:
        """The scheduled run times."""
        return self.comes_s - self.leaves_s

    @cached_property
    def ends(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The hops that begin or end there, and which end it is, by trip and stop as sites."""
        found: dict[str, list[tuple[int, int]]] = {}
        for end, stops in ((FROM, self.from_stop), (TO, self.to_stop)):
            for hop, (trip, stop) in enumerate(zip(self.trip, stops, strict=True)):
                found.setdefault(f"{trip}{SITE_SEPARATOR}{stop}", []).append((hop, end))
        return {site: tuple(pairs) for site, pairs in found.items()}

    @cached_property
    def stop_at(self) -> dict[tuple[str, int], str]:
        """The stop at an end of a hop by its trip and sequence."""
        ends = zip(self.trip, self.from_stop, self.to_stop, self.sequence.tolist(), strict=True)
        return {
            (trip, sequence): stop
            for trip, *stops, sequences in ends
            for stop, sequence in zip(stops, sequences, strict=True)
        }

    @cached_property
    def trips(self) -> frozenset[str]:
        """The trips that drive a corridor."""
        return frozenset(self.trip)

    @cached_property
    def day_starts_s(self) -> Ints:
        """When service days begin. Shapes: (zones, days)."""
        days = [clock.from_day_number(self.first_day + n) for n in range(self.runs.shape[1])]
        starts = [[clock.service_day_start_s(day, zone) for day in days] for zone in self.zones]
        return np.array(starts, dtype=np.int64).reshape(len(self.zones), len(days))

    def scheduled_s(self, hop: Ints, end: Ints) -> Ints:
        """The scheduled moment at one end of hops, from the start of their service day."""
        return np.where(end == FROM, self.leaves_s[hop], self.comes_s[hop])
