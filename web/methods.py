"""Methods of HTTP: a WSGI application in, one out that meets only methods that there are.

A client may write any word in front of its path. The log would say it and the figures would keep a
row for each; so a word that is no method is called by one name before anything else sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KNOWN = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
)  # fmt: skip
UNKNOWN = "UNKNOWN"


def known_methods_only(inner: WSGIApplication) -> WSGIApplication:
    """The same application, to which every other method is UNKNOWN, which no path takes."""

    def outer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in KNOWN:
            environ["REQUEST_METHOD"] = UNKNOWN
        return inner(environ, start)

    return outer
