"""Files of `[[source]]` tables: a path in, the tables out; each room knows what its own hold."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from core.errors import DataError


def read_source_tables(path: Path, mend: str) -> list[Any]:
    """The tables of a file, as they are written. `mend` says what belongs in it.

    Errors: DataError for a file that cannot be read, or holds something else.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise DataError(f"not readable: {exc}", file=str(path), mend="mend the file") from exc
    entries = said.get("source", [])
    if not isinstance(entries, list) or set(said) - {"source"}:
        raise DataError("holds something else than sources", file=str(path), mend=mend)
    return entries
