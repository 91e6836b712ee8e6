"""One log line a request: its rule, status, size and time; never a parameter, never a place.

Lines go to the logger navette.request. A setting has them written to standard error as well, as
text or as JSON. Every answer carries the id under which its line stands, as X-Request-Id.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time

from flask import Flask, Response, g, request

from core import clock
from web.settings import NOBODY, Settings

HEADER = "X-Request-Id"
JSON = "json"
_LOG = logging.getLogger("navette.request")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_BYTES = 8


def register_log(app: Flask, settings: Settings) -> None:
    """Notes every request after it was answered; when it came, the gate has noted."""
    if settings.log != NOBODY:
        _write(_JsonLines() if settings.log == JSON else logging.Formatter("%(message)s"))
    app.after_request(_note)


class _JsonLines(logging.Formatter):
    """A record with fields of a request as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = getattr(record, "fields", {"message": record.getMessage()})
        return json.dumps({"time": clock.iso_utc_ms(record.created), **fields}, ensure_ascii=False)


class _Written(logging.StreamHandler):  # type: ignore[type-arg]
    """The handler that a setting asks for; there is one in a process."""


def _write(formatter: logging.Formatter) -> None:
    handler = _Written(sys.stderr)
    handler.setFormatter(formatter)
    for other in [each for each in _LOG.handlers if isinstance(each, _Written)]:
        _LOG.removeHandler(other)
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def _note(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule is not None else "(unknown path)"
    took_ms = 1000 * (time.perf_counter() - g.get("started_s", time.perf_counter()))
    size = response.content_length if response.content_length is not None else -1
    sent = request.headers.get(HEADER, "")
    named = sent if _ID.fullmatch(sent) else secrets.token_hex(_ID_BYTES)
    response.headers[HEADER] = named
    fields = {
        "request": named, "method": request.method, "path": rule,
        "status": response.status_code, "bytes": size, "ms": round(took_ms, 1),
    }  # fmt: skip
    said = (request.method, rule, response.status_code, size, took_ms)
    _LOG.info("%s %s %d %d B %.1f ms", *said, extra={"fields": fields})
    return response
