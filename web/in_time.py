"""Being there in time: itineraries and the moment asked for in, the API's fields out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.clock import iso_utc
from routing.criteria.reliability import Reliability
from routing.in_time import latest_safe, on_time
from routing.itineraries import Itinerary
from web.itinerary_id import itinerary_id


def on_time_fields(found: Itinerary, by_s: int, known: Reliability) -> dict[str, Any] | None:
    """`onTime` of an itinerary; None where nothing in it can be late."""
    told = on_time(found, by_s, known)
    if told is None:
        return None
    return {"chance": told.chance, "basis": told.basis, "until": told.until or None}


def leave_by_fields(
    itineraries: Iterable[Itinerary], by_s: int, known: Reliability
) -> dict[str, Any] | None:
    """`leaveBy` of an answer: the last safe choice; None where there is none."""
    safe = latest_safe((found, on_time(found, by_s, known)) for found in itineraries)
    if safe is None:
        return None
    found, told = safe
    return {
        "id": itinerary_id(found),
        "departure": iso_utc(found.start_s),
        "chance": told.chance,
        "basis": told.basis,
    }
