"""Connections to publishers: a host and what is allowed in, a socket to a public address out.

A name is not trusted: every address that it stands for is looked at before anything is sent, and
the address that the connected socket has is looked at once more, so that a name which changes its
mind between two questions leads nowhere. Every wait is bounded, and so is their sum.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.errors import FeedError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S = 20.0
"""Longest wait for one connection, handshake included."""
IDLE_S = 30.0
"""Longest wait for the next bytes."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Deadline:
    """A moment until which all of a download has to be done."""

    def __init__(self, total_s: float) -> None:
        self._end = time.monotonic() + total_s

    def wait_s(self, longest_s: float) -> float:
        """How long the next wait may be.

        Errors: TimeoutError when the time is over.
        """
        left_s = self._end - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return min(left_s, longest_s)


class Wire:
    """A connected socket as http.client needs it, every wait bounded by the deadline.

    `close` leaves the socket open: who opened the connection ends it.
    """

    def __init__(self, connected: socket.socket, deadline: Deadline, idle_s: float) -> None:
        self.socket = connected
        self._deadline = deadline
        self._idle_s = idle_s

    def sendall(self, data: bytes) -> None:
        """Sends all of it."""
        self.socket.settimeout(self._deadline.wait_s(self._idle_s))
        self.socket.sendall(data)

    def receive_into(self, buffer: WriteableBuffer) -> int:
        """Waits for the next bytes and returns how many came."""
        self.socket.settimeout(self._deadline.wait_s(self._idle_s))
        return self.socket.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the other side sends, to be read."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Nothing: the answer may still be read."""


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._wire.receive_into(buffer)


def connect(
    host: str, port: int, deadline: Deadline, *, tls: bool, loopback: bool
) -> socket.socket:
    """A socket connected to a public address of that host, or to this machine with `loopback`.

    Errors: FeedError where the host has no such address, OSError where nothing answers there.
    """
    failure: OSError | None = None
    for family, address in _allowed(host, port, loopback=loopback):
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            connected.settimeout(deadline.wait_s(CONNECT_S))
            connected.connect(address)
            _check_peer(connected, host, loopback=loopback)
            if tls:
                connected.settimeout(deadline.wait_s(CONNECT_S))
                context = ssl.create_default_context()
                connected = context.wrap_socket(connected, server_hostname=host)
        except OSError as exc:
            connected.close()
            failure = exc
        except BaseException:
            connected.close()
            raise
        else:
            return connected
    raise failure or OSError("it has no address")


@contextlib.contextmanager
def network_faults() -> Iterator[None]:
    """Turns what goes wrong on the way into a FeedError that says it in plain words."""
    try:
        yield
    except TimeoutError:
        raise FeedError("took too long to answer") from None
    except ssl.SSLCertVerificationError as exc:
        raise FeedError(f"its certificate is not accepted: {exc.verify_message}") from exc
    except socket.gaierror as exc:
        raise FeedError("its name is not known to this network") from exc
    except OSError as exc:
        raise FeedError(f"cannot be reached: {exc.strerror or exc}") from exc
    except http.client.IncompleteRead as exc:
        raise FeedError("the download broke off") from exc
    except http.client.HTTPException as exc:
        raise FeedError(f"answers with what is no HTTP ({type(exc).__name__})") from exc


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open internet, also inside the wrappings of IPv6."""
    address = _unwrapped(_parsed(text))
    return address.is_global and not address.is_multicast


def _check_peer(connected: socket.socket, host: str, *, loopback: bool) -> None:
    peer = str(connected.getpeername()[0])
    if not _is_allowed(peer, loopback=loopback):
        raise _not_public(host, peer)


def _allowed(
    host: str, port: int, *, loopback: bool
) -> Iterator[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [
        (family, address)
        for family, _, _, _, address in found
        if _is_allowed(str(address[0]), loopback=loopback)
    ]
    if found and not allowed:
        raise _not_public(host, str(found[0][4][0]))
    yield from allowed


def _is_allowed(text: str, *, loopback: bool) -> bool:
    if loopback:
        return _unwrapped(_parsed(text)).is_loopback
    return is_public(text)


def _parsed(text: str) -> IpAddress:
    """The address without the name of a network card that IPv6 may put behind it."""
    return ipaddress.ip_address(text.partition("%")[0])


def _unwrapped(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 one carries, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _not_public(host: str, address: str) -> FeedError:
    return FeedError(f"{host} leads to {address}, which is no address of the open internet")
