"""Before its first question a site has compiled what questions need, whatever its days are."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from commands.warming import find_ride
from core import clock
from routing.network import Network

ROOT = Path(__file__).resolve().parent.parent.parent

ASKING = """
import datetime as dt, importlib, json, pkgutil, sys
from pathlib import Path
from numba.core.dispatcher import Dispatcher
import routing.kernels
from benchmarks.loads.mix import HARD, Mix
from commands.datadir import resolve_data, territory_of
from commands.serve import open_state
from commands.warming import find_ride
from core import clock
from core.progress import silent
from web.create import create_web
from web.settings import settings_from

def compiled():
    found = {}
    for module in pkgutil.iter_modules(routing.kernels.__path__, "routing.kernels."):
        for name, each in vars(importlib.import_module(module.name)).items():
            if isinstance(each, Dispatcher):
                found[each.py_func.__qualname__] = len(each.signatures)
    return found

data = Path(sys.argv[1])
state = open_state(data, settings_from({"NAVETTE_DEADLINE_MS": "60000"}), silent)
network = state.world.network
folder = resolve_data(data, silent)
day = clock.to_local(find_ride(network).leaves_s, network.zone).date()
mix = Mix(network, territory_of(folder).bbox, day, [], 42)
before = compiled()
client = create_web(state).test_client()
asked = [mix.commuters().target for _ in range(40)] + [mix.hostile(HARD).target for _ in range(6)]
statuses = [client.get(each, base_url="http://localhost").status_code for each in asked]
after = compiled()
print(json.dumps([statuses, {k: [before[k], after[k]] for k in after if after[k] != before[k]}]))
"""


@pytest.mark.parametrize("data", ["embedded", "real_data"])
def test_no_question_waits_for_a_compiler(data: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(data)
    words = [sys.executable, "-c", ASKING, str(folder)]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    statuses, compiled = json.loads(said.stdout)
    assert set(statuses) == {200}
    assert compiled == {}


def test_a_ride_is_found_on_a_day_like_others(real_network: Network) -> None:
    ride = find_ride(real_network)
    assert ride is not None
    timetable = real_network.timetable
    day = clock.day_number(clock.to_local(ride.leaves_s, real_network.zone).date())
    running = timetable.service_runs[timetable.trip_service, day - timetable.first_day]
    assert running.sum() >= 0.5 * _trips_by_day(real_network).max()
    assert dt.date(2025, 1, 22) <= clock.from_day_number(day) <= dt.date(2025, 4, 22)


def _trips_by_day(network: Network) -> np.ndarray:
    runs = network.timetable.service_runs
    return np.bincount(network.timetable.trip_service, minlength=len(runs)) @ runs.astype(int)
