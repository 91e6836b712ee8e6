"""Counts from outside: a CSV file in, clean observations and an exact report of every bad row out.

The file has a header and four columns in any order, `time,site,quantity,value`; other columns are
ignored. A time is RFC 3339 with its offset; an empty value is a gap and stays one. Archives of
others may name their columns otherwise, hold one site and quantity, or tell local time: a Layout
says so. Files are read line by line and never unpacked to disk; `.gz` is read as it is. A Parquet
file is read as if it were CSV (forecast/observation_parquet.py).
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import math
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, cast
from zoneinfo import ZoneInfo

from core import clock
from core.clock import DAY_S
from core.errors import DataError
from forecast.observation_parquet import read_parquet_rows

MAX_FILE_BYTES = 200_000_000
MAX_ROWS = 20_000_000
MAX_LINE_BYTES = 4_096
MAX_SITE_LENGTH = 120
MAX_TIME_LENGTH = 40
MAX_AHEAD_S = DAY_S
REFUSED_SHOWN = 20
SITE_SEPARATOR = "|"
TIMES_KEPT, SITES_KEPT = 65_536, 4_096
"""Rows of an archive tell the same times and sites again and again; so many are read only once. A
year has 35,040 quarters of an hour."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

EARLIEST_S = 631_152_000
"""1990: an older measurement is a clock that was never set."""

QUANTITIES: dict[str, tuple[float, float]] = {
    "speed_kmh": (0.0, 300.0),
    "flow_vph": (0.0, 50_000.0),
    "travel_time_s": (1.0, 86_400.0),
    "traffic_status": (1.0, 4.0),
    "delay_s": (-86_400.0, 86_400.0),
    "departure_delay_s": (-86_400.0, 86_400.0),
    "load": (0.0, 10_000.0),
    "occupancy_status": (0.0, 8.0),
    "occupancy_percent": (0.0, 1_000.0),
    "parking_free": (0.0, 100_000.0),
}
"""What is observed, with the least and greatest value that can be true."""

Observation = tuple[str, str, int, float]
"""Quantity, site, UTC second, value."""

_Parse = Callable[[list[str]], Observation | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file says it: the names of its columns, and what holds for all of its rows.

    A site may be several columns, their names joined by SITE_SEPARATOR, as its parts then are;
    values are multiplied by `scale`. With `fixed_site` or `fixed_quantity` that column is not read.
    Without a `zone` every time must carry its offset; with one, those that do not are local. An
    hour that comes twice in autumn is then read as its first.
    """

    time: str = "time"
    site: str = "site"
    quantity: str = "quantity"
    value: str = "value"
    fixed_site: str | None = None
    fixed_quantity: str | None = None
    zone: str | None = None
    scale: float = 1.0


PLAIN = Layout()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that was not taken; rows count from 1 for the header, as spreadsheets do."""

    row: int
    field: str
    message: str


@dataclass(slots=True)
class ImportReport:
    """What became of the rows of one file: read = added + already_there + gaps + refused."""

    file: str
    read: int = 0
    added: int = 0
    already_there: int = 0
    gaps: int = 0
    refused: int = 0
    first_refused: list[RefusedRow] = field(default_factory=list)

    def refuse(self, row: int, name: str, message: str) -> None:
        """Counts a bad row, and keeps it if it is among the first."""
        self.refused += 1
        if len(self.first_refused) < REFUSED_SHOWN:
            self.first_refused.append(RefusedRow(row, name, message))

    def as_text(self) -> str:
        """The report as a few lines for a terminal."""
        counts = (
            f"{self.read} rows read, {self.added} added, {self.already_there} already there, "
            f"{self.gaps} gaps, {self.refused} refused"
        )
        lines = [f"{self.file}: {counts}"]
        lines += [f"  row {r.row}, field {r.field}: {r.message}" for r in self.first_refused]
        if self.refused > len(self.first_refused):
            lines.append(f"  and {self.refused - len(self.first_refused)} more")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The report as a JSON object."""
        return {
            "file": self.file,
            "read": self.read,
            "added": self.added,
            "already_there": self.already_there,
            "gaps": self.gaps,
            "refused": self.refused,
            "first_refused": [
                {"row": r.row, "field": r.field, "message": r.message} for r in self.first_refused
            ],
        }


class RowError(ValueError):
    """A row that cannot be taken: which field, and why."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


def read_observations(
    path: Path, report: ImportReport, *, now_s: int, layout: Layout = PLAIN
) -> Iterator[Observation]:
    """The clean rows of a file, in its order; the others are counted in `report`.

    Errors: DataError when the file cannot be read at all: missing, too large, no CSV of ours,
    damaged in the middle. What was yielded before must then be thrown away.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DataError(
                f"larger than {MAX_FILE_BYTES // 1_000_000} MB",
                file=str(path),
                mend="split it by month",
            )
        if path.suffix == ".parquet":
            header, rows = read_parquet_rows(path)
            parse = _row_parser(header, path, layout, now_s + MAX_AHEAD_S)
            yield from _take_rows(enumerate(rows, 2), path, report, parse)
            return
        with contextlib.ExitStack() as stack:
            stream: IO[bytes] = stack.enter_context(path.open("rb"))
            if path.suffix == ".gz":
                unpacked = stack.enter_context(gzip.GzipFile(fileobj=stream))
                stream = io.BufferedReader(cast("io.RawIOBase", unpacked))
            parse = _row_parser(_header_of(stream, path), path, layout, now_s + MAX_AHEAD_S)
            yield from _take_rows(_lines_of(stream, path), path, report, parse)
    except FileNotFoundError:
        raise DataError("there is no such file", file=str(path)) from None
    except (OSError, EOFError, zlib.error) as exc:
        raise DataError(
            f"cannot be read to its end: {exc}", file=str(path), mend="fetch it again"
        ) from exc


def _take_rows(
    rows: Iterable[tuple[int, bytes | list[str]]],
    path: Path,
    report: ImportReport,
    parse: _Parse,
) -> Iterator[Observation]:
    """The observations of numbered rows, each a line of CSV or its cells."""
    for row, content in rows:
        if row > MAX_ROWS:
            raise DataError(f"more than {MAX_ROWS} rows", file=str(path), mend="split it by month")
        report.read += 1
        try:
            observation = parse(_split(content) if isinstance(content, bytes) else content)
        except RowError as fault:
            report.refuse(row, fault.name, str(fault))
            continue
        if observation is None:
            report.gaps += 1
        else:
            yield observation


def _lines_of(stream: IO[bytes], path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines after the header with their numbers; empty ones are left out."""
    row = 1
    while line := stream.readline(MAX_LINE_BYTES + 1):
        row += 1
        if len(line) > MAX_LINE_BYTES:
            raise DataError(
                f"a line longer than {MAX_LINE_BYTES} bytes: no CSV", file=str(path), row=row
            )
        if line.strip():
            yield row, line


def _header_of(stream: IO[bytes], path: Path) -> list[str]:
    try:
        header = [name.strip() for name in _split(stream.readline(MAX_LINE_BYTES + 1))]
    except RowError as fault:
        raise DataError(f"no readable header: {fault}", file=str(path), row=1) from None
    return [header[0].removeprefix("\ufeff"), *header[1:]]


def _place(header: list[str], path: Path, name: str) -> int:
    """Where a column stands in the header."""
    if name not in header:
        raise DataError(
            "column is missing",
            file=str(path),
            row=1,
            field_name=name[:40],
            mend=f"the header names {','.join(header)[:120]}",
        )
    return header.index(name)


def _split(line: bytes) -> list[str]:
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as exc:
        raise RowError("row", f"no UTF-8: {exc.reason}") from None
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as exc:
        raise RowError("row", f"wrongly quoted: {exc}") from None


def _row_parser(header: list[str], path: Path, layout: Layout, latest_s: float) -> _Parse:
    """A function from the cells of a row to an observation, or to None for a gap."""
    at_time = _place(header, path, layout.time)
    at_value = _place(header, path, layout.value)
    site_names = [] if layout.fixed_site else layout.site.split(SITE_SEPARATOR)
    at_site = [_place(header, path, name) for name in site_names]
    at_quantity = -1 if layout.fixed_quantity else _place(header, path, layout.quantity)
    zone = clock.get_zone(layout.zone) if layout.zone else None
    width = max(at_time, *at_site, at_quantity, at_value) + 1
    read_site = lru_cache(SITES_KEPT)(_parse_site)
    read_time = lru_cache(TIMES_KEPT)(partial(_parse_time, latest_s=latest_s, zone=zone))

    def parse(cells: list[str]) -> Observation | None:
        if len(cells) < width:
            raise RowError("row", f"{len(cells)} cells where {width} are needed")
        fixed = layout.fixed_site
        site = read_site(fixed) if fixed else read_site(*[cells[at].strip() for at in at_site])
        quantity = layout.fixed_quantity or cells[at_quantity].strip()
        bounds = QUANTITIES.get(quantity)
        if bounds is None:
            raise RowError("quantity", f"{quantity[:40]!r} is none of {', '.join(QUANTITIES)}")
        moment_s = read_time(cells[at_time].strip())
        text = cells[at_value].strip()
        return (
            (quantity, site, moment_s, _parse_value(text, bounds, layout.scale)) if text else None
        )

    return parse


def _parse_site(*parts: str) -> str:
    site = SITE_SEPARATOR.join(parts)
    if not site or len(site) > MAX_SITE_LENGTH or not site.isprintable():
        raise RowError("site", f"{site[:40]!r} cannot name a site")
    return site


def _parse_time(text: str, latest_s: float, zone: ZoneInfo | None) -> int:
    try:
        value = datetime.fromisoformat(text if len(text) <= MAX_TIME_LENGTH else "no time")
    except ValueError:
        raise RowError(
            "time", f"{text[:40]!r} is no time such as 2026-11-23T07:15:00+01:00"
        ) from None
    if value.tzinfo is None:
        if zone is None:
            raise RowError("time", f"{text[:40]!r} lacks its offset (Z or +01:00)")
        value = value.replace(tzinfo=zone)
    moment_s = int((value - _EPOCH).total_seconds())
    if moment_s < EARLIEST_S:
        raise RowError("time", f"{text[:40]!r} lies before 1990")
    if moment_s > latest_s:
        raise RowError("time", f"{text[:40]!r} lies in the future")
    return moment_s


def _parse_value(text: str, bounds: tuple[float, float], scale: float) -> float:
    try:
        value = float(text if "_" not in text else "no number")  # Python's 1_000 is not CSV's
        value *= scale
    except ValueError:
        raise RowError("value", f"{text[:40]!r} is no number") from None
    if not math.isfinite(value) or not bounds[0] <= value <= bounds[1]:
        raise RowError("value", f"{text[:40]!r} lies outside {bounds[0]:g} to {bounds[1]:g}")
    return value
