"""A small site served as the real one is: `python -m tests.commands.serving.probe WORKERS`."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator

import flask

from commands import http_server
from commands.serving.master import BACKLOG, Serving, serve_until_stopped
from core import stopping

MOST_QUERY, MOST_BODY = 1000, 4000
THREADS = 4


def _site() -> flask.Flask:
    site = flask.Flask("probe")
    site.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    both_in = threading.Barrier(2, timeout=10)

    @site.get("/meet")
    def meet() -> str:
        both_in.wait()  # passes only when two requests are answered at once
        return "met"

    @site.get("/who")
    def who() -> str:
        return str(os.getpid())

    @site.get("/slow")
    def slow() -> str:
        time.sleep(1)
        return "at last"

    @site.get("/stream")
    def stream() -> flask.Response:
        def told() -> Iterator[bytes]:
            yield b"begun "
            yield b"ended" if stopping.wait(60) else b"never told"

        return flask.Response(told())

    @site.post("/echo")
    def echo() -> bytes:
        return flask.request.get_data()

    return site


@contextlib.contextmanager
def _opened(bound: socket.socket) -> Iterator[flask.Flask]:
    site = _site()
    bound.listen(BACKLOG)
    print(http_server.address_of(bound), flush=True)
    yield site
    print("left", flush=True)


if __name__ == "__main__":
    serving = Serving(int(sys.argv[1]), THREADS, MOST_QUERY, MOST_BODY, _opened)
    sys.exit(serve_until_stopped(http_server.bind("127.0.0.1", 0), serving))
