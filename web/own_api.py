"""Our own endpoints beside the MOTIS API: feeds, corridor forecasts, the map's sketch."""

from __future__ import annotations

import gzip
import hashlib
import threading

import orjson
from flask import Blueprint, Response, request

from core import clock
from web.answers import json_answer
from web.base_map import base_map
from web.commuting import commuting
from web.corridors import corridor_series, corridor_statuses
from web.etags import unless_known
from web.governance import governance, merge_report_of
from web.governance_jsonld import catalogue
from web.observations import observation_sources
from web.params import Params
from web.state import AppState, World
from web.what_if import corridor_what_if
from web.when_to_leave import when_to_leave

_SHORTLY = "public, max-age=60"
JSON_LD = "application/ld+json"


def make_own_api(state: AppState) -> Blueprint:
    """The routes of our own endpoints over a state."""
    own = Blueprint("own", __name__, url_prefix="/api")
    sketches = _Sketches()

    @own.get("/feeds")
    def feeds() -> Response:
        return json_answer(governance(state.world, clock.now_s(), state.stored()), cache=_SHORTLY)

    @own.get("/feeds.jsonld")
    def feeds_as_catalogue() -> Response:
        answer = json_answer(catalogue(state.world), cache=_SHORTLY)
        answer.mimetype = JSON_LD
        return answer

    @own.get("/feeds/merge-report")
    def merge_report() -> Response:
        world = state.world
        return unless_known(
            world.network.ground,
            ("merge-report",),
            lambda: json_answer(merge_report_of(world)),
            _SHORTLY,
        )

    @own.get("/commuting")
    def commuters() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(commuting(params, state.world, clock.now_s()), cache=_SHORTLY)

    @own.get("/map/base.geojson")
    def sketch() -> Response:
        return sketches.answer(state.world)

    _add_forecasts(own, state)
    return own


def _add_forecasts(own: Blueprint, state: AppState) -> None:
    """The routes of forecasts and of what they rest on."""

    @own.get("/forecasts/sources")
    def observations() -> Response:
        return json_answer(observation_sources(state.collected()))

    @own.get("/forecasts/corridors")
    def corridors() -> Response:
        return json_answer({"corridors": corridor_statuses(state.forecasts, state.world)})

    @own.get("/forecasts/corridors/<corridor_id>")
    def corridor(corridor_id: str) -> Response:
        params = Params.of(request, state.settings)
        series = corridor_series(
            corridor_id, params, state.forecasts, state.world, state.settings, clock.now_s()
        )
        return json_answer(series)

    @own.get("/forecasts/corridors/<corridor_id>/what-if")
    def what_if(corridor_id: str) -> Response:
        params = Params.of(request, state.settings)
        return json_answer(
            corridor_what_if(corridor_id, params, state.forecasts, state.world, clock.now_s())
        )

    @own.route("/forecasts/drive", methods=["GET", "POST"])
    def drive() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(when_to_leave(params, state.forecasts, state.world, clock.now_s()))


class _Sketches:
    """The sketch of the world in service, made and compressed once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._world: World | None = None
        self._plain = b""
        self._packed = b""
        self._tag = ""

    def answer(self, world: World) -> Response:
        """The sketch, unless the browser has it already."""
        with self._lock:
            if self._world is None or self._world.network.ground is not world.network.ground:
                self._plain = orjson.dumps(base_map(world))
                self._packed = gzip.compress(self._plain, compresslevel=6, mtime=0)
                self._tag = hashlib.sha256(self._plain).hexdigest()[:20]
                self._world = world
            plain, packed, tag = self._plain, self._packed, self._tag
        takes_gzip = request.accept_encodings["gzip"] > 0
        response = Response(packed if takes_gzip else plain, mimetype="application/geo+json")
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{tag}-gz" if takes_gzip else tag)
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response
