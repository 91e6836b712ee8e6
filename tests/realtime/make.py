"""Realtime messages for tests: sentences in, the bytes of a GTFS-Realtime message out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from google.transit import gtfs_realtime_pb2 as pb

from core.clock import DAY_S
from feeds.realtime.read import read_message
from routing.network import Network
from routing.realtime.make import SourceInput, make_overlay
from routing.realtime.splice import under
from tests.routing.town import DAY, at

TRIP, CALL = pb.TripDescriptor, pb.TripUpdate.StopTimeUpdate
NOW = "07:55"


def message(*entities: pb.FeedEntity, time_s: int | None = None) -> bytes:
    """One whole message of these entities."""
    feed = pb.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    feed.header.timestamp = at(NOW) if time_s is None else time_s
    feed.entity.extend(entities)
    return feed.SerializeToString()


def update(trip_id, *calls, kind=TRIP.SCHEDULED, day=DAY, route="", start="", at_s=0):
    """A trip update. Each call is (stop id, what): seconds of delay, a time such as "08:05",
    "skipped", "no data", or a pair of times for arrival and departure.
    """
    entity = pb.FeedEntity(id=f"u-{trip_id}-{kind}")
    said = entity.trip_update
    said.trip.trip_id = trip_id
    said.trip.schedule_relationship = kind
    said.timestamp = at_s
    if day is not None:
        said.trip.start_date = f"{day:%Y%m%d}"
    if route:
        said.trip.route_id = route
    if start:
        said.trip.start_time = start
    for stop, what in calls:
        call = said.stop_time_update.add()
        call.stop_id = stop
        if what in ("skipped", "no data"):
            call.schedule_relationship = CALL.SKIPPED if what == "skipped" else CALL.NO_DATA
        elif isinstance(what, int):
            call.arrival.delay = call.departure.delay = what
        else:
            comes, leaves = what if isinstance(what, tuple) else (what, what)
            call.arrival.time, call.departure.time = moment(comes), moment(leaves)
    return entity


def of_all_kinds() -> list[pb.FeedEntity]:
    """A trip update, a position and an alert in which every text that there can be is "Gaare"."""
    entities = [pb.FeedEntity(id=kind) for kind in ("trip_update", "vehicle", "alert")]
    for entity in entities:
        _fill_texts(getattr(entity, entity.id))
    return entities


def _fill_texts(said) -> None:
    for field in said.DESCRIPTOR.fields:
        if field.type == field.TYPE_STRING:
            setattr(said, field.name, "Gaare")
        elif field.type == field.TYPE_MESSAGE:
            within = getattr(said, field.name)
            _fill_texts(within.add() if hasattr(within, "add") else within)


def texts_of(told) -> Iterator[str | bytes]:
    """Every text of plain objects, and what should be one."""
    if dataclasses.is_dataclass(told):
        told = [getattr(told, each.name) for each in dataclasses.fields(told)]
    if isinstance(told, Mapping):
        told = [*told.keys(), *told.values()]
    if isinstance(told, list | tuple):
        for each in told:
            yield from texts_of(each)
    elif isinstance(told, str | bytes):
        yield told


def moment(time_of_day: str) -> int:
    """A clock time of the valley's day; hours may pass 24."""
    hours, minutes = time_of_day.split(":")
    return at(f"{int(hours) % 24:02d}:{minutes}") + int(hours) // 24 * DAY_S


def live(network: Network, *said: tuple[str, bytes], now: str = NOW, max_age_s: int = 300):
    """The network under what these feeds say."""
    sources = [
        SourceInput(tag, (read_message(content, tag),), max_age_s, at(now)) for tag, content in said
    ]
    return under(make_overlay(network, sources, at(now)))
