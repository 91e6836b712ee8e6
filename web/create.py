"""The window: a state in, the Flask application that shows it out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, request
from flask_compress import Compress

from web.etags import register_etags
from web.faults import register_faults
from web.headers import register_headers
from web.lines_api import make_lines_api
from web.many_api import make_many_api
from web.map_tiles import make_map_tiles
from web.motis import make_motis
from web.openapi import make_openapi
from web.operations.gate import register_gate
from web.operations.probes import make_probes
from web.operations.turns import Turns
from web.own_api import make_own_api
from web.pages import make_pages
from web.reach_api import make_reach_api
from web.request_log import register_log
from web.scenarios import make_scenarios
from web.state import AppState

_COMPRESSED = (
    "application/json",
    "application/problem+json",
    "application/geo+json",
    "application/ld+json",
    "text/html",
    "text/css",
    "text/javascript",
    "text/csv",
    "text/plain",
    "image/svg+xml",
)
_LEAST_COMPRESSED_BYTES = 600


def create_web(state: AppState) -> Flask:
    """The application over a state; the state's world may be replaced while it runs."""
    app = Flask("web", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=state.settings.max_body_bytes,
        COMPRESS_MIMETYPES=list(_COMPRESSED),
        COMPRESS_MIN_SIZE=_LEAST_COMPRESSED_BYTES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=6,
        COMPRESS_STREAMS=False,
    )
    app.url_map.merge_slashes = False
    turns = Turns(
        state.settings.max_at_once, state.settings.max_waiting, state.settings.max_wait_ms / 1000
    )
    register_gate(app, state, turns)
    register_log(app, state.settings)
    Compress(app)
    register_headers(app, state.settings)
    register_etags(app)
    register_faults(app)
    app.before_request(_query_limit(state))
    for blueprint in (
        make_motis(state),
        make_many_api(state),
        make_own_api(state),
        make_reach_api(state),
        make_lines_api(state),
        make_scenarios(state),
        make_map_tiles(state),
        make_openapi(),
        make_pages(state),
        make_probes(state, turns),
    ):
        app.register_blueprint(blueprint)
    return app


def _query_limit(state: AppState) -> Callable[[], None]:
    def refuse_endless_queries() -> None:
        if len(request.query_string) > state.settings.max_query_bytes:
            abort(414)

    return refuse_endless_queries
