"""Databases: a file or an address in, transactions out, faults said in one clear line.

A path is a SQLite file; anything else is the address of a PostgreSQL server, such as
`postgresql://user@host/name`. The same statements run on both: `?` stands for a value, and every
write is one transaction that keeps other writers out, so it happens whole or not at all, also when
the process is killed in the middle. A connection lives only as long as one transaction.
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import DataError, EnvironmentFault

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

VARIABLE = "DATABASE_URL"
"""The environment variable with the address of a PostgreSQL server; without it SQLite is used."""
BUSY_WAIT_S = 10.0
WRITERS_LOCK = 7_411_938
"""An advisory lock of PostgreSQL; one writer at a time holds it."""

Place = Path | str


@dataclass(frozen=True, slots=True)
class Transaction:
    """A connection within a transaction."""

    _connection: Connection

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement answers."""
        result = self._connection.exec_driver_sql(self._plain(statement), tuple(values))
        return [tuple(row) for row in result]

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Runs a statement that answers nothing."""
        self._connection.exec_driver_sql(self._plain(statement), tuple(values))

    def run_many(self, statement: str, rows: list[tuple[Any, ...]]) -> int:
        """Runs a statement once for each row of values; how many rows it changed."""
        if not rows:
            return 0
        return self._connection.exec_driver_sql(self._plain(statement), rows).rowcount

    def has_table(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return bool(self._connection.dialect.has_table(self._connection, name))

    def _plain(self, statement: str) -> str:
        if self._connection.dialect.name == "sqlite":
            return statement
        return statement.replace("?", "%s").replace(" WITHOUT ROWID", "")


@dataclass(frozen=True, slots=True)
class Database:
    """The database at a place; `what` says what is kept there, for messages.

    Writers that hold another `lock` of a server do not wait for each other.
    """

    place: Place
    what: str
    lock: int = WRITERS_LOCK

    @property
    def is_empty(self) -> bool:
        """Whether it is a file into which nothing was ever committed."""
        if not isinstance(self.place, Path):
            return False
        return not self.place.is_file() or self.place.stat().st_size == 0

    @contextlib.contextmanager
    def writing(self, schema: str) -> Iterator[Transaction]:
        """One transaction that takes the write lock at once; makes what the schema lacks.

        Errors: EnvironmentFault where the machine or the server is at fault, DataError where the
        file is no database.
        """
        with self._connected(create=True) as connection:
            db = Transaction(connection)
            for statement in self._begin(connection.dialect.name):
                db.run(statement)
            try:
                for statement in schema.split(";"):
                    db.run(statement)
                yield db
                db.run("COMMIT")
            except BaseException:
                with contextlib.suppress(Exception):
                    db.run("ROLLBACK")
                raise

    def _begin(self, dialect: str) -> tuple[str, ...]:
        if dialect == "sqlite":
            return ("BEGIN IMMEDIATE",)
        return (
            "BEGIN",
            f"SET LOCAL lock_timeout = '{math.ceil(BUSY_WAIT_S * 1000)}ms'",
            f"SELECT pg_advisory_xact_lock({self.lock})",
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Reads; what a killed writer left is rolled back where the folder allows.

        Errors: as in writing.
        """
        with self._connected(create=False) as connection:
            yield Transaction(connection)

    @contextlib.contextmanager
    def _connected(self, *, create: bool) -> Iterator[Connection]:
        from sqlalchemy import exc

        try:
            with _engine(self.place, create=create).connect() as connection:
                yield connection
        except (exc.OperationalError, exc.InterfaceError) as fault:
            raise self._machine_fault(fault) from fault
        except exc.DatabaseError as fault:
            raise DataError(
                f"no store of {self.what}: {fault.orig}",
                file=self.shown,
                mend="move it away and import the files again",
            ) from fault

    def _machine_fault(self, fault: Exception) -> EnvironmentFault:
        said = " ".join(str(getattr(fault, "orig", fault)).split())
        busy = "locked" in said or "lock timeout" in said
        mend = "check free space and permissions"
        if not isinstance(self.place, Path):
            mend = f"check {VARIABLE} and the server"
        if busy:
            mend = "another process is writing; try again in a moment"
        return EnvironmentFault(f"cannot use the {self.what} in {self.shown}: {said}", mend=mend)

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        if isinstance(self.place, Path):
            return str(self.place)
        from sqlalchemy import make_url

        return make_url(self.place).set(query={}).render_as_string(hide_password=True)


def place_in(folder: Path, name: str) -> Place:
    """Where a data folder keeps something: the server that the environment names, or a file."""
    return os.environ.get(VARIABLE, "").strip() or folder / name


def _engine(place: Place, *, create: bool) -> Engine:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.pool import NullPool

    if isinstance(place, Path):
        uri = f"{place.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"

        def connected() -> sqlite3.Connection:
            return sqlite3.connect(uri, uri=True, timeout=BUSY_WAIT_S, isolation_level=None)

        return create_engine(
            "sqlite://", creator=connected, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
    try:
        url = make_url(place)
    except Exception as exc:
        raise EnvironmentFault(
            f"{VARIABLE} is no address of a database",
            mend="such as postgresql://user:password@host/name",
        ) from exc
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise EnvironmentFault(
            f"{VARIABLE} names {url.drivername!r}, which is not supported",
            mend="such as postgresql://user:password@host/name",
        )
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": int(BUSY_WAIT_S)},
    )
