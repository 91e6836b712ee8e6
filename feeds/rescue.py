"""Ids out of rows that cannot be read: a stop or line whose row is spoilt keeps its trips.

A comma too much in the name of a main station must not cost every trip that calls there. Where a
spoilt row holds an id that other tables need and no sound row has, the thing is kept by that id
alone, without name and place, and noted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.fields import Fields
from feeds.reader import RawTable
from feeds.rules import codes


def rescue(fields: Fields, column: str, needed_by: Fields) -> Fields:
    """The table with one more row, of the id alone, for every thing that can be rescued."""
    table = fields.table
    if not table.spoilt:
        return fields
    wanted = set(needed_by.raw(column)) - set(fields.raw(column)) - {b""}
    found: dict[bytes, int] = {}
    for row in table.spoilt:
        for part in row.fields:
            if part in wanted:
                found.setdefault(part, row.row)
    ids = [key.decode("utf-8") for key in found]
    fields.notes.note_rows(
        codes.KEPT_BY_ID,
        "its id alone could be read; its trips stay",
        table.file,
        list(found.values()),
        lambda i: {column: ids[i]},
    )
    return Fields(_with_rows(table, column, found), fields.notes) if found else fields


def _with_rows(table: RawTable, column: str, rows: dict[bytes, int]) -> RawTable:
    """The table with rows in which every column but one is empty."""
    place = table.columns.index(column)
    data = table.data + b"".join(rows)
    id_ends = len(table.data) + np.cumsum([len(key) for key in rows])
    starts = np.full((len(table.columns), len(rows)), len(table.data), dtype=np.int32)
    ends = starts.copy()
    ends[place] = id_ends
    starts[place] = id_ends - [len(key) for key in rows]
    return replace(
        table,
        data=data,
        starts=np.concatenate([table.starts, starts], axis=1),
        ends=np.concatenate([table.ends, ends], axis=1),
        rows=np.concatenate([table.rows, np.array(list(rows.values()), dtype=np.int64)]),
        spoilt=tuple(row for row in table.spoilt if row.row not in set(rows.values())),
    )
