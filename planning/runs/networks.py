"""Networks of scenarios on demand: wishes of many threads in, each network built once out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong

from core.errors import Busy
from planning.runs.ground import Built
from planning.runs.records import ScenarioRecord

MOST_KEPT = 2
"""So many networks of scenarios stay in memory: those asked for last."""
MOST_WAITING = 4
"""So many wait to be built."""
RETRY_S = 10

Key = tuple[str, str]
"""A scenario's id and the version of the network that it changes."""
Build = Callable[[ScenarioRecord, str], Built]


class Networks:
    """The networks that are kept, and those that somebody waits for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Built] = OrderedDict()
        self._wanted: OrderedDict[Key, tuple[ScenarioRecord, Future[Built]]] = OrderedDict()

    def find(self, key: Key) -> Built | None:
        """The network, where it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, built: Built) -> None:
        """Keeps a network, and lets go of the one that was not asked for longest."""
        with self._lock:
            self._kept[key] = built
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def want(self, scenario: ScenarioRecord, version: str) -> Future[Built]:
        """The network that will be built; asked for twice it is built once.

        Errors: Busy where too many wait.
        """
        key = (scenario.id, version)
        with self._lock:
            there = self._wanted.get(key)
            if there is not None:
                return there[1]
            if len(self._wanted) >= MOST_WAITING:
                raise Busy("other scenarios' networks are being built", RETRY_S)
            future: Future[Built] = Future()
            self._wanted[key] = (scenario, future)
            return future

    def build_next(self, build: Build) -> bool:
        """Builds the network that was asked for first; False where none was."""
        with self._lock:
            key = next(iter(self._wanted), None)
            if key is None:
                return False
            scenario, future = self._wanted[key]
        try:
            built = self.find(key) or build(scenario, key[1])
            self.keep(key, built)
            future.set_result(built)
        except Exception as exc:  # noqa: BLE001 - whoever waits for it gets it
            future.set_exception(exc)
        finally:
            with self._lock:
                self._wanted.pop(key, None)
        return True


def waited_for(future: Future[Built], wait_s: float) -> Built:
    """What a future brings. Errors: Busy when that takes longer, else those of the build."""
    try:
        return future.result(timeout=wait_s)
    except TookTooLong:
        raise Busy("the scenario's network is still being built", RETRY_S) from None
