"""Typed fields: the byte slices of one column in, numbers, times, dates and texts out.

Whole columns are read with numpy; only fields of an unusual form are looked at one by one. A field
that is not what its type asks for is noted with its row and comes out as bad, never as a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.clock import day_number, parse_gtfs_date
from feeds import parsing
from feeds.reader import RawTable
from feeds.rules import codes
from feeds.rules.notes import FeedNotes

EMPTY = -1
UNKNOWN = -2

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fields:
    """The typed columns of one table; `table.rows[i]` is the row number of entry i."""

    table: RawTable
    notes: FeedNotes

    def __len__(self) -> int:
        return len(self.table)

    def has(self, column: str) -> bool:
        """Whether the table has that column."""
        return column in self.table.columns

    def raw(self, column: str) -> list[bytes]:
        """The bytes of every field; empty where the column is missing."""
        if not self.has(column):
            return [b""] * len(self)
        data, (starts, ends) = self.table.data, self._spans(column)
        return [data[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]

    def texts(self, column: str) -> list[str]:
        """The text of every field."""
        return [part.decode("utf-8") for part in self.raw(column)]

    def is_empty(self, column: str) -> Bools:
        """Where the field says nothing."""
        if not self.has(column):
            return np.ones(len(self), dtype=np.bool_)
        starts, ends = self._spans(column)
        return np.asarray(starts == ends)

    def lookup(self, column: str, index: Mapping[bytes, int]) -> Ints:
        """The index that every id stands for; EMPTY or UNKNOWN where it stands for none."""
        if not self.has(column):
            return np.full(len(self), EMPTY, dtype=np.int64)
        data, (starts, ends) = self.table.data, self._spans(column)
        find = index.get
        found = np.fromiter(
            (find(data[a:b], UNKNOWN) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)),
            dtype=np.int64,
            count=len(self),
        )
        found[starts == ends] = EMPTY
        return found

    def ints(self, column: str, default: int, low: int, high: int) -> tuple[Ints, Bools]:
        """Integers, `default` where empty; and where they are none or out of range, noted."""
        values, bad = self._read(column, parsing.INTEGER, default)
        self._note(codes.INVALID_INTEGER, "is no integer", column, bad)
        outside = ~bad & ~self.is_empty(column) & ((values < low) | (values > high))
        self._note(codes.NUMBER_OUT_OF_RANGE, f"is not between {low} and {high}", column, outside)
        return values, bad | outside

    def enums(self, column: str, allowed: int, default: int, unknown: int | None = None) -> Ints:
        """Integers from 0 to `allowed`; `default` where empty, `unknown` where none, noted."""
        values, bad = self._read(column, parsing.INTEGER, default)
        bad |= (values < 0) | (values > allowed)
        bad &= ~self.is_empty(column)
        fallback = default if unknown is None else unknown
        self._note(
            codes.UNEXPECTED_ENUM_VALUE, f"is no known value; read as {fallback}", column, bad
        )
        values[bad] = fallback
        return values

    def times(self, column: str) -> tuple[Ints, Bools]:
        """Seconds of the service day, EMPTY where empty; and where they are no time, noted."""
        values, bad = self._read(column, parsing.TIME, EMPTY)
        self._note(codes.INVALID_TIME, "is no time such as 07:05:00", column, bad)
        return values, bad

    def dates(self, column: str) -> tuple[Ints, Bools]:
        """Day numbers, EMPTY where empty; and where they are no date, noted."""
        values, bad = self._read(column, parsing.INTEGER, 0)
        unique, place = np.unique(values, return_inverse=True)
        days = np.array([_day_of(value) for value in unique.tolist()], dtype=np.int64)[place]
        starts, ends = self._spans(column) if self.has(column) else (place, place)
        bad |= ((days == UNKNOWN) | (ends - starts != 8)) & ~self.is_empty(column)
        self._note(codes.INVALID_DATE, "is no date such as 20250204", column, bad)
        days[bad | self.is_empty(column)] = EMPTY
        return days, bad

    def floats(self, column: str) -> tuple[Floats, Bools]:
        """Numbers, nan where empty; and where they are none, noted."""
        values, bad = self._read(column, parsing.DECIMAL, np.nan)
        self._note(codes.INVALID_FLOAT, "is no number", column, bad)
        return values, bad

    def require(self, *columns: str) -> Bools:
        """Where a field that must be there is empty, noted."""
        missing = np.zeros(len(self), dtype=np.bool_)
        for column in columns:
            empty = self.is_empty(column)
            self._note(codes.MISSING_REQUIRED_FIELD, "is empty", column, empty)
            missing |= empty
        return missing

    def note(self, code: str, message: str, where: Bools, *columns: str) -> None:
        """Notes a fault for the rows where it holds, with the fields of these columns."""
        picked = np.flatnonzero(where)
        if len(picked):
            self.notes.note_rows(
                code,
                message,
                self.table.file,
                self.table.rows[picked],
                lambda i: {name: self.text_at(name, int(picked[i])) for name in columns},
            )

    def text_at(self, column: str, i: int) -> str:
        """The text of one field."""
        if not self.has(column):
            return ""
        starts, ends = self._spans(column)
        return self.table.data[starts[i] : ends[i]].decode("utf-8")

    def _spans(self, column: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        place = self.table.columns.index(column)
        return self.table.starts[place], self.table.ends[place]

    def _note(self, code: str, message: str, column: str, where: Bools) -> None:
        self.note(code, f"{column} {message}", where, column)

    def _read(
        self, column: str, parser: parsing.Parser, default: float
    ) -> tuple[NDArray[Any], Bools]:
        if not self.has(column):
            missing = np.full(len(self), default, dtype=parser.dtype)
            return missing, np.zeros(len(self), dtype=np.bool_)
        starts, ends = self._spans(column)
        values, bad = parsing.parse(self.table.data, starts, ends, parser)
        empty = starts == ends
        values[empty] = default
        return values, bad & ~empty


def _day_of(value: int) -> int:
    day = parse_gtfs_date(f"{value:08d}") if 0 <= value < 100_000_000 else None
    return UNKNOWN if day is None else day_number(day)
