"""Source files: one TOML file about a publisher's feed in, a Source out, and back again.

The same form serves the catalogue of a territory (`sources/<tag>.toml`) and what a data folder
keeps of each feed (`feeds/<tag>/source.toml`).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, fields
from pathlib import Path

from core.errors import DataError
from feeds.tables import Source, source_of


def read_source(path: Path, tag: str) -> Source:
    """The source that the file describes.

    Errors: DataError naming the field that is missing, unknown, of another type, or a tag that is
    not the one its place gives it.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        mend = "add the feed again, or mend the file"
        raise DataError(f"not readable: {exc}", file=str(path), mend=mend) from exc
    kinds = {field.name: str(field.type) for field in fields(Source)}
    wrong = [
        name for name, value in values.items()
        if name not in kinds or not _is_of(kinds[name], value)
    ]  # fmt: skip
    wrong += [name for name in ("tag", "country") if name not in values]
    if wrong:
        raise DataError("missing, unknown or of another type", str(path), field_name=wrong[0])
    if values["tag"] != tag:
        message = f"its place says {tag!r}, the file {values['tag']!r}"
        raise DataError(message, file=str(path), field_name="tag")
    return source_of(values)


def as_toml(source: Source) -> str:
    """Flat TOML; JSON texts, numbers, booleans and lists are those of TOML too."""
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in asdict(source).items()
    )


def _is_of(kind: str, value: object) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == "str":
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(part, str) for part in value)
