"""Growing a matrix of trips to given totals: a seed and its margins in, the balanced matrix out.

Furness's method, also known as iterative proportional fitting: rows and columns are scaled in
turns. Cells that are known (from a count or a census) are taken out first and put back after.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS = 200
CLOSE = 1e-9


def furness(seed: Floats, rows: Floats, columns: Floats, rounds: int = ROUNDS) -> Floats:
    """The matrix nearest to `seed` with these totals; columns are first scaled to the rows' sum.

    A row or column without any seed stays empty. Where the seed has too many gaps for both, rows
    are met and columns are not. Shapes: (n, m), (n,), (m,) to (n, m).
    Errors: ValueError for negative figures.
    """
    if min(seed.min(initial=0), rows.min(initial=0), columns.min(initial=0)) < 0:
        raise ValueError("trips are not negative")
    live_rows, live_columns = seed.sum(axis=1) > 0, seed.sum(axis=0) > 0
    rows, columns = rows * live_rows, columns * live_columns
    if not rows.sum() or not columns.sum():
        return np.zeros_like(seed)
    columns = columns * (rows.sum() / columns.sum())
    grown = seed.astype(np.float64)
    for _ in range(rounds):
        grown *= _factor(columns, grown.sum(axis=0))[None, :]
        grown *= _factor(rows, grown.sum(axis=1))[:, None]
        if np.abs(grown.sum(axis=0) - columns).max() <= CLOSE * rows.sum():
            break
    return grown


def furness_with_known(seed: Floats, rows: Floats, columns: Floats, known: Floats) -> Floats:
    """The same with cells that are known and stay as they are; nan where they are not.

    Shapes: all (n, m) but rows (n,), columns (m,).
    """
    fixed = np.nan_to_num(known)
    free = np.where(np.isnan(known), seed, 0.0)
    rows_left = np.maximum(rows - fixed.sum(axis=1), 0.0)
    columns_left = np.maximum(columns - fixed.sum(axis=0), 0.0)
    return furness(free, rows_left, columns_left) + fixed


def _factor(wanted: Floats, there: Floats) -> Floats:
    return np.divide(wanted, there, out=np.zeros_like(there), where=there > 0)
