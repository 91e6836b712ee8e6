"""Road events are found by their end: what counts now, and what is old enough to go."""

from core.migrations.run import run_statements

revision = "0002"
down_revision = "0001"
AT_START = True


def upgrade() -> None:
    """Adds the index."""
    run_statements("CREATE INDEX IF NOT EXISTS road_events_by_end ON road_events (ended_s)")
