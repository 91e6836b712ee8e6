"""Tables as lines of JSON: a snapshot of a database in, lines out, and back into either database.

The first line of a table names its columns, each further one is a row. Numbers and texts come back
as they were, so that a store moves between SQLite and PostgreSQL.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from core.errors import DataError

if TYPE_CHECKING:
    from core.database import Transaction
    from core.migrations.schema import Schema

BATCH_ROWS = 20_000
_KINDS = (int, float, str, type(None))


def lines_of(db: Transaction, table: str) -> Iterator[bytes]:
    """A table of a snapshot, some lines at a time."""
    columns = db.columns(table)
    yield _line(columns)
    for rows in db.batches(f"SELECT {', '.join(columns)} FROM {table}"):  # noqa: S608 - names of its own
        yield b"".join(map(_line, rows))


def fill(db: Transaction, schema: Schema, tables: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Puts tables into a database whose tables are made and empty; how many rows.

    Errors: DataError naming the table and the line where these are no rows of it.
    """
    count = 0
    given = dict(tables)
    for table in schema.tables:
        if table in given:
            count += _fill(db, table, given[table])
    return count


def clear(db: Transaction, schema: Schema, version: str) -> None:
    """Leaves the tables of a schema empty and at a version, whatever was in them."""
    standing = db.standing(schema)
    if standing.recorded == version:
        for table in reversed(schema.tables):
            if db.has_table(table):
                db.run(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        return
    for table in (*reversed(schema.tables), schema.recorded_in):
        db.run(f"DROP TABLE IF EXISTS {table}")
    db.migrate(schema, version)


def _line(row: Iterable[Any]) -> bytes:
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _fill(db: Transaction, table: str, lines: Iterable[bytes]) -> int:
    numbered = enumerate(lines, start=1)
    columns = _columns(db, table, next(numbered, (1, b""))[1])
    places = ", ".join("?" for _ in columns)
    put = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names that the table has
    count = 0
    while batch := list(itertools.islice(numbered, BATCH_ROWS)):
        count += db.run_many(put, [_row(table, number, line, columns) for number, line in batch])
    return count


def _columns(db: Transaction, table: str, line: bytes) -> tuple[str, ...]:
    known = db.columns(table)
    told = _json(table, 1, line)
    if not isinstance(told, list) or sorted(map(str, told)) != sorted(known):
        raise DataError("does not name the columns of its table", file=table, row=1)
    return tuple(map(str, told))


def _row(table: str, number: int, line: bytes, columns: tuple[str, ...]) -> tuple[Any, ...]:
    told = _json(table, number, line)
    fits = isinstance(told, list) and len(told) == len(columns)
    if not fits or not all(isinstance(each, _KINDS) for each in told):
        raise DataError("is no row of its table", file=table, row=number)
    return tuple(told)


def _json(table: str, number: int, line: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise DataError("is no line of JSON", file=table, row=number) from exc
