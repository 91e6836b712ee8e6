"""A curator's words on a merge: two small CSV files in, verdicts on stops and on trips out.

    DIR/overrides.csv        stop_a,stop_b,verdict     "same" or "different": one place or two
    DIR/trip-overrides.csv   trip_a,trip_b,verdict     "same" or "different": one ride or two

Ids are scoped (`lu_200405035`). A word on a stop or trip that no feed has any more is noted and
passed over: a publisher's new ids are no reason to stop.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.errors import DataError
from feeds.notices import Notice, NoticeLog, Severity
from feeds.tables import MergedFeed

STOPS_FILE, TRIPS_FILE = "overrides.csv", "trip-overrides.csv"
MAX_ROWS = 20_000
"""Verdicts read from a file; more is no work of a person."""

_VERDICTS = ("same", "different")

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class TripVerdicts:
    """Pairs of trip ids of which a curator says that they are one ride, or two."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


NO_VERDICTS = TripVerdicts()


@dataclass(frozen=True, slots=True)
class Overrides:
    """`stops` has the columns that `merge` takes; `notices` tells of words passed over."""

    stops: pd.DataFrame
    trips: TripVerdicts
    notices: NoticeLog


def read_overrides(data: Path, feeds: Sequence[MergedFeed]) -> Overrides:
    """The words in a data folder on things that these feeds have.

    Errors: DataError naming file and row.
    """
    notices = NoticeLog()
    stop_ids = {stop for feed in feeds for stop in feed.stops["id"]}
    trip_ids = {trip for feed in feeds for trip in feed.trips["id"]}
    stops = _known(_rows(data / STOPS_FILE, "stop"), stop_ids, STOPS_FILE, notices)
    trips = _known(_rows(data / TRIPS_FILE, "trip"), trip_ids, TRIPS_FILE, notices)
    told = {
        verdict: frozenset(frozenset((a, b)) for _, a, b, said in trips if said == verdict)
        for verdict in _VERDICTS
    }
    columns = list(zip(*(row[1:] for row in stops), strict=True)) or [(), (), ()]
    frame = pd.DataFrame(
        {name: list(column) for name, column in zip(("stop_a", "stop_b", "verdict"), columns,
                                                    strict=True)}
    )  # fmt: skip
    return Overrides(frame, TripVerdicts(told["same"], told["different"]), notices)


Row = tuple[int, str, str, str]


def _rows(path: Path, what: str) -> list[Row]:
    """(row, a, b, verdict) of a file; none where there is no file."""
    if not path.is_file():
        return []
    wanted = [f"{what}_a", f"{what}_b", "verdict"]
    out: list[Row] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            if [name.strip() for name in next(reader, [])] != wanted:
                raise DataError("another header", path.name, 1, mend=",".join(wanted))
            for number, fields in enumerate(reader, start=2):
                if fields:
                    out.append(_row(path.name, number, [field.strip() for field in fields]))
                if len(out) > MAX_ROWS:
                    raise DataError(f"more than {MAX_ROWS} rows", path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise DataError(f"not readable: {exc}", path.name, mend="save it as UTF-8 CSV") from exc
    return out


def _row(file: str, number: int, fields: list[str]) -> Row:
    if len(fields) != 3 or not all(fields):
        raise DataError("not two ids and a verdict", file, number)
    one, other, verdict = fields
    if verdict not in _VERDICTS:
        mend = "same or different"
        raise DataError(f"{verdict!r} is no verdict", file, number, "verdict", mend)
    if one == other:
        raise DataError(f"{one!r} stands on both sides", file, number)
    return number, one, other, verdict


def _known(rows: list[Row], ids: Collection[str], file: str, notices: NoticeLog) -> list[Row]:
    out = []
    for row in rows:
        missing = [name for name in row[1:3] if name not in ids]
        if not missing:
            out.append(row)
            continue
        notices.add(
            Notice(
                code="override_of_unknown_id",
                severity=Severity.WARNING,
                feed=missing[0].partition("_")[0],
                file=file,
                row=row[0],
                fields={"id": missing[0]},
                message="no feed has it; the row is passed over",
            )
        )
    return out
