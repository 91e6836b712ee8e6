"""Migrations run: a connection within a transaction in, its tables at a later version out.

Alembic finds and runs the files of a schema's folder. The transaction is the caller's, so what
fails half-way is rolled back with everything before it.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.migrations.schema import Schema

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it is doing in its modules, one migration a process."""


def run_migrations(connection: Connection, schema: Schema, version: str) -> None:
    """Takes the tables of a schema to a version; whatever a migration raises is raised here."""
    from alembic import command

    config = _config(schema)
    config.attributes |= {"connection": connection, "version_table": schema.recorded_in}
    with _ONE_AT_A_TIME:
        command.upgrade(config, version)


def need_a_command(schema: Schema, versions: tuple[str, ...]) -> list[str]:
    """Those of the versions that are too long or too bold for a start (`AT_START = False`)."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config(schema))
    found = [(version, scripts.get_revision(version)) for version in versions]
    return [version for version, each in found if each and not each.module.AT_START]


def run_statements(statements: str) -> None:
    """Runs statements, divided by semicolons, in the migration under way; on either database."""
    from alembic import op

    connection = op.get_bind()
    for each in filter(None, map(str.strip, statements.split(";"))):
        connection.exec_driver_sql(plain(each, connection.dialect.name))


def plain(statement: str, dialect: str) -> str:
    """A statement of ours as a database understands it."""
    if dialect == "sqlite":
        return statement
    return statement.replace("?", "%s").replace(" WITHOUT ROWID", "")


def _config(schema: Schema) -> Config:
    from alembic.config import Config

    config = Config()
    for option, folder in (
        ("script_location", Path(__file__).parent),
        ("version_locations", schema.folder),
    ):
        config.set_main_option(option, str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config
