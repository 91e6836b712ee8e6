"""The strict table reader: the bytes of one GTFS table in, the place of every field out.

A table is never shifted: a line whose fields do not match the header costs that line alone and is
reported with its row number. Lines are split by whole blocks with numpy; only lines that are odd
(escaped quotes, line breaks inside quotes, bytes that are not UTF-8, a wrong number of fields) are
looked at one by one. Fields that had to be rewritten are appended to the bytes, so that every
field of a RawTable is one slice.

Rows count from 1 for the header, blank lines included; a record that runs over several lines is one
row, as in a spreadsheet.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import FeedError
from feeds import lines
from feeds.rules import codes
from feeds.rules.notes import FeedNotes

MAX_ROWS = 20_000_000
"""Most rows of one table."""
MAX_COLUMNS = 200
"""Most columns of one table."""
MAX_LINE_BYTES = 8 << 20
"""Longest line; a table with a longer one is refused."""
_BLOCK_BYTES = 8 << 20
_TRIM_STEPS = 16
"""Blanks around values are cut together up to so many; longer runs field by field."""

Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as slices of bytes.

    Shapes: `starts`, `ends` (columns, n) int32 into `data`; `rows` (n,) row numbers. `places` are
    the columns' places in the file.
    `spoilt` holds the rows that could not be taken over, with whatever fields they seem to have.
    """

    file: str
    columns: tuple[str, ...]
    places: tuple[int, ...]
    data: bytes
    starts: Spans
    ends: Spans
    rows: NDArray[np.int64]
    spoilt: tuple[lines.SpoiltRow, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows_read(self) -> int:
        """How many rows the file has under its header, good and spoilt."""
        return len(self.rows) + len(self.spoilt)


def read_table(
    file: str,
    data: bytes,
    wanted: Collection[str],
    notes: FeedNotes,
    unread: Collection[str] = (),
) -> RawTable:
    """Splits a table and keeps the wanted columns; others are noted, but for the `unread`.

    Errors: FeedError when it has no usable header or too many rows or columns.
    """
    data = _as_utf8_lines(file, data, notes)
    header_end, header = _read_header(file, data, notes)
    _note_unknown(file, set(header) - set(wanted) - set(unread), notes)
    keep = [i for i, name in enumerate(header) if name in wanted and header.index(name) == i]
    blocks, extra = _read_blocks(file, data, header_end, len(header), keep, notes)
    starts = np.concatenate([block.starts for block in blocks], axis=1)
    ends = np.concatenate([block.ends for block in blocks], axis=1)
    rows = np.concatenate([block.rows for block in blocks])
    spoilt = tuple(row for block in blocks for row in block.spoilt)
    _note_spoilt(file, spoilt, len(header), notes)
    data += extra
    columns = tuple(header[i] for i in keep)
    table = RawTable(file, columns, tuple(keep), data, starts, ends, rows, spoilt)
    _trim(table, notes)
    return table


def _as_utf8_lines(file: str, data: bytes, notes: FeedNotes) -> bytes:
    """The bytes without byte order mark, every line ended by a line feed."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode("utf-8")
        except UnicodeDecodeError as exc:
            raise FeedError("neither UTF-8 nor UTF-16", file, mend="save it as UTF-8") from exc
        notes.note(codes.INVALID_CHARACTER, "the file is UTF-16, GTFS asks for UTF-8", file=file)
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise FeedError("the table is empty", file, mend="a table starts with its column names")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data if data.endswith(b"\n") else data + b"\n"


def _read_header(file: str, data: bytes, notes: FeedNotes) -> tuple[int, list[str]]:
    end = data.index(b"\n") + 1
    record = lines.parse_record(data, 0, min(end, lines.MAX_RECORD_BYTES))
    if record is None:
        raise FeedError("the line of column names is not CSV", file, row=1, mend="mend its quotes")
    try:
        header = [name.decode("utf-8").strip() for name in record.fields]
    except UnicodeDecodeError as exc:
        raise FeedError("column names are not UTF-8", file, row=1, mend="save it as UTF-8") from exc
    if len(header) > MAX_COLUMNS:
        raise FeedError(f"{len(header)} columns, more than {MAX_COLUMNS}", file, row=1)
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        notes.note(
            codes.DUPLICATED_COLUMN,
            f"column {name} stands twice; the first one is read",
            file=file,
            row=1,
            column=name,
        )
    if "" in header:
        notes.note(codes.EMPTY_COLUMN_NAME, "a column has no name", file=file, row=1)
    return end, header


def _note_unknown(file: str, names: set[str], notes: FeedNotes) -> None:
    for name in sorted(names - {""}):
        notes.note(
            codes.UNKNOWN_COLUMN, f"column {name} is not read", file=file, row=1, column=name
        )


def _read_blocks(
    file: str, data: bytes, start: int, width: int, keep: list[int], notes: FeedNotes
) -> tuple[list[lines.Block], bytes]:
    extra = bytearray()
    blocks: list[lines.Block] = []
    next_row = 2
    while True:
        end = len(data)
        if end - start > _BLOCK_BYTES:
            end = data.rfind(b"\n", start, start + _BLOCK_BYTES) + 1
            end = end or _end_of_long_line(file, data, start)
        block = lines.split_block(data, start, end, width, keep, next_row, extra)
        blocks.append(block)
        start, next_row = block.next_start, block.next_row
        if next_row > MAX_ROWS:
            raise FeedError(f"more than {MAX_ROWS} rows", file)
        if start >= len(data):
            break
    for code, message in lines.REMARKS.items():
        rows = [row for block in blocks for row in block.remarks.get(code, ())]
        notes.note_rows(code, message, file, rows)
    return blocks, bytes(extra)


def _end_of_long_line(file: str, data: bytes, start: int) -> int:
    end = data.index(b"\n", start + _BLOCK_BYTES) + 1
    if end - start > MAX_LINE_BYTES:
        raise FeedError(f"a line of more than {MAX_LINE_BYTES >> 20} MiB", file)
    return end


def _note_spoilt(
    file: str, spoilt: tuple[lines.SpoiltRow, ...], width: int, notes: FeedNotes
) -> None:
    by_code: dict[str, list[lines.SpoiltRow]] = {}
    for row in spoilt:
        by_code.setdefault(row.code, []).append(row)
    for code, bad in by_code.items():
        notes.note_rows(
            code,
            f"row left out: {lines.SPOILT[code]}",
            file,
            [row.row for row in bad],
            lambda i, bad=bad: {  # type: ignore[misc]
                "fields_expected": str(width),
                "fields_found": str(len(bad[i].fields)),
            },
        )


def _trim(table: RawTable, notes: FeedNotes) -> None:
    """Moves the ends of every field past blanks and tabs, in place."""
    if not len(table):
        return
    view = np.frombuffer(table.data, dtype=np.uint8)
    for column, name in enumerate(table.columns):
        starts, ends = table.starts[column], table.ends[column]
        moved: list[NDArray[np.int64]] = []
        for step, edge, shift in ((1, starts, 0), (-1, ends, -1)):
            left = np.flatnonzero(starts < ends)
            for _ in range(_TRIM_STEPS):
                byte = view[edge[left] + shift]
                left = left[(byte == 32) | (byte == 9)]
                edge[left] += step
                moved.append(left)
                left = left[starts[left] < ends[left]]
            for i in left.tolist():
                part = table.data[starts[i] : ends[i]]
                rest = part.lstrip(b" \t") if step > 0 else part.rstrip(b" \t")
                edge[i] += step * (len(part) - len(rest))
        rows = np.unique(np.concatenate(moved)) if moved else np.zeros(0, np.int64)
        notes.note_rows(
            codes.LEADING_OR_TRAILING_WHITESPACES,
            f"blanks around {name} are left out",
            table.file,
            table.rows[rows],
        )
