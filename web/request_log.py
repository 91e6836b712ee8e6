"""One log line a request: its rule, status, size and time; never a parameter, never a place."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

_LOG = logging.getLogger("navette.request")


def register_log(app: Flask) -> None:
    """Notes every request after it was answered; when it came, the gate has noted."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule is not None else "(unknown path)"
    took_ms = 1000 * (time.perf_counter() - g.get("started_s", time.perf_counter()))
    size = response.content_length if response.content_length is not None else -1
    _LOG.info("%s %s %d %d B %.1f ms", request.method, rule, response.status_code, size, took_ms)
    return response
