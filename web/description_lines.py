"""Lines of the network in service in the OpenAPI document: their shapes."""

from __future__ import annotations

from typing import Any

from web.description_parts import Parameter

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_FIGURE: Schema = {"type": "number"}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_HEAD = dict.fromkeys(("id", "name", "longName", "mode", "color", "textColor", "operator"), _TEXT)
_STOP = _object({"id": _TEXT, "name": _TEXT, "lat": _FIGURE, "lon": _FIGURE, "country": _TEXT})
_PATTERN = _object(
    {
        "trip": _TEXT,
        "direction": {
            "type": "integer",
            "minimum": -1,
            "maximum": 1,
            "description": "-1: not told",
        },
        "headsign": _TEXT,
        "stops": _list(_STOP),
        "hopTimes": _list(_WHOLE),
        "dwellTimes": _list(_WHOLE),
        "departures": _list(_WHOLE),
    }
)
LINE_SCHEMAS: dict[str, Schema] = {
    "Lines": _object({"day": _DAY, "lines": _list(_object({**_HEAD, "tripsThatDay": _WHOLE}))}),
    "Line": _object({**_HEAD, "tripsThatDay": _WHOLE, "day": _DAY, "patterns": _list(_PATTERN)}),
}
_ON_DAY = Parameter("day", _DAY, "a day of the timetable; the next Tuesday where none is named")
LINES_PARAMETERS = (_ON_DAY,)
LINE_PARAMETERS = (
    Parameter("line_id", _TEXT, "the id of a line", required=True, where="path"),
    _ON_DAY,
)
