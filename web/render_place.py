"""A Stopover in, the API's Place out."""

from __future__ import annotations

from typing import Any

from core.clock import iso_utc
from routing.itineraries import Stopover
from web.versions import Version

_UNNAMED = {"start": "START", "end": "END"}


def render_place(place: Stopover, version: Version) -> dict[str, Any]:
    """The place with the times it has."""
    shown: dict[str, Any] = {
        "name": place.name or _UNNAMED.get(place.kind, ""),
        "lat": place.lat,
        "lon": place.lon,
        "tz": place.zone,
        "vertexType": "TRANSIT" if place.stop_id is not None else "NORMAL",
    }
    if place.stop_id is not None:
        shown["stopId"] = place.stop_id
    if version.always_has_level:
        shown["level"] = 0
    if place.platform:
        shown["track"] = place.platform
        shown["scheduledTrack"] = place.scheduled_platform or place.platform
    if place.arrival_s is not None:
        planned_s = _first(place.scheduled_arrival_s, place.arrival_s)
        shown["arrival"] = iso_utc(place.arrival_s)
        shown["scheduledArrival"] = iso_utc(planned_s)
    if place.departure_s is not None:
        planned_s = _first(place.scheduled_departure_s, place.departure_s)
        shown["departure"] = iso_utc(place.departure_s)
        shown["scheduledDeparture"] = iso_utc(planned_s)
    if place.stop_id is not None:
        shown["pickupType"] = _allowed(is_allowed=place.pickup)
        shown["dropoffType"] = _allowed(is_allowed=place.drop_off)
        shown["cancelled"] = place.cancelled
    return shown


def render_call(place: Stopover, version: Version) -> dict[str, Any]:
    """A stop on the way: it always has all four times, clients insist on them."""
    shown = render_place(place, version)
    for one, other in (("arrival", "departure"), ("departure", "arrival")):
        shown.setdefault(one, shown.get(other))
    for one, other in (("Arrival", "Departure"), ("Departure", "Arrival")):
        shown.setdefault(f"scheduled{one}", shown.get(f"scheduled{other}"))
    return shown


def _allowed(*, is_allowed: bool) -> str:
    return "NORMAL" if is_allowed else "NOT_ALLOWED"


def _first(known: int | None, fallback: int) -> int:
    return fallback if known is None else known
