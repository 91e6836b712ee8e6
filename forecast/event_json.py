"""Road events as JSON, the same for the API and the command line: events in, objects out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.clock import iso_utc
from forecast.road_event import RoadEvent
from forecast.types import Forecast


def events_json(events: Sequence[RoadEvent], now_s: int) -> list[dict[str, Any]]:
    """The events of a corridor; `active` are those that hold now, the others come and go."""
    return [_event(event, now_s) for event in events]


def touched_json(forecast: Forecast) -> dict[str, Any]:
    """What events have to do with a forecast; nothing at all where they have nothing."""
    if not forecast.events:
        return {}
    return {"events": list(forecast.events), "closed": forecast.closed}


def _event(event: RoadEvent, now_s: int) -> dict[str, Any]:
    spans = event.spans() if event.periods is not None else ()
    following = [(begin, end) for begin, end in spans if end > now_s]
    return {
        "id": event.id,
        "version": event.version,
        "source": event.source,
        "kind": event.kind,
        "from": iso_utc(event.from_s),
        "to": iso_utc(event.ends_s),
        "toAssumed": event.to_s is None,
        "active": event.is_active(now_s),
        "next": iso_utc(following[0][0]) if following else None,
        "capacityLeft": round(event.capacity_left, 3),
        "capacityAssumed": not event.capacity_said,
        "closed": event.closes,
        "bearing": None if event.bearing is None else round(event.bearing),
        "reportedAt": iso_utc(event.reported_s),
        "text": dict(event.text),
    }
