"""The shape of our answer to "when to drive off", for the OpenAPI document."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_MOMENT: Schema = {"type": "string", "format": "date-time"}
_WORDS: Schema = {"type": "array", "items": {"type": "string"}}
_SECONDS: Schema = {"type": "integer", "minimum": 0}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


_DEPARTURE = {
    "departure": _MOMENT,
    "durationS": _SECONDS,
    "arrival": _object(dict.fromkeys(("p10", "p50", "p80", "p90"), _MOMENT)),
}
DRIVE_OUTLOOK = _object(
    {
        "departures": {"type": "array", "items": _object(_DEPARTURE)},
        "best": _or_null(_object({"from": _MOMENT, "to": _MOMENT, "durationS": _SECONDS})),
        "leaveBy": _or_null(
            _object({**_DEPARTURE, "arriveBefore": _MOMENT, "chance": {"type": "number"}})
        ),
        "basis": _WORDS,
        "issuedAt": {"type": ["string", "null"], "format": "date-time"},
        "dataUntil": {"type": ["string", "null"], "format": "date-time"},
        "model": _WORDS,
        "illustrative": {"type": "boolean"},
        "reason": {"type": ["string", "null"]},
    }
)
