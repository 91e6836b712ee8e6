"""OJP 2.0 and GTFS-Realtime in the OpenAPI document: their own schemas say the rest."""

from __future__ import annotations

from typing import Any

_XML: dict[str, Any] = {
    "type": "string",
    "description": "an OJP 2.0 document (CEN/TS 17118:2024), namespace http://www.vdv.de/ojp",
}
_PROTOBUF: dict[str, Any] = {
    "type": "string",
    "format": "binary",
    "description": "a FeedMessage of the GTFS Realtime reference, FULL_DATASET",
}
_MESSAGE: dict[str, Any] = {
    "type": "object",
    "description": "the same FeedMessage in JSON, with the names of the reference",
    "required": ["header"],
    "properties": {
        "header": {
            "type": "object",
            "required": ["gtfs_realtime_version"],
            "properties": {"gtfs_realtime_version": {"type": "string"}},
            "additionalProperties": True,
        },
        "entity": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}},
                "additionalProperties": True,
            },
        },
    },
}
OJP_SCHEMAS: dict[str, Any] = {"Ojp": _XML, "Protobuf": _PROTOBUF, "FeedMessage": _MESSAGE}
_REFERENCE = {"$ref": "#/components/schemas/Ojp"}
_CONTENT = {"application/xml": {"schema": _REFERENCE}}
_FAULT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def ojp_paths() -> dict[str, Any]:
    """The path of OJP, at both of its addresses."""
    return {address: _path(name) for address, name in _ADDRESSES.items()}


_ADDRESSES = {"/ojp": "ojp", "/api/ojp": "ojpBelowApi"}
_REALTIME = {
    "trip-updates": ("tripUpdates", "Trip updates of the feeds that may be passed on"),
    "alerts": ("serviceAlerts", "Service alerts of the feeds that may be passed on"),
}


def gtfs_rt_paths() -> dict[str, Any]:
    """The paths of GTFS-Realtime, each at both of its addresses."""
    return {
        f"{folder}/gtfs-rt/{name}": _realtime(f"{operation}{suffix}", summary)
        for name, (operation, summary) in _REALTIME.items()
        for folder, suffix in (("", ""), ("/api", "BelowApi"))
    }


def _realtime(name: str, summary: str) -> dict[str, Any]:
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/FeedMessage"}},
        "application/x-protobuf": {"schema": {"$ref": "#/components/schemas/Protobuf"}},
    }
    return {
        "get": {
            "tags": ["GTFS-Realtime"],
            "operationId": name,
            "summary": summary,
            "parameters": [
                {
                    "name": "format",
                    "in": "query",
                    "schema": {"type": "string", "enum": ["protobuf", "json"]},
                    "description": "json for people; protobuf where nothing is said",
                }
            ],
            "responses": {
                "200": {"description": "The whole message", "content": content},
                "304": {"description": "Nothing has changed"},
                "400": {"description": "The format is neither", "content": _FAULT},
                "414": {"description": "The address is too long", "content": _FAULT},
            },
        }
    }


def _path(name: str) -> dict[str, Any]:
    return {
        "post": {
            "tags": ["OJP"],
            "operationId": name,
            "summary": "Places, stop events and trips for institutions, in OJP 2.0",
            "description": (
                "OJPLocationInformationRequest, OJPStopEventRequest and OJPTripRequest, several in "
                "one document. What goes wrong with a request stands in the ErrorCondition of its "
                "delivery; a document that is no OJP 2.0 is answered with 400, in OJP as well."
            ),
            "requestBody": {"required": True, "content": _CONTENT},
            "responses": {
                "200": {"description": "The answer", "content": _CONTENT},
                "400": {"description": "The document is no OJP 2.0", "content": _CONTENT},
                "413": {"description": "The body is too long", "content": _FAULT},
            },
        }
    }
