"""The route of OJP: XML in the body of a POST in, XML out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from core import clock
from web.answers import NO_STORE
from web.ojp.document import answer
from web.state import AppState

MEDIA = "application/xml"
_OK, _BAD_REQUEST = 200, 400


def make_ojp(state: AppState) -> Blueprint:
    """The route over a state; a document that is no OJP 2.0 is answered with 400, in OJP."""
    ojp = Blueprint("ojp", __name__, url_prefix="/api")

    @ojp.post("/ojp")
    def institutions() -> Response:
        made = answer(request.get_data(), state, clock.now_s())
        status = _OK if made.understood else _BAD_REQUEST
        response = Response(made.content, status=status, mimetype=MEDIA)
        response.headers["Cache-Control"] = NO_STORE
        return response

    return ojp
