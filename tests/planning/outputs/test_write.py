"""Writing the outputs: all of them, whole or not at all, and faults of the machine told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, RequestError
from planning.outputs.write import write_outputs
from planning.parameters import read_parameters
from tests.planning.outputs.given import simulation

SHEET = read_parameters()
NAMES = [
    "scenario.json", "result.json", "indicators.csv", "loads.csv", "matrix.csv", "winners.csv",
    "lines.geojson", "isochrones.geojson", "report.html",
]  # fmt: skip


def test_every_output_is_written_into_a_folder_that_was_missing(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "bhns"
    scenario = {"name": "BHNS é", "modifications": []}
    written = write_outputs(simulation(), SHEET, out, scenario, "fr")
    assert [path.name for path in written] == NAMES
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
    assert json.loads((out / "scenario.json").read_text(encoding="utf-8")) == scenario
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["format"] == 2
    assert 'lang="fr"' in (out / "report.html").read_text(encoding="utf-8")


def test_a_second_run_replaces_the_first_and_the_same_run_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    first = [path.read_bytes() for path in write_outputs(simulation(), SHEET, tmp_path, {})]
    write_outputs(simulation(scenario_name="Other"), SHEET, tmp_path, {})
    assert first != [(tmp_path / name).read_bytes() for name in NAMES]
    again = [path.read_bytes() for path in write_outputs(simulation(), SHEET, tmp_path, {})]
    assert first == again


def test_a_file_where_the_folder_should_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(EnvironmentFault, match="cannot make the folder"):
        write_outputs(simulation(), SHEET, tmp_path / "out", {})


def test_nothing_is_written_where_the_report_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="language"):
        write_outputs(simulation(), SHEET, tmp_path / "out", {}, "xx")
    assert not (tmp_path / "out").exists()
