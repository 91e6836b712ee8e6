"""The routes of the MOTIS API from one place to all and to many, and of rental vehicles."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from core import clock
from web.answers import json_answer
from web.one_to_all import one_to_all
from web.one_to_many import one_to_many, one_to_many_intermodal
from web.params import Params
from web.rentals import rentals
from web.state import AppState
from web.versions import Version

ONE_TO_ALL_VERSIONS = (1, 6)
BOTH = ["GET", "POST"]


def make_many_api(state: AppState) -> Blueprint:
    """The routes over a state."""
    many = Blueprint("many", __name__, url_prefix="/api")
    for number in ONE_TO_ALL_VERSIONS:
        handler = _one_to_all_handler(state, Version(number))
        many.add_url_rule(f"/v{number}/one-to-all", f"all_v{number}", handler, methods=BOTH)

    @many.route("/v1/one-to-many", methods=BOTH)
    def by_street() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(one_to_many(params, state.world, state.settings))

    @many.route("/experimental/one-to-many-intermodal", methods=BOTH)
    def by_transit_too() -> Response:
        params = Params.of(request, state.settings)
        found = one_to_many_intermodal(params, state.world, state.settings, clock.now_s())
        return json_answer(found)

    @many.route("/v1/rentals", methods=BOTH)
    def rental_vehicles() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(rentals(params, state.world, state.rentals(), clock.now_s()))

    return many


def _one_to_all_handler(state: AppState, version: Version) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        found = one_to_all(params, state.world, version, state.settings, clock.now_s())
        return json_answer(found)

    return answer
