"""A simulation left behind as files: a simulation and its scenario in, a folder of outputs out.

All contents are made before the first is written, and each is written whole or not at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.files import machine_faults, write_atomically
from planning.outputs.geojson import lines_geojson
from planning.outputs.isochrones_geojson import isochrones_geojson
from planning.outputs.report import report_html
from planning.outputs.result_json import result_json, safe
from planning.outputs.tables import indicators_csv, loads_csv, matrix_csv, winners_csv
from planning.parameters import Parameters
from planning.results import Simulation

INDENT = 1
"""Of files that people read; the larger ones are written without."""


def write_outputs(
    simulation: Simulation,
    parameters: Parameters,
    out: Path,
    scenario_json: dict[str, Any],
    language: str = "en",
) -> list[Path]:
    """The files that were written, in the folder `out`, which is made where it is missing.

    Errors: RequestError for a language that there is not, EnvironmentFault when the machine
    refuses.
    """
    contents = {
        "scenario.json": _json(safe(scenario_json), INDENT),
        "result.json": _json(result_json(simulation)),
        "indicators.csv": indicators_csv(simulation),
        "loads.csv": loads_csv(simulation),
        "matrix.csv": matrix_csv(simulation),
        "winners.csv": winners_csv(simulation),
        "lines.geojson": _json(lines_geojson(simulation)),
        "isochrones.geojson": _json(isochrones_geojson(simulation.isochrones)),
        "report.html": report_html(simulation, parameters, language).encode(),
    }
    with machine_faults(f"cannot make the folder {out}"):
        out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in contents.items():
        write_atomically(out / name, content)
        written.append(out / name)
    return written


def _json(content: Any, indent: int | None = None) -> bytes:  # noqa: ANN401 - any JSON
    separators = None if indent else (",", ":")
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )
    return f"{text}\n".encode("utf-8", "replace")
