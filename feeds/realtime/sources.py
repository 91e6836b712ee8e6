"""Where realtime comes from: `realtime.toml` of a data folder in, its sources out.

[[source]]
tag = "ter"                                  the feed whose ids the messages use
trip_updates = "https://operator.example/tu" an address, or a file in the data folder
positions = "ter-positions.pb"
alerts = "https://operator.example/alerts"
poll_s = 30                                  seconds between two looks
max_age_s = 300                              an older message is stale and changes nothing

[[source]]                                   the same of a HAFAS server's departure boards
tag = "lu"
departure_board = "https://hafas.example/departureBoard"
key_variable = "HAFAS_KEY"                   the environment variable that holds the key
stops = ["200405060", "220402034"]           ids of the feed
zone = "Europe/Luxembourg"                   the zone of the server's clock
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.clock import get_zone
from core.errors import DataError
from core.source_tables import read_source_tables

FILE = "realtime.toml"
POLL_S, LEAST_POLL_S = 30, 5
MAX_AGE_S, MOST_AGE_S = 300, 86_400
_ADDRESSES = ("trip_updates", "positions", "alerts")
_OF_BOARDS = ("departure_board", "key_variable", "zone")
_NUMBERS = {"poll_s": (LEAST_POLL_S, MOST_AGE_S), "max_age_s": (LEAST_POLL_S, MOST_AGE_S)}


MAX_BOARDS = 40
"""Most stops whose boards are asked for at one look."""
LEAST_BOARD_POLL_S, BOARD_POLL_S = 60, 120
"""Seconds between two looks at boards, whose servers count the requests of a key."""


@dataclass(frozen=True, slots=True)
class Boards:
    """Departure boards of a HAFAS server; the key stays in the environment."""

    address: str
    key_variable: str
    stops: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class RealtimeSource:
    """One publisher's messages. `addresses` are https addresses or files, each once."""

    tag: str
    addresses: tuple[str, ...]
    poll_s: int = POLL_S
    max_age_s: int = MAX_AGE_S
    boards: Boards | None = None


def read_sources(data: Path) -> tuple[RealtimeSource, ...]:
    """The sources of a data folder; none where it has no `realtime.toml`.

    Errors: DataError naming the field at fault.
    """
    path = data / FILE
    if not path.is_file():
        return ()
    entries = read_source_tables(path, "write one [[source]] for each publisher")
    return tuple(_source(entry, path) for entry in entries)


def _source(entry: Mapping[str, Any], path: Path) -> RealtimeSource:
    unknown = set(entry) - {"tag", *_ADDRESSES, *_NUMBERS, *_OF_BOARDS, "stops"}
    if unknown:
        raise DataError("unknown field", file=str(path), field_name=min(unknown))
    for name in ("tag", *_ADDRESSES, *_OF_BOARDS):
        if not isinstance(entry.get(name, ""), str):
            raise DataError("is no text", file=str(path), field_name=name)
    for name, (least, most) in _NUMBERS.items():
        value = entry.get(name, least)
        if not isinstance(value, int) or not least <= value <= most:
            message = f"is no whole number from {least} to {most}"
            raise DataError(message, file=str(path), field_name=name)
    addresses = tuple(dict.fromkeys(entry[name] for name in _ADDRESSES if entry.get(name)))
    boards = _boards(entry, path)
    if not entry.get("tag") or not (addresses or boards):
        mend = "name the feed's tag, and trip_updates, positions, alerts or departure_board"
        raise DataError("a source is incomplete", file=str(path), field_name="tag", mend=mend)
    return RealtimeSource(
        entry["tag"],
        addresses,
        entry.get("poll_s", BOARD_POLL_S if boards else POLL_S),
        entry.get("max_age_s", MAX_AGE_S),
        boards,
    )


def _boards(entry: Mapping[str, Any], path: Path) -> Boards | None:
    """The boards of a source; None where it names none."""
    if not entry.get("departure_board"):
        return None
    stops = entry.get("stops")
    if not isinstance(stops, list) or not all(isinstance(s, str) and s for s in stops):
        mend = 'list ids of the feed: stops = ["200405060"]'
        raise DataError("is no list of stops", file=str(path), field_name="stops", mend=mend)
    if not 0 < len(stops) <= MAX_BOARDS:
        message = f"names {len(stops)} stops, not from 1 to {MAX_BOARDS}"
        raise DataError(message, file=str(path), field_name="stops")
    if not entry.get("key_variable"):
        mend = "name the environment variable that holds the key"
        raise DataError("is missing", file=str(path), field_name="key_variable", mend=mend)
    try:
        get_zone(entry.get("zone", ""))
    except ValueError as exc:
        message = "is no time zone such as Europe/Luxembourg"
        raise DataError(message, file=str(path), field_name="zone") from exc
    if entry.get("poll_s", BOARD_POLL_S) < LEAST_BOARD_POLL_S:
        message = f"is less than {LEAST_BOARD_POLL_S} seconds between two looks at boards"
        raise DataError(message, file=str(path), field_name="poll_s")
    return Boards(
        entry["departure_board"], entry["key_variable"], tuple(dict.fromkeys(stops)), entry["zone"]
    )
