"""What went wrong, as an answer: any exception in, a response without a traceback out."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from core.errors import Busy, DataError, EnvironmentFault, Fault, RequestError
from web.answers import motis_error, problem, sentence_of, status_of
from web.fault_texts import LANGUAGES, worded

_LOG = logging.getLogger("navette.web")
_MOTIS_PATH = re.compile(r"/api/(?:v\d+|experimental)/")
_INTERNAL = "something went wrong on the server"
_UNAVAILABLE = "what is kept cannot be read or written just now"
RETRY_S = 30
"""After a full disk, or a store that does not answer."""


def register_faults(app: Flask) -> None:
    """Every failure of a request leaves through here."""
    app.register_error_handler(RequestError, _caller_at_fault)
    app.register_error_handler(HTTPException, _http_fault)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(EnvironmentFault, _machine)
    app.register_error_handler(Exception, _bug)


def _caller_at_fault(error: RequestError) -> Response:
    language = _reader_language()
    faults = tuple(replace(fault, message=worded(fault, language)) for fault in error.faults)
    response = _answer(status_of(error), sentence_of(faults), faults)
    response.vary.add("Accept-Language")
    return response


def _reader_language() -> str:
    """The language that the query or else the reader's browser names; English for any other."""
    asked = (*request.args.getlist("language"), *request.accept_languages.values())
    short = (tag[:35].replace("_", "-").partition("-")[0].lower() for tag in asked)
    return next((each for each in short if each in LANGUAGES), LANGUAGES[0])


def _http_fault(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = _answer(status, HTTPStatus(status).phrase.lower())
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _busy(error: Busy) -> Response:
    response = _answer(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
    response.headers["Retry-After"] = str(error.retry_s)
    return response


def _machine(error: EnvironmentFault) -> Response:
    """A full disk or a store that is gone passes: who asks may come again."""
    _LOG.error("%s", error)
    response = _answer(HTTPStatus.SERVICE_UNAVAILABLE, _UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_S)
    return response


def _bug(error: Exception) -> Response:
    """Notes where it happened, never with which values: those may say where somebody lives."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    _LOG.error("%s at %s", type(error).__name__, where)
    text = "the data at hand are damaged" if isinstance(error, DataError) else _INTERNAL
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, text)


def _answer(status: int, text: str, faults: Sequence[Fault] = ()) -> Response:
    if _MOTIS_PATH.match(request.path):
        return motis_error(status, text, faults)
    if request.path.startswith("/api/"):
        return problem(status, text, faults)
    return Response(f"{int(status)} {text}\n", status=status, mimetype="text/plain")
