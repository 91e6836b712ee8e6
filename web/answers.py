"""Answers as bytes: a JSON-able object or a fault in, a Flask response out."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response

from core.errors import Fault, OutsideTimetable, RequestError, UnknownPlace

NO_STORE = "no-store"
_UNKNOWN = frozenset(
    {
        "unknown_place", "unknown_stop", "unknown_corridor", "unknown_trip", "unknown_scenario",
        "unknown_run", "unknown_file", "unknown_route", "unknown_car_park",
    }
)  # fmt: skip
_UNPROCESSABLE = frozenset(
    {"not_supported", "outside_timetable", "not_applicable", "too_many_kept"}
)
_API_NAMES = {
    "origin": "fromPlace",
    "destination": "toPlace",
    "time_s": "time",
    "window_s": "searchWindow",
    "max_transfers": "maxTransfers",
    "max_duration_s": "maxTravelTime",
    "max_access_s": "maxPreTransitTime",
    "max_direct_s": "maxDirectTime",
    "walk_mps": "pedestrianSpeed",
    "bike_mps": "cyclingSpeed",
    "min_transfer_s": "minTransferTime",
    "extra_transfer_s": "additionalTransferTime",
    "transfer_factor": "transferTimeFactor",
    "max_itineraries": "maxItineraries",
    "transit_modes": "transitModes",
    "direct_modes": "directModes",
    "access_modes": "preTransitModes",
    "egress_modes": "postTransitModes",
    "avoid_lines": "avoidLines",
    "vias": "via",
    "leg_alternatives": "numLegAlternatives",
    "itinerary": "itineraryId",
    "avoid_agencies": "avoidAgencies",
    "avoid_stops": "avoidStops",
    "stop_id": "stopId",
    "trip": "tripId",
    "corridor": "id",
}
"""What the router's fields are called in requests."""


def json_answer(content: object, *, status: int = 200, cache: str = NO_STORE) -> Response:
    """The content as JSON."""
    response = Response(orjson.dumps(content), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = cache
    return response


def status_of(error: RequestError) -> int:
    """404 where a named thing is not there, 422 where it cannot be done, else 400."""
    codes = {fault.code for fault in error.faults}
    if isinstance(error, OutsideTimetable) or codes <= _UNPROCESSABLE:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, UnknownPlace) or codes <= _UNKNOWN:
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.BAD_REQUEST


def motis_error(status: int, text: str, faults: Sequence[Fault] = ()) -> Response:
    """An error as the MOTIS API has it, with our list of fields beside the text."""
    content: dict[str, Any] = {"error": text}
    if faults:
        content["errors"] = fields_of(faults)
    return json_answer(content, status=status)


def problem(status: int, detail: str, faults: Sequence[Fault] = ()) -> Response:
    """A problem document that names every field at fault.

    Source: RFC 9457.
    """
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if faults:
        content["errors"] = fields_of(faults)
    response = json_answer(content, status=status)
    response.mimetype = "application/problem+json"
    return response


def sentence_of(faults: Sequence[Fault]) -> str:
    """All faults in one line, in the words of the API."""
    return "; ".join(f"{_api_name(fault)}: {fault.message}" for fault in faults)


def fields_of(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Each fault as answers tell it."""
    return [
        {"field": _api_name(fault), "detail": fault.message, "code": fault.code} for fault in faults
    ]


def _api_name(fault: Fault) -> str:
    return _API_NAMES.get(fault.field, fault.field)
