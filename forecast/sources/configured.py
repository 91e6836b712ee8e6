"""Which publishers are collected from: `observations.toml` of a data folder in, its sources out.

[[source]]
name = "cita-a3"                             what it is called in reports
format = "datex2"                            datex2 | situations | car_parks | gtfs_realtime | csv
address = "https://www.cita.lu/info_trafic/datex/trafficstatus_a3"
every_s = 300                                seconds between two looks
max_age_s = 1800                             without a new value for so long, it is silent
zone = "Europe/Luxembourg"                   of times without an offset (default: the territory's)
rename = { RDWRW = "PR-RODANGE" }            what sites are called here, by the publisher's names

An address is https, or a file in the data folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import clock
from core.errors import DataError
from core.source_tables import read_source_tables

FILE = "observations.toml"
FORMATS = ("datex2", "situations", "car_parks", "gtfs_realtime", "csv")
EVERY_S, LEAST_EVERY_S = 300, 20
MAX_AGE_S, MOST_S = 1_800, 86_400
MAX_SOURCES = 200
_TEXTS = ("name", "format", "address", "zone")
_NUMBERS = ("every_s", "max_age_s")


@dataclass(frozen=True, slots=True)
class ObservationSource:
    """One publisher's address and how it is read."""

    name: str
    format: str
    address: str
    zone: str
    every_s: int = EVERY_S
    max_age_s: int = MAX_AGE_S
    rename: tuple[tuple[str, str], ...] = ()


def read_sources(data: Path, zone: str) -> tuple[ObservationSource, ...]:
    """The sources of a data folder; `zone` is that of sources which name none.

    Errors: DataError naming the field at fault, or the file that is missing.
    """
    path = data / FILE
    if not path.is_file():
        mend = "write one [[source]] with name, format and address for each publisher"
        raise DataError("there is no such file", file=str(path), mend=mend)
    mend = "write one [[source]] for each publisher"
    entries = read_source_tables(path, mend)
    if not entries:
        raise DataError("holds no list of sources", file=str(path), mend=mend)
    if len(entries) > MAX_SOURCES:
        raise DataError(f"names more than {MAX_SOURCES} sources", file=str(path))
    sources = tuple(_source(entry, path, zone) for entry in entries)
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{twice!r} names two sources", file=str(path), field_name="name")
    return sources


def _source(entry: Mapping[str, Any], path: Path, zone: str) -> ObservationSource:
    own_zone = entry.get("zone") or zone
    for name, message, mend in _faults(entry, own_zone):
        raise DataError(message, file=str(path), field_name=name, mend=mend)
    return ObservationSource(
        name=entry["name"].strip(),
        format=entry["format"],
        address=entry["address"].strip(),
        zone=own_zone,
        every_s=entry.get("every_s", EVERY_S),
        max_age_s=entry.get("max_age_s", MAX_AGE_S),
        rename=tuple(sorted(entry.get("rename", {}).items())),
    )


def _faults(entry: Mapping[str, Any], zone: object) -> Iterator[tuple[str, str, str | None]]:
    """What is wrong with an entry: field, message and mend."""
    yield from _faults_of_texts(entry)
    if entry.get("format") not in FORMATS:
        yield "format", "is no format that is known", f"one of {', '.join(FORMATS)}"
    for name in _NUMBERS:
        value = entry.get(name, EVERY_S)
        if not isinstance(value, int) or not LEAST_EVERY_S <= value <= MOST_S:
            yield name, f"is no whole number from {LEAST_EVERY_S} to {MOST_S}", None
    names = entry.get("rename", {})
    if not isinstance(names, dict) or not all(isinstance(n, str) for n in names.values()):
        yield "rename", "is no table of names", 'rename = { theirs = "ours" }'
    try:
        clock.get_zone(str(zone))
    except ValueError:
        yield "zone", "is no time zone such as Europe/Luxembourg", None


def _faults_of_texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    for name in sorted(set(entry) - {*_TEXTS, *_NUMBERS, "rename"}):
        yield name, "unknown field", None
    for name in _TEXTS:
        if not isinstance(entry.get(name, ""), str):
            yield name, "is no text", None
    for name in ("name", "address"):
        if not str(entry.get(name, "")).strip():
            yield name, "is missing", f"{name} = ..."
