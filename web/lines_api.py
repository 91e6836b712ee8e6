"""The lines of the network in service over HTTP, for planners and maps."""

from __future__ import annotations

from flask import Blueprint, Response, request

from web.answers import json_answer
from web.etags import unless_known
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
        world = state.world

        def listed_then() -> Response:
            content = {"day": day.isoformat(), "lines": lines_json(world, day)}
            return json_answer(content)

        return unless_known(world.network.ground, (day,), listed_then, _SHORTLY)

    @lines.get("/lines/<line_id>")
    def one(line_id: str) -> Response:
        params = Params.of(request, state.settings)
        day = simulated_day(params, state.world.network)
        params.finish()
        world = state.world
        known = (line_id, day)
        return unless_known(
            world.network.ground,
            known,
            lambda: json_answer(line_json(world, line_id, day)),
            _SHORTLY,
        )

    @lines.get("/map/lines.geojson")
    def ways() -> Response:
        world = state.world

        def drawn() -> Response:
            answer = json_answer(lines_geojson(world))
            answer.mimetype = GEOJSON
            return answer

        return unless_known(world.network.ground, ("drawn",), drawn, _SHORTLY)

    return lines
