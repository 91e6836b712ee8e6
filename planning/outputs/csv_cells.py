"""Rows as CSV that is safe to open: texts and figures in, UTF-8 bytes out.

A text that a spreadsheet would take for a formula gets an apostrophe before it; figures stay
figures, and what is infinite or not known is an empty cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from planning.outputs.values import clean, finite

Cell = str | float | int | None
_OPENS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table with its header; lines end with a line feed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell)
    figure = finite(cell)
    if figure is None:
        return ""
    return str(int(figure)) if figure.is_integer() else f"{figure:.10g}"


def safe_text(cell: str) -> str:
    """A text; also what hides a formula behind blanks is defused."""
    shown = clean(cell).strip()
    risky = cell.startswith(_OPENS_FORMULA) or shown.startswith(_OPENS_FORMULA)
    return f"'{shown}" if risky else shown
