"""The address under the site: host and port in, a bound socket out that does not listen yet.

It is bound before anything is built, so that a port in use is said at once; it listens when the
site can answer.
"""

from __future__ import annotations

import errno
import socket

from core.errors import EnvironmentFault


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
