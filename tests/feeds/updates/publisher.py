"""A publisher's web server on this machine, which behaves as badly as a test tells it to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from feeds.download import Allowed


class Answering(BaseHTTPRequestHandler):
    """One connection; what it answers is what the test said for the path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        publisher: Publisher = self.server.publisher
        publisher.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        try:
            publisher.answers[self.path](self)
        except (BrokenPipeError, ConnectionResetError):
            return  # the reader had enough, which is what some tests are about

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


Answer = Callable[[Answering], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    publisher: Publisher

    def handle_error(self, *_: object) -> None:
        """A broken connection is the test's wish."""


@dataclass
class Publisher:
    """Answers by path; `asked` remembers every question with its headers."""

    server: _Server
    scheme: str = "http"
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def at(self, path: str) -> str:
        return f"{self.scheme}://{self.place}{path}"

    def allowed(self, *hosts: str, **limits: float) -> Allowed:
        """What lets downloads come here, and to these hosts of the open internet."""
        return Allowed(frozenset(hosts), frozenset({self.place}), **limits)

    def offers(self, content: bytes, path: str = "/feed.zip", **headers: str) -> str:
        """Publishes a file and returns its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda asked: send(asked, 200, content, named)
        return self.at(path)

    def does(self, answer: Answer, path: str = "/feed.zip") -> str:
        """Has a path answered in a way of its own and returns its address."""
        self.answers[path] = answer
        return self.at(path)


@contextmanager
def publishing(context: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    """A publisher that is there while the body runs."""
    server = _Server(("127.0.0.1", 0), Answering)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    publisher = Publisher(server, "https" if context else "http")
    server.publisher = publisher
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def send(asked: Answering, status: int, content: bytes, headers: dict[str, str]) -> None:
    """A well-behaved answer, but for what the headers say otherwise."""
    asked.send_response(status)
    for name, value in ({"Content-Length": str(len(content))} | headers).items():
        asked.send_header(name, value)
    asked.end_headers()
    asked.wfile.write(content)


def redirect(target: str) -> Answer:
    """An answer that sends people elsewhere."""
    return lambda asked: send(asked, 302, b"", {"Location": target})


def raw(*parts: bytes, every_s: float = 0.0) -> Answer:
    """Bytes as they are, one part after the other, the last one without end if `every_s` is set."""

    def answer(asked: Answering) -> None:
        for part in parts:
            asked.wfile.write(part)
        while every_s and not asked.server.publisher.over.wait(every_s):
            asked.wfile.write(parts[-1])

    return answer


def endless(part: bytes) -> Answer:
    """A body without end, as fast as it can be read."""

    def answer(asked: Answering) -> None:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nPK\x03\x04")
        while True:
            asked.wfile.write(part)

    return answer


def unused_port() -> int:
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
