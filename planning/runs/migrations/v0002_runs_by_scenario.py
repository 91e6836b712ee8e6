"""Runs are found by their scenario, and those that wait by their turn, without reading all."""

from core.migrations.run import run_statements

revision = "0002"
down_revision = "0001"
AT_START = True


def upgrade() -> None:
    """Adds the indexes."""
    run_statements("""
CREATE INDEX IF NOT EXISTS planning_runs_by_scenario ON planning_runs (scenario_id, turn);
CREATE INDEX IF NOT EXISTS planning_runs_by_state ON planning_runs (state, turn)
""")
