"""From the zip to typed columns: the archive of one feed in, the Fields of each of its tables out.

What makes a feed unusable as a whole is found here: a table or a column without which there is no
timetable. Everything else is a matter of rows.
"""

from __future__ import annotations

import numpy as np

from core.errors import FeedError
from core.progress import Progress
from feeds.archive import FeedArchive
from feeds.fields import Fields
from feeds.reader import read_table
from feeds.rules import codes
from feeds.rules.notes import FeedNotes
from feeds.schema import (
    LOST,
    LOST_COLUMNS,
    REQUIRED_FILES,
    SAYS_NOTHING,
    TABLES,
    TableSchema,
)

WANTED_FILES = frozenset({*(schema.file for schema in TABLES), *LOST})


def read_tables(archive: FeedArchive, notes: FeedNotes, progress: Progress) -> dict[str, Fields]:
    """The tables of a feed by file name; optional ones only where they can be used.

    Errors: FeedError naming every required table that is missing, or the first unusable one.
    """
    _check_presence(archive)
    _note_unread_files(archive, notes)
    tables: dict[str, Fields] = {}
    for place, schema in enumerate(TABLES):
        if schema.file not in archive.members:
            continue
        progress(f"reading {schema.file} of {notes.tag}", place / (len(TABLES) + 1))
        fields = _read_one(archive, schema, notes)
        if fields is not None:
            tables[schema.file] = fields
    if not {"calendar.txt", "calendar_dates.txt"} & set(tables):
        raise _no_calendar(archive)
    return tables


def _check_presence(archive: FeedArchive) -> None:
    missing = [file for file in REQUIRED_FILES if file not in archive.members]
    name = archive.path.name
    if len(missing) == len(REQUIRED_FILES):
        mend = "the tables stand at its root or in one folder"
        raise FeedError("no GTFS tables in it", file=name, mend=mend)
    if missing:
        named = ", ".join(missing)
        raise FeedError(f"{named} missing in it", file=name, mend="ask the publisher for the table")
    if not {"calendar.txt", "calendar_dates.txt"} & set(archive.members):
        raise _no_calendar(archive)


def _no_calendar(archive: FeedArchive) -> FeedError:
    return FeedError(
        "neither calendar.txt nor calendar_dates.txt in it: no trip has a day",
        file=archive.path.name,
        mend="ask the publisher for the table",
    )


def _note_unread_files(archive: FeedArchive, notes: FeedNotes) -> None:
    for file in sorted(set(archive.members) & set(LOST)):
        notes.note(codes.UNSUPPORTED_FILE, f"not used: riders do not get {LOST[file]}", file=file)
    for name in archive.ignored[:1000]:
        base = name.rsplit("/", 1)[-1]
        if base in WANTED_FILES:
            notes.note(
                codes.INVALID_INPUT_FILES_IN_SUBFOLDER,
                "a second table of that name, in another folder; not read",
                file=name,
            )
        else:
            notes.note(codes.UNKNOWN_FILE, "no GTFS table; not read", file=name)


def _read_one(archive: FeedArchive, schema: TableSchema, notes: FeedNotes) -> Fields | None:
    file = schema.file
    is_required = file in REQUIRED_FILES
    try:
        data = archive.read(file)
        table = read_table(file, data, schema.columns, notes, schema.unread)
    except FeedError as exc:
        if is_required:
            raise
        notes.note(codes.EMPTY_FILE, f"{exc.message}; the table is not used", file=file)
        return None
    missing = [name for name in schema.keys if name not in table.columns]
    if missing and is_required:
        raise FeedError(
            f"column {', '.join(missing)} is missing",
            file=file,
            row=1,
            mend="every row needs it; ask the publisher",
        )
    for name in (*schema.keys, *schema.required):
        if name not in table.columns:
            cost = "the table is not used" if name in schema.keys else "it stays empty"
            notes.note(
                codes.MISSING_REQUIRED_COLUMN,
                f"column {name} is missing; {cost}",
                file=file,
                row=1,
                column=name,
            )
    if missing and file != "agency.txt":
        return None
    if is_required and not len(table):
        raise FeedError("no usable row in it", file=file, mend="see the notices of its rows")
    fields = Fields(table, notes)
    _note_lost_columns(fields, schema)
    return fields


def _note_lost_columns(fields: Fields, schema: TableSchema) -> None:
    for column in schema.lost:
        if fields.is_empty(column).all():
            continue
        told = np.array([value not in SAYS_NOTHING for value in fields.raw(column)])
        cost = LOST_COLUMNS[schema.file][column]
        fields.note(codes.UNSUPPORTED_COLUMN, f"not used: riders do not get {cost}", told, column)
