"""The tables of scenarios and runs: rows of the database in, records out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from core.errors import Fault
from planning.runs.records import LOST_AFTER_S, RunRecord, ScenarioRecord

FILE = "scenarios.sqlite"
"""In a data folder, where no server is named."""
LOCK = 7_411_939
"""Writers here do not wait for those of observations."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS planning_scenarios (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    parent TEXT NOT NULL,
    created_s BIGINT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS planning_scenarios_by_age ON planning_scenarios (created_s, id);
CREATE TABLE IF NOT EXISTS planning_runs (
    id TEXT PRIMARY KEY,
    scenario_id TEXT NOT NULL REFERENCES planning_scenarios (id),
    base_version TEXT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    doing TEXT NOT NULL,
    share DOUBLE PRECISION,
    turn BIGINT NOT NULL,
    queued_s BIGINT NOT NULL,
    started_s BIGINT,
    ended_s BIGINT,
    beat_s BIGINT NOT NULL,
    worker TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    faults TEXT NOT NULL,
    headline TEXT NOT NULL
)
"""
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
