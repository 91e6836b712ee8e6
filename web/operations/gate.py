"""The gate before every answer: a request in, nothing or a refusal out, and both are counted.

Questions of clients beyond this machine are counted against a rate. Whatever is computed takes a
turn; pages, files, the machine's own figures and streams that wait do not. In front of everything
stands the time it took, for the log and the figures.
"""

from __future__ import annotations

import math
import time

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from core import deadline
from core.errors import Busy
from web.answers import motis_error, problem
from web.operations.metrics import note_bytes, note_refusal, note_request, note_swaps
from web.operations.rates import Rates
from web.operations.telling import SEARCHING, Telling
from web.operations.turns import Turns
from web.operations.weight import is_hard
from web.state import AppState

TOO_MANY = 429
TURNS = "navette.turns"
"""The extension of the application that holds its turns; who takes questions off the wire asks."""
UNKNOWN_PATH = "(unknown path)"
_FREE = frozenset({"motis.v1_health", "scenarios.events", "operations.ready", "operations.live"})
"""Endpoints under /api that compute nothing, or wait."""


def register_gate(app: Flask, state: AppState, turns: Turns) -> None:
    """Puts the gate before all other handlers of an application."""
    settings = state.settings
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )
    rates = _rates(state)
    telling = {hard: Telling(settings.deadline_ms / 1000, SEARCHING) for hard in (False, True)}

    def enter() -> Response | None:
        g.started_s = time.perf_counter()
        if not request.path.startswith("/api/"):
            return None
        if rates is not None and not state.is_local:
            wait_s = rates.ask(request.remote_addr or "")
            if wait_s > 0:
                note_refusal("rate")
                return _too_often(wait_s)
        if request.endpoint not in _FREE and request.method != "OPTIONS":
            hard = is_hard(request, settings)
            try:
                turns.take(hard=hard, waited_s=deadline.waited_s())
            except Busy:
                turns.refused()
                raise
            g.turn_is_hard = hard
            deadline.set_due(telling[hard].search_s(deadline.waited_s()))
        return None

    def leave(_: BaseException | None) -> None:
        hard = g.pop("turn_is_hard", None)
        deadline.set_came(math.inf)
        if hard is not None:
            telling[hard].note(deadline.left_s())
            deadline.set_due(math.inf)
            turns.give_back(hard=hard)

    app.extensions[TURNS] = turns
    app.before_request(enter)
    app.teardown_request(leave)
    app.after_request(_count)
    app.teardown_request(lambda _: note_swaps(state.swaps))


def _rates(state: AppState) -> Rates | None:
    settings = state.settings
    if state.rates_table is None:
        return None
    return Rates(settings.client_per_minute, settings.client_burst, state.rates_table)


def _count(response: Response) -> Response:
    took_s = time.perf_counter() - g.get("started_s", time.perf_counter())
    path = request.url_rule.rule if request.url_rule is not None else UNKNOWN_PATH
    note_request(request.method, path, response.status_code, took_s)
    note_bytes(path, response.content_length or 0)
    return response


def _too_often(wait_s: float) -> Response:
    make = motis_error if request.path.startswith("/api/v") else problem
    response = make(TOO_MANY, "this client asks too often")
    response.headers["Retry-After"] = str(math.ceil(wait_s))
    return response
