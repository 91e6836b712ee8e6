"""Alerts: those of a message in, alerts by run, trip, line, stop and operator out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from feeds.realtime.messages import Alert, Concerned, TripUpdate
from routing.derived import once_per_ground
from routing.network import Network
from routing.overlay import Alerts, Run, Said, ServiceAlert
from routing.realtime.by_id import find_run, find_trip
from routing.realtime.by_times import find_route
from routing.realtime.located import find_scoped_stop

Key = TypeVar("Key")


@dataclass(slots=True)
class AlertBook:
    """Alerts collected so far."""

    ground: Network
    run: dict[Run, list[ServiceAlert]] = field(default_factory=lambda: defaultdict(list))
    trip: dict[int, list[ServiceAlert]] = field(default_factory=lambda: defaultdict(list))
    route: dict[int, list[ServiceAlert]] = field(default_factory=lambda: defaultdict(list))
    stop: dict[int, list[ServiceAlert]] = field(default_factory=lambda: defaultdict(list))
    agency: dict[int, list[ServiceAlert]] = field(default_factory=lambda: defaultdict(list))

    def take(self, tag: str, alerts: Sequence[Alert], said_s: int, now_s: int) -> int:
        """Notes the alerts of a message; returns how many concern something that is known."""
        matched = 0
        for alert in alerts:
            made = _made(alert, Said(tag, said_s))
            found = [self._note(tag, who, made, now_s) for who in alert.concerned]
            matched += any(found)
        return matched

    def made(self) -> Alerts:
        """All of them, for an overlay."""
        return Alerts(
            run={key: tuple(each) for key, each in self.run.items()},
            trip={key: tuple(each) for key, each in self.trip.items()},
            route={key: tuple(each) for key, each in self.route.items()},
            stop={key: tuple(each) for key, each in self.stop.items()},
            agency={key: tuple(each) for key, each in self.agency.items()},
        )

    def _note(self, tag: str, who: Concerned, alert: ServiceAlert, now_s: int) -> bool:
        """Puts an alert to the narrowest thing it names; whether that is known."""
        if who.trip is not None and who.trip.trip_id:
            return self._note_trip(tag, who, alert, now_s)
        route_id = who.route_id or (who.trip.route_id if who.trip else "")
        stop = find_scoped_stop(self.ground, tag, who.stop_id)
        route = find_route(self.ground, tag, route_id)
        if stop is not None:
            return _add(self.stop, stop, alert)
        if route is not None:
            return _add(self.route, route, alert)
        agency = _agencies(self.ground).get(f"{tag}_{who.agency_id}") if who.agency_id else None
        return agency is not None and _add(self.agency, agency, alert)

    def _note_trip(self, tag: str, who: Concerned, alert: ServiceAlert, now_s: int) -> bool:
        if who.trip is None:
            return False
        if who.trip.start_day is not None:
            run = find_run(self.ground, tag, TripUpdate(who.trip), now_s)
            return run is not None and _add(self.run, run, alert)
        trip = find_trip(self.ground, tag, who.trip)
        return trip is not None and _add(self.trip, trip, alert)


def _add(book: dict[Key, list[ServiceAlert]], key: Key, alert: ServiceAlert) -> bool:
    if alert not in book[key]:
        book[key].append(alert)
    return True


def _made(alert: Alert, said: Said) -> ServiceAlert:
    return ServiceAlert(
        said=said,
        cause=alert.cause,
        effect=alert.effect,
        severity=alert.severity,
        periods=alert.periods,
        header=alert.header,
        description=alert.description,
        url=alert.url,
    )


@once_per_ground
def _agencies(network: Network) -> dict[str, int]:
    return {agency_id: agency for agency, agency_id in enumerate(network.agencies.id)}
