"""The shapes of what we say of roads for the OpenAPI document: drives, car parks, observations."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_MOMENT: Schema = {"type": "string", "format": "date-time"}
_WORDS: Schema = {"type": "array", "items": {"type": "string"}}
_WHOLE: Schema = {"type": "integer", "minimum": 0}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


PARKING = _object(
    {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "price": {"type": "string"},
        "capacity": _WHOLE,
        "free": _or_null(
            _object(
                {
                    "p10": _WHOLE,
                    "p50": _WHOLE,
                    "p90": _WHOLE,
                    "basis": {"type": "string"},
                    "dataUntil": {"type": ["string", "null"], "format": "date-time"},
                    "model": {"type": "string"},
                }
            )
        ),
    }
)
_DEPARTURE = {
    "departure": _MOMENT,
    "durationS": _WHOLE,
    "arrival": _object(dict.fromkeys(("p10", "p50", "p80", "p90"), _MOMENT)),
}
DRIVE_OUTLOOK = _object(
    {
        "departures": {"type": "array", "items": _object(_DEPARTURE)},
        "best": _or_null(_object({"from": _MOMENT, "to": _MOMENT, "durationS": _WHOLE})),
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
_FIGURE: Schema = {"type": "number", "minimum": 0}
_PAIR = _object({"before": _FIGURE, "after": _FIGURE})
_QUEUE = _object({"waiting": _FIGURE, "delayS": _FIGURE})
WHAT_IF = _object(
    {
        "corridor": {"type": "string"},
        "day": {"type": "string", "format": "date"},
        "basis": {"enum": ["model"]},
        "illustrative": {"type": "boolean"},
        "vehicles": _PAIR,
        "vehicleHoursQueued": _PAIR,
        "worstWaitS": _PAIR,
        "slots": {
            "type": "array",
            "items": _object({"from": _MOMENT, "before": _QUEUE, "after": _QUEUE}),
        },
    }
)
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
OBSERVATION_SOURCES = _object(
    {
        "sources": {
            "type": "array",
            "items": _object(
                {
                    "name": {"type": "string"},
                    "format": {"type": "string"},
                    "askedAt": _MAYBE_MOMENT,
                    "newest": _MAYBE_MOMENT,
                    "maxAgeSeconds": _WHOLE,
                    "silent": {"type": "boolean"},
                    "problem": {"type": ["string", "null"]},
                }
            ),
        }
    }
)
