"""Collecting from buses: messages as they come in, travel times of corridors by quarter-hour out.

What messages tell is kept as delays by trip and stop; of every quarter-hour that ended SETTLE_S ago
the delays are read back and become one travel time a corridor. So it does not matter when the
program was ended and started again: what was heard is used, and what nobody heard stays a gap. How
long buses take on the free road is learnt on the way; the file beside the store holds that, and how
far quarter-hours are done.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.files import write_atomically
from forecast.buses.excess import as_observations, excess_s, free_run_s, quarters
from forecast.buses.hearing import DELAY, LEFT_DELAY, Silence, hear, told_of
from forecast.buses.hops import Hops
from forecast.buses.runs import MAX_RUN_S, Runs, observe
from forecast.observation_csv import Observation
from forecast.observations import ObservationStore
from forecast.slots import SLOT_S
from forecast.sources.reading import Reading

NAME = "buses.json"
"""In the data folder."""
SETTLE_S = 1_800
"""A quarter-hour is done so long after its end: a bus half-way then has come by now."""
CATCH_UP_S = 24 * 3600
"""After an outage quarter-hours are made up for that far back."""
FIRST_LOOK_S = 2 * 3600
RUNS_KEPT = 400
"""Run times a group that are remembered; the newest."""
MAX_STATE_BYTES = 50_000_000


@dataclass(slots=True)
class BusCollector:
    """Turns what buses tell into observations; one a data folder. `hops` may load feeds."""

    data: Path
    hops: Callable[[], Hops]
    silent: list[Silence] = field(default_factory=list)

    def hear(self, reading: Reading) -> None:
        """Takes over what the message of a reading tells, into the reading."""
        if reading.message is not None and reading.message.updates:
            self.silent += hear(reading.message, self.hops(), reading)

    def measure(self, store: ObservationStore, now_s: int) -> dict[str, int]:
        """Adds the quarter-hours that are done by now; what became of the runs, by reason.

        Empty where no quarter-hour was due. Errors: DataError, EnvironmentFault.
        """
        state = _read(self.data)
        until_s = (now_s - SETTLE_S) // SLOT_S * SLOT_S
        from_s = max(state.done_s or until_s - FIRST_LOOK_S, until_s - CATCH_UP_S)
        if from_s >= until_s:
            return {}
        hops = self.hops()
        self.silent = [each for each in self.silent if each.at_s > from_s - MAX_RUN_S]
        heard = read_back(store, hops, from_s - MAX_RUN_S, now_s + 1)
        told, _ = told_of(heard, self.silent, hops)
        seen = observe(told, hops)
        middle_s = seen.half_way_s()
        seen = seen.where((middle_s >= from_s) & (middle_s < until_s))
        runs = seen.used()
        free = free_run_s(hops, runs, state.seen)
        found = as_observations(hops, quarters(hops, runs, excess_s(hops, runs, free)))
        added = store.add(found) if found else 0
        _write(self.data, _State(until_s, _remembered(state.seen, hops, runs)))
        return {"quarters": added, **seen.counts()}


@dataclass(frozen=True, slots=True)
class _State:
    done_s: int = 0
    seen: dict[str, list[float]] = field(default_factory=dict)


def read_back(store: ObservationStore, hops: Hops, from_s: int, to_s: int) -> list[Observation]:
    """The delays that were told of the ends of hops which are driven in a stretch of time."""
    found: list[Observation] = []
    sites = sorted(sites_of(hops, from_s, to_s))
    for quantity in (DELAY, LEFT_DELAY):
        series = store.read_series(quantity, sites, from_s, to_s)
        rows = zip(series.site_idx.tolist(), series.time_s.tolist(), series.value, strict=True)
        found += [(quantity, sites[site], at_s, value) for site, at_s, value in rows]
    return found


def sites_of(hops: Hops, from_s: int, to_s: int) -> set[str]:
    """The trips and stops of hops that are scheduled between two moments, as sites."""
    is_on = np.zeros(len(hops.trip), dtype=np.bool_)
    for column in range(hops.runs.shape[1]):
        starts_s = hops.day_starts_s[:, column]
        if not ((starts_s < to_s) & (starts_s > from_s - 3 * 86_400)).any():
            continue
        base_s = starts_s[hops.zone]
        touches = (base_s + hops.leaves_s < to_s) & (base_s + hops.comes_s >= from_s)
        is_on |= touches & hops.runs[hops.service, column]
    return {site for site, ends in hops.ends.items() if any(is_on[hop] for hop, _ in ends)}


def _remembered(seen: dict[str, list[float]], hops: Hops, runs: Runs) -> dict[str, list[float]]:
    """The run times that are known from now on."""
    told = {name: list(times) for name, times in seen.items()}
    order = np.argsort(runs.leaves_s, kind="stable")
    for hop, run_s in zip(runs.hop[order].tolist(), runs.run_s[order].tolist(), strict=True):
        told.setdefault(hops.groups[int(hops.group[hop])], []).append(float(run_s))
    return {name: times[-RUNS_KEPT:] for name, times in told.items()}


def _read(data: Path) -> _State:
    """What is remembered; nothing where that cannot be read."""
    try:
        said = json.loads((data / NAME).read_bytes()[:MAX_STATE_BYTES])
        seen = {str(k): [float(x) for x in times] for k, times in said["seen"].items()}
        return _State(int(said["done"]), seen)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return _State()


def _write(data: Path, state: _State) -> None:
    """Errors: EnvironmentFault."""
    content = json.dumps({"done": state.done_s, "seen": state.seen}, ensure_ascii=False)
    write_atomically(data / NAME, content.encode("utf-8"))
