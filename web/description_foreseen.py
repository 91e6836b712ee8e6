"""The shapes of what is foreseen of rides for the OpenAPI document: lateness, full vehicles."""

from __future__ import annotations

from typing import Any

from routing.crowding import FULLEST, LEVELS, RIDDEN
from routing.in_time import WEAKEST_FIRST

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FIGURE: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_STATISTICAL: Schema = {"type": "string", "enum": ["statistical"]}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


CROWDING = _or_null(
    _object(
        {
            "level": {"type": "string", "enum": list(LEVELS)},
            "chances": _object(dict.fromkeys(LEVELS, _FIGURE)),
            "noSeat": _FIGURE,
            "section": {"type": "string", "enum": [RIDDEN, FULLEST]},
            "basis": _STATISTICAL,
            "until": _TEXT,
        }
    )
)
_ON_WHAT: Schema = {"enum": list(WEAKEST_FIRST)}
ON_TIME = _or_null(
    _object(
        {
            "chance": _FIGURE,
            "basis": _ON_WHAT,
            "until": {"type": ["string", "null"], "format": "date"},
        }
    )
)
LEAVE_BY = _or_null(
    _object({"id": _TEXT, "departure": _MOMENT, "chance": _FIGURE, "basis": _ON_WHAT})
)
"""Both are there where the moment of arrival was asked for."""
ARRIVAL: dict[str, Schema] = {
    "swapped": {"type": "string"},
    "arrivalP10": _MOMENT,
    "arrivalP50": _MOMENT,
    "arrivalP90": _MOMENT,
    "arrivalBasis": _object({"basis": _STATISTICAL, "until": _DAY, "line": _FLAG}),
}
"""Members of a leg that are there where they are known."""
