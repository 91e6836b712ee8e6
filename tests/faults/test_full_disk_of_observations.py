"""Observations that find no room are kept whole or not at all; those before stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from forecast.observation_csv import Observation
from forecast.observations import FILE, ObservationStore
from tests.house.repository import ROOT

FIRST_S = 1_700_000_000
KEPT, MANY = 10, 40_000
ADDING = """
import resource, sys
from pathlib import Path
from core.errors import EnvironmentFault
from tests.faults.test_full_disk_of_observations import observed
from forecast.observations import ObservationStore

file = Path(sys.argv[1])
most = file.stat().st_size + (64 << 10)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    ObservationStore(file).add(observed(int(sys.argv[2])))
except EnvironmentFault as fault:
    print(fault)
"""
"""A process in which no file grows by more than a little, as if the disk were full."""


def observed(count: int) -> list[Observation]:
    return [("travel_time_s", "a", FIRST_S + at, 60.0) for at in range(count)]


def kept(store: ObservationStore) -> int:
    return len(store.read_series("travel_time_s", ("a",), 0, FIRST_S + MANY).value)


def test_observations_that_find_no_room_are_refused_whole_and_kept_once_there_is_room(
    tmp_path: Path,
) -> None:
    store = ObservationStore(tmp_path / FILE)
    assert store.add(observed(KEPT)) == KEPT
    words = [sys.executable, "-c", ADDING, str(tmp_path / FILE), str(MANY)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "check free space" in done.stdout, done.stderr[-500:]
    assert kept(store) == KEPT
    assert store.add(observed(MANY)) == MANY - KEPT
    assert kept(store) == MANY
