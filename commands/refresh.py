"""Keeping a running site current: a state and its data folder in, the state renewed as they change.

A network that another process puts into service is taken over, and every new day brings the
embedded data set and the forecasts up to date. New observations renew the forecasts alone, every
few minutes at the most. Requests under way finish in the world they began. To open a network takes
a processor for a moment, so of several processes one does it after the other.
"""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from commands.datadir import feeds_gone, folder_in_service, has_feeds, resolve_data
from commands.edge import say_fault
from commands.house import open_forecasts, open_house
from commands.network import snapshots_of
from commands.retention import prune_in_turn
from commands.warming import warm
from core import clock, snapshot
from core.errors import EnvironmentFault, NavetteError
from core.files import locked
from core.progress import silent
from forecast.archiver import NAME
from forecast.observations import FILE
from web.state import AppState

LOOK_EVERY_S = 2.0
"""How often a running site looks whether something changed."""
AGAIN_S = 30.0
"""What the machine was at fault for, a full disk or a store that is gone, is tried again then."""
FORECASTS_EVERY_S = 120.0
"""New observations renew the forecasts after so long at the soonest."""
LONGEST_TURN_S = 600.0
"""No process waits longer for another one that is opening what is new."""


class Refresher:
    """Renews a state in the background; what cannot be renewed is said once and stays as it was.

    `shared` is a folder of all processes of a site; None for a process that is alone.
    """

    def __init__(
        self,
        state: AppState,
        data: Path,
        shared: Path | None = None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._state = state
        self._data = data
        self._shared = shared
        self._look_every_s = look_every_s
        self._seen = self._signs()
        self._observed = self._observations()
        self._renewed_s = time.monotonic()
        self._again_s = 0.0
        self._done = threading.Event()
        self._had_feeds, self._told_of_loss = has_feeds(data), False
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def look(self) -> bool:
        """Renews the state if something changed, and returns whether it did.

        Where the feeds are gone (a disk that is not there, a folder that was moved), what is in
        service stays: the embedded data set is for who has none, not for who has lost them.
        """
        if self._are_feeds_gone():
            return False
        signs = self._signs()
        if signs == self._seen or time.monotonic() < self._again_s:
            return self._look_at_observations()
        before, self._seen = self._seen, signs
        try:
            with self._in_turn():
                folder = resolve_data(self._data, silent)
                fresh = open_house(folder, self._state.settings, silent)
                warm(fresh)
        except NavetteError as fault:
            say_fault(fault)
            if isinstance(fault, EnvironmentFault):
                self._seen, self._again_s = before, time.monotonic() + AGAIN_S
            return False
        self._state.take_over(fresh)
        self._seen = self._signs()
        self._observed = self._observations()
        self._renewed_s = time.monotonic()
        return True

    def _in_turn(self) -> AbstractContextManager[None]:
        """While one process opens what is new the others answer."""
        if self._shared is None:
            return nullcontext()
        return locked(self._shared / "renewing", LONGEST_TURN_S, "opening what is new")

    def _are_feeds_gone(self) -> bool:
        has_some = has_feeds(self._data)
        is_news = self._had_feeds and not has_some and not self._told_of_loss
        if is_news:
            say_fault(EnvironmentFault(feeds_gone(self._data)))
        self._had_feeds |= has_some
        self._told_of_loss = self._had_feeds and not has_some
        return self._told_of_loss

    def _look_at_observations(self) -> bool:
        """Renews the forecasts if something was observed since, and returns whether it did."""
        observed = self._observations()
        is_due = time.monotonic() - self._renewed_s >= FORECASTS_EVERY_S
        world = self._state.world
        if observed == self._observed or not is_due or world.territory is None:
            return False
        self._observed = observed
        self._renewed_s = time.monotonic()
        try:
            with self._in_turn():
                folder = folder_in_service(self._data)
                made = open_forecasts(folder, world.territory, world.network, silent)
        except NavetteError as fault:
            say_fault(fault)
            return False
        self._state.renew_forecasts(*made)
        return True

    def _observations(self) -> tuple[int, ...]:
        """What changes when something was observed: when the store and its report were written."""
        try:
            folder = folder_in_service(self._data)
        except NavetteError:
            return ()
        return tuple(
            (folder / name).stat().st_mtime_ns if (folder / name).exists() else 0
            for name in (FILE, NAME)
        )

    def _run(self) -> None:
        while not self._done.wait(self._look_every_s):
            self.look()
            prune_in_turn(self._data, self._state.settings)

    def _signs(self) -> tuple[str | None, str]:
        """What changes when there is something to renew: the version in service, and the day."""
        try:
            version = snapshot.current_version(snapshots_of(folder_in_service(self._data)))
        except NavetteError:
            version = None
        return version, clock.today(self._state.world.network.zone).isoformat()
