"""Tables as CSV whose bytes depend on their content alone: columns in, lines of text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = list[str]
Table = Mapping[str, Column]
"""Columns by name, already texts that can stand in a CSV file, all of one length."""

_ROWS_AT_ONCE = 50_000
_SPECIAL = re.compile(r'[",]|^\s|\s$')
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_HARMLESS = re.compile(r"[+-][A-Za-z0-9_.:-]*")
"""A number or an id: no spreadsheet calls anything for it, and its reader needs it as it is."""
_BREAKS = re.compile(r"[\r\n\t\x00-\x1f]+")


def lines_of(table: Table) -> Iterator[bytes]:
    """The table with its header, in parts of bounded size."""
    yield (",".join(table) + "\n").encode()
    columns = list(table.values())
    for at in range(0, len(columns[0]), _ROWS_AT_ONCE):
        part = [column[at : at + _ROWS_AT_ONCE] for column in columns]
        yield ("\n".join(map(",".join, zip(*part, strict=True))) + "\n").encode()


def texts(values: Sequence[str]) -> Column:
    """Free texts, quoted where they must be; a line break becomes a space."""
    return [quoted(value) if value else "" for value in values]


def safe_texts(values: Sequence[str]) -> Column:
    """Texts of a table that people open: what a spreadsheet would run gets an apostrophe."""
    return texts([f"'{value}" if _runs(value) else value for value in values])


def _runs(value: str) -> bool:
    return _FORMULA.match(value) is not None and _HARMLESS.fullmatch(value) is None


def quoted(value: str) -> str:
    """One text as a field."""
    value = _BREAKS.sub(" ", value)
    if _SPECIAL.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value


def picked(of: Sequence[str] | NDArray[Any], index: NDArray[Any]) -> Column:
    """The text at each index; empty where the index is -1."""
    table = np.array([*of, ""], dtype=object)
    return list(table[index])


def numbers(values: NDArray[Any], shown: Callable[[int], str] = str) -> Column:
    """Whole numbers as texts; each distinct one is written once and reused."""
    distinct, place = np.unique(values, return_inverse=True)
    table = np.array([shown(value) for value in distinct.tolist()], dtype=object)
    return list(table[place])


def degrees(values: NDArray[np.float64]) -> Column:
    """Coordinates so that reading them gives the same number again."""
    return [repr(value) for value in values.tolist()]
