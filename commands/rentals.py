"""Keeping rental systems new while the site runs: a state and its data folder in, looks in rhythm.

One thread asks; requests read what it heard last.
"""

from __future__ import annotations

import threading
from pathlib import Path

from commands.edge import say_fault
from core import clock
from core.errors import DataError
from feeds.gbfs.looks import RentalLooks
from web.state import AppState

LOOK_EVERY_S = 2.0
"""How often the thread looks whether a source is due."""


class RentalPoller:
    """Keeps `state.rentals` while the context's body runs."""

    def __init__(self, state: AppState, data: Path, look_every_s: float = LOOK_EVERY_S) -> None:
        self._looks = RentalLooks(data)
        self._look_every_s = look_every_s
        self._told = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rentals", daemon=True)
        state.rentals = lambda: self._looks.heard

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _run(self) -> None:
        while not self._done.is_set():
            self._looks.look(clock.now_s())
            if self._looks.problem and self._looks.problem != self._told:
                say_fault(DataError(self._looks.problem))
            self._told = self._looks.problem
            self._done.wait(self._look_every_s)
