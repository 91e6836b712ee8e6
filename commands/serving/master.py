"""The process over those that answer: a bound socket and a way to open the site in, its end out.

It loads nothing of the site, so that what it forks is small and has no threads: every worker opens
the site by itself, and the network's arrays, mapped from the same files, are shared. A worker that
ends is replaced. SIGHUP starts a new one for each and retires an old one whenever a new one
answers; SIGTERM and Ctrl+C stop all of it.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from commands.serving.worker import SiteWorker

BACKLOG = 1024
"""How many connections may wait to be accepted; what has waited too long is shed. Who finds no
place there asks again after a second, which is longer than any wait for an answer."""
MOST_CONNECTIONS = 1000
"""Of one process."""
KEEP_S = 30
"""A kept connection on which nothing is asked for so long is closed."""
SILENT_S = 60
"""A process whose loop says nothing for so long hangs, and is replaced."""
LEAVE_WITHIN_S = 10
"""A process that has not stopped by then is ended."""
CLOSING_S = 5
"""What it may take beyond that to end what runs beside."""
MOST_HEADERS = 64

Opened = Callable[[socket.socket], AbstractContextManager[Any]]
"""Opens the site in a worker, has the socket listen, and gives the WSGI application."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How the site is served."""

    workers: int
    threads: int
    most_query: int
    most_body: int
    opened: Opened
    ended: Callable[[int], None] = lambda _: None
    """Hears of every worker that has ended."""


def serve_until_stopped(bound: socket.socket, serving: Serving) -> int:
    """Serves until SIGTERM or Ctrl+C; 0, or 1 where the site could not be opened."""
    try:
        _Master(_Application(serving), bound).run()
    except SystemExit as end:
        return 0 if end.code in (0, None) else 1
    return 0


class _Application(BaseApplication):  # type: ignore[misc]
    """gunicorn's settings: ours, and nothing of its files and variables."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self.opened = serving.opened
        self.most_query, self.most_body = serving.most_query, serving.most_body
        super().__init__()

    def load_config(self) -> None:
        """Sets all that is not gunicorn's default."""
        chosen = {
            "workers": self._serving.workers,
            "threads": self._serving.threads,
            "worker_class": SiteWorker,
            "worker_connections": MOST_CONNECTIONS,
            "backlog": BACKLOG,
            "keepalive": KEEP_S,
            "timeout": SILENT_S,
            "graceful_timeout": LEAVE_WITHIN_S,
            "limit_request_line": 0,  # the worker bounds what comes, and the site says it
            "limit_request_fields": MOST_HEADERS,
            "forwarded_allow_ips": "",  # who may forward is said by NAVETTE_PROXIES alone
            "logger_class": _Log,
            "accesslog": None,
            "control_socket_disable": True,
            "child_exit": lambda _, worker: self._serving.ended(worker.pid),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)


class _Master(Arbiter):  # type: ignore[misc]
    """Keeps as many workers as were asked for, and retires none before another one answers."""

    def __init__(self, app: _Application, bound: socket.socket) -> None:
        super().__init__(app)
        self.LISTENERS = [bound]
        self._retired: set[int] = set()

    def spawn_worker(self) -> None:
        """Starts a worker, which ends here and never returns to what the master was doing."""
        master = os.getpid()
        try:
            super().spawn_worker()
        except SystemExit as end:
            if os.getpid() == master:
                raise
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(end.code if isinstance(end.code, int) else 1)

    def manage_workers(self) -> None:
        """Replaces who has gone, and retires the oldest where more answer than were asked for."""
        self._retired &= self.WORKERS.keys()
        staying = {pid: each for pid, each in self.WORKERS.items() if pid not in self._retired}
        for _ in range(self.num_workers - len(staying)):
            self.spawn_worker()
        ready = sorted((each.age, pid) for pid, each in staying.items() if each.is_ready)
        for _, pid in ready[: max(len(ready) - self.num_workers, 0)]:
            self._retired.add(pid)
            self.kill_worker(pid, signal.SIGTERM)

    def handle_hup(self) -> None:
        """Starts a new worker for each, unless that is under way."""
        if len(self.WORKERS) - len(self._retired) <= self.num_workers:
            for _ in range(self.num_workers):
                self.spawn_worker()

    def stop(self, graceful: bool = True) -> None:
        """Ends all workers; that they end is then no news."""
        self.log.is_stopping = True
        self.cfg.set("graceful_timeout", LEAVE_WITHIN_S + CLOSING_S)  # of the master's own copy
        super().stop(graceful)

    def handle_usr2(self) -> None:
        """Another program at the same socket is not offered."""


_NEWS = ("Worker (pid:%s) was sent", "WORKER TIMEOUT")


class _Log(Logger):  # type: ignore[misc]
    """What a person has to know of processes; nothing of requests, which hold places."""

    is_stopping = False

    def _say(self, message: str, *args: object, **_: object) -> None:
        if not self.is_stopping and message.startswith(_NEWS):
            print(f"navette: {message % args}; another one takes its place", file=sys.stderr)

    critical = error = warning = _say

    def exception(self, message: str, *_: object, **__: object) -> None:
        """A bug; without what was asked."""
        self.error_log.error(message.split("%", maxsplit=1)[0].strip(), exc_info=True)

    def info(self, *_: object, **__: object) -> None:
        """Nothing."""

    debug = log = access = info
