"""The window: a state in, the Flask application that shows it out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, request
from flask_compress import Compress

from web.aliases import register_aliases
from web.etags import register_etags
from web.faults import register_faults
from web.gtfs_rt import make_gtfs_rt
from web.headers import register_headers
from web.lines_api import make_lines_api
from web.map_tiles import make_map_tiles
from web.methods import known_methods_only
from web.motis import make_motis
from web.ojp.endpoint import make_ojp
from web.openapi import make_openapi
from web.operations.gate import register_gate
from web.operations.metrics import note_refusal, note_turns
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
    "application/xml",
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
    app.wsgi_app = known_methods_only(app.wsgi_app)  # type: ignore[method-assign, assignment]
    turns = Turns(
        state.settings.max_at_once,
        state.settings.max_waiting,
        state.settings.max_wait_ms / 1000,
        note_turns,
        state.settings.max_hard,
        lambda: note_refusal("busy"),
    )
    register_gate(app, state, turns)
    register_aliases(app)
    register_log(app, state.settings)
    Compress(app)
    register_headers(app, state.settings)
    register_etags(app)
    register_faults(app)
    app.before_request(_query_limit(state))
    for blueprint in (
        make_motis(state),
        make_own_api(state),
        make_reach_api(state),
        make_lines_api(state),
        make_scenarios(state),
        make_map_tiles(state),
        make_ojp(state),
        make_gtfs_rt(state),
        make_openapi(),
        make_pages(state),
        make_probes(state),
    ):
        app.register_blueprint(blueprint)
    return app


def _query_limit(state: AppState) -> Callable[[], None]:
    def refuse_endless_queries() -> None:
        if len(request.query_string) > state.settings.max_query_bytes:
            abort(414)

    return refuse_endless_queries
