"""The worker of a process: queued runs in, results and rows out, one after the other.

One thread computes, started when there is something to do. What all scenarios over a network share,
its tables and today's baseline, is made once and kept until another network is in service.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import secrets
import socket
import threading
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Busy, Fault, NavetteError, RequestError
from core.progress import Cancelled, Progress, silent
from planning.runs.files import forget, sweep, write_results
from planning.runs.ground import Built, Ground, OpenGround, baseline_on, build_on, built_of
from planning.runs.networks import RETRY_S, Networks, waited_for
from planning.runs.pulse import Pulse
from planning.runs.queue import RunStore
from planning.runs.records import RunRecord, ScenarioRecord, State
from planning.runs.scenarios import ScenarioStore

if TYPE_CHECKING:
    from planning.baseline import Baseline
    from planning.scenario.modifications import Scenario

MOST_RESULTS = 200
"""So many ended runs are kept with their files; the oldest go."""
MOST_BASELINES = 2
PAUSE_S = 5.0
"""After a fault of the store it is asked again so much later."""
LEAVE_WITHIN_S = 3.0
_LOG = logging.getLogger("navette.runs")


class Worker:
    """Computes the runs of a store, and builds scenarios' networks, in a thread."""

    def __init__(
        self, runs: RunStore, scenarios: ScenarioStore, folder: Path, open_ground: OpenGround
    ) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._runs, self._scenarios = runs, scenarios
        self._folder = folder
        self._open_ground = open_ground
        self._ground: Ground | None = None
        self._baselines: OrderedDict[tuple[str, str, str], Baseline] = OrderedDict()
        self._networks = Networks()
        self._pulse: tuple[str, Pulse] | None = None
        self._awake, self._closing = threading.Event(), threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Says that there is something to do."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="runs", daemon=True)
                self._thread.start()
        self._awake.set()

    def network_of(self, scenario: ScenarioRecord, version: str, wait_s: float) -> Built:
        """The network that a scenario makes of the one in service, built where it is not kept.

        Errors: Busy when that takes longer, RequestError where the scenario cannot be applied.
        """
        found = self._networks.find((scenario.id, version))
        if found is not None:
            return found
        future = self._networks.want(scenario, version)
        self.wake()
        return waited_for(future, wait_s)

    def stop(self, run_id: str) -> None:
        """Has a run that is under way here end at its next report."""
        under_way = self._pulse
        if under_way is not None and under_way[0] == run_id:
            under_way[1].stop()

    def close(self) -> None:
        """Leaves: what is under way is found interrupted."""
        self._closing.set()
        self._awake.set()
        under_way = self._pulse
        if under_way is not None:
            under_way[1].stop()
        if self._thread is not None:
            self._thread.join(LEAVE_WITHIN_S)
            if self._thread.is_alive():
                self._runs.release(self.name)

    def _work(self) -> None:
        sweep(self._folder)
        while not self._closing.is_set():
            self._awake.clear()
            try:
                if self._networks.build_next(self._build) or self._run_next():
                    continue
            except NavetteError as fault:
                _LOG.warning("%s", fault)
                self._closing.wait(PAUSE_S)
                continue
            self._awake.wait()

    def _build(self, scenario: ScenarioRecord, version: str) -> Built:
        return build_on(self._ground_at(version, silent), _read(scenario))

    def _run_next(self) -> bool:
        run = self._runs.claim(self.name)
        if run is None:
            return False
        with Pulse(self._runs, run.id, self.name) as pulse:
            self._pulse = (run.id, pulse)
            try:
                self._end(run, *self._computed(run, pulse))
            finally:
                self._pulse = None
        return True

    def _computed(
        self, run: RunRecord, progress: Progress
    ) -> tuple[dict[str, Any] | None, Sequence[Fault]]:
        """What a run finds, or why it found nothing; neither where it is no longer wanted."""
        try:
            return self._simulated(run, progress), ()
        except Cancelled:
            return None, ()
        except RequestError as exc:
            return None, exc.faults
        except NavetteError as exc:
            return None, [Fault("run", str(exc), "failed")]
        except Exception as exc:  # noqa: BLE001 - a bug ends a run, not the worker
            frames = traceback.extract_tb(exc.__traceback__)[-8:]
            where = " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(frames))
            _LOG.error("%s at %s", type(exc).__name__, where)
            return None, [Fault("run", "something went wrong on the server", "bug")]

    def _simulated(self, run: RunRecord, progress: Progress) -> dict[str, Any]:
        from planning.runs.headline import first_of, headline_of
        from planning.scenario.identity import as_json
        from planning.simulate import simulate

        kept = self._scenarios.find(run.scenario_id)
        if kept is None:
            raise Cancelled("the scenario is gone")
        scenario = _read(kept)
        ground = self._ground_at(run.base_version, progress)
        base = self._baseline(ground, run.day, progress)
        found = simulate(
            base, ground.feed, scenario, progress,
            lambda access: self._runs.note(run.id, self.name, first_of(access, base.zones)),
        )  # fmt: skip
        built = built_of(found.applied, found.network, scenario)
        self._networks.keep((run.scenario_id, run.base_version), built)
        withheld = write_results(
            self._folder, run.id, found, base.parameters, as_json(scenario), progress
        )
        return {**headline_of(found.simulation), "withheld": withheld}

    def _end(
        self, run: RunRecord, headline: dict[str, Any] | None, faults: Sequence[Fault]
    ) -> None:
        if self._closing.is_set() and headline is None:
            self._runs.release(self.name)
            return
        if headline is not None and self._runs.finish(run.id, self.name, "done", headline=headline):
            forget(self._folder, self._runs.forget_old(MOST_RESULTS))
            return
        state: State = "failed" if faults else "cancelled"
        self._runs.finish(run.id, self.name, state, faults=faults)
        now = self._runs.find(run.id)
        if now is None or now.state != "done":  # else another worker has taken it over
            forget(self._folder, [run.id])

    def _ground_at(self, version: str, progress: Progress) -> Ground:
        """The ground of a version of the network.

        Errors: Busy where another one is in service by now.
        """
        if self._ground is None or self._ground.version != version:
            self._baselines.clear()
            self._ground = None
            self._ground = self._open_ground(progress)
        if self._ground.version != version:
            raise Busy("another network is in service by now", RETRY_S)
        return self._ground

    def _baseline(self, ground: Ground, day: str, progress: Progress) -> Baseline:
        from planning.demand import FILE, demand_digest, read_demand
        from planning.zones import zones_of

        key = (ground.version, day, demand_digest(self._folder))
        found = self._baselines.get(key)
        if found is None:
            counted = read_demand(self._folder / FILE, zones_of(ground.territory))
            found = baseline_on(ground, dt.date.fromisoformat(day), progress, counted)
            self._baselines[key] = found
            while len(self._baselines) > MOST_BASELINES:
                self._baselines.popitem(last=False)
        return found


def _read(kept: ScenarioRecord) -> Scenario:
    """The scenario as this program reads it. Errors: RequestError where it no longer can."""
    from planning.scenario.reading import read_scenario

    return read_scenario(json.dumps(kept.content, ensure_ascii=False).encode("utf-8"))
