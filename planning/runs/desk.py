"""The desk of a site's planners: scenarios, runs and networks asked for in, records and files out.

All processes of a site have one each over the same store and folder.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from core import clock
from core.database import place_in
from core.errors import Fault, RequestError
from core.files import machine_faults
from planning.runs.files import folder_of, forget
from planning.runs.ground import Built, OpenGround
from planning.runs.identity import run_id
from planning.runs.queue import RunStore
from planning.runs.records import RunRecord, ScenarioRecord
from planning.runs.scenarios import Position, ScenarioStore
from planning.runs.schema import FILE
from planning.runs.worker import Worker

MOST_EXAMPLES = 100
_NAMES = "names.csv"
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario file of the territory: its id, or what is wrong with it.

    `texts` holds its name and description by language, where the territory's names.csv has them.
    """

    file: str
    content: dict[str, Any]
    id: str | None
    faults: tuple[Fault, ...] = ()
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


class Desk:
    """Everything that a site does for scenarios.

    `examples` names the folder of the territory's scenario files as it is now.
    """

    def __init__(self, folder: Path, open_ground: OpenGround, examples: Callable[[], Path]) -> None:
        place = place_in(folder, FILE)
        self.scenarios, self.runs = ScenarioStore(place), RunStore(place)
        self._folder = folder
        self._examples = examples
        self._worker = Worker(self.runs, self.scenarios, folder, open_ground)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def add(self, content: bytes, most: int) -> tuple[ScenarioRecord, bool]:
        """Keeps the scenario in a file; whether it was not kept before.

        Errors: RequestError naming every fault in it, or where `most` are kept.
        """
        from planning.scenario.identity import as_json, scenario_id
        from planning.scenario.reading import read_scenario

        scenario = read_scenario(content, "body")
        record = ScenarioRecord(
            scenario_id(scenario), scenario.name, scenario.description or "",
            scenario.parent or "", clock.now_s(), as_json(scenario),
        )  # fmt: skip
        with machine_faults(f"cannot make the data folder {self._folder}"):
            self._folder.mkdir(parents=True, exist_ok=True)
        is_new = self.scenarios.add(record, most)
        return (record, True) if is_new else (self.scenario(record.id), False)

    def scenario(self, scenario_id: str) -> ScenarioRecord:
        """Errors: RequestError where no scenario of that id is kept."""
        found = self.scenarios.find(scenario_id) if _ID.fullmatch(scenario_id) else None
        if found is None:
            message = "no scenario of this id is kept"
            raise RequestError([Fault("scenario", message, "unknown_scenario")])
        return found

    def page(self, limit: int, after: Position | None) -> list[ScenarioRecord]:
        """Scenarios that are kept, the newest first."""
        return self.scenarios.page(limit, after)

    def delete(self, scenario_id: str) -> None:
        """Forgets a scenario with its runs and their files.

        Errors: RequestError where there is none of that id.
        """
        runs = self.scenarios.delete(self.scenario(scenario_id).id) or []
        for each in runs:
            self._worker.stop(each)
        forget(self._folder, runs)

    def start(
        self, scenario: ScenarioRecord, version: str, day: str, most_queued: int
    ) -> tuple[RunRecord, bool]:
        """The run of a scenario over a network on a day; queued, and True, unless it is known.

        Errors: Busy where too many runs wait.
        """
        from planning.demand import demand_digest

        made = run_id(scenario.id, version, day, demand_digest(self._folder))
        wish = RunRecord(made, scenario.id, version, day)
        is_new = self.runs.enqueue(wish, most_queued, anew=self.files_of(made) is None)
        self._worker.wake()
        return self.run(scenario.id, made), is_new

    def run(self, scenario_id: str, run_id: str) -> RunRecord:
        """A run as it stands; one that waits for a process that is gone gets this one.

        Errors: RequestError where there is none of that id.
        """
        found = self.runs.find(run_id) if _ID.fullmatch(run_id) else None
        if found is None or found.scenario_id != scenario_id:
            raise RequestError([Fault("run", "the scenario has no run of this id", "unknown_run")])
        if found.state == "queued" and self.runs.is_idle():
            self._worker.wake()
        return found

    def cancel(self, run: RunRecord) -> RunRecord:
        """Ends a run that waits or is under way; one that has ended stays as it is."""
        self.runs.cancel(run.id)
        self._worker.stop(run.id)
        return self.run(run.scenario_id, run.id)

    def files_of(self, run_id: str) -> Path | None:
        """The folder with the results of a run, or None where they are not there."""
        return folder_of(self._folder, run_id)

    def network_of(self, scenario: ScenarioRecord, version: str, wait_s: float) -> Built:
        """The network that a scenario makes; see Worker.network_of."""
        return self._worker.network_of(scenario, version, wait_s)

    def examples(self) -> list[Example]:
        """The scenario files of the territory, by name."""
        folder = self._examples()
        found = sorted(folder.glob("*.json"), key=lambda path: path.stem)[:MOST_EXAMPLES]
        texts = _texts(folder / _NAMES)
        return [
            replace(example, texts=texts.get(path.name, {}))
            for path in found
            if (example := _example(path)) is not None
        ]


def _texts(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """By file and language what examples are called; nothing where the table cannot be read."""
    told: dict[str, dict[str, dict[str, str]]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = {"name": row["name"], "description": row["description"]}
                told.setdefault(row["file"], {})[row["language"]] = words
    except (OSError, ValueError, KeyError, csv.Error):
        return {}
    return told


def _example(path: Path) -> Example | None:
    """What is in a file; nothing where it cannot be read, is too large, or holds no object."""
    from planning.scenario.identity import scenario_id
    from planning.scenario.reading import MOST_BYTES, read_scenario

    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        content = path.read_bytes()
        told = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    try:
        return Example(path.name, told, scenario_id(read_scenario(content, path.name)))
    except RequestError as exc:
        return Example(path.name, told, None, exc.faults)
