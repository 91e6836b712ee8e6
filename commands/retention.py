"""What is kept too long: a data folder and how many days each thing may stay in, the rest gone.

A running site looks once a day, in one of its processes; `database prune` looks at once.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commands.edge import say_fault
from core import clock
from core.errors import EnvironmentFault, NavetteError
from core.files import locked, machine_faults

if TYPE_CHECKING:
    from web.settings import Settings

DAY_S = 86_400
MARK = ".pruned"
"""Its time says when a running site looked last."""
LOCK = ".prune.lock"


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much went."""

    runs: int = 0
    scenarios: int = 0
    observations: int = 0
    road_events: int = 0


def prune(data: Path, settings: Settings) -> Pruned:
    """Forgets what has been kept for longer than the settings say; 0 days keep for ever.

    Errors: EnvironmentFault, DataError where a store cannot be used; what went before is gone.
    """
    from commands.stores import stores_of
    from forecast.event_store import EventStore
    from forecast.observations import ObservationStore
    from planning.runs.files import forget
    from planning.runs.queue import RunStore
    from planning.runs.scenarios import ScenarioStore

    now_s = clock.now_s()
    observed, planned = (store.place for store in stores_of(data))
    runs: list[str] = []
    scenarios = values = events = 0
    if settings.keep_runs_days:
        runs = RunStore(planned).forget_ended(now_s - settings.keep_runs_days * DAY_S)
        forget(data, runs)
    if settings.keep_scenarios_days:
        before_s = now_s - settings.keep_scenarios_days * DAY_S
        scenarios = ScenarioStore(planned).forget_made(before_s)
    if settings.keep_observations_days:
        before_s = now_s - settings.keep_observations_days * DAY_S
        values = ObservationStore(observed).forget(before_s)
        events = EventStore(observed).forget(before_s)
    return Pruned(len(runs), scenarios, values, events)


def prune_in_turn(data: Path, settings: Settings) -> Pruned | None:
    """Prunes where that is due and no other process does; None where it is not."""
    keeps = (settings.keep_runs_days, settings.keep_scenarios_days, settings.keep_observations_days)
    if not any(keeps) or not data.is_dir() or not _is_due(data):
        return None
    try:
        with locked(data / LOCK, 0.0, "pruning"):
            if not _is_due(data):
                return None
            with machine_faults(f"cannot write {data / MARK}"):
                (data / MARK).touch()
            return prune(data, settings)
    except EnvironmentFault:
        return None  # another one prunes, or the store is busy: tomorrow is soon enough
    except NavetteError as fault:
        say_fault(fault)
        return None


def told(pruned: Pruned) -> dict[str, int]:
    """How much went, by name."""
    return asdict(pruned)


def _is_due(data: Path) -> bool:
    try:
        looked_s = (data / MARK).stat().st_mtime
    except OSError:
        return True
    return not 0 <= time.time() - looked_s < DAY_S
