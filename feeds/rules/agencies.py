"""Rules of agency.txt: who runs the rides, and in which time zone their times are meant."""

from __future__ import annotations

import importlib.resources
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from core.clock import get_zone
from feeds.fields import Fields
from feeds.frames import first_of_each, make_frame
from feeds.rules import codes
from feeds.rules.notes import FeedNotes
from feeds.tables import Source

_FILE = "agency.txt"


@dataclass(frozen=True, slots=True)
class Agencies:
    """The clean agencies; `zone` is that of a stop or trip that names no other."""

    frame: pd.DataFrame
    index: dict[bytes, int]
    zone: str


def clean_agencies(fields: Fields | None, source: Source, notes: FeedNotes) -> Agencies:
    """The agencies; one that stands for the publisher where the feed names none."""
    if fields is None or not len(fields) or not fields.has("agency_timezone"):
        zone = default_zone(source)
        notes.note(
            codes.MISSING_REQUIRED_FILE,
            f"no agency with a time zone; its times are read in {zone}",
            file=_FILE,
        )
        return Agencies(_publisher(source, zone), {}, zone)
    ids = fields.raw("agency_id")
    index, repeats = first_of_each(ids)
    fields.note(codes.DUPLICATE_KEY, "this agency_id stood before", repeats, "agency_id")
    fields.require(*(name for name in ("agency_name", "agency_url") if fields.has(name)))
    zones = _zones(fields, source)
    kept = np.flatnonzero(~repeats)
    rows = kept.tolist()
    names, urls = fields.texts("agency_name"), fields.texts("agency_url")
    langs, phones = fields.texts("agency_lang"), fields.texts("agency_phone")
    fares = fields.texts("agency_fare_url")
    frame = make_frame(
        "agencies",
        id=[f"{source.tag}_{ids[i].decode()}" for i in rows],
        feed=np.zeros(len(rows)),
        name=[names[i] or source.publisher or ids[i].decode() for i in rows],
        url=[urls[i] for i in rows],
        zone=[zones[i] for i in rows],
        lang=[langs[i] for i in rows],
        phone=[phones[i] for i in rows],
        fare_url=[fares[i] for i in rows],
    )
    place = {i: new for new, i in enumerate(rows)}
    return Agencies(frame, {key: place[i] for key, i in index.items()}, zones[rows[0]])


def with_publisher(agencies: Agencies, source: Source) -> tuple[Agencies, int]:
    """The agencies and the publisher as one more, for routes that name no known agency."""
    frame = pd.concat([agencies.frame, _publisher(source, agencies.zone)], ignore_index=True)
    return Agencies(frame, agencies.index, agencies.zone), len(frame) - 1


def _publisher(source: Source, zone: str) -> pd.DataFrame:
    return make_frame(
        "agencies",
        id=[f"{source.tag}_publisher"],
        feed=[0],
        name=[source.publisher or source.name or source.tag],
        url=[source.page],
        zone=[zone],
        lang=[""],
        phone=[""],
        fare_url=[""],
    )


def _zones(fields: Fields, source: Source) -> list[str]:
    zones = fields.texts("agency_timezone")
    bad = np.array([not is_zone(zone) for zone in zones])
    fallback = next((zone for zone in zones if is_zone(zone)), "") or default_zone(source)
    fields.note(
        codes.INVALID_TIMEZONE, f"no such time zone; read as {fallback}", bad, "agency_timezone"
    )
    zones = [fallback if wrong else zone for zone, wrong in zip(zones, bad, strict=True)]
    other = np.array([zone != zones[0] for zone in zones])
    fields.note(
        codes.INCONSISTENT_AGENCY_TIMEZONE,
        "another time zone than the first agency; each agency keeps its own",
        other,
        "agency_timezone",
    )
    return zones


@lru_cache(maxsize=64)
def is_zone(name: str) -> bool:
    """Whether a text is the name of a time zone."""
    try:
        get_zone(name)
    except ValueError:
        return False
    return bool(name)


def default_zone(source: Source) -> str:
    """The zone the source names, else the first of its country, else UTC."""
    return source.zone if is_zone(source.zone) else _first_zone_of(source.country)


@lru_cache(maxsize=16)
def _first_zone_of(country: str) -> str:
    """Source: zone.tab of the time zone database (country, coordinates, zone)."""
    for line in _zone_table().splitlines():
        parts = line.split("\t")
        if len(parts) > 2 and parts[0] == country.upper():
            return parts[2]
    return "UTC"


def _zone_table() -> str:
    for folder in zoneinfo.TZPATH:
        table = Path(folder) / "zone.tab"
        if table.is_file():
            return table.read_text(encoding="utf-8")
    try:
        packaged = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
        return packaged.read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return ""
