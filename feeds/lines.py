"""Lines of a CSV table: a block of bytes in, the slices of its fields out.

Regular lines (the right number of fields, simple quotes) are split together with numpy. The others
go one by one through `parse_record`, which follows RFC 4180 and gives nothing rather than a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feeds.rules import codes

MAX_RECORD_BYTES = 32 << 10
"""Longest record that is looked at one by one; longer ones are left out."""

COMMA, LINE_FEED, RETURN, QUOTE = 44, 10, 13, 34

SPOILT = {
    codes.INVALID_ROW_LENGTH: "it has too many or too few fields (a comma too much or missing)",
    codes.CSV_PARSING_FAILED: "its quotes are not closed, or text follows them",
    codes.INVALID_CHARACTER: "it holds bytes that are no text",
}
REMARKS = {
    codes.DECODED_AS_CP1252: "not UTF-8; read as Windows-1252",
    codes.EMPTY_ROW: "the row is empty",
    codes.NEW_LINE_IN_VALUE: "a value holds a line break",
    codes.STRAY_QUOTE: "a quote inside an unquoted value is read as a letter",
}

_FIELD = re.compile(rb'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n][^,\r\n]*|))(,|\r?\n)')
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SpoiltRow:
    """A row that cannot be taken over, and the fields that it seems to have."""

    row: int
    code: str
    fields: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record read by itself; `end` is where the next one starts."""

    fields: tuple[bytes, ...]
    end: int
    has_stray_quote: bool


@dataclass(slots=True)
class Block:
    """What became of one block of lines. Shapes: `starts`, `ends` (kept columns, n)."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    rows: NDArray[np.int64]
    next_start: int
    next_row: int
    spoilt: list[SpoiltRow] = field(default_factory=list)
    remarks: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where lines start and end, and which commas part fields; positions within the block."""

    view: NDArray[np.uint8]
    line_starts: NDArray[np.int64]
    line_ends: NDArray[np.int64]
    commas: NDArray[np.int64]
    first_comma: NDArray[np.int64]
    comma_counts: NDArray[np.int64]
    odd: NDArray[np.bool_]


def parse_record(data: bytes, start: int, limit: int) -> Record | None:
    """The record that starts there, or None where its quotes make no sense before `limit`."""
    fields: list[bytes] = []
    stray = False
    position = start
    while found := _FIELD.match(data, position, limit):
        quoted, plain, end = found.groups()
        if quoted is None:
            stray |= QUOTE in plain
            fields.append(plain)
        else:
            fields.append(quoted.replace(b'""', b'"'))
        position = found.end()
        if end != b",":
            return Record(tuple(fields), position, stray)
    return None


def split_block(
    data: bytes, start: int, end: int, width: int, keep: list[int], row: int, extra: bytearray
) -> Block:
    """Splits the lines of data[start:end]; rewritten fields are appended to `extra`.

    A record that runs past `end` is taken whole: the next block begins at `next_start`.
    """
    layout = _lay_out(data, start, end)
    is_blank = layout.line_starts == layout.line_ends
    irregular = (layout.odd | (layout.comma_counts != width - 1)) & ~is_blank
    odd_rows = _OddRows(data, width, extra, keep)
    is_record = np.ones(len(is_blank), dtype=np.bool_)
    next_start = end
    consumed = start
    for line in np.flatnonzero(irregular).tolist():
        line_start = start + int(layout.line_starts[line])
        if line_start < consumed:
            continue
        consumed = odd_rows.take(line, line_start, start + int(layout.line_ends[line]))
        if consumed > line_start:
            last = int(np.searchsorted(layout.line_starts, consumed - start))
            is_record[line + 1 : last] = False
            next_start = max(next_start, consumed)
    regular = is_record & ~irregular & ~is_blank
    row_of_line = row + np.cumsum(is_record) - 1
    block = _regular_rows(layout, regular, width, keep, start)
    block.rows = row_of_line[regular]
    block.next_start, block.next_row = next_start, row + int(is_record.sum())
    blank_rows = row_of_line[is_blank & is_record].tolist()
    if blank_rows and (next_start < len(data) or not _is_tail(is_blank)):
        block.remarks[codes.EMPTY_ROW] = blank_rows
    odd_rows.put_into(block, row_of_line)
    return block


def _is_tail(is_blank: NDArray[np.bool_]) -> bool:
    """Whether blank lines stand only at the very end, where they mean nothing."""
    return bool(is_blank[len(is_blank) - int(is_blank.sum()) :].all())


def _lay_out(data: bytes, start: int, end: int) -> _Layout:
    view = np.frombuffer(data, dtype=np.uint8, count=end - start, offset=start)
    feeds = np.flatnonzero(view == LINE_FEED)
    line_starts = np.concatenate([np.zeros(1, np.int64), feeds + 1])[:-1]
    has_return = (view[feeds - 1] == RETURN) & (feeds > line_starts)
    line_ends = feeds - has_return
    commas = np.flatnonzero(view == COMMA)
    odd = _has_bad_bytes(data, start, end, view, feeds)
    quotes = np.flatnonzero(view == QUOTE)
    if len(quotes):
        commas, bad_quotes = _outside_quotes(view, quotes, commas, line_starts, line_ends)
        odd |= bad_quotes
    first = np.searchsorted(commas, line_starts)
    counts = np.searchsorted(commas, line_ends) - first
    return _Layout(view, line_starts, line_ends, commas, first, counts, odd)


def _has_bad_bytes(
    data: bytes, start: int, end: int, view: NDArray[np.uint8], feeds: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Lines with control characters, or in a block that is not all UTF-8."""
    odd = np.zeros(len(feeds), dtype=np.bool_)
    controls = np.flatnonzero(((view < 32) & (view != 9) & (view != LINE_FEED)) | (view == 127))
    if len(controls):
        is_line_end = (view[controls] == RETURN) & (view[controls + 1] == LINE_FEED)
        odd[np.searchsorted(feeds, controls[~is_line_end])] = True
    part = data[start:end]
    if part.isascii():
        return odd
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        high = np.unique(np.searchsorted(feeds, np.flatnonzero(view >= 128)))
        odd[high] = True
    return odd


def _outside_quotes(
    view: NDArray[np.uint8],
    quotes: NDArray[np.int64],
    commas: NDArray[np.int64],
    line_starts: NDArray[np.int64],
    line_ends: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The commas that part fields, and the lines whose quotes are more than simple pairs."""
    line_of_quote = np.searchsorted(line_starts, quotes, side="right") - 1
    first_quote = np.searchsorted(quotes, line_starts)
    place = np.arange(len(quotes)) - first_quote[line_of_quote]
    opens = place % 2 == 0
    before_ok = (quotes == line_starts[line_of_quote]) | (view[quotes - 1] == COMMA)
    after_ok = (quotes + 1 == line_ends[line_of_quote]) | (view[quotes + 1] == COMMA)
    odd = np.zeros(len(line_starts), dtype=np.bool_)
    odd[line_of_quote[~np.where(opens, before_ok, after_ok)]] = True
    odd |= np.diff(np.append(first_quote, len(quotes))) % 2 == 1
    line_of_comma = np.searchsorted(line_starts, commas, side="right") - 1
    inside = (np.searchsorted(quotes, commas) - first_quote[line_of_comma]) % 2 == 1
    return commas[~inside], odd


def _regular_rows(
    layout: _Layout, regular: NDArray[np.bool_], width: int, keep: list[int], offset: int
) -> Block:
    picked = np.flatnonzero(regular)
    first_comma = layout.first_comma[picked]
    starts = np.empty((len(keep), len(picked)), dtype=np.int32)
    ends = np.empty_like(starts)
    for out, column in enumerate(keep):
        if column == 0:
            begin = layout.line_starts[picked]
        else:
            begin = layout.commas[first_comma + column - 1] + 1
        if column == width - 1:
            end = layout.line_ends[picked]
        else:
            end = layout.commas[first_comma + column]
        is_quoted = (layout.view[begin] == QUOTE) & (begin < end)
        starts[out] = begin + is_quoted + offset
        ends[out] = end - is_quoted + offset
    return Block(starts, ends, np.zeros(0, np.int64), 0, 0)


class _OddRows:
    """The lines of one block that are read one by one."""

    def __init__(self, data: bytes, width: int, extra: bytearray, keep: list[int]) -> None:
        self.data, self.width, self.extra, self.keep = data, width, extra, keep
        self.spans: list[tuple[int, list[int], list[int]]] = []
        self.spoilt: list[tuple[int, str, tuple[bytes, ...]]] = []
        self.remarks: list[tuple[int, str]] = []

    def take(self, line: int, start: int, end: int) -> int:
        """Reads the record at `start`; gives where the record after it starts."""
        limit = min(len(self.data), start + MAX_RECORD_BYTES)
        record = parse_record(self.data, start, limit)
        next_line = self.data.index(b"\n", end) + 1
        if record is None or (record.end > next_line and len(record.fields) != self.width):
            # A quote is left open: the line alone is lost, the next one starts anew.
            fields = tuple(self.data[start:end].split(b","))
            self.spoilt.append((line, codes.CSV_PARSING_FAILED, fields))
            return next_line
        fields = record.fields
        if len(fields) != self.width:
            self.spoilt.append((line, codes.INVALID_ROW_LENGTH, fields))
            return record.end
        text = self._as_text(line, fields)
        if text is None:
            self.spoilt.append((line, codes.INVALID_CHARACTER, fields))
            return record.end
        if record.end > next_line:
            self.remarks.append((line, codes.NEW_LINE_IN_VALUE))
        if record.has_stray_quote:
            self.remarks.append((line, codes.STRAY_QUOTE))
        self._append(line, text)
        return record.end

    def _as_text(self, line: int, fields: tuple[bytes, ...]) -> tuple[bytes, ...] | None:
        """The fields in UTF-8, or None where they cannot be text."""
        if any(_NO_TEXT.search(part) for part in fields):
            return None
        try:
            b",".join(fields).decode("utf-8")
        except UnicodeDecodeError:
            try:
                decoded = tuple(part.decode("cp1252").encode("utf-8") for part in fields)
            except UnicodeDecodeError:
                return None
            self.remarks.append((line, codes.DECODED_AS_CP1252))
            return decoded
        return fields

    def _append(self, line: int, fields: tuple[bytes, ...]) -> None:
        starts, ends = [], []
        for column in self.keep:
            starts.append(len(self.data) + len(self.extra))
            self.extra += fields[column]
            ends.append(len(self.data) + len(self.extra))
        self.spans.append((line, starts, ends))

    def put_into(self, block: Block, row_of_line: NDArray[np.int64]) -> None:
        """Adds the rows read to those of the block, in their order in the file."""
        for line, code, fields in self.spoilt:
            block.spoilt.append(SpoiltRow(int(row_of_line[line]), code, fields))
        for line, code in self.remarks:
            block.remarks.setdefault(code, []).append(int(row_of_line[line]))
        if not self.spans:
            return
        own_rows = row_of_line[[line for line, _, _ in self.spans]]
        own_starts = np.array([starts for _, starts, _ in self.spans], dtype=np.int32).T
        own_ends = np.array([ends for _, _, ends in self.spans], dtype=np.int32).T
        rows = np.concatenate([block.rows, own_rows])
        order = np.argsort(rows, kind="stable")
        block.rows = rows[order]
        block.starts = np.concatenate([block.starts, own_starts], axis=1)[:, order]
        block.ends = np.concatenate([block.ends, own_ends], axis=1)[:, order]
