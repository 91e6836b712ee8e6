"""Which rental systems are shown: `rentals.toml` of a data folder in, its sources out.

[[source]]
id = "velok"                                 the id of the provider in answers
address = "https://velok.example/gbfs.json"  its gbfs.json: https, or a file in the data folder
group = "velok"                              systems of one group are told as one (default: the id)
hosts = ["cdn.velok.example"]                other hosts on which its documents may lie
attribution = "Vel'OK"                       who is to be named, where the documents do not say it
licence = "CC0-1.0"
every_s = 60                                 seconds between two looks
max_age_s = 600                              without anything newer for so long, it is stale
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.source_tables import read_source_tables

FILE = "rentals.toml"
EVERY_S, LEAST_EVERY_S = 60, 10
MAX_AGE_S, MOST_S = 600, 86_400
MAX_SOURCES = 100
_TEXTS = ("id", "address", "group", "attribution", "licence")
_NUMBERS = {"every_s": EVERY_S, "max_age_s": MAX_AGE_S}
_ID = re.compile(r"[A-Za-z0-9._-]{1,60}")


@dataclass(frozen=True, slots=True)
class RentalSource:
    """One system's address and how it is asked."""

    id: str
    address: str
    group: str
    hosts: tuple[str, ...] = ()
    attribution: str = ""
    licence: str = ""
    every_s: int = EVERY_S
    max_age_s: int = MAX_AGE_S


def read_sources(data: Path) -> tuple[RentalSource, ...]:
    """The sources of a data folder; none where it has no `rentals.toml`.

    Errors: DataError naming the field at fault.
    """
    path = data / FILE
    if not path.is_file():
        return ()
    mend = f"write one [[source]] for each system, {MAX_SOURCES} at the most"
    entries = read_source_tables(path, mend)
    if len(entries) > MAX_SOURCES:
        raise DataError("holds too many sources", file=str(path), mend=mend)
    sources = tuple(_source(entry, path) for entry in entries)
    ids = [source.id for source in sources]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise DataError(f"{twice!r} names two sources", file=str(path), field_name="id")
    return sources


def _source(entry: object, path: Path) -> RentalSource:
    if not isinstance(entry, Mapping):
        raise DataError("is no table", file=str(path), field_name="source")
    for name, message in _faults(entry):
        raise DataError(message, file=str(path), field_name=name)
    own = entry["id"].strip()
    return RentalSource(
        id=own,
        address=entry["address"].strip(),
        group=entry.get("group", "").strip() or own,
        hosts=tuple(entry.get("hosts", ())),
        attribution=entry.get("attribution", "").strip(),
        licence=entry.get("licence", "").strip(),
        every_s=entry.get("every_s", EVERY_S),
        max_age_s=entry.get("max_age_s", MAX_AGE_S),
    )


def _faults(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in sorted(set(entry) - {*_TEXTS, *_NUMBERS, "hosts"}):
        yield name, "unknown field"
    for name in _TEXTS:
        if not isinstance(entry.get(name, ""), str):
            yield name, "is no text"
    for name in ("id", "group"):
        value = str(entry.get(name, "")).strip()
        if (value or name == "id") and not _ID.fullmatch(value):
            yield name, "is not made of letters, digits, `.`, `_` and `-`"
    if not str(entry.get("address", "")).strip():
        yield "address", "is missing"
    hosts = entry.get("hosts", [])
    if not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
        yield "hosts", "is no list of hosts"
    for name, default in _NUMBERS.items():
        value = entry.get(name, default)
        if not isinstance(value, int) or not LEAST_EVERY_S <= value <= MOST_S:
            yield name, f"is no whole number from {LEAST_EVERY_S} to {MOST_S}"
