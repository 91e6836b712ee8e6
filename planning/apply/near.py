"""What a person may have meant: a table and an unknown id in, near ones and their names out."""

from __future__ import annotations

import difflib

import pandas as pd

NEAR_NAMES = 3
_NAMED_BY = ("short_name", "name")
"""Columns by which people know a thing, the first that a table has."""


def near_ones(frame: pd.DataFrame, wanted: str) -> str:
    """Ids that look like it, or whose names do, as words to put behind "is unknown"."""
    ids = [str(each) for each in frame["id"].tolist()]
    column = next((each for each in _NAMED_BY if each in frame.columns), "")
    names = [str(each) for each in frame[column].tolist()] if column else [""] * len(ids)
    meant: dict[str, int] = {}
    for row, (each, name) in enumerate(zip(ids, names, strict=True)):
        meant.setdefault(each.casefold(), row)
        if name:
            meant.setdefault(name.casefold(), row)
    found = difflib.get_close_matches(wanted.casefold(), meant, NEAR_NAMES)
    rows = dict.fromkeys(meant[each] for each in found)
    told = [f"{ids[row]} ({names[row]})" if names[row] else ids[row] for row in rows]
    return f"; near ones are {', '.join(told)}" if told else ""
