"""What a GTFS-Realtime message says, as plain frozen data with bounded sizes. Types only.

Moments are UTC seconds, ids are those of the feed itself (not scoped), "" and None stand for "not
said". Source: GTFS Realtime reference, version 2.0.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.notices import NoticeLog


class TripKind(enum.StrEnum):
    """How a run relates to the timetable."""

    SCHEDULED = "SCHEDULED"
    ADDED = "ADDED"
    UNSCHEDULED = "UNSCHEDULED"
    CANCELED = "CANCELED"
    DELETED = "DELETED"
    DUPLICATED = "DUPLICATED"
    REPLACEMENT = "REPLACEMENT"


class CallKind(enum.StrEnum):
    """How a call relates to the timetable."""

    SCHEDULED = "SCHEDULED"
    SKIPPED = "SKIPPED"
    NO_DATA = "NO_DATA"


@dataclass(frozen=True, slots=True)
class TripRef:
    """Which run is meant: by id and day, or by route, direction and start."""

    trip_id: str = ""
    route_id: str = ""
    direction: int = -1
    start_day: int | None = None
    """core.clock.day_number of the service day"""
    start_s: int | None = None
    """first departure, counted from the service day"""
    kind: TripKind = TripKind.SCHEDULED
    line: str = ""
    """what riders call the line, where nothing names its route"""


@dataclass(frozen=True, slots=True)
class Event:
    """An arrival or departure: a moment, a delay, or both; `scheduled_s` where it is told."""

    time_s: int | None = None
    delay_s: int | None = None
    scheduled_s: int | None = None


@dataclass(frozen=True, slots=True)
class CallUpdate:
    """What is said about one call."""

    stop_id: str = ""
    sequence: int | None = None
    arrival: Event | None = None
    departure: Event | None = None
    kind: CallKind = CallKind.SCHEDULED
    assigned_stop_id: str = ""
    no_pickup: bool = False
    no_drop_off: bool = False


@dataclass(frozen=True, slots=True)
class TripUpdate:
    """What is said about one run. The `new_*` fields belong to a duplicated or added run."""

    trip: TripRef
    calls: tuple[CallUpdate, ...] = ()
    delay_s: int | None = None
    time_s: int = 0
    new_trip_id: str = ""
    new_start_day: int | None = None
    new_start_s: int | None = None
    headsign: str = ""
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class VehiclePosition:
    """Where a vehicle is and how full."""

    trip: TripRef
    lat: float | None = None
    lon: float | None = None
    bearing: float | None = None
    stop_id: str = ""
    status: str = ""
    occupancy: str = ""
    occupancy_percent: int | None = None
    label: str = ""
    time_s: int = 0


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an alert concerns; every field that is set must fit."""

    agency_id: str = ""
    route_id: str = ""
    stop_id: str = ""
    direction: int = -1
    trip: TripRef | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A text for riders. Texts by language, "" for an unnamed one."""

    concerned: tuple[Concerned, ...]
    periods: tuple[tuple[int | None, int | None], ...] = ()
    cause: str = "UNKNOWN_CAUSE"
    effect: str = "UNKNOWN_EFFECT"
    severity: str = ""
    header: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    url: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One whole message; where it could not be read it is empty and `notices` says why.

    `time_s` is the moment it stands for, 0 where it does not say.
    """

    time_s: int = 0
    updates: tuple[TripUpdate, ...] = ()
    positions: tuple[VehiclePosition, ...] = ()
    alerts: tuple[Alert, ...] = ()
    usable: bool = True
    notices: NoticeLog = field(default_factory=NoticeLog)
