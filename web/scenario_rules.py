"""Who may change what is kept: a request in, nothing or a refusal out.

Browsers tell where a call comes from; a page of another site may change nothing here. Beyond this
machine, and wherever a token is set, a call has to send it.
"""

from __future__ import annotations

import hmac
import ipaddress
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Request, Response

from web.answers import problem
from web.settings import variable_of
from web.state import AppState

CHANGING = frozenset({"POST", "DELETE", "PUT", "PATCH"})
READING = frozenset({"scenarios.isochrones"})
"""Calls that change nothing, and are sent as POST to keep places out of addresses."""
_SAME = ("same-origin", "none")
_BEARER = "Bearer "


def refusal(request: Request, state: AppState) -> Response | None:
    """Why a call may change nothing; None where it may, or reads only."""
    if request.method not in CHANGING:
        return None
    if not _is_of_this_site(request):
        return problem(HTTPStatus.FORBIDDEN, "a page of another site may change nothing here")
    if request.endpoint in READING:
        return None
    if state.settings.changes_token:
        return _refusal_of_token(request, state.settings.changes_token)
    if not is_asked_here(request, state):
        name = variable_of("changes_token")
        text = f"beyond this machine changes are off; whoever runs the server can set {name}"
        return problem(HTTPStatus.FORBIDDEN, text)
    if request.method == "POST" and request.content_length and not request.is_json:
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send the body as application/json")
    return None


def is_asked_here(request: Request, state: AppState) -> bool:
    """Whether only this machine reaches the site, and the call was addressed to it."""
    return state.is_local and _names_this_machine(request.host)


def has_token(request: Request, token: str) -> bool:
    """Whether a call sends this token."""
    sent = request.headers.get("Authorization", "")
    return sent.startswith(_BEARER) and hmac.compare_digest(
        sent.removeprefix(_BEARER).strip().encode("utf-8"), token.encode("utf-8")
    )


def is_this_machine(host: str) -> bool:
    """Whether an address that is listened at can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_of_this_site(request: Request) -> bool:
    """Whether a browser, where it is one, sends the call from a page of this site."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _SAME:
        return False
    origin = request.headers.get("Origin")
    return origin is None or _host_of(origin) == _host_of(f"{request.scheme}://{request.host}")


def _host_of(origin: str) -> tuple[str, str]:
    """Host and port of an origin; behind a proxy the schemes may differ, the names do not."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return "", origin
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.hostname or origin, "" if port in (None, usual) else str(port)


def _names_this_machine(host: str) -> bool:
    """Whether the call was addressed to this machine; a name that only leads here is another's."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_this_machine(name)


def _refusal_of_token(request: Request, token: str) -> Response | None:
    if has_token(request, token):
        return None
    response = problem(HTTPStatus.UNAUTHORIZED, "send the token as Authorization: Bearer ...")
    response.headers["WWW-Authenticate"] = 'Bearer realm="changes"'
    return response
