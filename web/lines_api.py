"""The lines of the network in service over HTTP, for planners and maps."""

from __future__ import annotations

from flask import Blueprint, Response, request

from web.answers import json_answer
from web.lines import line_json, lines_geojson, lines_json
from web.params import Params
from web.simulated_day import simulated_day
from web.state import AppState

_SHORTLY = "public, max-age=60"
GEOJSON = "application/geo+json"


def make_lines_api(state: AppState) -> Blueprint:
    """The routes of lines over a state."""
    lines = Blueprint("lines", __name__, url_prefix="/api")

    @lines.get("/lines")
    def listed() -> Response:
        params = Params.of(request, state.settings)
        day = simulated_day(params, state.world.network)
        params.finish()
        content = {"day": day.isoformat(), "lines": lines_json(state.world, day)}
        return json_answer(content, cache=_SHORTLY)

    @lines.get("/lines/<line_id>")
    def one(line_id: str) -> Response:
        params = Params.of(request, state.settings)
        day = simulated_day(params, state.world.network)
        params.finish()
        return json_answer(line_json(state.world, line_id, day), cache=_SHORTLY)

    @lines.get("/map/lines.geojson")
    def ways() -> Response:
        answer = json_answer(lines_geojson(state.world), cache=_SHORTLY)
        answer.mimetype = GEOJSON
        return answer

    return lines
