"""The tables of scenarios and runs: rows of the database in, records out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from core.errors import Fault
from core.migrations.schema import Schema
from planning.runs.records import LOST_AFTER_S, RunRecord, ScenarioRecord

FILE = "scenarios.sqlite"
"""In a data folder, where no server is named."""
SCHEMA = Schema(
    name="scenarios",
    folder=Path(__file__).parent / "migrations",
    tables=("planning_scenarios", "planning_runs"),
    lock=7_411_939,
)
SCENARIOS = "SELECT id, name, description, parent, created_s, content FROM planning_scenarios"
RUNS = (
    "SELECT id, scenario_id, base_version, day, state, doing, share, queued_s, started_s, ended_s,"
    " wanted, faults, headline, beat_s FROM planning_runs"
)


def scenario_of(row: Sequence[Any]) -> ScenarioRecord:
    """A row of SCENARIOS."""
    scenario_id, name, description, parent, created_s, content = row
    return ScenarioRecord(scenario_id, name, description, parent, created_s, json.loads(content))


def run_of(row: Sequence[Any], now_s: int) -> RunRecord:
    """A row of RUNS as it stands now: a run whose process is silent was interrupted."""
    *known, wanted, faults, headline, beat_s = row
    told = {each.name: value for each, value in zip(fields(RunRecord), known, strict=False)}
    told["wanted"] = bool(wanted)
    told["faults"] = tuple(Fault(**each) for each in json.loads(faults))
    told["headline"] = json.loads(headline)
    if told["state"] == "running" and now_s - beat_s > LOST_AFTER_S:
        told["state"] = "interrupted"
    return RunRecord(**told)


def faults_text(faults: Sequence[Fault]) -> str:
    """Faults as they are kept."""
    kept = [{"field": each.field, "message": each.message, "code": each.code} for each in faults]
    return json.dumps(kept, ensure_ascii=False)
