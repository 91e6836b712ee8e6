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
from core.migrations.run import need_a_command, plain, run_migrations
from core.migrations.schema import Schema, Standing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

VARIABLE = "DATABASE_URL"
"""The environment variable with the address of a PostgreSQL server; without it SQLite is used."""
BUSY_WAIT_S = 10.0
BATCH_ROWS = 20_000
"""So many rows of a snapshot are held at a time."""
_CURSOR = "navette_rows"

Place = Path | str


@dataclass(frozen=True, slots=True)
class Transaction:
    """A connection within a transaction."""

    _connection: Connection

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement answers."""
        result = self._connection.exec_driver_sql(self._plain(statement), tuple(values))
        return list(map(tuple, result.fetchall()))

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

    def columns(self, table: str) -> tuple[str, ...]:
        """The names of a table's columns."""
        result = self._connection.exec_driver_sql(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - a name of ours
        return tuple(result.keys())

    def batches(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """What a statement answers within a snapshot, some rows at a time."""
        if self._connection.dialect.name == "sqlite":
            result = self._connection.exec_driver_sql(statement)
            while rows := result.fetchmany(BATCH_ROWS):
                yield list(map(tuple, rows))
            return
        self.run(f"DECLARE {_CURSOR} NO SCROLL CURSOR FOR {statement}")
        try:
            while rows_of_server := self.rows(f"FETCH {BATCH_ROWS} FROM {_CURSOR}"):
                yield rows_of_server
        finally:
            self.run(f"CLOSE {_CURSOR}")

    def standing(self, schema: Schema) -> Standing:
        """How far the tables of a schema are, by the version that was recorded."""
        recorded = None
        if self.has_table(schema.recorded_in):
            rows = self.rows(f"SELECT version_num FROM {schema.recorded_in}")  # noqa: S608 - a name of ours
            recorded = str(rows[0][0]) if rows else None
        known = schema.versions
        if recorded is None:
            return Standing(None, known, any(map(self.has_table, schema.tables)))
        due = known[known.index(recorded) + 1 :] if recorded in known else ()
        return Standing(recorded, due, is_made=True)

    def migrate(self, schema: Schema, version: str) -> None:
        """Takes the tables of a schema to a version, within this transaction."""
        run_migrations(self._connection, schema, version)

    def _plain(self, statement: str) -> str:
        return plain(statement, self._connection.dialect.name)


@dataclass(frozen=True, slots=True)
class Database:
    """The database at a place with the tables of a schema; `what` says what it is, for messages."""

    place: Place
    what: str
    schema: Schema

    @property
    def is_empty(self) -> bool:
        """Whether it is a file into which nothing was ever committed."""
        if not isinstance(self.place, Path):
            return False
        return not self.place.is_file() or self.place.stat().st_size == 0

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction that takes the write lock at once, and brings the tables up to date.

        Errors: EnvironmentFault where the machine or the server is at fault, or a migration waits
        for its command; DataError where the file is no database, or of a newer program.
        """
        with self._transaction() as db:
            self._migrate(db, by_command=False)
            yield db

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Reads; what a killed writer left is rolled back where the folder allows.

        Errors: as in writing.
        """
        with self._connected(create=False) as connection:
            db = Transaction(connection)
            standing = self._checked(db)
            if standing.is_made and standing.due:
                self.upgrade(by_command=False)
            yield db

    @contextlib.contextmanager
    def replacing(self) -> Iterator[Transaction]:
        """One transaction that holds the write lock; the tables are as they are.

        Errors: EnvironmentFault, DataError.
        """
        with self._transaction() as db:
            yield db

    @contextlib.contextmanager
    def snapshot(self, scratch: Path) -> Iterator[Transaction]:
        """Reads everything as it was at one moment, however long that takes, while others write.

        A file is copied into the folder `scratch` first, by SQLite itself.
        Errors: EnvironmentFault, DataError where it is no database or of a newer program.
        """
        place = self.place
        if isinstance(place, Path):
            copy = scratch / place.name
            with self._said():
                _copy(place, copy)
            place = copy
        source = Database(place, self.what, self.schema)
        with source._connected(create=False) as connection:
            db = Transaction(connection)
            if not isinstance(place, Path):
                db.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield db
            finally:
                if not isinstance(place, Path):
                    db.run("ROLLBACK")

    def standing(self) -> Standing:
        """How far the tables are. Errors: DataError for those of a newer program."""
        if self.is_empty:
            return Standing(None, self.schema.versions, is_made=False)
        with self._connected(create=False) as connection:
            return self._checked(Transaction(connection))

    def upgrade(self, *, by_command: bool) -> tuple[str, ...]:
        """Brings the tables up to date; the versions that were due. Two at once migrate once.

        Errors: as in writing; a migration that fails leaves everything as it was.
        """
        with self._transaction() as db:
            return self._migrate(db, by_command=by_command)

    def _migrate(self, db: Transaction, *, by_command: bool) -> tuple[str, ...]:
        standing = self._checked(db)
        if not standing.due:
            return ()
        bold = need_a_command(self.schema, standing.due) if standing.is_made else []
        if bold and not by_command:
            raise EnvironmentFault(
                f"the {self.what} in {self.shown} need version {bold[0]} of their tables",
                mend="make a backup, then run: python app.py database upgrade",
            )
        try:
            db.migrate(self.schema, standing.due[-1])
        except Exception as exc:
            said = " ".join(str(getattr(exc, "orig", exc)).split())
            raise DataError(
                f"the tables of {self.what} could not be upgraded and are as they were: {said}",
                file=self.shown,
                mend="the program of before still works with them",
            ) from exc
        return standing.due

    def _checked(self, db: Transaction) -> Standing:
        standing = db.standing(self.schema)
        if standing.recorded is not None and standing.recorded not in self.schema.versions:
            raise DataError(
                f"the {self.what} were written by a newer Navette: their tables are version"
                f" {standing.recorded}, this program knows them up to {self.schema.newest}",
                file=self.shown,
                mend="install the newer program again, or restore a backup made before it",
            )
        return standing

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with self._connected(create=True) as connection:
            db = Transaction(connection)
            for statement in self._begin(connection.dialect.name):
                db.run(statement)
            try:
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
            f"SELECT pg_advisory_xact_lock({self.schema.lock})",
        )

    @contextlib.contextmanager
    def _connected(self, *, create: bool) -> Iterator[Connection]:
        with self._said(), _engine(self.place, create=create).connect() as connection:
            yield connection

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Says what the database refuses in one line."""
        from sqlalchemy import exc

        try:
            yield
        except sqlite3.OperationalError as fault:
            raise self._machine_fault(fault) from fault
        except sqlite3.DatabaseError as fault:
            raise self._no_store(fault) from fault
        except (exc.OperationalError, exc.InterfaceError) as fault:
            raise self._machine_fault(fault) from fault
        except exc.DatabaseError as fault:
            raise self._no_store(fault.orig) from fault

    def _no_store(self, said: object) -> DataError:
        return DataError(
            f"no store of {self.what}: {said}",
            file=self.shown,
            mend="move it away and import the files again",
        )

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


def _copy(source: Path, target: Path) -> None:
    """A whole copy of a SQLite file by its online backup, while others write into it."""
    uri = f"{source.absolute().as_uri()}?mode=rw"
    with (
        contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_WAIT_S)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


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
