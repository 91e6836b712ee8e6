"""Isochrones, matrices and forecasts of car parks and lines in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from routing.crowding import KINDS, LEVELS
from web.description_parts import SERIES_PARAMETERS, Parameter
from web.isochrones import (
    DEFAULT_MINUTES,
    DEFAULT_TIME,
    DEFAULT_WINDOW_MIN,
    MOST_CUTOFFS,
    MOST_MINUTES,
    MOST_WINDOW_MIN,
    SHARES,
)
from web.matrix import DEFAULT_LONGEST_MIN, MOST_LONGEST_MIN

Schema = dict[str, Any]
Readable = Callable[..., Schema]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_FIGURE: Schema = {"type": "number"}
_MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
_WHOLE: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}
_LIST: Schema = {"type": "array", "items": {"type": "string"}}

_WINDOW = (
    Parameter("day", _DAY, "within the timetable; the next Tuesday if missing"),
    Parameter("time", {**_TEXT, "default": DEFAULT_TIME}, "the first departure, local time"),
    Parameter(
        "window",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_WINDOW_MIN,
            "default": DEFAULT_WINDOW_MIN,
        },
        "minutes of departures, one a minute",
    ),
)
ISOCHRONE_PARAMETERS = (
    Parameter("place", _TEXT, "`lat,lon` or the id of a stop", required=True),
    Parameter(
        "minutes",
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": MOST_MINUTES},
            "minItems": 1,
            "maxItems": MOST_CUTOFFS,
            "default": list(DEFAULT_MINUTES),
        },
        "cutoffs, all different",
    ),
    Parameter(
        "percentile",
        {"type": "integer", "enum": [int(each) for each in SHARES], "default": int(SHARES[0])},
        "of the departures that are in time",
    ),
    *_WINDOW,
)
MATRIX_PARAMETERS = (
    Parameter("origins", _LIST, "places, each `lat,lon` or the id of a stop", required=True),
    Parameter("destinations", _LIST, "places; the origins if missing"),
    Parameter(
        "maxMinutes",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_LONGEST_MIN,
            "default": DEFAULT_LONGEST_MIN,
        },
        "longest journey",
    ),
    *_WINDOW,
)
PARK_PARAMETERS = (
    Parameter("car_park_id", _TEXT, "the id of a car park", required=True, where="path"),
    *SERIES_PARAMETERS[1:],
)
LINE_FORECAST_PARAMETERS = (
    Parameter("line_id", _TEXT, "the id of a line", required=True, where="path"),
    Parameter("day", _DAY, "the next Tuesday if missing"),
)


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


_OF = {
    "version": _TEXT,
    "basis": {"enum": ["schedule"]},
    "firstDeparture": _MOMENT,
    "lastDeparture": _MOMENT,
}
_AREA = _object(
    {
        "type": {"enum": ["Feature"]},
        "geometry": _object(
            {
                "type": {"enum": ["MultiPolygon"]},
                "coordinates": _list(_list(_list(_list(_FIGURE)))),
            }
        ),
        "properties": _object({"minutes": _WHOLE, "percentile": _WHOLE, "km2": _FIGURE}),
    }
)
_END = _object({"name": _MAYBE, "stopId": _MAYBE, "lat": _FIGURE, "lon": _FIGURE})
_TABLE = _list(_list({"type": ["number", "null"]}))
_SPREAD = {"p10": _WHOLE, "p50": _WHOLE, "p90": _WHOLE, "basis": _TEXT}
_SITE = {
    "id": _TEXT,
    "name": _TEXT,
    "country": _TEXT,
    "lat": _FIGURE,
    "lon": _FIGURE,
    "capacity": _MAYBE_WHOLE,
    "price": _MAYBE,
}
_AGE = {
    "issuedAt": _MAYBE,
    "dataUntil": _MAYBE,
    "ageSeconds": _MAYBE_WHOLE,
    "stale": _FLAG,
    "model": _MAYBE,
    "reason": {"enum": ["never_observed", "beyond_forecast", None]},
}
_LATE = {"p50": _MAYBE_WHOLE, "p80": _MAYBE_WHOLE, "p90": _MAYBE_WHOLE}
_UNTIL = {"until": _MAYBE, "ageDays": _MAYBE_WHOLE}
_HOUR = _object(
    {
        "hour": _WHOLE,
        "level": {"enum": list(LEVELS)},
        "chances": _object(dict.fromkeys(LEVELS, _FIGURE)),
        "noSeat": _FIGURE,
    }
)
REACH_SCHEMAS: dict[str, Schema] = {
    "Isochrone": _object(
        {"type": {"enum": ["FeatureCollection"]}, "features": _list(_AREA), **_OF}
    ),
    "Matrix": _object(
        {
            "origins": _list(_END),
            "destinations": _list(_END),
            "minutes": _object({"p50": _TABLE, "p90": _TABLE}),
            "complete": _FLAG,
            **_OF,
        }
    ),
    "CarParks": _object(
        {
            "carParks": _list(
                _object(
                    {
                        **_SITE,
                        "now": _or_null(
                            _object({"validFrom": _MOMENT, "validTo": _MOMENT, **_SPREAD})
                        ),
                        **_AGE,
                    }
                )
            )
        }
    ),
    "CarParkSeries": _object(
        {
            **_SITE,
            **_AGE,
            "forecast": _list(_object({"from": _MOMENT, "to": _MOMENT, **_SPREAD})),
        }
    ),
    "LineForecast": _object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "day": _DAY,
            "delays": _object(
                {
                    "ofLine": _FLAG,
                    "wholeDay": _object(_LATE),
                    "hours": _list(_object({"from": _WHOLE, "to": _WHOLE, **_LATE})),
                    "basis": {"enum": ["archive", "assumption"]},
                    **_UNTIL,
                }
            ),
            "crowding": _or_null(
                _object(
                    {
                        "kind": {"enum": list(KINDS)},
                        "directions": _list(_object({"direction": _WHOLE, "hours": _list(_HOUR)})),
                        "basis": {"enum": ["statistical"]},
                        **_UNTIL,
                    }
                )
            ),
        }
    ),
}
EXAMPLES: dict[str, Schema] = {
    "/api/isochrone": {"place": "49.4960,5.9806", "minutes": [30, 60], "time": "07:00"},
    "/api/matrix": {
        "origins": ["49.4679,5.9282", "49.4960,5.9806"],
        "destinations": ["49.6239,6.1494"],
        "time": "07:00",
        "window": 60,
    },
}
_MATRIX_ANSWER: Schema = {
    "origins": [{"name": None, "stopId": None, "lat": 49.4679, "lon": 5.9282}],
    "destinations": [{"name": None, "stopId": None, "lat": 49.6239, "lon": 6.1494}],
    "minutes": {"p50": [[71.5]], "p90": [[83.0]]},
    "complete": True,
    "version": "2cdb96f8a9e18b3ac0cd",
    "basis": "schedule",
    "firstDeparture": "2026-12-01T06:00:00Z",
    "lastDeparture": "2026-12-01T06:59:00Z",
}


def reach_paths(readable: Readable) -> Schema:
    """The paths; `readable` describes one."""
    paths: Schema = {
        "/api/isochrone": readable(
            "isochrone", "The areas reached from a place", ISOCHRONE_PARAMETERS, "Isochrone",
            own=True, also_post=True, media="application/geo+json",
            faults=(400, 404, 414, 422, 503),
        ),
        "/api/matrix": readable(
            "matrix", "Minutes between places, P50 and P90 of a window of departures",
            MATRIX_PARAMETERS, "Matrix", own=True, also_post=True,
        ),
        "/api/forecasts/parking": readable(
            "carParks", "Every car park now", (), "CarParks", own=True, faults=()
        ),
        "/api/forecasts/parking/{car_park_id}": readable(
            "carPark", "The free spaces of a car park over time", PARK_PARAMETERS,
            "CarParkSeries", own=True, faults=(400, 404, 414),
        ),
        "/api/forecasts/lines/{line_id}": readable(
            "lineForecast", "How late and how full a line is, by hour", LINE_FORECAST_PARAMETERS,
            "LineForecast", own=True,
        ),
    }  # fmt: skip
    del paths["/api/matrix"]["get"]
    for path, example in EXAMPLES.items():
        paths[path]["post"]["requestBody"]["content"]["application/json"]["example"] = example
    answer = paths["/api/matrix"]["post"]["responses"]["200"]["content"]["application/json"]
    answer["example"] = _MATRIX_ANSWER
    return paths
