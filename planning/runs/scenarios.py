"""The store of scenarios: scenarios in, each once by the hash of what it changes; records out.

It lies beside the observations: a SQLite file of the data folder, or the PostgreSQL server that
DATABASE_URL names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from core.database import Database, Place
from core.errors import Fault, RequestError
from planning.runs.records import ScenarioRecord
from planning.runs.schema import SCENARIOS, SCHEMA, scenario_of

MOST_VERSIONS = 50
"""So many scenarios that a scenario came from are followed."""
_FAR_S = 1 << 62
Position = tuple[int, str]
"""Where a page of the list begins: the second and the id of the last scenario before it."""


@dataclass(frozen=True, slots=True)
class ScenarioStore:
    """The scenarios in a SQLite file or a PostgreSQL database."""

    place: Place

    @property
    def _database(self) -> Database:
        return Database(self.place, "scenarios", SCHEMA)

    def add(self, scenario: ScenarioRecord, most: int) -> bool:
        """Keeps a scenario; False where one that changes the same is kept already and stays.

        Errors: RequestError where `most` scenarios are kept, EnvironmentFault for the machine.
        """
        with self._database.writing() as db:
            if db.rows("SELECT 1 FROM planning_scenarios WHERE id = ?", (scenario.id,)):
                return False
            [(kept,)] = db.rows("SELECT count(*) FROM planning_scenarios")
            if kept >= most:
                message = f"{most} scenarios are kept, which is the limit; delete some first"
                raise RequestError([Fault("scenarios", message, "too_many_kept")])
            text = json.dumps(scenario.content, ensure_ascii=False, separators=(",", ":"))
            db.run(
                "INSERT INTO planning_scenarios"
                " (id, name, description, parent, created_s, content) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    scenario.id, scenario.name, scenario.description, scenario.parent,
                    scenario.created_s, text,
                ),
            )  # fmt: skip
        return True

    def find(self, scenario_id: str) -> ScenarioRecord | None:
        """The scenario of that id, or None where none is kept."""
        found = self._read(SCENARIOS + " WHERE id = ?", scenario_id)
        return scenario_of(found[0]) if found else None

    def page(self, limit: int, after: Position | None = None) -> list[ScenarioRecord]:
        """Scenarios, the newest first, from behind a position on."""
        since_s, last = after or (_FAR_S, "")
        rows = self._read(
            SCENARIOS + " WHERE created_s < ? OR (created_s = ? AND id < ?)"
            " ORDER BY created_s DESC, id DESC LIMIT ?",
            since_s, since_s, last, limit,
        )  # fmt: skip
        return [scenario_of(row) for row in rows]

    def versions(self, scenario: ScenarioRecord) -> list[str]:
        """The scenarios that it came from, the nearest first, as far as they are kept."""
        found: list[str] = []
        parent = scenario.parent
        while parent and parent not in (scenario.id, *found) and len(found) < MOST_VERSIONS:
            rows = self._read("SELECT parent FROM planning_scenarios WHERE id = ?", parent)
            if not rows:
                break
            found.append(parent)
            parent = rows[0][0]
        return found

    def variants(self, scenario_id: str) -> list[str]:
        """The scenarios that were made from it, the newest first."""
        rows = self._read(
            "SELECT id FROM planning_scenarios WHERE parent = ?"
            " ORDER BY created_s DESC, id DESC LIMIT ?",
            scenario_id, MOST_VERSIONS,
        )  # fmt: skip
        return [row[0] for row in rows]

    def delete(self, scenario_id: str) -> list[str] | None:
        """Forgets a scenario and its runs; the ids of these, or None where none was kept."""
        if self._database.is_empty:
            return None
        with self._database.writing() as db:
            if not db.rows("SELECT 1 FROM planning_scenarios WHERE id = ?", (scenario_id,)):
                return None
            runs = db.rows("SELECT id FROM planning_runs WHERE scenario_id = ?", (scenario_id,))
            db.run("DELETE FROM planning_runs WHERE scenario_id = ?", (scenario_id,))
            db.run("DELETE FROM planning_scenarios WHERE id = ?", (scenario_id,))
        return [row[0] for row in runs]

    def forget_made(self, before_s: int) -> int:
        """Forgets the scenarios kept before a moment of which no run is left; how many."""
        if self._database.is_empty:
            return 0
        with self._database.writing() as db:
            values = [(before_s,)]
            return db.run_many(
                "DELETE FROM planning_scenarios WHERE created_s < ? AND NOT EXISTS"
                " (SELECT 1 FROM planning_runs WHERE scenario_id = planning_scenarios.id)",
                values,
            )

    def _read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any value of a row
        if self._database.is_empty:
            return []
        with self._database.reading() as db:
            return db.rows(query, values) if db.has_table("planning_scenarios") else []
