"""The shapes of what we say of corridors and of events on them, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from forecast.road_event import KINDS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FIGURE: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_FIGURE: Schema = {"type": ["number", "null"]}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_SPREAD = {"p10": _FIGURE, "p50": _FIGURE, "p90": _FIGURE, "basis": _TEXT}
_BY_EVENTS = {"events": _list(_TEXT), "closed": _FLAG}
_EVENT = _object(
    {
        "id": _TEXT,
        "version": _TEXT,
        "source": _TEXT,
        "kind": {"enum": list(KINDS)},
        "from": _MOMENT,
        "to": _MOMENT,
        "toAssumed": _FLAG,
        "active": _FLAG,
        "next": {"type": ["string", "null"], "format": "date-time"},
        "capacityLeft": {"type": "number", "minimum": 0, "maximum": 1},
        "capacityAssumed": _FLAG,
        "closed": _FLAG,
        "bearing": _MAYBE_FIGURE,
        "reportedAt": _MOMENT,
        "text": {"type": "object", "additionalProperties": _TEXT},
    }
)
_TIMED = _list(_object({"from": _MOMENT, "to": _MOMENT, "value": _FIGURE}))
_CORRIDOR = {"id": _TEXT, "name": _TEXT, "road": _TEXT, "direction": _TEXT, "freeFlowS": _FIGURE}
_AGE = {
    "issuedAt": _MOMENT,
    "dataUntil": _MAYBE_TEXT,
    "observedFrom": {"enum": ["road", "buses", None]},
    "stale": _FLAG,
    "reason": _MAYBE_TEXT,
    "illustrative": _FLAG,
}
STATUS = _object(
    {
        **_CORRIDOR,
        "lengthM": _FIGURE,
        "crossing": _object({"id": _TEXT, "name": _TEXT, "lat": _FIGURE, "lon": _FIGURE}),
        "geometry": _list(_list(_FIGURE)),
        "now": {
            "oneOf": [
                {"type": "null"},
                _object({**_SPREAD, "validFrom": _MOMENT, "validTo": _MOMENT}, _BY_EVENTS),
            ]
        },
        "usual": _MAYBE_FIGURE,
        "events": _list(_EVENT),
        **_AGE,
    }
)
SERIES = _object(
    {
        **_CORRIDOR,
        "usual": _TIMED,
        "forecast": _list(_object({**_SPREAD, "from": _MOMENT, "to": _MOMENT}, _BY_EVENTS)),
        "live": _TIMED,
        "model": _MAYBE_TEXT,
        "events": _list(_EVENT),
        **_AGE,
    }
)
