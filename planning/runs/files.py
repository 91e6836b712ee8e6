"""The files of a run: what a simulation found in, one folder out, there whole or not at all.

A run's folder is filled beside its name, synced and renamed, so whoever looks finds all of its
files or none, also when the process is killed in the middle.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.errors import DataError
from core.files import machine_faults, sync_folder, write_atomically
from core.progress import Progress

if TYPE_CHECKING:
    from planning.parameters import Parameters
    from planning.simulate import Run

FOLDER = "runs"
"""In a data folder."""
LEFT_BEHIND_S = 24 * 3600
_RUN_ID = re.compile(r"[0-9a-f]{16}")


class Result(NamedTuple):
    """A file of results: its name on disk and its media type."""

    file: str
    media: str


REPORT = "report.html"
GTFS = "gtfs.zip"
RESULTS = {
    "result.json": Result("result.json", "application/json"),
    "scenario.json": Result("scenario.json", "application/json"),
    GTFS: Result("scenario.gtfs.zip", "application/zip"),
    "geojson": Result("lines.geojson", "application/geo+json"),
    "isochrones.geojson": Result("isochrones.geojson", "application/geo+json"),
    "indicators.csv": Result("indicators.csv", "text/csv"),
    "loads.csv": Result("loads.csv", "text/csv"),
    "matrix.csv": Result("matrix.csv", "text/csv"),
    "winners.csv": Result("winners.csv", "text/csv"),
    REPORT: Result(REPORT, "text/html"),
}
"""By the name under which they are asked for."""
REPORT_LANGUAGES = ("en", "fr", "de", "lb", "pt")


def write_results(
    folder: Path,
    run_id: str,
    found: Run,
    parameters: Parameters,
    scenario: dict[str, Any],
    progress: Progress,
) -> dict[str, str]:
    """Puts the files of a run into its folder; says of each that is withheld why it is.

    Errors: EnvironmentFault when the machine refuses; Cancelled. Then nothing is there.
    """
    root = folder / FOLDER
    beside = root / f".{run_id}-{os.getpid()}"
    with machine_faults(f"cannot write the results in {root}"):
        root.mkdir(parents=True, exist_ok=True)
        _clear(root.glob(f".{run_id}-*"))
        beside.mkdir()
    try:
        withheld = _fill(beside, found, parameters, scenario, progress)
        with machine_faults(f"cannot write the results in {root}"):
            _clear([root / run_id])
            sync_folder(beside)
            beside.rename(root / run_id)
            sync_folder(root)
    except BaseException:
        _clear([beside])
        raise
    return withheld


def _fill(
    out: Path, found: Run, parameters: Parameters, scenario: dict[str, Any], progress: Progress
) -> dict[str, str]:
    from planning.outputs.gtfs import write_gtfs
    from planning.outputs.report import report_html
    from planning.outputs.write import write_outputs

    progress("writing the results")
    first, *others = REPORT_LANGUAGES
    write_outputs(found.simulation, parameters, out, scenario, first)
    for language in others:
        page = report_html(found.simulation, parameters, language)
        write_atomically(out / report_file(language), page.encode("utf-8"))
    try:
        write_gtfs(found.applied, out, found.applied.territory, progress)
    except DataError as exc:
        return {GTFS: exc.message}
    return {}


def report_file(language: str) -> str:
    """The name of the report in a language, English where there is none in it."""
    if language in REPORT_LANGUAGES[1:]:
        return f"report.{language}.html"
    return REPORT


def folder_of(folder: Path, run_id: str) -> Path | None:
    """The folder with the files of a run, or None where they are not there."""
    if _RUN_ID.fullmatch(run_id) is None:
        return None
    there = folder / FOLDER / run_id
    return there if there.is_dir() else None


def sweep(folder: Path) -> None:
    """Removes what writers that were killed have left beside the results long ago."""
    old_s = time.time() - LEFT_BEHIND_S
    with contextlib.suppress(OSError):
        left = [each for each in (folder / FOLDER).glob(".*") if each.stat().st_mtime < old_s]
        _clear(left)


def forget(folder: Path, run_ids: Iterable[str]) -> None:
    """Removes the files of runs; what the machine will not let go of stays."""
    _clear(folder / FOLDER / each for each in run_ids if _RUN_ID.fullmatch(each))


def _clear(folders: Iterable[Path]) -> None:
    for each in list(folders):
        shutil.rmtree(each, ignore_errors=True)
