"""What a ride's times stand on: a run under an overlay in, source, age, vehicle and texts out."""

from __future__ import annotations

from collections.abc import Sequence

from routing.itineraries import Liveness, Notification, Vehicle
from routing.network import Network
from routing.overlay import Alerts, Overlay, Run, RunChange, ServiceAlert, VehicleState

MAX_NOTIFICATIONS = 10
"""Most texts of operators beside one ride."""


def liveness_of(
    network: Network,
    trip: int,
    day: int,
    *,
    stops: Sequence[int] = (),
    span_s: tuple[int, int] | None = None,
) -> Liveness | None:
    """What is known now of a run; None where no realtime is in service.

    Texts are those that concern the run or one of `stops`, and hold within `span_s`.
    """
    overlay = network.overlay
    if overlay is None:
        return None
    run = overlay.scheduled_run(trip, day)
    change = overlay.find_change(trip) or overlay.dropped.get(run)
    state = _of_change(change) if change is not None else _without(network, overlay, trip)
    vehicle = overlay.vehicles.get(run)
    texts = _texts(network, overlay.alerts, trip, run, stops)
    return Liveness(
        state=state.state,
        source=state.source,
        at_s=state.at_s,
        kind=state.kind,
        vehicle=_shown(vehicle) if vehicle is not None else None,
        notifications=tuple(
            _notification(text) for text in texts if span_s is None or text.is_active(*span_s)
        )[:MAX_NOTIFICATIONS],
    )


def _of_change(change: RunChange) -> Liveness:
    return Liveness("live", change.said.source, change.said.at_s, change.kind)


def _without(network: Network, overlay: Overlay, trip: int) -> Liveness:
    """The state of a run of which nothing is said."""
    feed = int(network.routes.feed[int(network.trips.route[trip])])
    source = overlay.find_source(network.feeds[feed].source.tag)
    if source is None:
        return Liveness("none")
    state = "stale" if source.is_stale else "timetable"
    return Liveness(state, source.tag, source.message_s or None)


def _texts(
    network: Network, alerts: Alerts, trip: int, run: Run, stops: Sequence[int]
) -> list[ServiceAlert]:
    """The alerts of a run, the narrowest first, each once."""
    route = int(network.trips.route[trip])
    parents = (int(network.stops.parent[stop]) for stop in stops)
    places = dict.fromkeys([*stops, *parents])
    found = [
        *alerts.run.get(run, ()),
        *alerts.trip.get(run[0], ()),
        *(text for stop in places for text in alerts.stop.get(stop, ())),
        *alerts.route.get(route, ()),
        *alerts.agency.get(int(network.routes.agency[route]), ()),
    ]
    unique: list[ServiceAlert] = []
    for text in found:
        if text not in unique:
            unique.append(text)
    return unique


def _notification(alert: ServiceAlert) -> Notification:
    return Notification(
        header=alert.header,
        description=alert.description,
        url=alert.url,
        cause=alert.cause,
        effect=alert.effect,
        severity=alert.severity,
        source=alert.said.source,
    )


def _shown(state: VehicleState) -> Vehicle:
    return Vehicle(
        at_s=state.said.at_s,
        lat=state.lat,
        lon=state.lon,
        bearing=state.bearing,
        status=state.status,
        occupancy=state.occupancy,
        occupancy_percent=state.occupancy_percent,
    )
