"""OJP 2.0 in the OpenAPI document: XML in, XML out; its own schema says the rest."""

from __future__ import annotations

from typing import Any

_XML: dict[str, Any] = {
    "type": "string",
    "description": "an OJP 2.0 document (CEN/TS 17118:2024), namespace http://www.vdv.de/ojp",
}
OJP_SCHEMAS: dict[str, Any] = {"Ojp": _XML}
_REFERENCE = {"$ref": "#/components/schemas/Ojp"}
_CONTENT = {"application/xml": {"schema": _REFERENCE}}
_FAULT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def ojp_paths() -> dict[str, Any]:
    """The path of OJP, at both of its addresses."""
    return {address: _path(name) for address, name in _ADDRESSES.items()}


_ADDRESSES = {"/ojp": "ojp", "/api/ojp": "ojpBelowApi"}


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
