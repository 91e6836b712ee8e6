"""Where realtime comes from: `realtime.toml` of a data folder in, its sources out.

[[source]]
tag = "ter"                                  the feed whose ids the messages use
trip_updates = "https://operator.example/tu" an address, or a file in the data folder
positions = "ter-positions.pb"
alerts = "https://operator.example/alerts"
poll_s = 30                                  seconds between two looks
max_age_s = 300                              an older message is stale and changes nothing
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError

FILE = "realtime.toml"
POLL_S, LEAST_POLL_S = 30, 5
MAX_AGE_S, MOST_AGE_S = 300, 86_400
_ADDRESSES = ("trip_updates", "positions", "alerts")
_NUMBERS = {"poll_s": (LEAST_POLL_S, MOST_AGE_S), "max_age_s": (LEAST_POLL_S, MOST_AGE_S)}


@dataclass(frozen=True, slots=True)
class RealtimeSource:
    """One publisher's messages. `addresses` are https addresses or files, each once."""

    tag: str
    addresses: tuple[str, ...]
    poll_s: int = POLL_S
    max_age_s: int = MAX_AGE_S


def read_sources(data: Path) -> tuple[RealtimeSource, ...]:
    """The sources of a data folder; none where it has no `realtime.toml`.

    Errors: DataError naming the field at fault.
    """
    path = data / FILE
    if not path.is_file():
        return ()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise DataError(f"not readable: {exc}", file=str(path), mend="mend the file") from exc
    entries = said.get("source", [])
    if not isinstance(entries, list) or set(said) - {"source"}:
        mend = "write one [[source]] for each publisher"
        raise DataError("holds something else than sources", file=str(path), mend=mend)
    return tuple(_source(entry, path) for entry in entries)


def _source(entry: Mapping[str, Any], path: Path) -> RealtimeSource:
    unknown = set(entry) - {"tag", *_ADDRESSES, *_NUMBERS}
    if unknown:
        raise DataError("unknown field", file=str(path), field_name=min(unknown))
    for name in ("tag", *_ADDRESSES):
        if not isinstance(entry.get(name, ""), str):
            raise DataError("is no text", file=str(path), field_name=name)
    for name, (least, most) in _NUMBERS.items():
        value = entry.get(name, least)
        if not isinstance(value, int) or not least <= value <= most:
            message = f"is no whole number from {least} to {most}"
            raise DataError(message, file=str(path), field_name=name)
    addresses = tuple(dict.fromkeys(entry[name] for name in _ADDRESSES if entry.get(name)))
    if not entry.get("tag") or not addresses:
        mend = "name the feed's tag, and trip_updates, positions or alerts"
        raise DataError("a source is incomplete", file=str(path), field_name="tag", mend=mend)
    return RealtimeSource(
        entry["tag"],
        addresses,
        entry.get("poll_s", POLL_S),
        entry.get("max_age_s", MAX_AGE_S),
    )
