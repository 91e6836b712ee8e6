"""Our own routes of isochrones, matrices, and forecasts of car parks and lines."""

from __future__ import annotations

from flask import Blueprint, Response, request

from core import clock
from web.answers import json_answer
from web.isochrone import isochrone
from web.line_forecasts import line_forecast
from web.matrix import matrix
from web.params import Params
from web.parking import car_park_series, car_parks
from web.state import AppState

GEOJSON = "application/geo+json"


def make_reach_api(state: AppState) -> Blueprint:
    """The routes over a state."""
    reach = Blueprint("reach", __name__, url_prefix="/api")

    @reach.route("/isochrone", methods=["GET", "POST"])
    def areas() -> Response:
        answer = json_answer(isochrone(Params.of(request, state.settings), state.world))
        answer.mimetype = GEOJSON
        return answer

    @reach.post("/matrix")
    def minutes() -> Response:
        params = Params.of_body(request, state.settings)
        return json_answer(matrix(params, state.world, state.settings))

    @reach.get("/forecasts/parking")
    def parks() -> Response:
        return json_answer({"carParks": car_parks(state.world, clock.now_s())})

    @reach.get("/forecasts/parking/<car_park_id>")
    def park(car_park_id: str) -> Response:
        params = Params.of(request, state.settings)
        found = car_park_series(car_park_id, params, state.world, state.settings, clock.now_s())
        return json_answer(found)

    @reach.get("/forecasts/lines/<line_id>")
    def line(line_id: str) -> Response:
        params = Params.of(request, state.settings)
        return json_answer(line_forecast(line_id, params, state.world))

    return reach
