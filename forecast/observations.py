"""The store of observations: measured values in, once and for all; series of one quantity out.

One SQLite file, or one PostgreSQL database, holds every site. A value is known by its quantity,
site and UTC second, so reading a file again adds nothing; what was not measured has no row, so a
gap stays a gap. Every import is one transaction: a process killed in the middle leaves the store as
it was.
"""

from __future__ import annotations

import hashlib
import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.database import Database, Place, Transaction, place_in
from core.errors import DataError
from core.migrations.schema import Schema
from forecast.observation_csv import PLAIN, ImportReport, Layout, Observation, read_observations

FILE = "observations.sqlite"
"""In a data folder, where no server is named."""
BATCH_ROWS = 50_000

SCHEMA = Schema(
    name="observations",
    folder=Path(__file__).parent / "migrations",
    tables=("sites", "quantities", "observations", "imports", "road_events"),
    lock=7_411_938,
)
"""Road events lie beside the observations and share their versions."""
_OF_ONE_SITE = """
    FROM observations
    WHERE quantity_idx = (SELECT quantity_idx FROM quantities WHERE name = ?)
    AND site_idx = (SELECT site_idx FROM sites WHERE name = ?)
    AND time_s >= ? AND time_s < ?
"""
_INSERT = (
    "INSERT INTO observations (quantity_idx, site_idx, time_s, value) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Series:
    """Observations of one quantity, sorted by site and time; `site_idx` counts in `sites`."""

    sites: tuple[str, ...]
    site_idx: NDArray[np.int64]
    time_s: NDArray[np.int64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of one quantity: rows, and the seconds of the first and the last."""

    rows: int
    first_s: int
    last_s: int


@dataclass(frozen=True, slots=True)
class ObservationStore:
    """The store in a SQLite file or a PostgreSQL database."""

    place: Place

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        return self._database.shown

    @property
    def _database(self) -> Database:
        return Database(self.place, "observations", SCHEMA)

    def import_file(
        self, file: Path, *, now_s: int | None = None, layout: Layout = PLAIN
    ) -> ImportReport:
        """Takes over the good rows of a CSV file, all of them or, on an error, none.

        Errors: DataError when the file is unusable, EnvironmentFault when the store is.
        """
        moment_s = clock.now_s() if now_s is None else now_s
        report = ImportReport(file.name)
        rows = read_observations(file, report, now_s=moment_s, layout=layout)
        with self._database.writing() as db:
            report.added = _insert(db, rows)
            report.already_there = report.read - report.gaps - report.refused - report.added
            db.run(
                "INSERT INTO imports (file, sha256, imported_at_s, added, refused)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (file.name, _sha256_of(file), moment_s, report.added, report.refused),
            )
        return report

    def add(self, observations: Iterable[Observation]) -> int:
        """Adds observations that are already clean; returns how many were new."""
        with self._database.writing() as db:
            return _insert(db, iter(observations))

    def forget(self, before_s: int) -> int:
        """Forgets what was observed before a moment; how many values that were.

        Which files were taken over stays known, so that no start brings them in again.
        """
        if self._database.is_empty:
            return 0
        with self._database.writing() as db:
            return db.run_many("DELETE FROM observations WHERE time_s < ?", [(before_s,)])

    def has_imported(self, file: Path) -> bool:
        """Whether this file, by its name and its bytes, has been taken over before."""
        query = "SELECT 1 FROM imports WHERE file = ? AND sha256 = ?"
        return bool(self._read([(query, (file.name, _sha256_of(file)))])[0])

    def read_extent(
        self, quantity: str, sites: Sequence[str], *, before_s: int | None = None
    ) -> Extent | None:
        """How much there is of a quantity at these sites, or None where there is nothing."""
        end_s = _FAR_S if before_s is None else before_s
        query = "SELECT count(*), min(time_s), max(time_s)" + _OF_ONE_SITE
        found = self._read([(query, (quantity, site, 0, end_s)) for site in sites])
        held = [row for rows in found for row in rows if row[0]]
        if not held:
            return None
        rows, first_s, last_s = zip(*held, strict=True)
        return Extent(sum(rows), min(first_s), max(last_s))

    def read_series(self, quantity: str, sites: Sequence[str], from_s: int, to_s: int) -> Series:
        """The observations of a quantity at these sites from `from_s` up to before `to_s`."""
        query = "SELECT time_s, value" + _OF_ONE_SITE + "ORDER BY time_s"
        found = self._read([(query, (quantity, site, from_s, to_s)) for site in sites])
        counts = [len(rows) for rows in found]
        parts = [np.array(rows, dtype=np.float64).reshape(-1, 2) for rows in found]
        table = np.concatenate(parts) if parts else np.empty((0, 2))
        site_idx = np.repeat(np.arange(len(counts)), counts)
        return Series(tuple(sites), site_idx, table[:, 0].astype(np.int64), table[:, 1].copy())

    def read_sites(self, quantity: str) -> tuple[str, ...]:
        """The sites at which a quantity has been observed, by name."""
        query = (
            "SELECT name FROM sites WHERE EXISTS (SELECT 1 FROM observations AS o"
            " WHERE o.site_idx = sites.site_idx AND o.quantity_idx ="
            " (SELECT quantity_idx FROM quantities WHERE name = ?))"
        )
        return tuple(sorted(row[0] for row in self._read([(query, (quantity,))])[0]))

    def _read(self, queries: Sequence[tuple[str, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
        """The answers to some queries; empty ones where nothing was ever kept."""
        if self._database.is_empty:
            return [[] for _ in queries]
        with self._database.reading() as db:
            if not db.has_table("observations"):
                return [[] for _ in queries]
            return [db.rows(query, values) for query, values in queries]


def store_of(data: Path) -> ObservationStore:
    """The store of a data folder: the PostgreSQL server of DATABASE_URL, or a file in it."""
    return ObservationStore(place_in(data, FILE))


_FAR_S = 1 << 62
_PRIMARY_KEY = operator.itemgetter(0, 1, 2)


def _insert(db: Transaction, rows: Iterator[Observation]) -> int:
    """Inserts in sorted batches; returns how many rows were new."""
    quantities = _Names(db, "quantities", "quantity_idx")
    sites = _Names(db, "sites", "site_idx")
    added = 0
    while batch := list(itertools.islice(rows, BATCH_ROWS)):
        keyed = [(quantities.idx(q), sites.idx(s), t, v) for q, s, t, v in batch]
        quantities.flush()
        sites.flush()
        keyed.sort(key=_PRIMARY_KEY)
        added += db.run_many(_INSERT, keyed)
    return added


class _Names:
    """The indices of names in one small table; new names get the next index."""

    def __init__(self, db: Transaction, table: str, key: str) -> None:
        self._db = db
        self._insert = f"INSERT INTO {table} ({key}, name) VALUES (?, ?)"  # noqa: S608 - two names of ours
        rows = db.rows(f"SELECT {key}, name FROM {table}")  # noqa: S608 - two names of ours
        self._known: dict[str, int] = {name: idx for idx, name in rows}
        self._new: list[tuple[int, str]] = []

    def idx(self, name: str) -> int:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = len(self._known)
            self._new.append((found, name))
        return found

    def flush(self) -> None:
        """Writes the new names down."""
        self._db.run_many(self._insert, self._new)
        self._new.clear()


def _sha256_of(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise DataError("there is no such file", file=str(file)) from None
    except OSError as exc:
        raise DataError(f"cannot be read: {exc.strerror}", file=str(file)) from exc
