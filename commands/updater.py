"""Keeping feeds new while the site runs: a data folder and a rhythm in, updates at their time.

A thread of one of the processes that answer looks which feeds are due and has them updated by a
process of its own, gently: whatever happens there, even a crash or all memory used up, the site
answers. Which one it is, a lock says; when that process ends, another takes over. The
network that comes of it is taken into service by every process's Refresher.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from commands.edge import run_at_edge, say_fault
from core import clock
from core.errors import EnvironmentFault, NavetteError
from core.files import takes
from core.progress import silent

LOOK_EVERY_S = 30.0
"""How often a running site looks whether a feed is due."""
MAX_RUN_S = 3 * 3600.0
"""An update that takes longer is ended."""
JITTER_SHARE = 0.1
"""Waits are longer by up to this share, so that many sites do not ask at one moment."""
MAX_JITTER_S = 600
"""The longest of these additions."""

_POLL_S = 0.2
_NICENESS = 10

Work = Callable[[Path, Sequence[str], threading.Event], None]
"""Updates these feeds of a data folder, and gives up when the event is set."""


class Updater:
    """Updates the feeds of a data folder while the body of the context runs."""

    def __init__(
        self, data: Path, every_s: int, work: Work | None = None, lock: Path | None = None
    ) -> None:
        self._data = data
        self._every_s = every_s
        self._work = work or update_in_a_process
        self._lock = contextlib.nullcontext() if lock is None else lock.open("ab")
        self._tried_at: dict[str, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="update", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def look(self) -> bool:
        """Updates the feeds that are due, and returns whether there were any."""
        try:
            tags = self._due()
        except NavetteError as fault:
            say_fault(fault)
            self._done.wait(self._every_s)  # a person has to mend it; once a rhythm is enough
            return False
        if not tags:
            return False
        self._tried_at |= dict.fromkeys(tags, time.monotonic())
        self._work(self._data, tags, self._done)
        return True

    def _run(self) -> None:
        with self._lock as lock:  # who holds it updates; it is let go with the process
            while lock is not None and not takes(lock.fileno()):
                if self._done.wait(LOOK_EVERY_S):
                    return
            while not self._done.is_set():
                self.look()
                self._done.wait(LOOK_EVERY_S)

    def _due(self) -> list[str]:
        """The tags of the feeds that are due; one that was just tried is not, whatever it says."""
        from feeds.catalogue import list_feeds
        from feeds.updates import RETRY_S, due_at_s

        jitter_s = random.uniform(0, min(self._every_s * JITTER_SHARE, MAX_JITTER_S))  # noqa: S311 - no secret
        pause_s = min(self._every_s, RETRY_S)
        now_s, now = clock.now_s(), time.monotonic()
        return [
            feed.source.tag
            for feed in list_feeds(self._data)
            if feed.source.address
            and due_at_s(feed, self._every_s) + (jitter_s if feed.checked_at_s else 0) <= now_s
            and now - self._tried_at.get(feed.source.tag, -pause_s) >= pause_s
        ]


def updating(
    data: Path, every_hours: float | None, shared: Path
) -> contextlib.AbstractContextManager[None]:
    """Keeps the feeds of a data folder new while the body runs; does nothing without a rhythm.

    `shared` is the folder in which the processes of a site agree on which of them does it.
    """
    if every_hours is None:
        return contextlib.nullcontext()
    return Updater(data, round(every_hours * 3600), lock=shared / "updating")


def update_in_a_process(data: Path, tags: Sequence[str], done: threading.Event) -> None:
    """Updates feeds in a process of its own and waits for its end, which may be a hard one."""
    process = multiprocessing.get_context("spawn").Process(
        target=_update, args=(data, tuple(tags)), daemon=True
    )
    process.start()
    give_up = time.monotonic() + MAX_RUN_S
    while process.is_alive() and not done.wait(_POLL_S) and time.monotonic() < give_up:
        pass
    ended_by_us = process.is_alive()
    process.terminate()
    process.join()
    if ended_by_us and not done.is_set():
        say_fault(EnvironmentFault(f"the update took longer than {MAX_RUN_S / 3600:.0f} hours"))
    elif process.exitcode and process.exitcode < 0 and not done.is_set():
        name = signal.Signals(-process.exitcode).name
        say_fault(EnvironmentFault(f"the update was ended by {name}; the feeds stay as they are"))


def _update(data: Path, tags: tuple[str, ...]) -> None:
    """What the process does: what `feeds update` does, told on the error stream."""
    from commands.feeds_fetch import renew

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the first process, which ends us
    os.nice(_NICENESS)
    with contextlib.redirect_stdout(sys.stderr):
        run_at_edge(functools.partial(renew, data, tags, silent))
