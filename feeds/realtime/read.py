"""Reading a GTFS-Realtime message: bytes in, a Message out, whatever the bytes are.

Nothing here raises for bad content: a message that cannot be read is empty and says why in its
notices, a broken entity costs that entity. Unknown values of enumerations count as not said.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as pb

from feeds.notices import Notice, NoticeLog, Severity
from feeds.realtime.alerts import alert_of
from feeds.realtime.messages import Alert, Message, TripUpdate, VehiclePosition
from feeds.realtime.texts import Texts
from feeds.realtime.trip_updates import update_of
from feeds.realtime.vehicles import position_of
from feeds.realtime.wire import ENTITY, HEADER, MAX_ENTITY_BYTES, MessageError, parts_of

UNREADABLE = "realtime_message_unreadable"
NO_HEADER = "realtime_header_missing"
BROKEN_ENTITY = "realtime_entity_broken"
NO_UTF8 = "realtime_text_decoded_as_cp1252"
DIFFERENTIAL = "realtime_differential_unsupported"


def read_message(content: bytes, feed: str) -> Message:
    """The message in these bytes; `feed` names it in notices."""
    notices = NoticeLog()
    header = b""
    entities: list[bytes] = []
    try:
        for number, part in parts_of(content):
            if number == HEADER:
                header = part
            elif number == ENTITY:
                entities.append(part)
        time_s = _header_time(header, feed, notices)
    except (MessageError, DecodeError) as exc:
        _note(notices, UNREADABLE, feed, f"the message {exc}", Severity.ERROR)
        return Message(usable=False, notices=notices)
    if not header:
        _note(notices, NO_HEADER, feed, "is empty or has no header", Severity.ERROR)
        return Message(usable=False, notices=notices)
    return _read_entities(entities, time_s, feed, notices)


def _header_time(content: bytes, feed: str, notices: NoticeLog) -> int:
    header = pb.FeedHeader()
    header.ParseFromString(content)
    if header.incrementality == pb.FeedHeader.DIFFERENTIAL:
        _note(notices, DIFFERENTIAL, feed, "is read as if it were complete")
    return int(header.timestamp)


def _read_entities(entities: list[bytes], time_s: int, feed: str, notices: NoticeLog) -> Message:
    updates: list[TripUpdate] = []
    positions: list[VehiclePosition] = []
    alerts: list[Alert] = []
    text = Texts()
    for content in entities:
        entity = _entity(content)
        if entity is None:
            _note(notices, BROKEN_ENTITY, feed, "an entity is broken or too large")
            continue
        if entity.is_deleted:
            continue
        if entity.HasField("trip_update"):
            updates.append(update_of(entity.trip_update, text))
        if entity.HasField("vehicle"):
            positions.append(position_of(entity.vehicle, text))
        if entity.HasField("alert"):
            alerts.append(alert_of(entity.alert, text))
    if text.were_mended:
        _note(notices, NO_UTF8, feed, "has texts that are not UTF-8, read as Windows-1252")
    return Message(time_s, tuple(updates), tuple(positions), tuple(alerts), notices=notices)


def _entity(content: bytes) -> pb.FeedEntity | None:
    if len(content) > MAX_ENTITY_BYTES:
        return None
    entity = pb.FeedEntity()
    try:
        entity.ParseFromString(content)
    except DecodeError:
        return None
    return entity


def _note(
    notices: NoticeLog, code: str, feed: str, message: str, severity: Severity = Severity.WARNING
) -> None:
    notices.add(Notice(code, severity, feed, message=message))
