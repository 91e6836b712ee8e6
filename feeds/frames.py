"""Frames of the contract in feeds/tables.py: columns in, a frame with exactly their dtypes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.tables import COLUMNS

Column = NDArray[Any] | Sequence[Any]


def make_frame(table: str, **columns: Column) -> pd.DataFrame:
    """The frame of that table; its row number is the index of the thing.

    Errors: ValueError when a column is missing, unknown or of another length.
    """
    wanted = COLUMNS[table]
    if set(columns) != set(wanted):
        raise ValueError(f"{table}: columns {sorted(set(columns) ^ set(wanted))}")
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=dtype) for name, dtype in wanted.items()}
    )


def empty_frame(table: str) -> pd.DataFrame:
    """The frame of that table without rows."""
    return make_frame(table, **{name: [] for name in COLUMNS[table]})


def renumbering(kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For every old index the new one, -1 for those left out."""
    return np.where(kept, np.cumsum(kept) - 1, -1)


def first_of_each(ids: Sequence[bytes]) -> tuple[dict[bytes, int], NDArray[np.bool_]]:
    """The place of every id, and which entries repeat an earlier id; empty ids are not counted."""
    index: dict[bytes, int] = {}
    repeats = np.zeros(len(ids), dtype=np.bool_)
    for i, key in enumerate(ids):
        if key and index.setdefault(key, i) != i:
            repeats[i] = True
    return index, repeats
