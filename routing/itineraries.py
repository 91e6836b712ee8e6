"""What people read: itineraries with names, zoned places, geometry, sources. Types only.

All times are UTC seconds; each Stopover carries the IANA zone it is shown in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Stopover(NamedTuple):
    """A place where a leg starts, calls or ends, with its times where it has them."""

    name: str
    lat: float
    lon: float
    zone: str
    country: str = ""
    stop_id: str | None = None
    platform: str = ""
    scheduled_platform: str | None = None
    """None: the platform is the published one."""
    kind: str = "stop"
    """stop | start | end | parking | dropoff"""
    arrival_s: int | None = None
    departure_s: int | None = None
    scheduled_arrival_s: int | None = None
    scheduled_departure_s: int | None = None
    wheelchair: int = 0
    """GTFS wheelchair_boarding: 0 unknown, 1 yes, 2 no."""
    pickup: bool = True
    drop_off: bool = True
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class BorderCrossing:
    """The moment a leg crosses from one side to the other."""

    from_country: str
    to_country: str
    time_s: int
    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class CorridorEffect:
    """What a corridor's forecast does to a leg, in seconds on top of free flow.

    `applied` is False where the timetable already stands for the ride and the forecast is shown
    beside it only.
    """

    corridor_id: str
    name: str
    enter_s: int
    delay_p10_s: int
    delay_p50_s: int
    delay_p90_s: int
    basis: str
    issued_at_s: int
    data_until_s: int | None
    """of the last observation; None where none stands behind it"""
    model: str
    applied: bool
    illustrative: bool = False
    events: tuple[str, ...] = ()
    """the ids of road events that the delay comes from; its basis is a model then"""


@dataclass(frozen=True, slots=True)
class Notification:
    """A text for riders from an operator; texts by language, "" for an unnamed one."""

    header: Mapping[str, str]
    description: Mapping[str, str]
    url: Mapping[str, str]
    cause: str
    effect: str
    severity: str
    source: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Where the vehicle of a ride is and how full, as its source said at `at_s`."""

    at_s: int
    lat: float | None
    lon: float | None
    bearing: float | None
    status: str
    occupancy: str
    occupancy_percent: int | None


@dataclass(frozen=True, slots=True)
class Liveness:
    """What the times of a ride stand on.

    `state` is live (a message of `source`, for the moment `at_s`), timetable (nothing is said
    about this run), stale (the source's newest message, of `at_s`, is too old to count) or none
    (no source of realtime is known for the feed).
    """

    state: str
    source: str = ""
    at_s: int | None = None
    kind: str = ""
    """UPDATED | REPLACED | ADDED | DUPLICATED | CANCELED, where live"""
    vehicle: Vehicle | None = None
    notifications: tuple[Notification, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether the times come from a message."""
        return self.state == "live"


@dataclass(frozen=True, slots=True)
class TransitInfo:
    """The vehicle of a transit leg: line, trip, operator, source."""

    route_id: str
    route_short_name: str
    route_long_name: str
    route_type: int
    color: str
    text_color: str
    trip_id: str
    trip_short_name: str
    service_date: str
    """YYYYMMDD of the running day, in the feed's zone."""
    start_time: str
    """HH:MM of the trip's first departure, counted from the service day (may pass 24)."""
    headsign: str
    agency_id: str
    agency_name: str
    agency_url: str
    feed_tag: str
    trip_from: Stopover
    trip_to: Stopover
    projected: bool = False
    """Whether the day lies after the last that the feed's publisher has published."""
    direction: int = -1
    """0 or 1 as in GTFS, -1 where the feed does not say"""
    wheelchair: int = 0
    bikes: int = 0


@dataclass(frozen=True, slots=True)
class ParkingSite:
    """Where a car stays: what it costs in the territory's words, and how many cars have room."""

    id: str
    name: str
    price: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of an itinerary: a ride, or a way on foot, by bicycle or by car."""

    mode: str
    """WALK, BIKE, CAR, or a transit mode of routing.requests.TRANSIT_MODES"""
    start: Stopover
    end: Stopover
    start_s: int
    end_s: int
    distance_m: int
    geometry: tuple[tuple[float, float], ...]
    """(lat, lon) points"""
    estimated: bool = False
    """The way itself is an estimate (straight line times a detour factor, or a road sketch)."""
    transit: TransitInfo | None = None
    calls: tuple[Stopover, ...] = ()
    """Intermediate stops of a ride."""
    crossing: BorderCrossing | None = None
    corridors: tuple[CorridorEffect, ...] = ()
    arrival_p10_s: int | None = None
    arrival_p90_s: int | None = None
    in_seat: bool = False
    """Riders of the leg before stay on board: its vehicle has become this trip."""
    live: Liveness | None = None
    """None for ways without a vehicle, and where no realtime is in service."""
    parking: ParkingSite | None = None
    """Where the car of this leg is left."""
    spare_s: int | None = None
    """What is left before a ride when the change to it takes its time; None for no change.

    Below 0 where the change cannot be kept (any more).
    """
    alternatives: tuple[tuple[Leg, ...], ...] = ()
    """Other ways between the same two places that fit in: a walk, a ride and a walk each."""
    ridden: tuple[int, int, int] | None = None
    """Of a ride the places of its first and last call in its run, and of the run's last one."""
    ways_from: str = ""
    """Tag of the feed whose streets a way on foot, by bicycle or by car follows."""

    @property
    def duration_s(self) -> int:
        """Seconds from start to end."""
        return self.end_s - self.start_s

    @property
    def wheelchair(self) -> int:
        """Whether a wheelchair can come along, as far as is known: 0 unknown, 1 yes, 2 no."""
        if self.transit is None:
            return 0
        states = {self.transit.wheelchair, self.start.wheelchair, self.end.wheelchair}
        return 2 if 2 in states else int(states == {1})

    @property
    def lacks_forecast(self) -> bool:
        """Whether a car crosses the border here and nothing is known of the queue there."""
        return self.mode == "CAR" and self.crossing is not None and not self.corridors


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One way to travel, from door to door."""

    legs: tuple[Leg, ...]
    start_s: int
    end_s: int
    transfers: int
    feeds: tuple[str, ...]
    """Tags of the feeds it stands on, each once."""
    chosen_for: tuple[str, ...] = ()
    """The criteria for which it stands there, where others are as quick and change no oftener."""

    @property
    def spares_s(self) -> tuple[int, ...]:
        """Seconds to spare at each change."""
        return tuple(leg.spare_s for leg in self.legs if leg.spare_s is not None)

    @property
    def walk_s(self) -> int:
        """Seconds on foot."""
        return sum(leg.duration_s for leg in self.legs if leg.mode == "WALK")


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The answer to a JourneyRequest.

    `window_start_s`..`window_end_s` is the part of time that was searched completely; the next
    page starts where it ends, so pages neither repeat nor leave gaps.
    """

    itineraries: tuple[Itinerary, ...]
    direct: tuple[Itinerary, ...]
    window_start_s: int
    window_end_s: int
    origin: Stopover
    destination: Stopover
    complete: bool = True
    reasons: tuple[str, ...] = field(default_factory=tuple)
    """Why an answer is empty or partial, in OpenTripPlanner's vocabulary."""
    unknown_criteria: tuple[str, ...] = ()
    """The criteria asked for of which nothing is known here."""
    search: dict[str, float] = field(default_factory=dict)
    """Work done: rounds, scanned calls, milliseconds."""
