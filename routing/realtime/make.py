"""Making an overlay: a network and what each source says now in, an Overlay out.

Where two messages speak of one run the newer one counts. A message older than its source's limit
is stale: it changes nothing, and its source's state says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feeds.realtime.messages import Message, TripKind, TripUpdate
from routing.network import Network
from routing.overlay import Overlay, Run, RunChange, Said, SourceState
from routing.realtime.alerts import AlertBook
from routing.realtime.by_times import SAME_TIME_S
from routing.realtime.live_runs import (
    LiveRun,
    added_run,
    changed_run,
    doubled_run,
    takes_calls_from_message,
)
from routing.realtime.match import match_updates
from routing.realtime.own_timetable import own_timetable
from routing.realtime.vehicles import VehicleBook

FUTURE_S = SAME_TIME_S
"""A message this far ahead of our clock comes from a clock that is wrong; its arrival counts."""


@dataclass(frozen=True, slots=True)
class SourceInput:
    """What a source of realtime said last. `tag` is the feed whose ids it uses.

    `received_s` is when the newest bytes came, and stands for messages without a moment.
    """

    tag: str
    messages: tuple[Message, ...]
    max_age_s: int
    received_s: int
    problem: str = ""


@dataclass(slots=True)
class _Book:
    """Runs collected so far."""

    changed: dict[Run, tuple[LiveRun | None, RunChange]] = field(default_factory=dict)
    added: dict[str, LiveRun] = field(default_factory=dict)
    meant: dict[tuple[str, str], Run] = field(default_factory=dict)
    """by source and trip id as the source says it"""


def moment_of(message: Message, source: SourceInput) -> int:
    """The moment a message stands for."""
    if not message.time_s or message.time_s > source.received_s + FUTURE_S:
        return source.received_s
    return message.time_s


def is_fresh(message: Message, source: SourceInput, now_s: int) -> bool:
    """Whether a message may change anything now."""
    return message.usable and now_s - moment_of(message, source) <= source.max_age_s


def make_overlay(network: Network, sources: Sequence[SourceInput], now_s: int) -> Overlay:
    """The overlay of everything that fresh messages say about the published network."""
    ground = network.ground
    book, vehicles, alerts = _Book(), VehicleBook(ground), AlertBook(ground)
    states = tuple(
        _read_source(ground, source, now_s, book, vehicles, alerts) for source in sources
    )
    live = [run for run, _ in book.changed.values() if run is not None]
    own = own_timetable(ground, [*live, *book.added.values()])
    return Overlay(
        version=version_of(ground, sources, now_s),
        ground=ground,
        made_at_s=now_s,
        timetable=own.timetable,
        trips=own.trips,
        changes=own.changes,
        scheduled_arrival_s=own.scheduled_arrival_s,
        scheduled_departure_s=own.scheduled_departure_s,
        skipped=own.skipped,
        dropped={run: change for run, (_, change) in book.changed.items()},
        vehicles=vehicles.states,
        alerts=alerts.made(),
        sources=states,
    )


def version_of(network: Network, sources: Sequence[SourceInput], now_s: int) -> str:
    """A hash over the network and every message that counts: the overlay's version."""
    digest = hashlib.sha256(network.ground.version.encode())
    for source in sources:
        fresh = [message for message in source.messages if is_fresh(message, source, now_s)]
        said = [(each.time_s, each.updates, each.positions, each.alerts) for each in fresh]
        digest.update(repr((source.tag, source.problem, len(source.messages), said)).encode())
    return digest.hexdigest()[:20]


def _read_source(
    ground: Network,
    source: SourceInput,
    now_s: int,
    book: _Book,
    vehicles: VehicleBook,
    alerts: AlertBook,
) -> SourceState:
    usable = [message for message in source.messages if message.usable]
    fresh = [message for message in usable if is_fresh(message, source, now_s)]
    notices: Counter[str] = Counter()
    for message in source.messages:
        notices.update(message.notices.counts)
    state = SourceState(
        tag=source.tag,
        message_s=max((moment_of(message, source) for message in usable), default=0),
        max_age_s=source.max_age_s,
        is_stale=not fresh,
        notices=dict(notices),
        problem=source.problem,
    )
    for message in fresh:
        state = _take_updates(ground, source, message, now_s, book, state)
    for message in fresh:
        said_s = moment_of(message, source)
        matched = vehicles.take(source.tag, message.positions, said_s, book.meant)
        concerned = alerts.take(source.tag, message.alerts, said_s, now_s)
        state = replace(
            state,
            positions=state.positions + len(message.positions),
            positions_matched=state.positions_matched + matched,
            alerts=state.alerts + len(message.alerts),
            alerts_matched=state.alerts_matched + concerned,
        )
    return state


def _take_updates(
    ground: Network,
    source: SourceInput,
    message: Message,
    now_s: int,
    book: _Book,
    state: SourceState,
) -> SourceState:
    matches = match_updates(ground, source.tag, message.updates, now_s)
    lost = 0
    for update, run in zip(message.updates, matches.runs, strict=True):
        at_s = min(update.time_s or moment_of(message, source), source.received_s)
        said = Said(source.tag, at_s)
        if run is not None and update.trip.trip_id:
            book.meant[source.tag, update.trip.trip_id] = run
        lost += not _take_update(ground, source.tag, update, run, said, book)
    return replace(
        state,
        updates=state.updates + len(message.updates),
        by_id=state.by_id + matches.by_id,
        by_times=state.by_times + matches.by_times,
        unmatched=state.unmatched + lost,
    )


def _take_update(
    ground: Network, tag: str, update: TripUpdate, run: Run | None, said: Said, book: _Book
) -> bool:
    """Notes what an update says; False where nothing can be made of it."""
    kind = update.trip.kind
    if kind is TripKind.DUPLICATED or (run is None and kind is TripKind.ADDED):
        make = doubled_run if kind is TripKind.DUPLICATED else added_run
        added = make(ground, tag, update, said)
        if added is None or not _is_within(ground, added.change.day):
            return False
        _keep_newer(book, added)
        return True
    if run is None:
        return False
    known = book.changed.get(run)
    if known is not None and known[1].said.at_s >= said.at_s:
        return True
    if kind in (TripKind.CANCELED, TripKind.DELETED):
        book.changed[run] = None, RunChange(kind.value, *run, said)
        return True
    if takes_calls_from_message(update):
        live = added_run(ground, tag, update, said, replaced=run)
        if live is None:
            return False
    else:
        live = changed_run(ground, tag, update, run, said)
    change = RunChange("CANCELED", *run, said) if live is None else live.change
    book.changed[run] = live, change
    return True


def _keep_newer(book: _Book, added: LiveRun) -> None:
    key = f"{added.id} {added.change.day} {added.departure_s[0] if not added.id else ''}"
    known = book.added.get(key)
    if known is None or known.change.said.at_s < added.change.said.at_s:
        book.added[key] = added


def _is_within(ground: Network, day: int) -> bool:
    return ground.timetable.first_day <= day <= ground.timetable.last_day
