"""The map in the OpenAPI document: which one there is, where its tiles are."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_ZOOM: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 22}
_TILES: dict[str, dict[str, Any]] = {
    "address": {**_TEXT, "description": "a PMTiles file of vector tiles, read by Range requests"},
    "bounds": {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 4,
        "description": "west, south, east, north",
    },
    "firstZoom": _ZOOM,
    "lastZoom": _ZOOM,
    "layers": {"type": "array", "items": _TEXT},
    "hasBorders": {"type": "boolean", "description": "whether a state border is among the lines"},
    "attribution": _TEXT,
    "licence": _TEXT,
    "licenceAddress": _TEXT,
}
MAP: dict[str, Any] = {
    "type": "object",
    "required": ["style", "tiles"],
    "properties": {
        "style": {
            "type": ["string", "null"],
            "description": "address of the operator's style; null where pages draw their own",
        },
        "tiles": {
            "type": ["object", "null"],
            "required": list(_TILES),
            "properties": _TILES,
            "description": "the map of the streets; null without an extract of OpenStreetMap",
        },
    },
}
