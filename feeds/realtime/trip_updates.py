"""Trip updates: one protocol buffer in, a TripUpdate out."""

from __future__ import annotations

from itertools import islice
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from core.clock import day_number, parse_gtfs_date, parse_gtfs_time
from feeds.realtime.messages import CallKind, CallUpdate, Event, TripKind, TripRef, TripUpdate
from feeds.realtime.texts import Texts

MAX_CALLS = 500
"""Most calls that are read of one run."""
MAX_MOMENT_S = 1 << 33
"""Moments beyond this (the year 2242) are nonsense."""
MAX_DELAY_S = 86_400

_KINDS = {
    pb.TripDescriptor.SCHEDULED: TripKind.SCHEDULED,
    pb.TripDescriptor.ADDED: TripKind.ADDED,
    pb.TripDescriptor.NEW: TripKind.ADDED,
    pb.TripDescriptor.UNSCHEDULED: TripKind.UNSCHEDULED,
    pb.TripDescriptor.CANCELED: TripKind.CANCELED,
    pb.TripDescriptor.DELETED: TripKind.DELETED,
    pb.TripDescriptor.DUPLICATED: TripKind.DUPLICATED,
    pb.TripDescriptor.REPLACEMENT: TripKind.REPLACEMENT,
}
_CALL_KINDS = {
    pb.TripUpdate.StopTimeUpdate.SKIPPED: CallKind.SKIPPED,
    pb.TripUpdate.StopTimeUpdate.NO_DATA: CallKind.NO_DATA,
}
_NOT_AVAILABLE = 1


def update_of(said: pb.TripUpdate, text: Texts) -> TripUpdate:
    """The plain form of a trip update."""
    new = said.trip_properties
    return TripUpdate(
        trip=trip_of(said.trip, text),
        calls=tuple(_call(call, text) for call in islice(said.stop_time_update, MAX_CALLS)),
        delay_s=delay_of(said.delay) if said.HasField("delay") else None,
        time_s=moment_of(said.timestamp) or 0,
        new_trip_id=text(new.trip_id),
        new_start_day=_day(text(new.start_date)),
        new_start_s=parse_gtfs_time(text(new.start_time)),
        headsign=text(new.trip_headsign),
        short_name=text(new.trip_short_name),
    )


def trip_of(said: pb.TripDescriptor, text: Texts) -> TripRef:
    """Which run a descriptor means."""
    return TripRef(
        trip_id=text(said.trip_id),
        route_id=text(said.route_id),
        direction=said.direction_id if said.direction_id in (0, 1) and _has_direction(said) else -1,
        start_day=_day(text(said.start_date)),
        start_s=parse_gtfs_time(text(said.start_time)),
        kind=_KINDS.get(said.schedule_relationship, TripKind.SCHEDULED),
    )


def moment_of(value: int) -> int | None:
    """A POSIX time, or None where it is none."""
    return int(value) if 0 < value < MAX_MOMENT_S else None


def delay_of(value: int) -> int | None:
    """A delay, or None where nobody could mean it."""
    return int(value) if abs(value) <= MAX_DELAY_S else None


def _has_direction(said: pb.TripDescriptor) -> bool:
    return bool(said.HasField("direction_id"))


def _day(text: str) -> int | None:
    date = parse_gtfs_date(text)
    return None if date is None else day_number(date)


def _call(said: Any, text: Texts) -> CallUpdate:  # noqa: ANN401 - the generated class has no public name
    new = said.stop_time_properties
    return CallUpdate(
        stop_id=text(said.stop_id),
        sequence=int(said.stop_sequence) if said.HasField("stop_sequence") else None,
        arrival=_event(said, "arrival"),
        departure=_event(said, "departure"),
        kind=_CALL_KINDS.get(said.schedule_relationship, CallKind.SCHEDULED),
        assigned_stop_id=text(new.assigned_stop_id),
        no_pickup=new.HasField("pickup_type") and new.pickup_type == _NOT_AVAILABLE,
        no_drop_off=new.HasField("drop_off_type") and new.drop_off_type == _NOT_AVAILABLE,
    )


def _event(said: Any, name: str) -> Event | None:  # noqa: ANN401 - as above
    if not said.HasField(name):
        return None
    event = getattr(said, name)
    time_s = moment_of(event.time)
    delay_s = delay_of(event.delay) if event.HasField("delay") else None
    if time_s is None and delay_s is None:
        return None
    return Event(time_s, delay_s, moment_of(event.scheduled_time))
