"""The store of runs: runs queued, claimed by one worker each, followed and ended; records out.

Several processes share it. Every step is one transaction, so a run is computed by one worker; one
whose process was killed is found as interrupted, and asking for it again queues it again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import clock
from core.database import Database, Place, Transaction
from core.errors import Busy, Fault, RequestError
from planning.runs.records import LOST_AFTER_S, RunRecord, State
from planning.runs.schema import RUNS, SCHEMA, faults_text, run_of

RETRY_S = 20
"""When to ask again where the queue is full."""
MOST_LISTED = 50
"""Runs of one scenario that are listed."""


@dataclass(frozen=True, slots=True)
class RunStore:
    """The runs in a SQLite file or a PostgreSQL database."""

    place: Place

    @property
    def _database(self) -> Database:
        return Database(self.place, "runs of scenarios", SCHEMA)

    def enqueue(self, run: RunRecord, most_queued: int, *, anew: bool = False) -> bool:
        """Queues a run unless it is queued, under way or, but for `anew`, done; whether it did.

        Errors: Busy where so many wait already, RequestError where the scenario is gone.
        """
        now_s = clock.now_s()
        with self._database.writing() as db:
            _expect_scenario(db, run.scenario_id)
            there = _one(db, run.id, now_s)
            if there is not None and _stands(there, anew=anew):
                return False
            [(waiting,)] = db.rows("SELECT count(*) FROM planning_runs WHERE state = 'queued'")
            if waiting >= most_queued:
                raise Busy(f"{waiting} runs are waiting already", RETRY_S)
            db.run("DELETE FROM planning_runs WHERE id = ?", (run.id,))
            [(turn,)] = db.rows("SELECT COALESCE(MAX(turn), 0) + 1 FROM planning_runs")
            db.run(
                "INSERT INTO planning_runs (turn, id, scenario_id, base_version, day, queued_s,"
                " state, doing, beat_s, worker, wanted, faults, headline)"
                " VALUES (?, ?, ?, ?, ?, ?, 'queued', '', 0, '', 1, '[]', '{}')",
                (turn, run.id, run.scenario_id, run.base_version, run.day, now_s),
            )
        return True

    def claim(self, worker: str) -> RunRecord | None:
        """The run that has waited longest, which is this worker's from now on; None without one."""
        if self._database.is_empty:
            return None
        now_s = clock.now_s()
        with self._database.writing() as db:
            rows = db.rows(
                "SELECT id FROM planning_runs WHERE state = 'queued' ORDER BY turn LIMIT 1"
            )
            if not rows:
                return None
            values = (worker, now_s, now_s, rows[0][0])
            db.run(
                "UPDATE planning_runs SET state = 'running', worker = ?, started_s = ?, beat_s = ?"
                " WHERE id = ? AND state = 'queued'",
                values,
            )
            return _one(db, rows[0][0], now_s)

    def beat(self, run_id: str, worker: str, doing: str, share: float | None) -> bool:
        """Notes how far a worker is; False where the run is no longer wanted, or no longer its."""
        with self._database.writing() as db:
            values = [(doing, share, clock.now_s(), run_id, worker)]
            changed = db.run_many(
                "UPDATE planning_runs SET doing = ?, share = ?, beat_s = ?"
                " WHERE id = ? AND worker = ? AND state = 'running' AND wanted = 1",
                values,
            )
        return changed == 1

    def note(self, run_id: str, worker: str, headline: dict[str, Any]) -> None:
        """Keeps what a run of this worker has found so far."""
        said = json.dumps(headline, ensure_ascii=False)
        with self._database.writing() as db:
            db.run(
                "UPDATE planning_runs SET headline = ?"
                " WHERE id = ? AND worker = ? AND state = 'running'",
                (said, run_id, worker),
            )

    def is_wanted(self, run_id: str, worker: str) -> bool:
        """Whether a worker shall go on with a run."""
        query = (
            "SELECT 1 FROM planning_runs"
            " WHERE id = ? AND worker = ? AND state = 'running' AND wanted = 1"
        )
        return bool(self._read(query, run_id, worker))

    def finish(
        self,
        run_id: str,
        worker: str,
        state: State,
        *,
        faults: Sequence[Fault] = (),
        headline: dict[str, Any] | None = None,
    ) -> bool:
        """Ends a run of this worker; False where it is no longer its, or done and not wanted."""
        said = json.dumps(headline or {}, ensure_ascii=False)
        least = 1 if state == "done" else 0
        values = [(state, clock.now_s(), faults_text(faults), said, run_id, worker, least)]
        with self._database.writing() as db:
            changed = db.run_many(
                "UPDATE planning_runs SET state = ?, ended_s = ?, doing = '', share = NULL,"
                " faults = ?, headline = ?"
                " WHERE id = ? AND worker = ? AND state = 'running' AND wanted >= ?",
                values,
            )
        return changed == 1

    def cancel(self, run_id: str) -> None:
        """Takes a run out of the queue, or has its worker stop at its next report."""
        if self._database.is_empty:
            return
        now_s = clock.now_s()
        with self._database.writing() as db:
            db.run(
                "UPDATE planning_runs SET state = 'cancelled', ended_s = ?, worker = ''"
                " WHERE id = ? AND (state = 'queued' OR (state = 'running' AND beat_s < ?))",
                (now_s, run_id, now_s - LOST_AFTER_S),
            )
            db.run(
                "UPDATE planning_runs SET wanted = 0 WHERE id = ? AND state = 'running'", (run_id,)
            )

    def release(self, worker: str) -> None:
        """Says that what this worker has begun is interrupted; its process goes."""
        if self._database.is_empty:
            return
        with self._database.writing() as db:
            db.run(
                "UPDATE planning_runs SET beat_s = 0 WHERE worker = ? AND state = 'running'",
                (worker,),
            )

    def find(self, run_id: str) -> RunRecord | None:
        """The run of that id, or None where none is kept."""
        found = self._read(RUNS + " WHERE id = ?", run_id)
        return run_of(found[0], clock.now_s()) if found else None

    def of_scenario(self, scenario_id: str) -> list[RunRecord]:
        """The runs of a scenario, the newest first."""
        rows = self._read(
            RUNS + " WHERE scenario_id = ? ORDER BY turn DESC LIMIT ?",
            scenario_id, MOST_LISTED,
        )  # fmt: skip
        return [run_of(row, clock.now_s()) for row in rows]

    def ahead_of(self, run: RunRecord) -> int:
        """How many runs were queued before one that waits."""
        rows = self._read(
            "SELECT count(*) FROM planning_runs WHERE state = 'queued'"
            " AND turn < (SELECT turn FROM planning_runs WHERE id = ?)",
            run.id,
        )
        return int(rows[0][0]) if rows else 0

    def is_idle(self) -> bool:
        """Whether nobody computes, so that what waits waits in vain until somebody is called."""
        since_s = clock.now_s() - LOST_AFTER_S
        query = "SELECT 1 FROM planning_runs WHERE state = 'running' AND beat_s >= ?"
        return not self._read(query, since_s)

    def forget_old(self, most: int) -> list[str]:
        """Forgets the runs that ended first, so that `most` ended ones stay; the ids of these."""
        with self._database.writing() as db:
            rows = db.rows(
                "SELECT id FROM planning_runs WHERE state IN ('done', 'failed', 'cancelled')"
                " ORDER BY ended_s DESC, id"
            )[most:]
            db.run_many("DELETE FROM planning_runs WHERE id = ?", rows)
        return [row[0] for row in rows]

    def forget_ended(self, before_s: int) -> list[str]:
        """Forgets the runs that ended, or were lost, before a moment; the ids of these."""
        if self._database.is_empty:
            return []
        lost_s = clock.now_s() - LOST_AFTER_S
        with self._database.writing() as db:
            rows = db.rows(
                "SELECT id FROM planning_runs WHERE COALESCE(ended_s, started_s, queued_s) < ?"
                " AND (state IN ('done', 'failed', 'cancelled')"
                " OR (state = 'running' AND beat_s < ?))",
                (before_s, lost_s),
            )
            db.run_many("DELETE FROM planning_runs WHERE id = ?", rows)
        return [row[0] for row in rows]

    def _read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any value of a row
        if self._database.is_empty:
            return []
        with self._database.reading() as db:
            return db.rows(query, values) if db.has_table("planning_runs") else []


def _one(db: Transaction, run_id: str, now_s: int) -> RunRecord | None:
    rows = db.rows(RUNS + " WHERE id = ?", (run_id,))
    return run_of(rows[0], now_s) if rows else None


def _stands(run: RunRecord, *, anew: bool) -> bool:
    """Whether a run that is there answers a wish for it, now or later."""
    under_way = run.state in ("queued", "running") and run.wanted
    return under_way or (run.state == "done" and not anew)


def _expect_scenario(db: Transaction, scenario_id: str) -> None:
    if not db.rows("SELECT 1 FROM planning_scenarios WHERE id = ?", (scenario_id,)):
        message = f"no scenario {scenario_id} is kept"
        raise RequestError([Fault("scenario", message, "unknown_scenario")])
