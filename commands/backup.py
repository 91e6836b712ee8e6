"""`backup`: a data folder and its stores in, one file with all that cannot be made again out.

The site may run and be written to meanwhile: each store is read as it was at one moment, and every
file is replaced whole or not at all by those who write it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.arguments import add_data
from commands.progress import TerminalProgress
from core import clock
from core.errors import DataError
from core.files import locked, machine_faults
from core.progress import Progress

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from core.archive.write import ArchiveWriter
    from core.database import Database

MADE_AGAIN = frozenset({"embedded", "snapshots", "forecasts", "forecasts-parking"})
"""What a start builds from the rest."""
FILES, STORES = "data", "stores"
"""The folders of an archive."""
FEEDS = "feeds"
LOCK_WAIT_S = 60.0


def add_parser(verbs: Verbs) -> None:
    """Adds `backup` to the command line."""
    parser = verbs.add_parser(
        "backup",
        help="put everything that cannot be made again into one file",
        description="Puts the stores (of SQLite or PostgreSQL), the feeds, the territory and all "
        "other files of the data folder into one file, while the site runs. What a start builds "
        "again is left out. `restore` brings it back, into either database.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write, such as b.zip")
    parser.add_argument(
        "--without-feeds",
        action="store_true",
        help="leave the fetched timetables and street maps out; their addresses are kept",
    )
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    with TerminalProgress() as progress:
        count = write_backup(args.data, args.file, progress, without_feeds=bool(args.without_feeds))
    print(f"{args.file}: {count} members, {args.file.stat().st_size / 1e6:.1f} MB")
    return 0


def write_backup(data: Path, file: Path, progress: Progress, *, without_feeds: bool = False) -> int:
    """Writes a backup; how many members it has.

    Errors: DataError where there is nothing to keep or a store is damaged, EnvironmentFault where
    the machine refuses; then the file that was there is as it was.
    """
    from core.archive.write import writing

    if not data.is_dir():
        raise DataError("there is no such data folder", file=str(data), mend="name it with --data")
    with writing(file) as (archive, scratch):
        stores = _add_stores(archive, data, scratch, progress)
        left_out = _add_files(archive, data, file, progress, without_feeds=without_feeds)
        archive.add_manifest(
            {
                "made_at": clock.iso_utc(clock.now_s()),
                "stores": stores,
                "without_feeds": without_feeds,
                "left_out": left_out,
            }
        )
    return len(archive.members)


def _add_stores(
    archive: ArchiveWriter, data: Path, scratch: Path, progress: Progress
) -> dict[str, Any]:
    """Puts in the rows of every store that was ever used, as they are; the version of each.

    Tables of before there were versions are those of the first one.
    """
    from commands.stores import stores_of

    told: dict[str, Any] = {}
    used = [store for store in stores_of(data) if store.standing().is_made]
    for together in _by_place(used):
        progress(f"copying the {together[0].what}")
        with together[0].snapshot(scratch) as db:
            for store in together:
                schema = store.schema
                version = db.standing(schema).recorded or schema.versions[0]
                told[schema.name] = {"version": version}
                for table in filter(db.has_table, schema.tables):
                    name = f"{STORES}/{schema.name}/{table}.jsonl"
                    archive.add(name, _watched(_lines(db, table), f"keeping {table}", progress))
    return told


def _lines(db: Any, table: str) -> Iterator[bytes]:  # noqa: ANN401 - a Transaction, not imported here
    from core.portable import lines_of

    return lines_of(db, table)


def _watched(pieces: Iterator[bytes], doing: str, progress: Progress) -> Iterator[bytes]:
    for piece in pieces:
        progress(doing)
        yield piece


def _by_place(stores: list[Database]) -> list[list[Database]]:
    """Stores of one database together, so that they are read at one moment."""
    places: dict[str, list[Database]] = {}
    for store in stores:
        places.setdefault(str(store.place), []).append(store)
    return list(places.values())


def _add_files(
    archive: ArchiveWriter, data: Path, file: Path, progress: Progress, *, without_feeds: bool
) -> list[str]:
    """Puts in the files of the folder; the names of what was left out though it is there."""
    left_out: list[str] = []
    paths = sorted(_files_in(data, left_out))
    skipped = {file.absolute()} | _files_of_stores(data)
    with _feeds_held(data):
        for number, path in enumerate(paths):
            name = path.relative_to(data).as_posix()
            if path.absolute() in skipped or (without_feeds and _is_fetched(name)):
                continue
            doing, share = "keeping the files", number / len(paths)
            progress(doing, share)
            _add_file(archive, path, f"{FILES}/{name}")
    for each in left_out:
        progress(f"left out: {each} is a link to a folder, or no file")
    return left_out


def _add_file(archive: ArchiveWriter, path: Path, name: str) -> None:
    from core.archive.write import pieces_of

    with machine_faults(f"cannot read {path}"):
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            return  # was removed since it was listed, as old results are
        opened.close()
        archive.add(name, pieces_of(path))


def _files_in(data: Path, left_out: list[str]) -> Iterator[Path]:
    """The files of a folder that no start makes again; names with a dot are of work under way."""
    for folder, folders, names in os.walk(data):
        here = Path(folder)
        if here == data:
            folders[:] = [name for name in folders if name not in MADE_AGAIN]
        left_out += [
            (here / name).relative_to(data).as_posix()
            for name in folders
            if (here / name).is_symlink()
        ]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = here / name
            if name.startswith(".") or ".tmp-" in name:
                continue
            if path.is_file():
                yield path
            elif path.exists() or path.is_symlink():
                left_out.append(path.relative_to(data).as_posix())


def _files_of_stores(data: Path) -> set[Path]:
    from commands.stores import stores_of

    kept = [store.place for store in stores_of(data) if isinstance(store.place, Path)]
    beside = ("", "-journal", "-wal", "-shm")
    return {Path(f"{place.absolute()}{end}") for place in kept for end in beside}


def _is_fetched(name: str) -> bool:
    parts = name.split("/")
    if parts[0] == "streets":
        return True
    return parts[0] == FEEDS and len(parts) > 2 and parts[-1] != "source.toml"


@contextlib.contextmanager
def _feeds_held(data: Path) -> Iterator[None]:
    """Holds the feeds, so that a timetable and what is said of it belong together."""
    folder = data / FEEDS
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield
        return
    with locked(folder / ".lock", LOCK_WAIT_S, "adding a feed"):
        yield
