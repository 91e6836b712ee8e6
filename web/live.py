"""What a ride's times stand on, for people: a Liveness in, the API's fields and alerts out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.clock import iso_utc
from routing.itineraries import Liveness, Notification
from routing.overlay import SourceState
from web.alerts import language_of, realtime_texts

UNPUBLISHED = ("ADDED", "DUPLICATED")
"""Runs that no timetable knows."""


def live_fields(live: Liveness) -> dict[str, Any]:
    """Whether a ride is live, by whose message and of which moment, and where its vehicle is."""
    shown: dict[str, Any] = {
        "state": live.state,
        "source": live.source or None,
        "asOf": _moment(live.at_s),
        "kind": live.kind or None,
    }
    vehicle = live.vehicle
    if vehicle is not None:
        shown["vehicle"] = {
            "asOf": iso_utc(vehicle.at_s),
            "lat": vehicle.lat,
            "lon": vehicle.lon,
            "bearing": vehicle.bearing,
            "status": vehicle.status or None,
            "occupancy": vehicle.occupancy or None,
            "occupancyPercent": vehicle.occupancy_percent,
        }
    return shown


def live_alerts(live: Liveness, language: str) -> list[dict[str, Any]]:
    """The operators' texts about a ride, and that its realtime is too old where it is."""
    spoken = language_of(language)
    alerts = [_alert(text, spoken) for text in live.notifications]
    if live.state == "stale":
        header, description = realtime_texts(spoken)
        alerts.append(
            {
                "headerText": header,
                "descriptionText": description.format(source=live.source),
                "cause": "TECHNICAL_PROBLEM",
                "effect": "UNKNOWN_EFFECT",
                "severityLevel": "INFO",
            }
        )
    return alerts


def source_fields(state: SourceState, now_s: int) -> dict[str, Any]:
    """How a feed's source of realtime fares."""
    age_s = now_s - state.message_s if state.message_s else None
    return {
        "asOf": _moment(state.message_s or None),
        "ageSeconds": age_s,
        "maxAgeSeconds": state.max_age_s,
        "stale": state.is_stale or age_s is None or age_s > state.max_age_s,
        "tripUpdates": state.updates,
        "matchedById": state.by_id,
        "matchedByTimes": state.by_times,
        "unmatched": state.unmatched,
        "matchRate": None if state.match_rate is None else round(state.match_rate, 4),
        "positions": state.positions,
        "positionsMatched": state.positions_matched,
        "alerts": state.alerts,
        "alertsMatched": state.alerts_matched,
        "notices": dict(state.notices),
        "problem": state.problem or None,
    }


def _alert(text: Notification, spoken: str) -> dict[str, Any]:
    shown = {
        "headerText": _in_language(text.header, spoken),
        "descriptionText": _in_language(text.description, spoken),
        "cause": text.cause,
        "effect": text.effect,
        "severityLevel": text.severity or "UNKNOWN_SEVERITY",
    }
    address = _in_language(text.url, spoken)
    return {**shown, "url": address} if address else shown


def _in_language(texts: Mapping[str, str], spoken: str) -> str:
    """The text in a language, else the unnamed one, the English one, or any."""
    for wanted in (spoken, "", "en"):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")


def _moment(moment_s: int | None) -> str | None:
    return None if moment_s is None else iso_utc(moment_s)
