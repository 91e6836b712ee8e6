"""What tests of runs share: stores on both databases, a scenario in them, and a run of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.database import Place
from planning.runs.queue import RunStore
from planning.runs.records import RunRecord, ScenarioRecord
from planning.runs.scenarios import ScenarioStore

SCENARIO = ScenarioRecord("a" * 16, "Buses", "", "", 1_000, {"name": "Buses", "modifications": []})
RUN = RunRecord("1" * 16, SCENARIO.id, "v1", "2026-12-01")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The same store in a file and on a server."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_schema"))
    return tmp_path / "scenarios.sqlite"


@pytest.fixture
def scenarios(place: Place) -> ScenarioStore:
    """A store in which one scenario is kept."""
    store = ScenarioStore(place)
    store.add(SCENARIO, 10)
    return store


@pytest.fixture
def runs(place: Place, scenarios: ScenarioStore) -> RunStore:
    """The runs beside it; none yet."""
    return RunStore(place)
