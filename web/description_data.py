"""Shapes of data in the OpenAPI document: GeoJSON, files of runs, vehicles, sources, the start."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_FIGURE: Schema = {"type": "number"}
_MAYBE_FIGURE: Schema = {"type": ["number", "null"]}
_WHOLE: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}


def _object(members: dict[str, Schema], says: str = "", kind: Any = "object") -> Schema:  # noqa: ANN401 - a type or several
    made: Schema = {"type": kind, "required": list(members), "properties": members}
    return {**made, "description": says} if says else made


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _free(says: str) -> Schema:
    """An object of which the words say where its members are told."""
    return {"type": "object", "additionalProperties": True, "description": says}


_GEOMETRY = _object(
    {
        "type": {
            "enum": ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
        },
        "coordinates": {"$ref": "#/components/schemas/Coordinates"},
    },
    "null where the place is not known",
    kind=["object", "null"],
)


def _features(properties: Schema, says: str) -> Schema:
    feature = _object(
        {"type": {"enum": ["Feature"]}, "geometry": _GEOMETRY, "properties": properties}
    )
    return _object({"type": {"enum": ["FeatureCollection"]}, "features": _list(feature)}, says)


_LINE = _object(
    {
        "id": _TEXT,
        "name": _TEXT,
        "longName": _TEXT,
        "mode": _TEXT,
        "color": _TEXT,
        "textColor": _TEXT,
        "operator": _TEXT,
    }
)
_KIND: Schema = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": _TEXT},
    "additionalProperties": True,
    "description": "`kind` says what the feature is; what else it has depends on that",
}
_RESULT = _object(
    {
        "format": {**_WHOLE, "description": "counts up when a key changes its meaning or goes"},
        "summary": _free("the figures of the headline; docs/outputs.md tells each"),
        "scenarioId": _TEXT,
        "scenarioName": _TEXT,
        "scenarioDescription": _TEXT,
        "baseVersion": _TEXT,
        "version": _TEXT,
        "day": _DAY,
        "window": _TEXT,
        "illustrative": _FLAG,
        "zones": _list(_free("a zone: its id, name, country, place and people")),
        "minutesBefore": _list(_list(_MAYBE_FIGURE)),
        "minutesAfter": _list(_list(_MAYBE_FIGURE)),
        "commuters": _list(_list(_MAYBE_FIGURE)),
        "lines": _list(_free("a line with its stops, runs, riders and costs")),
    },
    "everything that a run has found; docs/outputs.md tells its parts",
)
VEHICLE = _object(
    {
        "asOf": {"type": "string", "format": "date-time"},
        "lat": _MAYBE_FIGURE,
        "lon": _MAYBE_FIGURE,
        "bearing": _MAYBE_FIGURE,
        "status": _MAYBE_TEXT,
        "occupancy": _MAYBE_TEXT,
        "occupancyPercent": {"type": ["integer", "null"]},
    },
    "where the vehicle is and how full, in the words of GTFS-Realtime",
)
REALTIME_SOURCE = _object(
    {
        "asOf": _MAYBE_MOMENT,
        "ageSeconds": {"type": ["integer", "null"]},
        "maxAgeSeconds": _WHOLE,
        "stale": _FLAG,
        "tripUpdates": _WHOLE,
        "matchedById": _WHOLE,
        "matchedByTimes": _WHOLE,
        "unmatched": _WHOLE,
        "matchRate": _MAYBE_FIGURE,
        "positions": _WHOLE,
        "positionsMatched": _WHOLE,
        "alerts": _WHOLE,
        "alertsMatched": _WHOLE,
        "notices": {"type": "object", "additionalProperties": _WHOLE},
        "problem": _MAYBE_TEXT,
    },
    "how the feed's source of realtime fares; null where it has none",
    kind=["object", "null"],
)
DATA_SCHEMAS: dict[str, Schema] = {
    "Coordinates": {
        "type": "array",
        "items": {"oneOf": [_FIGURE, {"$ref": "#/components/schemas/Coordinates"}]},
        "description": "longitude before latitude, nested as in RFC 7946",
    },
    "LinesOnTheMap": _features(_LINE, "every line, straight from stop to stop"),
    "BaseMap": _features(_KIND, "sides, borders, roads, rails, localities and places"),
    "RunLines": _features(_KIND, "lines with their stops and segments, and zones"),
    "RunAreas": _features(
        _free("place, minutes, part, km2, inhabitants and jobs, as in Isochrones"),
        "what is reached, three features for every place and cutoff",
    ),
    "RunResult": _RESULT,
    "Initial": _object(
        {
            "lat": _FIGURE,
            "lon": _FIGURE,
            "zoom": _FIGURE,
            "serverConfig": _object(
                {
                    "motisVersion": _TEXT,
                    **dict.fromkeys(
                        ("hasElevation", "hasRoutedTransfers", "hasStreetRouting"), _FLAG
                    ),
                    **dict.fromkeys(
                        (
                            "maxOneToManySize",
                            "maxOneToAllTravelTimeLimit",
                            "maxPrePostTransitTimeLimit",
                            "maxDirectTimeLimit",
                        ),
                        _FIGURE,
                    ),
                    "shapesDebugEnabled": _FLAG,
                }
            ),
        }
    ),
    "Health": _object(
        {
            "rt": {**_FLAG, "description": "whether realtime is in service"},
            "gbfs": {**_FLAG, "description": "whether rental vehicles are known"},
            "navette": _object(
                {
                    "version": {**_TEXT, "description": "of the network in service"},
                    "territory": _TEXT,
                    "feeds": _WHOLE,
                    "firstDay": _DAY,
                    "lastDay": _DAY,
                }
            ),
        }
    ),
}
