"""Whether stores answer: databases in, which of them do within a second out, nobody waits longer.

A server that is stuck keeps whoever asks it waiting. Each store is therefore asked by a thread of
its own, and what it said counts for a while.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from core.database import Database
from core.errors import NavetteError

PATIENCE_S = 1.0
"""A store that has not answered by then is called down, until it does."""
COUNTS_FOR_S = 10.0
"""So long an answer is believed without asking anew."""


class StoreWatch:
    """Asks stores whether they answer; any thread may look."""

    def __init__(self, stores: Mapping[str, Database]) -> None:
        self._calls = {name: _Call(store) for name, store in stores.items()}

    def look(self) -> dict[str, bool]:
        """Which stores answer, by name. Takes `PATIENCE_S` at the most."""
        give_up = time.monotonic() + PATIENCE_S
        for call in self._calls.values():
            call.begin()
        return {name: call.end(give_up) for name, call in self._calls.items()}


class _Call:
    """One store and what it said last."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self._starting = threading.Lock()
        self._said_at_s = -COUNTS_FOR_S
        self._is_up = True
        self._answered = threading.Event()
        self._answered.set()

    def begin(self) -> None:
        """Asks the store, unless it is being asked or what it said is new enough."""
        with self._starting:
            is_new = time.monotonic() - self._said_at_s < COUNTS_FOR_S
            if not self._answered.is_set() or (self._is_up and is_new):
                return
            self._answered.clear()
            threading.Thread(target=self._ask, name="store", daemon=True).start()

    def end(self, give_up: float) -> bool:
        """What it says, or that it says nothing in time."""
        return self._answered.wait(max(0.0, give_up - time.monotonic())) and self._is_up

    def _ask(self) -> None:
        try:
            self._is_up = _answers(self._store)
        finally:
            self._said_at_s = time.monotonic()
            self._answered.set()


def _answers(store: Database) -> bool:
    if store.is_empty:
        return True
    try:
        with store.reading() as db:
            return db.rows("SELECT 1") == [(1,)]
    except NavetteError:
        return False
