"""GTFS Realtime, kept: trip updates and vehicle positions in, delays and occupancy out.

A site is a trip and a stop, as `forecast delays` reads them. Only delays are kept that the message
tells itself; a bare time says nothing without its timetable. Occupancy is the number of the status
(which is never interpolated) and the percentage.
"""

from __future__ import annotations

from core.errors import DataError
from feeds.notices import Severity
from feeds.realtime.messages import Event, Message
from feeds.realtime.read import read_message
from forecast.observation_csv import SITE_SEPARATOR
from forecast.sources.reading import Reading

STATUSES = (
    "EMPTY", "MANY_SEATS_AVAILABLE", "FEW_SEATS_AVAILABLE", "STANDING_ROOM_ONLY",
    "CRUSHED_STANDING_ROOM_ONLY", "FULL", "NOT_ACCEPTING_PASSENGERS",
)  # fmt: skip
"""OccupancyStatus by its number."""


def read_realtime(content: bytes, reading: Reading) -> None:
    """Adds the delays and the occupancy of a message to a reading.

    Errors: DataError for what is no message; a broken entity costs that entity.
    """
    message = read_message(content, "archive")
    if not message.usable:
        raise DataError(f"is no GTFS-Realtime message: {_why(message)}")
    reading.message = message
    _delays(message, reading)
    for position in message.positions:
        site = position.trip.trip_id or position.label
        at_s = position.time_s or message.time_s or reading.now_s
        if position.occupancy in STATUSES:
            reading.add("occupancy_status", site, at_s, float(STATUSES.index(position.occupancy)))
        if position.occupancy_percent is not None:
            reading.add("occupancy_percent", site, at_s, float(position.occupancy_percent))


def _delays(message: Message, reading: Reading) -> None:
    for update in message.updates:
        trip = update.trip.trip_id or update.trip.route_id
        at_s = update.time_s or message.time_s or reading.now_s
        for call in update.calls:
            delay_s = delay_told_s(call.arrival)
            delay_s = delay_told_s(call.departure) if delay_s is None else delay_s
            if delay_s is not None and call.stop_id and trip:
                site = f"{trip}{SITE_SEPARATOR}{call.stop_id}"
                reading.add("delay_s", site, at_s, float(delay_s))


def delay_told_s(event: Event | None) -> int | None:
    """How late an arrival or a departure is by its own words; None for a bare time."""
    if event is None:
        return None
    if event.delay_s is None and event.time_s is not None and event.scheduled_s is not None:
        return event.time_s - event.scheduled_s
    return event.delay_s


def _why(message: Message) -> str:
    faults = [n.message for n in message.notices if n.severity == Severity.ERROR]
    return faults[0] if faults else "nothing in it can be used"
