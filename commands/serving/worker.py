"""A process that answers: gunicorn's threaded worker, with connections that cost threads nothing.

gunicorn gives every new connection to a thread, which then waits for the question and reads it. A
hundred clients that say nothing, or a byte a second, hold all threads so. Here the loop of the
worker gathers questions; a thread gets one when it is whole, and connections that are closed are
let go by the loop as well. What does not come within its time is dropped without a word. What is
too much is shed by the loop (commands/serving/shedding.py).
"""

from __future__ import annotations

import errno
import mmap
import selectors
import signal
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from commands.serving.arriving import MOST_HEAD_BYTES, Arrival, arrival
from commands.serving.shedding import Shedding, refusal, stays_open, takes_turn, waited_s
from core import deadline, stopping

WITHIN_S = 10.0
"""A question that is not whole so long after its connection, or its first byte, is dropped."""
STALLED_S = 10
"""A client that takes nothing of its answer for so long is dropped."""
LINGER_S = 2.0
"""A connection that we have closed waits so long for its client to close it too."""
BEAT_S = 1.0
ACCEPTED_AT_ONCE = 8
"""So many connections are taken at a time where they queue; else one, the next one by whoever is
free: a worker that takes all that come together answers them alone, while others have no work."""
QUEUED_S = 0.02
"""A connection that has waited so long has queued."""
SWITCH_S = 0.001
"""A thread that computes lets others go on after so long: the loop has to, thousands of times a
second, and at Python's 5 ms connections would pile up behind every answer."""
TURNS = "navette.turns"
"""What a site calls its turns among its extensions, where it has any."""

_READ_BYTES = 64 << 10
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)
_CODED = b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_REFUSALS = {Arrival.TOO_LARGE: _TOO_LARGE, Arrival.CODED: _CODED}
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_NOTHING_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED, errno.EINTR)


class _Connection(TConn):  # type: ignore[misc]
    """A connection, and what has come of its next question."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.parser: Any = None
        self.held = bytearray()
        self.came_s = 0.0
        self.was_told_to_go_on = False
        self.takes_turn = False

    def hand_over(self) -> None:
        """Gives what has come to the parser; a thread reads it from there."""
        if self.parser is None:
            self.parser = http.get_parser(self.cfg, self.sock, self.client)
            self.initialized = self.data_ready = True
        self.parser.unreader.unread(bytes(self.held))
        self.held.clear()
        self.was_told_to_go_on = False


class SiteWorker(ThreadWorker):  # type: ignore[misc]
    """Opens the site after the fork, says that it is ready, and answers."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._told = mmap.mmap(-1, 1)  # one byte that master and worker see
        self._leave = ExitStack()
        self._parting: deque[_Connection] = deque()
        self._most_head = self.app.most_query + MOST_HEAD_BYTES
        self._shedding = Shedding(None)
        self._in_hand = self._asking = 0

    @property
    def is_ready(self) -> bool:
        """Whether it answers; the master asks."""
        return self._told[0] == 1

    def load_wsgi(self) -> None:
        """Opens the site; a signal to stop is obeyed at once meanwhile."""
        signal.signal(signal.SIGTERM, _leave_at_once)
        with _beating(self):
            self.wsgi = self._leave.enter_context(self.app.opened(self.sockets[0]))
        self._shedding = Shedding(getattr(self.wsgi, "extensions", {}).get(TURNS))
        sys.setswitchinterval(SWITCH_S)
        signal.signal(signal.SIGTERM, self.handle_exit)
        self._told[0] = 1

    def run(self) -> None:
        """Answers until it is told to stop; then ends what runs beside."""
        with self._leave:
            super().run()

    def accept(self, listener: socket.socket) -> None:
        """Takes connections and whatever has come with them."""
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                taken, client = listener.accept()
            except OSError as exc:
                if exc.errno in _NOTHING_THERE:
                    return
                raise
            self._take_in(listener, taken, client)
            if waited_s(taken) < QUEUED_S:
                return

    def _take_in(self, listener: socket.socket, taken: socket.socket, client: object) -> None:
        self.nr_conns += 1
        stalled = struct.pack("ll", STALLED_S, 0)
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            taken.setsockopt(socket.SOL_SOCKET, way, stalled)
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conn = _Connection(self.cfg, taken, client, listener.getsockname())
        self._await(conn)
        self.on_pending_socket_readable(conn, taken)

    def on_client_socket_readable(self, conn: _Connection, client: socket.socket) -> None:
        """The next question of a connection that was kept begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)
        self.on_pending_socket_readable(conn, client)

    def on_pending_socket_readable(self, conn: _Connection, client: socket.socket) -> None:
        """More of a question has come."""
        try:
            came = client.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        conn.held += came
        if came:
            self._consider(conn)
        else:
            self._forget(conn)
            self._drop(conn)

    def enqueue_req(self, conn: _Connection) -> None:
        """Hands a question to a thread."""
        self._in_hand += 1
        self._asking += conn.takes_turn
        super().enqueue_req(conn)

    def handle(self, conn: _Connection) -> object:
        """Answers, in a thread."""
        deadline.set_came(conn.came_s)
        return super().handle(conn)

    def finish_request(self, conn: _Connection, answered: Future[object]) -> None:
        """Keeps a connection whose question was answered, or parts from it."""
        self._in_hand -= 1
        self._asking -= conn.takes_turn
        stays = not answered.cancelled() and answered.exception() is None and answered.result()
        conn.sock.settimeout(0)
        if not stays:
            self._part(conn)
            return
        conn.held += conn.parser.unreader.take_buffered()
        if conn.held:
            self._await(conn)
            self._consider(conn)
            return
        self._keep(conn)

    def _keep(self, conn: _Connection) -> None:
        """Waits for the next question."""
        conn.set_timeout()
        if not self.alive:
            conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
        self.keepalived_conns.append(conn)
        self.poller.register(
            conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn)
        )

    def murder_pending(self) -> None:
        """Drops what has not come in time, and who does not part."""
        now = time.monotonic()
        for waiting in (self.pending_conns, self._parting):
            while waiting and waiting[0].timeout <= now:
                conn = waiting.popleft()
                self.poller.unregister(conn.sock)
                self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Who is to stop waits for nobody longer than a moment, and ends what would go on long."""
        stopping.tell()
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _await(self, conn: _Connection) -> None:
        conn.timeout = time.monotonic() + (WITHIN_S if self.alive else STOP_KEEPALIVE_LINGER)
        self.pending_conns.append(conn)
        self.poller.register(
            conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn)
        )

    def _consider(self, conn: _Connection) -> None:
        """Hands a whole question over."""
        come = arrival(conn.held, self._most_head, self.app.most_body)
        if come is Arrival.PART:
            return
        if come is Arrival.ASKS_TO_GO_ON:
            if not conn.was_told_to_go_on:
                conn.was_told_to_go_on = True
                _say(conn.sock, _GO_ON)
            return
        self._forget(conn)
        if come in _REFUSALS:
            _say(conn.sock, _REFUSALS[come])
            self._part(conn)
            return
        waited = waited_s(conn.sock)
        conn.came_s = time.monotonic() - waited
        conn.takes_turn = takes_turn(conn.held)
        if self._shedding.sheds(waited, self._in_hand, self._asking if conn.takes_turn else None):
            self._shed(conn)
            return
        conn.hand_over()
        self.enqueue_req(conn)

    def _shed(self, conn: _Connection) -> None:
        """Tells when to come again, and keeps the connection for it where that can be."""
        room = self.alive and len(self.keepalived_conns) < self.max_keepalived
        stays = room and stays_open(conn.held)
        _say(conn.sock, refusal(conn.held, stays=stays))
        conn.held.clear()
        if stays:
            self._keep(conn)
        else:
            self._part(conn)

    def _forget(self, conn: _Connection) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _part(self, conn: _Connection) -> None:
        """Closes our side, and all of it once the client has closed its side, or in a moment.

        Closed at once, a connection with bytes unread would be reset and its answer lost (RFC 9112,
        section 9.6).
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        conn.timeout = time.monotonic() + LINGER_S
        self._parting.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._parts, conn))

    def _parts(self, conn: _Connection, client: socket.socket) -> None:
        try:
            if client.recv(_READ_BYTES):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.poller.unregister(client)
        self._parting.remove(conn)
        self._drop(conn)

    def _drop(self, conn: _Connection) -> None:
        self.nr_conns -= 1
        conn.close()


def _say(to: socket.socket, what: bytes) -> None:
    try:
        to.send(what)
    except OSError:
        return  # who does not hear it is dropped in time


def _leave_at_once(*_: object) -> None:
    sys.exit(0)


@contextmanager
def _beating(worker: SiteWorker) -> Iterator[None]:
    """Tells the master that all is well while the body opens the site, which may take minutes."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_S):
            worker.notify()

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
