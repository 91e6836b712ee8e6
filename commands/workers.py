"""More processes at one port: a bound socket and a way to open the site in, helpers that serve out.

Each helper is a fresh process that opens the site by itself; the network's arrays are mapped from
the same files, so their memory is shared. They stop with the process that started them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

LEAVE_WITHIN_S = 10.0
"""A helper that has not stopped by then is ended."""

Serve = Callable[[socket.socket], None]
"""Opens the site and answers on the socket until stopped; importable by name."""


@contextlib.contextmanager
def helpers(count: int, bound: socket.socket, serve: Serve) -> Iterator[None]:
    """Keeps `count` further processes answering on `bound` while the body runs."""
    fresh = multiprocessing.get_context("spawn")
    started = [fresh.Process(target=_help, args=(serve, bound), daemon=True) for _ in range(count)]
    for process in started:
        process.start()
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.join(LEAVE_WITHIN_S)
            if process.is_alive():
                process.kill()


def _help(serve: Serve, bound: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the first process, which ends us
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    serve(bound)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
