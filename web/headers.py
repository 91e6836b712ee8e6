"""Headers on everything that leaves: what browsers may do with it, and who may read it."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

LICENCE_PAGE = "/api/feeds"
"""Where the licences of the data stand; named in the Link header of every API answer."""

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": (
        "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; worker-src 'self'; "
    "img-src 'self' data:; style-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_API = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Expose-Headers": "Link, ETag",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Link": f'<{LICENCE_PAGE}>; rel="license"',
}
_OWN_PAGES = {"Cross-Origin-Resource-Policy": "same-origin", "Link": _API["Link"]}
"""Scenarios are drafts of whoever serves them: no other page reads them."""


def nonce() -> str:
    """The nonce of this answer: one per request, for the inline import map."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    made: str = g.nonce
    return made


def register_headers(app: Flask) -> None:
    """Puts the headers on every answer, errors included."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in _EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        is_draft = f"{request.path}/".startswith("/api/scenarios/")
        for name, value in (_OWN_PAGES if is_draft else _API).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _DATA_POLICY)
    else:
        response.headers["Content-Security-Policy"] = _PAGE_POLICY.format(nonce=nonce())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
