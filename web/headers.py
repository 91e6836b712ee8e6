"""Headers on everything that leaves: what browsers may do with it, and who may read it."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from web.map_style import style_sites
from web.settings import NOBODY, Settings

LICENCE_PAGE = "/api/feeds"
"""Where the licences of the data stand; named in the Link header of every API answer."""
LICENCE_LINK = f'<{LICENCE_PAGE}>; rel="license"'

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
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; worker-src 'self'{workers}; "
    "img-src 'self' data:{sites}; style-src 'self'; connect-src 'self'{sites}; "
    "font-src 'self'{sites}; object-src 'none'; "
    "base-uri 'none'; frame-ancestors {ancestors}; form-action 'self'"
)
_MAP_PAGES = frozenset({"/", "/planner"})
_MADE_HERE = " blob:"
"""Pages with a map: its library starts its worker from the file that the page has already."""
_NOBODY = "'none'"
_FRAMED = "/"
"""The one page that other sites may show in a frame, where the operator names them."""
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_API = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Expose-Headers": "Link, ETag, X-Request-Id",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Link": LICENCE_LINK,
}
_OWN_PAGES = {"Cross-Origin-Resource-Policy": "same-origin", "Link": _API["Link"]}
"""Scenarios are drafts of whoever serves them: no other page reads them."""


def nonce() -> str:
    """The nonce of this answer: one per request, for the inline import map."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    made: str = g.nonce
    return made


def register_headers(app: Flask, settings: Settings) -> None:
    """Puts the headers on every answer, errors included."""
    ancestors = " ".join(
        f"'{site}'" if site in (NOBODY, "self") else site
        for site in settings.frame_ancestors.split()
    )

    sites = "".join(f" {site}" for site in style_sites(settings.map_style))

    def add_headers(response: Response) -> Response:
        return _add_headers(response, ancestors if request.path == _FRAMED else _NOBODY, sites)

    app.after_request(add_headers)


def _add_headers(response: Response, ancestors: str, sites: str) -> Response:
    """`sites` are those that the operator's style of the map draws on."""
    for name, value in _EVERYWHERE.items():
        if name != "X-Frame-Options" or ancestors == _NOBODY:
            response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        is_draft = f"{request.path}/".startswith("/api/scenarios/")
        for name, value in (_OWN_PAGES if is_draft else _API).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _DATA_POLICY)
    else:
        workers = _MADE_HERE if request.path in _MAP_PAGES else ""
        policy = _PAGE_POLICY.format(
            nonce=nonce(), ancestors=ancestors, sites=sites, workers=workers
        )
        response.headers["Content-Security-Policy"] = policy
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
