"""Scenarios and runs as answers tell them: records in, JSON-able objects out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.clock import iso_utc
from planning.parameters import Parameter
from planning.runs.files import RESULTS
from planning.runs.records import RunRecord, ScenarioRecord
from web.answers import fields_of

if TYPE_CHECKING:
    from planning.runs.desk import Desk, Example


def scenario_json(scenario: ScenarioRecord) -> dict[str, Any]:
    """A scenario in a list."""
    return {
        "id": scenario.id,
        "name": scenario.name,
        "description": scenario.description or None,
        "parent": scenario.parent or None,
        "createdAt": iso_utc(scenario.created_s),
        "modifications": [each["type"] for each in scenario.content["modifications"]],
    }


def whole_scenario_json(scenario: ScenarioRecord, desk: Desk) -> dict[str, Any]:
    """A scenario with its file, its relatives and its runs."""
    return {
        **scenario_json(scenario),
        "scenario": scenario.content,
        "versions": desk.scenarios.versions(scenario),
        "variants": desk.scenarios.variants(scenario.id),
        "runs": [run_json(each, desk) for each in desk.runs.of_scenario(scenario.id)],
    }


def run_json(run: RunRecord, desk: Desk) -> dict[str, Any]:
    """A run as it stands now, with what it found in short where it is done."""
    under_way = run.state == "running"
    found = dict(run.headline)
    withheld, access = found.pop("withheld", {}), found.pop("access", None)
    return {
        "id": run.id,
        "scenario": run.scenario_id,
        "state": run.state,
        "cancelling": under_way and not run.wanted,
        "baseVersion": run.base_version,
        "day": run.day,
        "queuedAt": iso_utc(run.queued_s),
        "startedAt": _moment(run.started_s),
        "endedAt": _moment(run.ended_s),
        "ahead": desk.runs.ahead_of(run) if run.state == "queued" else None,
        "progress": {"doing": run.doing, "share": run.share} if under_way else None,
        "errors": fields_of(run.faults),
        "access": access,
        "headline": found or None,
        "files": _files(run, desk),
        "withheld": withheld,
    }


def example_json(example: Example) -> dict[str, Any]:
    """A scenario file of the territory; `id` is null and `errors` tell why where it is at fault."""
    told = example.content
    return {
        "file": example.file,
        "id": example.id,
        "name": str(told.get("name", example.file)),
        "description": str(told["description"]) if "description" in told else None,
        "texts": example.texts,
        "scenario": told,
        "errors": fields_of(example.faults),
    }


def parameter_json(parameter: Parameter) -> dict[str, Any]:
    """A figure of the parameter sheet with what it stands on."""
    return {
        "name": parameter.name,
        "value": parameter.value,
        "low": parameter.low,
        "high": parameter.high,
        "unit": parameter.unit,
        "priceYear": parameter.price_year or None,
        "country": parameter.country or None,
        "source": parameter.source,
    }


def _moment(moment_s: int | None) -> str | None:
    return None if moment_s is None else iso_utc(moment_s)


def _files(run: RunRecord, desk: Desk) -> list[str]:
    folder = desk.files_of(run.id) if run.state == "done" else None
    if folder is None:
        return []
    return [name for name, result in RESULTS.items() if (folder / result.file).is_file()]
