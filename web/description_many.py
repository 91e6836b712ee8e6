"""From one place to all and to many in the OpenAPI document: what is asked, what is answered."""

from __future__ import annotations

from typing import Any

from routing.requests import MAX_TRANSFERS
from web.description_parts import TRANSFER_TIMES, Parameter
from web.modes import KNOWN_MODES
from web.one_to_all import DEFAULT_ACCESS_S, DEFAULT_MIN
from web.one_to_many import DEFAULT_DIRECT_S

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_FIGURE: Schema = {"type": "number", "minimum": 0}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LIST: Schema = {"type": "array", "items": {"type": "string"}}
_MODE: Schema = {"type": "string", "enum": list(KNOWN_MODES)}
_MODES: Schema = {"type": "array", "items": _MODE}
_NO: Schema = {"type": "boolean", "default": False}

_TIME = Parameter("time", _MOMENT, "when one leaves, or with `arriveBy` arrives; now if missing")
_SPEEDS = (
    Parameter("pedestrianSpeed", {"type": "number", "minimum": 0.3, "default": 1.2}, "in m/s"),
    Parameter("cyclingSpeed", {"type": "number", "minimum": 1, "default": 4.2}, "in m/s"),
)
_TRANSIT = (
    _TIME,
    Parameter("arriveBy", _NO, "to the one place instead of from it"),
    Parameter("maxTransfers", {**_WHOLE, "default": MAX_TRANSFERS}, "changes at the most"),
    Parameter("transitModes", _MODES, "modes of transit; empty: none"),
    Parameter(
        "preTransitModes", {**_MODES, "default": ["WALK"]}, "WALK and BIKE, to the first stop"
    ),
    Parameter(
        "postTransitModes",
        {**_MODES, "default": ["WALK"]},
        "with `arriveBy` WALK and BIKE, from the last stop",
    ),
    Parameter(
        "maxPreTransitTime",
        {**_WHOLE, "default": DEFAULT_ACCESS_S},
        "longest way there, in s",
    ),
    Parameter(
        "maxPostTransitTime", {**_WHOLE, "default": DEFAULT_ACCESS_S}, "longest way on, in seconds"
    ),
    *TRANSFER_TIMES,
    Parameter("requireBikeTransport", _NO, "only vehicles that take bicycles"),
    Parameter(
        "pedestrianProfile",
        {"type": "string", "enum": ["FOOT", "WHEELCHAIR"]},
        "WHEELCHAIR leaves out what feeds call unusable",
    ),
    *_SPEEDS,
)
ONE_TO_ALL_PARAMETERS = (
    Parameter("one", _TEXT, "`lat,lon[,level]` or the id of a stop", required=True),
    Parameter(
        "maxTravelTime",
        {**_WHOLE, "minimum": 1, "default": DEFAULT_MIN},
        "longest journey, in minutes",
    ),
    *_TRANSIT,
)
_ENDS = (
    Parameter("one", _TEXT, "`lat;lon`, `lat,lon` or the id of a stop", required=True),
    Parameter("many", _LIST, "each `lat;lon` or the id of a stop", required=True),
)
_DISTANCES = Parameter("withDistance", _NO, "whether ways by street tell their metres")
ONE_TO_MANY_PARAMETERS = (
    *_ENDS,
    Parameter("mode", _MODE, "WALK, BIKE or CAR", required=True),
    Parameter("max", {**_WHOLE, "default": DEFAULT_DIRECT_S}, "longest way, in seconds"),
    Parameter("arriveBy", _NO, "from the many to the one instead"),
    _DISTANCES,
    *_SPEEDS,
)
INTERMODAL_PARAMETERS = (
    *_ENDS,
    Parameter("maxTravelTime", {**_WHOLE, "minimum": 1}, "longest journey, in minutes"),
    *_TRANSIT,
    Parameter("directMode", {**_MODE, "default": "WALK"}, "WALK, BIKE or CAR, without transit"),
    Parameter(
        "maxDirectTime",
        {**_WHOLE, "default": DEFAULT_DIRECT_S},
        "longest way without transit, in seconds",
    ),
    _DISTANCES,
)


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_PLACE: Schema = {"$ref": "#/components/schemas/Place"}
MANY_SCHEMAS: dict[str, Schema] = {
    "Reachable": _object(
        {
            "one": _PLACE,
            "all": _list(
                _object(
                    {
                        "place": _PLACE,
                        "duration": {**_WHOLE, "description": "in minutes, rounded up"},
                        "k": {**_WHOLE, "description": "rides that it takes; 0: on foot"},
                    }
                )
            ),
        }
    ),
    "Durations": _list(_object({}, {"duration": _FIGURE, "distance": _FIGURE})),
    "DurationsByTransit": _object(
        {
            "street_durations": _list(_object({}, {"duration": _FIGURE, "distance": _FIGURE})),
            "transit_durations": _list(_list(_object({"duration": _WHOLE, "transfers": _WHOLE}))),
        }
    ),
}
