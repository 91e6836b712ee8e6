"""The pulse of a run under way: reports of the work in, rows of the store and a stop out.

The work itself never waits for the database: a thread of its own writes how far it is, and looks
whether it is still wanted. Where it is not, the next report raises Cancelled.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Self

from core.errors import EnvironmentFault
from core.progress import Cancelled
from planning.runs.queue import RunStore

PULSE_S = 0.5
"""How often is looked whether a run is still wanted."""
BEAT_S = 5.0
"""A run is heard of so often, also when it reports nothing new."""


class Pulse:
    """A progress reporter; reports end up in the store while the body of the context runs."""

    def __init__(self, store: RunStore, run_id: str, worker: str) -> None:
        self._store = store
        self._run_id = run_id
        self._worker = worker
        self._said: tuple[str, float | None] = ("", None)
        self._stopped = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def __call__(self, doing: str, share: float | None = None) -> None:
        """Errors: Cancelled where the run is no longer wanted."""
        self._said = (doing, share)
        if self._stopped.is_set():
            raise Cancelled("the run is no longer wanted")

    def stop(self) -> None:
        """Ends the work at its next report."""
        self._stopped.set()

    def _beat(self) -> None:
        told: tuple[str, float | None] | None = None
        told_s = 0.0
        while not self._done.wait(PULSE_S):
            said, now_s = self._said, time.monotonic()
            with contextlib.suppress(EnvironmentFault):  # a busy store is asked again
                if said != told or now_s - told_s >= BEAT_S:
                    wanted = self._store.beat(self._run_id, self._worker, *said)
                    told, told_s = said, now_s
                else:
                    wanted = self._store.is_wanted(self._run_id, self._worker)
                if not wanted:
                    self._stopped.set()
