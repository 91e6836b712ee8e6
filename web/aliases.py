"""Addresses outside /api that other standards prescribe: each stands for one of ours below /api.

They are rewritten before anything else sees them, so that the gate, the headers and the faults of
the API hold for them as they do for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

ALIASES = {
    "/ojp": "/api/ojp",
    "/gtfs-rt/trip-updates": "/api/gtfs-rt/trip-updates",
    "/gtfs-rt/alerts": "/api/gtfs-rt/alerts",
}
"""The address that is asked, and the one that answers."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def register_aliases(app: Flask) -> None:
    """Lets an application answer at both addresses."""
    app.wsgi_app = _rewriting(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _rewriting(inner: Application) -> Application:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI's own
        path = environ.get("PATH_INFO", "")
        if path in ALIASES:
            environ = {**environ, "PATH_INFO": ALIASES[path]}
        return inner(environ, start_response)

    return application
