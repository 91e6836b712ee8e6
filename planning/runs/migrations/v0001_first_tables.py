"""Scenarios and runs as they were kept before versions were: such tables stay."""

from core.migrations.run import run_statements

revision = "0001"
down_revision = None
AT_START = True


def upgrade() -> None:
    """Makes what is not there yet."""
    run_statements("""
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
""")
