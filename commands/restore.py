"""`restore`: a backup in, a data folder and stores as they were then out, whole or not at all.

Everything is checked and unpacked beside the folder first; then the folder takes its name in one
step. Rows for a server are one transaction, which ends right after that step.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data
from commands.backup import FILES, STORES
from commands.progress import TerminalProgress
from core.errors import DataError, EnvironmentFault
from core.files import machine_faults, sync_folder
from core.progress import Progress

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from core.archive.read import Archive
    from core.database import Database, Transaction

SPARE_BYTES = 64 << 20
"""So much of a disk is left free."""


def add_parser(verbs: Verbs) -> None:
    """Adds `restore` to the command line."""
    parser = verbs.add_parser(
        "restore",
        help="bring back what `backup` put into a file",
        description="Checks a backup and brings it back: files into the data folder, rows into its "
        "SQLite files or the PostgreSQL server that DATABASE_URL names. Stop the site first.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace what the data folder and the stores hold, which is gone then",
    )
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    with TerminalProgress() as progress:
        restore_backup(args.file, args.data, progress, force=bool(args.force))
    print(f"{args.data}: restored from {args.file}")
    return 0


def restore_backup(file: Path, data: Path, progress: Progress, *, force: bool = False) -> None:
    """Brings a backup back.

    Errors: DataError for a bad backup or a folder that is not empty, EnvironmentFault where the
    machine refuses; then the folder and the stores are as they were.
    """
    from core.archive.read import opened
    from core.archive.write import clear_left_behind

    place = data.absolute()
    _look_at_place(place, force=force)
    clear_left_behind(place)
    with opened(file) as archive:
        _look_at_archive(archive)
        _look_at_disk(archive, place)
        archive.verify(progress)
        beside = place.with_name(f".{place.name}.restore-{os.getpid()}")
        try:
            _unpack(archive, beside, progress)
            with _rows_in_place(archive, data, beside, progress, force=force):
                _replace(beside, place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _look_at_place(place: Path, *, force: bool) -> None:
    if place.exists() and not place.is_dir():
        raise DataError("is no folder", file=str(place), mend="name another one with --data")
    if place.is_symlink() or place.is_mount():
        raise DataError(
            "is a link or a mount point, which cannot be replaced in one step",
            file=str(place),
            mend="name a folder within it with --data, and serve that one",
        )
    if place.is_dir() and any(place.iterdir()) and not force:
        raise DataError(
            "the data folder is not empty", file=str(place), mend="--force replaces what it holds"
        )


def _look_at_archive(archive: Archive) -> None:
    """Looks whether this program knows what is in it. Errors: DataError naming the member."""
    from commands.stores import files_of

    known = {store.schema.name: store.schema for store in files_of(Path())}
    told = archive.told.get("stores")
    if not isinstance(told, dict):
        raise DataError("the member manifest.json tells of no stores", file=str(archive.path))
    for name, each in told.items():
        version = each.get("version") if isinstance(each, dict) else None
        if name not in known or version not in known[name].versions:
            raise DataError(
                f"the member manifest.json tells of {name!r} in version {version}, which this"
                " program does not know",
                file=str(archive.path),
                mend="restore it with a program as new as the one that made it",
            )
    rows = {f"{STORES}/{name}/{table}.jsonl" for name in told for table in known[name].tables}
    for member in archive.sizes:
        if not member.startswith(f"{FILES}/") and member not in rows:
            raise DataError(f"the member {member!r} has no place here", file=str(archive.path))


def _look_at_disk(archive: Archive, place: Path) -> None:
    with machine_faults(f"cannot make {place.parent}"):
        place.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(place.parent).free
    needed = sum(archive.sizes.values()) + SPARE_BYTES
    if needed > free:
        raise EnvironmentFault(
            f"{place.parent} has {free >> 20} MB free, the backup needs {needed >> 20} MB",
            mend="make space first",
        )


def _unpack(archive: Archive, folder: Path, progress: Progress) -> None:
    """Writes the files of an archive into a new folder, and waits until the disk has them."""
    names = [name for name in archive.sizes if name.startswith(f"{FILES}/")]
    with machine_faults(f"cannot write {folder}"):
        folder.mkdir(mode=0o755)
        for number, name in enumerate(names):
            progress("unpacking the files", number / len(names))
            target = folder.joinpath(*name.split("/")[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:
                for piece in archive.pieces(name):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        for each, _, _ in os.walk(folder):
            sync_folder(Path(each))


@contextlib.contextmanager
def _rows_in_place(
    archive: Archive, data: Path, beside: Path, progress: Progress, *, force: bool
) -> Iterator[None]:
    """Puts the rows into the new folder's files, or into the server when the body has succeeded."""
    from commands.stores import files_of, stores_of

    served = [store for store in stores_of(data) if not isinstance(store.place, Path)]
    if not served:
        for store in files_of(beside):
            if store.schema.name in archive.told["stores"]:
                with store.replacing() as db:
                    _fill(archive, db, store, progress)
        sync_folder(beside)
        yield
        return
    with served[0].replacing() as db:
        for store in served:
            db.run("SELECT pg_advisory_xact_lock(?)", (store.schema.lock,))
            if not force and _holds_rows(db, store):
                raise DataError(
                    f"the {store.what} are not empty",
                    file=store.shown,
                    mend="--force replaces what they hold",
                )
        for store in served:
            _fill(archive, db, store, progress)
        yield


def _fill(archive: Archive, db: Transaction, store: Database, progress: Progress) -> None:
    """Replaces the rows of a store by those of an archive, and brings its tables up to date."""
    from core.portable import clear, fill

    schema = store.schema
    told = archive.told["stores"].get(schema.name)
    clear(db, schema, told["version"] if told else schema.newest)
    if told:
        members = {table: f"{STORES}/{schema.name}/{table}.jsonl" for table in schema.tables}
        there = [(table, name) for table, name in members.items() if name in archive.sizes]
        progress(f"bringing back the {store.what}")
        fill(
            db,
            schema,
            [(table, _told(archive.lines(name), progress, store.what)) for table, name in there],
        )
    if db.standing(schema).due:
        db.migrate(schema, schema.newest)


def _told(lines: Iterator[bytes], progress: Progress, what: str) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number % 10_000 == 0:
            progress(f"bringing back the {what}")
        yield line


def _holds_rows(db: Transaction, store: Database) -> bool:
    return any(
        db.has_table(table) and db.rows(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a name of ours
        for table in store.schema.tables
    )


def _replace(beside: Path, place: Path) -> None:
    from core.archive.swap import put_in_place

    with machine_faults(f"cannot replace {place}"):
        put_in_place(beside, place)
