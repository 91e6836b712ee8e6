"""The HTTP server under the site: an address in, a bound socket; a site in, answers until stopped.

The socket is bound before anything is built, so that a port in use is said at once; it listens
when the site can answer. Requests are not logged: they hold places.
"""

from __future__ import annotations

import errno
import signal
import socket
import threading
from types import FrameType

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from core.errors import EnvironmentFault

BACKLOG = 128
"""How many connections may wait to be accepted."""

IDLE_LIMIT_S = 30
"""A connection that sends nothing for so long is closed."""


class _SilentHandler(WSGIRequestHandler):
    """Serves one connection without noting what was asked."""

    timeout = IDLE_LIMIT_S

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Nothing about a request is written anywhere."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not listening yet.

    Errors: EnvironmentFault when the port is taken, forbidden, or the host is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, UnicodeError) as exc:
        bound.close()
        raise EnvironmentFault(f"cannot serve at {host}, port {port}: {_reason(exc)}") from exc
    return bound


def serve_until_stopped(bound: socket.socket, site: Flask) -> None:
    """Answers requests on a listening socket, each in a thread, until SIGTERM or Ctrl+C."""
    host, port = bound.getsockname()[:2]
    server = make_server(
        host, port, site, threaded=True, request_handler=_SilentHandler, fd=bound.fileno()
    )
    bound.close()
    # Two processes may see one connection; who comes too late must not wait in accept for the next.
    server.socket.settimeout(0)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    before = signal.signal(signal.SIGTERM, stop)
    try:
        server.serve_forever()
    finally:
        signal.signal(signal.SIGTERM, before)


def address_of(bound: socket.socket) -> str:
    """The address that a person on this machine opens."""
    host, port = bound.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, not bound to
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(exc: OSError | UnicodeError) -> str:
    code = exc.errno if isinstance(exc, OSError) else None
    if code == errno.EADDRINUSE:
        return "the port is in use (stop what uses it, or give another --port)"
    if code in (errno.EACCES, errno.EPERM):
        return "the port is reserved (give a --port above 1023)"
    if code == errno.EADDRNOTAVAIL or isinstance(exc, socket.gaierror):
        return "this machine has no such address (give another --host)"
    return str(exc)
