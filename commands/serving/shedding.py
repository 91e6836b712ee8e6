"""What is not worked on when too much is asked: a question and its wait in, yes or no, and words.

The loop of a worker sheds a question before a thread parses it, which costs a hundredth of what a
refusal by the site costs: where all places at its turns are taken, and where questions have lain in
the kernel or in the loop for so long, one after the other, that answers would come late. How long
a question has waited is told by the kernel, which notes when its last bytes came: so what stands in
the backlog of connections counts as well, and after a flood what is left of it is gone at once.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from collections.abc import Callable
from typing import Protocol

LATE_S = 0.3
"""A question that nobody has looked at for so long comes late."""
STANDING_S = 0.3
"""One that comes late is answered; so are others, but not for longer than this."""
FEW = 4
"""With fewer questions in hand the machine was slow, not too much asked."""
LATE_OF_MANY_S, MANY = 0.1, 8
"""With so many in hand a question comes late sooner: it has those before it to wait for as well."""
RETRY_S = 1

_ASKS = (b"GET /api/", b"POST /api/")
_TAKE_NO_TURN = (b"/health", b"/events")
_TCP_INFO = getattr(socket, "TCP_INFO", None)
_LAST_DATA_AT, _INFO_BYTES = 52, 104
"""Where struct tcp_info of Linux has the milliseconds since data came."""


class Queue(Protocol):
    """The turns of a site, as the loop sees them."""

    def is_full(self, asking: int) -> bool:
        """Whether one more is refused where so many work and wait, or are on their way to it."""
        ...

    @property
    def refused(self) -> Callable[[], None]:
        """Hears of everybody who is refused."""
        ...


class Shedding:
    """Whether a worker sheds a question; `queue` is None where its site has no turns."""

    def __init__(self, queue: Queue | None) -> None:
        self._queue = queue
        self._late_since_s = math.inf

    def sheds(self, waited_s: float, in_hand: int, asking: int | None = None) -> bool:
        """`in_hand` questions were handed to threads and are not answered yet.

        `asking` of them take turns; None where this one takes none.
        """
        late = self._is_late(waited_s, in_hand)
        full = asking is not None and self._queue is not None and self._queue.is_full(asking)
        if not (late or full):
            return False
        if self._queue is not None:
            self._queue.refused()
        return True

    def _is_late(self, waited_s: float, in_hand: int) -> bool:
        late_s = LATE_OF_MANY_S if in_hand >= MANY else LATE_S
        if waited_s < late_s or in_hand < FEW:
            self._late_since_s = math.inf
            return False
        now_s = time.monotonic()
        self._late_since_s = min(self._late_since_s, now_s)
        return now_s - self._late_since_s >= STANDING_S


def takes_turn(question: bytes | bytearray) -> bool:
    """Whether it is for what is computed, told by its first line."""
    if not question.startswith(_ASKS):
        return False
    path = question[: question.find(b"\r\n")].split(b" ")[1].partition(b"?")[0]
    return not path.endswith(_TAKE_NO_TURN)


def waited_s(of: socket.socket) -> float:
    """Seconds since the last bytes came that lie here unread, or were just read."""
    if _TCP_INFO is None:
        return 0.0
    try:
        told = of.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _INFO_BYTES)
    except OSError:
        return 0.0
    if len(told) < _LAST_DATA_AT + 4:
        return 0.0
    (since_ms,) = struct.unpack_from("=I", told, _LAST_DATA_AT)
    return float(since_ms) / 1000


def refusal(question: bytes | bytearray, *, stays: bool) -> bytes:
    """What is told to who is shed: in the form of the part of the site that was asked."""
    path = question[: question.find(b"\r\n")].partition(b" ")[2]
    kind = "json" if path.startswith((b"/api/v", b"/api/experimental/")) else "problem"
    body = _BODIES[kind if path.startswith(b"/api/") else "text"]
    return b"".join((_HEAD, _KEPT if stays else _CLOSED, body))


def stays_open(question: bytes | bytearray) -> bool:
    """Whether the next question of a connection can be told from this one, which nobody parses."""
    lines = bytes(question).lower()
    is_alone = lines.startswith(b"get ") and lines.find(b"\r\n\r\n") + 4 == len(lines)
    first = lines.partition(b"\r\n")[0]
    return is_alone and first.endswith(b"http/1.1") and b"\r\nconnection: close" not in lines


_TEXT = b"too much is asked at once"
_HEAD = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: %d\r\nCache-Control: no-store\r\n"
    b"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    b"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" % RETRY_S
)
_KEPT, _CLOSED = b"Connection: keep-alive\r\n", b"Connection: close\r\n"


def _with_length(media: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"Content-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s" % (media, more, len(body), body)


_READ_ELSEWHERE = b"Access-Control-Allow-Origin: *\r\n"
_BODIES = {
    "json": _with_length(b"application/json", b'{"error":"%s"}' % _TEXT, _READ_ELSEWHERE),
    "problem": _with_length(
        b"application/problem+json",
        b'{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"%s"}' % _TEXT,
    ),
    "text": _with_length(b"text/plain; charset=utf-8", b"503 %s\n" % _TEXT),
}
