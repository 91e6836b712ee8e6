"""Writing a GTFS-Realtime message: a Message in, its bytes or its JSON form out; always complete.

What is written is read back as the same Message by feeds/realtime/read.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.transit import gtfs_realtime_pb2 as pb

from core.clock import format_gtfs_time, from_day_number
from feeds.realtime.messages import (
    Alert,
    CallKind,
    CallUpdate,
    Concerned,
    Event,
    Message,
    TripRef,
    TripUpdate,
)

VERSION = "2.0"
_NOT_AVAILABLE = 1


def to_bytes(message: Message) -> bytes:
    """The message as a protocol buffer; the same message always gives the same bytes."""
    made: bytes = _feed(message).SerializeToString(deterministic=True)
    return made


def to_json(message: Message) -> dict[str, Any]:
    """The message for people, with the names of the GTFS-Realtime reference."""
    made: dict[str, Any] = MessageToDict(_feed(message), preserving_proto_field_name=True)
    return made


def _feed(message: Message) -> pb.FeedMessage:
    feed = pb.FeedMessage()
    feed.header.gtfs_realtime_version = VERSION
    feed.header.incrementality = pb.FeedHeader.FULL_DATASET
    feed.header.timestamp = message.time_s
    for number, update in enumerate(message.updates):
        entity = feed.entity.add(id=f"trip-{number}-{update.trip.trip_id}")
        _put_update(entity.trip_update, update)
    for number, alert in enumerate(message.alerts):
        _put_alert(feed.entity.add(id=f"alert-{number}").alert, alert)
    return feed


def _put_update(said: pb.TripUpdate, update: TripUpdate) -> None:
    _put_trip(said.trip, update.trip)
    if update.time_s:
        said.timestamp = update.time_s
    if update.delay_s is not None:
        said.delay = update.delay_s
    if update.headsign:
        said.trip_properties.trip_headsign = update.headsign
    if update.short_name:
        said.trip_properties.trip_short_name = update.short_name
    for call in update.calls:
        _put_call(said.stop_time_update.add(), call)


def _put_trip(said: pb.TripDescriptor, trip: TripRef) -> None:
    if trip.trip_id:
        said.trip_id = trip.trip_id
    if trip.route_id:
        said.route_id = trip.route_id
    if trip.direction in (0, 1):
        said.direction_id = trip.direction
    if trip.start_day is not None:
        said.start_date = f"{from_day_number(trip.start_day):%Y%m%d}"
    if trip.start_s is not None:
        said.start_time = format_gtfs_time(trip.start_s)
    said.schedule_relationship = pb.TripDescriptor.ScheduleRelationship.Value(trip.kind.value)


def _put_call(said: Any, call: CallUpdate) -> None:  # noqa: ANN401 - no public name
    if call.sequence is not None:
        said.stop_sequence = call.sequence
    if call.stop_id:
        said.stop_id = call.stop_id
    if call.kind is not CallKind.SCHEDULED:
        kinds = pb.TripUpdate.StopTimeUpdate.ScheduleRelationship
        said.schedule_relationship = kinds.Value(call.kind.value)
    for event, place in ((call.arrival, said.arrival), (call.departure, said.departure)):
        if event is not None:
            _put_event(place, event)
    if call.assigned_stop_id:
        said.stop_time_properties.assigned_stop_id = call.assigned_stop_id
    if call.no_pickup:
        said.stop_time_properties.pickup_type = _NOT_AVAILABLE
    if call.no_drop_off:
        said.stop_time_properties.drop_off_type = _NOT_AVAILABLE


def _put_event(said: pb.TripUpdate.StopTimeEvent, event: Event) -> None:
    if event.time_s is not None:
        said.time = event.time_s
    if event.delay_s is not None:
        said.delay = event.delay_s
    if event.scheduled_s is not None:
        said.scheduled_time = event.scheduled_s


def _put_alert(said: pb.Alert, alert: Alert) -> None:
    for start_s, end_s in alert.periods:
        period = said.active_period.add()
        if start_s is not None:
            period.start = start_s
        if end_s is not None:
            period.end = end_s
    for who in alert.concerned:
        _put_concerned(said.informed_entity.add(), who)
    said.cause = pb.Alert.Cause.Value(alert.cause)
    said.effect = pb.Alert.Effect.Value(alert.effect)
    if alert.severity:
        said.severity_level = pb.Alert.SeverityLevel.Value(alert.severity)
    _put_texts(said.header_text, alert.header)
    _put_texts(said.description_text, alert.description)
    _put_texts(said.url, alert.url)


def _put_concerned(said: pb.EntitySelector, who: Concerned) -> None:
    if who.agency_id:
        said.agency_id = who.agency_id
    if who.route_id:
        said.route_id = who.route_id
    if who.stop_id:
        said.stop_id = who.stop_id
    if who.trip is not None:
        _put_trip(said.trip, who.trip)


def _put_texts(said: pb.TranslatedString, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        part = said.translation.add(text=text)
        if language:
            part.language = language
