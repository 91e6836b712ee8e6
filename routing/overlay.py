"""The overlay: what realtime messages say about one network, immutable and dated. Types only.

It holds a small timetable of its own for runs that differ from the published one, and names the
published runs that these replace, or that do not take place. A run is a (trip, service day).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.timetable import Timetable

if TYPE_CHECKING:
    from routing.network import Network, Trips

NOT_SCHEDULED = np.iinfo(np.int32).min
"""In scheduled_*_s: the timetable knows no such call."""

Run = tuple[int, int]
"""trip_idx and day number"""


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something, and for which moment (UTC seconds) it stands."""

    source: str
    at_s: int


@dataclass(frozen=True, slots=True)
class RunChange:
    """What happened to one run. `base_trip` is -1 for an added one."""

    kind: str
    """UPDATED | REPLACED | ADDED | DUPLICATED | CANCELED | DELETED"""
    base_trip: int
    day: int
    said: Said
    struck: frozenset[int] | None = None
    """Calls of the published run that boards strike out; None: all of them."""


@dataclass(frozen=True, slots=True)
class VehicleState:
    """Where the vehicle of a run is, and how full it is."""

    said: Said
    lat: float | None
    lon: float | None
    bearing: float | None
    status: str
    occupancy: str
    occupancy_percent: int | None


@dataclass(frozen=True, slots=True)
class ServiceAlert:
    """A text for riders. Texts by language, "" for an unnamed one; periods in UTC seconds."""

    said: Said
    cause: str
    effect: str
    severity: str
    periods: tuple[tuple[int | None, int | None], ...]
    header: Mapping[str, str]
    description: Mapping[str, str]
    url: Mapping[str, str]

    def is_active(self, first_s: int, last_s: int) -> bool:
        """Whether it holds at some moment between two."""
        return not self.periods or any(
            (start is None or start <= last_s) and (end is None or end > first_s)
            for start, end in self.periods
        )


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts by whom they concern, in the network's indices."""

    run: Mapping[Run, tuple[ServiceAlert, ...]] = field(default_factory=dict)
    trip: Mapping[int, tuple[ServiceAlert, ...]] = field(default_factory=dict)
    route: Mapping[int, tuple[ServiceAlert, ...]] = field(default_factory=dict)
    stop: Mapping[int, tuple[ServiceAlert, ...]] = field(default_factory=dict)
    agency: Mapping[int, tuple[ServiceAlert, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source of realtime fares: what it said, what of it was understood."""

    tag: str
    message_s: int
    """The moment its newest message stands for; 0 where there is none."""
    max_age_s: int
    is_stale: bool
    updates: int = 0
    by_id: int = 0
    by_times: int = 0
    unmatched: int = 0
    """Updates whose run was not found, or whose times nobody could mean."""
    positions: int = 0
    positions_matched: int = 0
    alerts: int = 0
    alerts_matched: int = 0
    notices: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""

    @property
    def match_rate(self) -> float | None:
        """The share of its trip updates that found their run."""
        return (self.by_id + self.by_times) / self.updates if self.updates else None


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Realtime over the network `ground`.

    Trip `i` of `timetable` is trip `ground.timetable.n_trips + i` under the overlay, and
    `changes[i]` tells what happened to it. `dropped` holds every published run that is left out:
    replaced by one of `changes`, or cancelled.
    Shapes: scheduled_arrival_s, scheduled_departure_s (calls of timetable,), NOT_SCHEDULED for
    none; skipped (calls,).
    """

    version: str
    ground: Network
    made_at_s: int
    timetable: Timetable
    trips: Trips
    changes: tuple[RunChange, ...]
    scheduled_arrival_s: NDArray[np.int32]
    scheduled_departure_s: NDArray[np.int32]
    skipped: NDArray[np.bool_]
    dropped: Mapping[Run, RunChange]
    vehicles: Mapping[Run, VehicleState]
    alerts: Alerts
    sources: tuple[SourceState, ...]

    def find_change(self, trip: int) -> RunChange | None:
        """What happened to a trip under the overlay; None for one of the published timetable."""
        at = trip - self.ground.timetable.n_trips
        return self.changes[at] if at >= 0 else None

    def scheduled_run(self, trip: int, day: int) -> Run:
        """The published run behind a run under the overlay; an added run is its own."""
        change = self.find_change(trip)
        if change is None or change.base_trip < 0:
            return trip, day
        return change.base_trip, change.day

    def find_source(self, tag: str) -> SourceState | None:
        """The state of a feed's source of realtime; of several, of one that is not stale."""
        own = (state for state in self.sources if state.tag == tag)
        return min(own, key=lambda state: state.is_stale, default=None)
