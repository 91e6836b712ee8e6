"""Passing realtime on: an overlay in, one message about the merged timetable out.

Ids are those of the merged GTFS export: every one begins with the tag of its feed. Every call of a
run is named with its moments, as the overlay reckons them; what was said of a run at which moment
is its own `time_s`. Runs that copy another are passed on as added ones, with all their calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from core.clock import from_day_number, service_day_start_s
from feeds.realtime.messages import (
    Alert,
    CallKind,
    CallUpdate,
    Concerned,
    Event,
    Message,
    TripKind,
    TripRef,
    TripUpdate,
)
from routing.network import Network
from routing.overlay import Overlay, RunChange, Said, ServiceAlert

_KINDS = {
    "UPDATED": TripKind.SCHEDULED,
    "REPLACED": TripKind.REPLACEMENT,
    "ADDED": TripKind.ADDED,
    "DUPLICATED": TripKind.ADDED,
    "CANCELED": TripKind.CANCELED,
    "DELETED": TripKind.DELETED,
}


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A message, and how many of its sources' entries are not in it, by tag."""

    message: Message
    withheld: Mapping[str, int]
    """may not be passed on"""
    stale: Mapping[str, int]
    """are older than their source allows"""
    changed_s: int
    """when the message became what it is: by a newer overlay, or by an entry that grew too old"""


class _Gate:
    """Which entries pass, and how many of each source do not."""

    def __init__(self, overlay: Overlay, allowed: Collection[str], now_s: int) -> None:
        self._allowed = frozenset(allowed)
        self._now_s = now_s
        self._max_age_s = {state.tag: state.max_age_s for state in overlay.sources}
        self.withheld: Counter[str] = Counter()
        self.stale: Counter[str] = Counter()
        self._changed_s = overlay.made_at_s

    def passes(self, said: Said) -> bool:
        """Whether what was said may be passed on, and is fresh."""
        if said.source not in self._allowed:
            self.withheld[said.source] += 1
            return False
        until_s = said.at_s + self._max_age_s.get(said.source, 0)
        if self._now_s > until_s:
            self.stale[said.source] += 1
            self._changed_s = max(self._changed_s, until_s + 1)
            return False
        return True

    def passed_on(self, message: Message) -> PassedOn:
        """The message with what is not in it."""
        return PassedOn(message, dict(self.withheld), dict(self.stale), self._changed_s)


def trip_updates(overlay: Overlay, allowed: Collection[str], now_s: int) -> PassedOn:
    """What is known of runs, from the feeds with these tags."""
    gate = _Gate(overlay, allowed, now_s)
    ground = overlay.ground
    updates = [
        _run(overlay, at, change)
        for at, change in enumerate(overlay.changes)
        if gate.passes(change.said)
    ]
    present = {(change.base_trip, change.day) for change in overlay.changes}
    updates += [
        TripUpdate(_named(ground, change), time_s=change.said.at_s)
        for run, change in overlay.dropped.items()
        if run not in present and gate.passes(change.said)
    ]
    message = Message(time_s=overlay.made_at_s, updates=tuple(updates))
    return gate.passed_on(message)


def alerts(overlay: Overlay, allowed: Collection[str], now_s: int) -> PassedOn:
    """The texts for riders, from the feeds with these tags; one for all whom it concerns."""
    gate = _Gate(overlay, allowed, now_s)
    concerned: dict[int, list[Concerned]] = {}
    texts: dict[int, ServiceAlert] = {}
    for text, who in _concerned(overlay):
        texts[id(text)] = text
        concerned.setdefault(id(text), []).append(who)
    made = tuple(
        Alert(
            concerned=tuple(concerned[key]),
            periods=text.periods,
            cause=text.cause,
            effect=text.effect,
            severity=text.severity,
            header=text.header,
            description=text.description,
            url=text.url,
        )
        for key, text in texts.items()
        if gate.passes(text.said)
    )
    message = Message(time_s=overlay.made_at_s, alerts=made)
    return gate.passed_on(message)


def _run(overlay: Overlay, at: int, change: RunChange) -> TripUpdate:
    """One run with all its calls."""
    is_new = change.base_trip < 0
    ref = _added(overlay, at, change) if is_new else _named(overlay.ground, change)
    is_told = change.kind != "UPDATED"
    return TripUpdate(
        trip=ref,
        calls=tuple(_calls(overlay, at, change)),
        time_s=change.said.at_s,
        headsign=overlay.trips.headsign[at] if is_told else "",
        short_name=overlay.trips.short_name[at] if is_told else "",
    )


def _calls(overlay: Overlay, at: int, change: RunChange) -> Iterator[CallUpdate]:
    ground, own = overlay.ground, overlay.timetable
    pattern = int(own.trip_pattern[at])
    stops = own.stops_of(pattern).tolist()
    rows = slice(int(own.pattern_start[pattern]), int(own.pattern_start[pattern + 1]))
    board, alight = own.pattern_board[rows].tolist(), own.pattern_alight[rows].tolist()
    calls = own.calls_of(at)
    base_s = service_day_start_s(from_day_number(change.day), ground.zones[int(own.trip_zone[at])])
    is_updated = change.kind == "UPDATED"
    planned = stops
    if is_updated:
        timetable = ground.timetable
        planned = timetable.stops_of(int(timetable.trip_pattern[change.base_trip])).tolist()
    last = len(stops) - 1
    for position, stop in enumerate(stops):
        call = calls.start + position
        skipped = bool(overlay.skipped[call])
        moments = None if skipped else (own.arrival_s[call], own.departure_s[call])
        moved = is_updated and stop != planned[position]
        yield CallUpdate(
            stop_id=ground.stops.id[planned[position]],
            sequence=int(own.sequence[call]),
            arrival=_event(moments, 0, base_s),
            departure=_event(moments, 1, base_s),
            kind=CallKind.SKIPPED if skipped else CallKind.SCHEDULED,
            assigned_stop_id=ground.stops.id[stop] if moved and not skipped else "",
            no_pickup=not is_updated and not board[position] and position < last,
            no_drop_off=not is_updated and not alight[position] and position > 0,
        )


def _event(moments: tuple[int, int] | None, which: int, base_s: int) -> Event | None:
    return None if moments is None else Event(time_s=base_s + int(moments[which]))


def _named(ground: Network, change: RunChange) -> TripRef:
    """A run of the timetable."""
    trip = change.base_trip
    return TripRef(
        trip_id=ground.trips.id[trip],
        route_id=ground.routes.id[int(ground.trips.route[trip])],
        start_day=change.day,
        kind=_KINDS[change.kind],
    )


def _added(overlay: Overlay, at: int, change: RunChange) -> TripRef:
    """A run that only realtime knows; its id here carries the run after the published one."""
    return TripRef(
        trip_id=overlay.trips.id[at].rsplit("~", 2)[0],
        route_id=overlay.ground.routes.id[int(overlay.trips.route[at])],
        start_day=change.day,
        kind=_KINDS[change.kind],
    )


def _concerned(overlay: Overlay) -> Iterator[tuple[ServiceAlert, Concerned]]:
    """Every text with everything it concerns."""
    ground, book = overlay.ground, overlay.alerts
    for (trip, day), texts in book.run.items():
        who = Concerned(trip=TripRef(ground.trips.id[trip], start_day=day))
        yield from ((text, who) for text in texts)
    for trip, texts in book.trip.items():
        yield from ((text, Concerned(trip=TripRef(ground.trips.id[trip]))) for text in texts)
    for route, texts in book.route.items():
        yield from ((text, Concerned(route_id=ground.routes.id[route])) for text in texts)
    for stop, texts in book.stop.items():
        yield from ((text, Concerned(stop_id=ground.stops.id[stop])) for text in texts)
    for agency, texts in book.agency.items():
        yield from ((text, Concerned(agency_id=ground.agencies.id[agency])) for text in texts)
