"""Observations and road events as they were kept before versions were: such tables stay."""

from core.migrations.run import run_statements

revision = "0001"
down_revision = None
AT_START = True


def upgrade() -> None:
    """Makes what is not there yet."""
    run_statements("""
CREATE TABLE IF NOT EXISTS sites (site_idx INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS quantities (quantity_idx INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS observations (
    quantity_idx INTEGER NOT NULL REFERENCES quantities (quantity_idx),
    site_idx INTEGER NOT NULL REFERENCES sites (site_idx),
    time_s BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (quantity_idx, site_idx, time_s)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS imports (
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at_s BIGINT NOT NULL,
    added INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    PRIMARY KEY (file, sha256)
);
CREATE TABLE IF NOT EXISTS road_events (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    told TEXT NOT NULL,
    first_s BIGINT NOT NULL,
    last_s BIGINT NOT NULL,
    ended_s BIGINT,
    PRIMARY KEY (source, id, version)
) WITHOUT ROWID
""")
