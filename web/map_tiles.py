"""The map behind the pages' lines: which one there is, and the bytes of its tiles.

One file holds all tiles; browsers ask for parts of it (RFC 9110, section 14). A version never
changes, so that its parts may be kept for ever; a page that is open goes on with the one before.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from web.answers import json_answer
from web.map_style import find_style
from web.state import AppState

MEDIA_TYPE = "application/vnd.pmtiles"
_LICENCE, _LICENCE_ADDRESS = "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"
_FOR_EVER = "public, max-age=31536000, immutable"


def make_map_tiles(state: AppState) -> Blueprint:
    """The routes of the map."""
    maps = Blueprint("maps", __name__)

    @maps.get("/api/map")
    def which() -> Response:
        return json_answer(_map_of(state), cache="no-cache")

    @maps.get("/map/<version>.pmtiles")
    def tiles(version: str) -> Response:
        path = state.maps.find_file(version)
        if path is None:
            abort(404)
        try:
            response = send_file(path, mimetype=MEDIA_TYPE, conditional=True, etag=version)
        except RequestedRangeNotSatisfiable as beyond:
            return _without(beyond, path.stat().st_size)
        response.headers["Cache-Control"] = _FOR_EVER
        response.headers["Accept-Ranges"] = "bytes"
        return response

    return maps


def _without(beyond: RequestedRangeNotSatisfiable, length: int) -> Response:
    """A range that is not there, with the length by which a reader may ask again."""
    response = Response(f"{beyond.description}\n", status=416, mimetype="text/plain")
    response.headers["Content-Range"] = f"bytes */{length}"
    return response


def _map_of(state: AppState) -> dict[str, object]:
    found = state.maps.find()
    tiles = None
    if found is not None:
        tiles = {
            "address": f"{request.root_path}/map/{found.version}.pmtiles",
            "bounds": list(found.bounds),
            "firstZoom": found.first_zoom,
            "lastZoom": found.last_zoom,
            "layers": list(found.layers),
            "hasBorders": found.has_borders,
            "attribution": found.attribution,
            "licence": _LICENCE,
            "licenceAddress": _LICENCE_ADDRESS,
        }
    return {"style": find_style(state.settings.map_style), "tiles": tiles}
