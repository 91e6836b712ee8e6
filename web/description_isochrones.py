"""Isochrones in the OpenAPI document: what is asked, and the areas that are answered."""

from __future__ import annotations

from typing import Any

from web.isochrones import (
    DEFAULT_MINUTES,
    DEFAULT_TIME,
    DEFAULT_WINDOW_MIN,
    MOST_CUTOFFS,
    MOST_MINUTES,
    MOST_WINDOW_MIN,
    SHARES,
)

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FIGURE: Schema = {"type": "number", "minimum": 0}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_BY_COUNTRY: Schema = {
    "type": "object",
    "additionalProperties": {"type": ["number", "null"]},
    "description": "zones whose middle lies inside; null where of none of them it is known",
}
_MINUTES: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_MINUTES}
_POINT: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_POLYGON: Schema = {"type": "array", "items": {"type": "array", "items": _POINT}}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


_PART = _object(
    {
        "type": {"enum": ["Feature"]},
        "geometry": _object(
            {
                "type": {"enum": ["MultiPolygon"]},
                "coordinates": {"type": "array", "items": _POLYGON},
            }
        ),
        "properties": _object(
            {
                "minutes": _MINUTES,
                "percentile": {"enum": [int(each) for each in SHARES]},
                "part": {"enum": ["only_before", "only_after", "both"]},
                "km2": _FIGURE,
                "inhabitants": _BY_COUNTRY,
                "jobs": _BY_COUNTRY,
            }
        ),
    }
)
ISOCHRONE_SCHEMAS: dict[str, Schema] = {
    "Isochrones": _object(
        {
            "type": {"enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": _PART},
            "scenario": _TEXT,
            "baseVersion": _TEXT,
            "version": _TEXT,
            "firstDeparture": _MOMENT,
            "lastDeparture": _MOMENT,
        }
    ),
    "IsochroneWish": {
        "type": "object",
        "required": ["lat", "lon"],
        "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lon": {"type": "number", "minimum": -180, "maximum": 180},
            "minutes": {
                "type": "array",
                "items": _MINUTES,
                "minItems": 1,
                "maxItems": MOST_CUTOFFS,
                "default": list(DEFAULT_MINUTES),
            },
            "day": {"type": "string", "format": "date"},
            "time": {**_TEXT, "default": DEFAULT_TIME, "description": "the first departure"},
            "window": {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_WINDOW_MIN,
                "default": DEFAULT_WINDOW_MIN,
                "description": "minutes of departures",
            },
            "percentile": {"enum": [int(each) for each in SHARES], "default": int(SHARES[0])},
        },
    },
}
