"""Road events by hand: a CSV file in, road events and a line for every row at fault out.

The columns are `id,corridor,from,to,capacity_left,text`, in any order, and `kind` if one likes. A
time without an offset is on the clock of the territory; an empty `to` is an end that nobody knows.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Mapping
from pathlib import Path

from core.errors import DataError
from forecast.road_event import KINDS, MAX_ID, OTHER, RoadEvent, plain_text
from forecast.sources.reading import Reading, number_of

COLUMNS = ("id", "corridor", "from", "to", "capacity_left", "text")
MAX_FILE_BYTES = 32_000_000
MAX_ROWS = 20_000


def read_file(path: Path) -> bytes:
    """The bytes of a file of events. Errors: DataError where it cannot be read, or is too long."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise DataError("there is no such file", file=str(path)) from None
    except OSError as exc:
        raise DataError(f"cannot be read: {exc.strerror}", file=str(path)) from exc
    if len(content) > MAX_FILE_BYTES:
        raise DataError(f"is longer than {MAX_FILE_BYTES} bytes", file=str(path))
    return content


def read_event_rows(content: bytes, reading: Reading, corridors: Collection[str]) -> None:
    """Adds the events of a CSV file to a reading. Errors: DataError for a file at fault."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            mend = f"the first line names {','.join(COLUMNS)}"
            raise DataError("the column is missing", field_name=missing[0], mend=mend)
        events: dict[str, RoadEvent] = {}
        for row in rows:
            if rows.line_num > MAX_ROWS:
                raise DataError(f"has more than {MAX_ROWS} lines")
            event = _event(row, rows.line_num, reading, corridors)
            if event is not None:
                events[event.id] = event
    except (UnicodeDecodeError, csv.Error) as exc:
        raise DataError(f"is no CSV file: {exc}", mend="save it as UTF-8") from exc
    reading.events = list(events.values())


def _event(
    row: Mapping[str | None, str | list[str] | None],
    number: int,
    reading: Reading,
    corridors: Collection[str],
) -> RoadEvent | None:
    """The event of a row; None for a row at fault, which is named."""
    cells = {name: str(row.get(name) or "").strip() for name in (*COLUMNS, "kind")}
    from_s, to_s = reading.moment_s(cells["from"]), reading.moment_s(cells["to"])
    left = number_of(cells["capacity_left"])
    kind = cells["kind"] or OTHER
    checks = (
        ("id", 0 < len(cells["id"]) <= MAX_ID and cells["id"].isprintable(), "names no event"),
        ("corridor", cells["corridor"] in corridors, "is no corridor; `forecast corridors` lists"),
        ("from", from_s is not None, "is no time such as 2026-11-24T07:00:00+01:00"),
        ("to", to_s is not None or not cells["to"], "is no time such as 2026-11-24T09:00:00+01:00"),
        ("to", to_s is None or from_s is None or from_s < to_s, "does not lie after `from`"),
        ("capacity_left", left is not None and 0 <= left <= 1, "is no share from 0 to 1"),
        ("kind", kind in KINDS, f"is none of {', '.join(KINDS)}"),
    )
    fault = next(((name, said) for name, fine, said in checks if not fine), None)
    if fault is not None or from_s is None or left is None:
        name, said = fault or ("id", "")
        reading.refuse(f"line {number}, {name}: {cells[name][:40]!r} {said}")
        return None
    text = plain_text(cells["text"])
    return RoadEvent(
        id=cells["id"],
        version=hashlib.sha256(repr(sorted(cells.items())).encode()).hexdigest()[:16],
        source=reading.source,
        kind=kind,
        from_s=from_s,
        to_s=to_s,
        lat=None,
        lon=None,
        bearing=None,
        capacity_left=left,
        capacity_said=True,
        text={"": text} if text else {},
        corridor=cells["corridor"],
        reported_s=reading.now_s,
    )
