"""Rows of INSEE's files on commuting: a CSV, a zip of one or a Parquet file in, four fields out.

Nothing is held but the row at hand: the detail file of France has eight million. Columns are found
by their names in the first line, whatever their order; these are read:

    home     COMMUNE, or CODGEO in the base of flows
    work     DCFLT, the commune beyond the border, where there is one; else DCLT
    weight   IPONDI, or NBFLUX_... in the base of flows
    mode     TRANS; the base of flows has none
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from core.errors import DataError, EnvironmentFault
from forecast.observation_parquet import read_parquet_rows

MOST_LINE = 20_000
"""A longer line is none of a table."""
HOME, WORK, ABROAD, WEIGHT, MODE = range(5)
NAMES = (
    re.compile("COMMUNE|CODGEO"), re.compile("DCLT"), re.compile("DCFLT"),
    re.compile(r"IPONDI|NBFLUX_\w+"), re.compile("TRANS"),
)  # fmt: skip
NEEDED = {HOME: "COMMUNE", WORK: "DCLT", WEIGHT: "IPONDI"}


class Row(NamedTuple):
    """One row as it is written; `fault` is what is wrong with it.

    `done` is the share of the file that is read, None where nobody knows.
    """

    number: int
    home: str
    work: str
    abroad: str
    weight: str
    mode: str
    done: float | None
    fault: str = ""


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file, numbered as a person counts them (the first line is row 1).

    Errors: DataError for a file that is no such table, EnvironmentFault where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == b"PAR1":
            yield from _parquet(path)
        elif start[:2] == b"PK":
            yield from _zipped(path)
        else:
            with path.open("rb") as file:
                yield from _text(file, path.name, path.stat().st_size)
    except OSError as exc:
        raise EnvironmentFault(
            f"cannot read {path}: {exc.strerror or exc}", mend="check the name and permissions"
        ) from exc


def _zipped(path: Path) -> Iterator[Row]:
    """The rows of the largest table of an archive: INSEE's hold the meaning of codes beside it."""
    try:
        with zipfile.ZipFile(path) as archive:
            tables = [
                each
                for each in archive.infolist()
                if Path(each.filename).suffix.lower() in (".csv", ".txt")
            ]
            if not tables:
                raise DataError("holds no .csv or .txt", file=path.name)
            chosen = max(tables, key=lambda each: each.file_size)
            with archive.open(chosen) as file:
                yield from _text(file, f"{path.name}, {chosen.filename}", chosen.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        raise DataError(f"is no readable zip: {exc}", file=path.name) from exc


def _text(file: IO[bytes], name: str, size: int) -> Iterator[Row]:
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as text:
        head = text.readline(MOST_LINE).rstrip("\r\n")
        separator = ";" if ";" in head else ","
        columns = _columns(_cells(head, separator), name)
        width, read = len(_cells(head, separator)), len(head)
        for number, (line, cut) in enumerate(_lines(text), start=2):
            read += len(line) + 1
            cells = _cells(line, separator)
            fault = "is too long" if cut else ""
            if not fault and len(cells) != width:
                fault = f"has {len(cells)} fields, not {width}"
            if line:
                yield _row(number, cells, columns, min(read / max(size, 1), 1.0), fault)


def _lines(text: io.TextIOWrapper) -> Iterator[tuple[str, bool]]:
    """Lines without their end, and whether one was too long and is cut off."""
    while line := text.readline(MOST_LINE):
        cut = len(line) == MOST_LINE and not line.endswith("\n")
        rest = cut
        while rest:
            more = text.readline(MOST_LINE)
            rest = bool(more) and not more.endswith("\n")
        yield line.rstrip("\r\n"), cut


def _cells(line: str, separator: str) -> list[str]:
    if '"' in line:
        return next(csv.reader([line], delimiter=separator), [])
    return line.split(separator)


def _columns(head: Sequence[str], name: str) -> list[int | None]:
    """Where each field stands. Errors: DataError naming the columns that are missing."""
    places: list[int | None] = [
        next((at for at, each in enumerate(head) if pattern.fullmatch(each.strip())), None)
        for pattern in NAMES
    ]
    missing = [word for field, word in NEEDED.items() if places[field] is None]
    if missing:
        raise DataError(
            f"has no column {', '.join(missing)}",
            file=name,
            row=1,
            mend="the detail file of INSEE's Mobilites professionnelles is meant, or its base of "
            "flows with CODGEO, DCLT and NBFLUX_...",
        )
    return places


def _row(
    number: int, cells: Sequence[str], columns: list[int | None], done: float | None, fault: str
) -> Row:
    if fault:
        return Row(number, "", "", "", "", "", done, fault)
    told = ["" if at is None else cells[at].strip() for at in columns]
    return Row(number, told[HOME], told[WORK], told[ABROAD], told[WEIGHT], told[MODE], done)


def _parquet(path: Path) -> Iterator[Row]:
    head, rows = read_parquet_rows(path, re.compile("|".join(each.pattern for each in NAMES)))
    columns = _columns(head, path.name)
    for number, cells in enumerate(rows, start=2):
        yield _row(number, cells, columns, None, "")
