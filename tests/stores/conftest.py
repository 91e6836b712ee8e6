"""What tests of all stores share: both databases, filled, and the tables as they were yesterday."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from commands.stores import stores_of
from core.database import VARIABLE, Place

YESTERDAY = """
CREATE TABLE sites (site_idx INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE quantities (quantity_idx INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE observations (
    quantity_idx INTEGER NOT NULL REFERENCES quantities (quantity_idx),
    site_idx INTEGER NOT NULL REFERENCES sites (site_idx),
    time_s BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (quantity_idx, site_idx, time_s)
);
CREATE TABLE imports (
    file TEXT NOT NULL, sha256 TEXT NOT NULL, imported_at_s BIGINT NOT NULL,
    added INTEGER NOT NULL, refused INTEGER NOT NULL, PRIMARY KEY (file, sha256)
);
INSERT INTO sites VALUES (0, 'A31 Zoufftgen');
INSERT INTO quantities VALUES (0, 'travel_time_s');
INSERT INTO observations VALUES (0, 0, 1000, 300.1), (0, 0, 2000, 0.1);
INSERT INTO imports VALUES ('a.csv', 'ff', 3000, 2, 0)
"""
"""The observations of before there were versions, and no road events yet."""
YESTERDAYS_SCENARIOS = """
CREATE TABLE planning_scenarios (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, parent TEXT NOT NULL,
    created_s BIGINT NOT NULL, content TEXT NOT NULL
);
CREATE INDEX planning_scenarios_by_age ON planning_scenarios (created_s, id);
CREATE TABLE planning_runs (
    id TEXT PRIMARY KEY, scenario_id TEXT NOT NULL REFERENCES planning_scenarios (id),
    base_version TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL, doing TEXT NOT NULL,
    share DOUBLE PRECISION, turn BIGINT NOT NULL, queued_s BIGINT NOT NULL, started_s BIGINT,
    ended_s BIGINT, beat_s BIGINT NOT NULL, worker TEXT NOT NULL, wanted INTEGER NOT NULL,
    faults TEXT NOT NULL, headline TEXT NOT NULL
);
INSERT INTO planning_scenarios VALUES ('aaaaaaaaaaaaaaaa', 'Bus «ü»', '', '', 5, '{"name":"Bus"}');
INSERT INTO planning_runs VALUES ('1111111111111111', 'aaaaaaaaaaaaaaaa', 'v', '2026-11-24',
    'done', '', NULL, 1, 6, 7, 8, 8, 'w', 1, '[]', '{"riders": 7}')
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose stores lie in it, or on a server."""
    monkeypatch.delenv(VARIABLE, raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv(VARIABLE, str(request.getfixturevalue("postgres_schema")))
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def run_plain(place: Place, statements: str) -> None:
    """Runs statements as another program would, without ours."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as file:
            file.executescript(statements)
        return
    with psycopg.connect(place) as server:
        for each in statements.split(";"):
            server.execute(each)


def rows_of(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a folder's stores, and which version they are."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for store in stores_of(data):
        if store.is_empty:
            continue
        with store.reading() as db:
            for table in (*store.schema.tables, store.schema.recorded_in):
                if db.has_table(table):
                    found[table] = sorted(db.rows(f"SELECT * FROM {table}"), key=repr)  # noqa: S608 - a name of ours
    return found


@pytest.fixture
def yesterday(data: Path) -> Path:
    """A data folder whose stores were made before there were versions."""
    observed, planned = (store.place for store in stores_of(data))
    run_plain(observed, YESTERDAY)
    run_plain(planned, YESTERDAYS_SCENARIOS)
    return data
