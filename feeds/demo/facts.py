"""The facts the generator works from: tables of a territory's `facts` folder in, frozen things out.

feeds.toml          which feeds there are, and the source file of each
agencies.csv        who runs the lines
stops.csv           stops of every feed, with country and dwell time
lines.csv           lines, their calendar, and under which line the other side shows them too
services.csv        trips per period of a weekday, and per Saturday and Sunday
line_stops.csv      stop sequences with minutes from the start: fastest and slowest
run_times.csv       scheduled run time by hour, where it swells with the traffic
station_twins.csv   the same station in two feeds
transfers.csv       footpaths that geometry alone would get wrong
../corridor_peaks.csv  delay at the worst of the morning and of the evening
border_speeds.csv   speed in km/h by hour at the busiest crossing, by direction
border_flows.csv    vehicles an hour by hour, by corridor
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from core.errors import DataError
from feeds.tables import Source

PERIODS = ("h05_06", "h06_09", "h09_12", "h12_16", "h16_19", "h19_22", "h22_26")

StopKey = tuple[str, str]
"""Feed tag and GTFS stop id."""


@dataclass(frozen=True, slots=True)
class FeedFact:
    """One feed to write: its source, and in which of the customary shapes."""

    source: Source
    calendar_style: str
    stations: bool


@dataclass(frozen=True, slots=True)
class StopFact:
    """A stop as one feed names and places it."""

    id: str
    name: str
    lat: float
    lon: float
    country: str
    dwell_s: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one feed; `also_line` is the line under which the other feed shows its trips."""

    id: str
    feed: str
    agency: str
    mode: str
    short_name: str
    long_name: str
    color: str
    calendar: str
    train_number: int | None
    also_line: str
    also_train_number: int | None
    handover_stop: str
    split: bool


@dataclass(frozen=True, slots=True)
class Service:
    """How often a line runs in one direction; times in minutes after midnight."""

    trips_weekday: int
    trips_saturday: int
    trips_sunday: int
    first_min: int
    last_min: int
    per_period: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StopPattern:
    """One stop sequence of a line with minutes from its start, free roads and full roads."""

    line_id: str
    direction: int
    weight: int
    stop_ids: tuple[str, ...]
    fast_min: tuple[int, ...]
    slow_min: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """The same station in another feed, and by how much that feed's times differ."""

    key: StopKey
    shift_s: int


@dataclass(frozen=True, slots=True)
class CorridorPeak:
    """The delay of one corridor at the worst of an ordinary working day."""

    am_delay_s: float
    pm_delay_s: float
    shape: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the generator knows."""

    feeds: tuple[FeedFact, ...]
    agencies: tuple[dict[str, str], ...]
    stops: dict[StopKey, StopFact]
    lines: dict[str, Line]
    services: dict[tuple[str, int], Service]
    patterns: dict[tuple[str, int], tuple[StopPattern, ...]]
    run_times: dict[tuple[str, int], tuple[tuple[int, float], ...]]
    twins: dict[StopKey, Twin]
    transfers: tuple[dict[str, str], ...]
    peaks: dict[str, CorridorPeak]
    border_speeds_kmh: dict[str, tuple[float, ...]]
    border_flows_vph: dict[str, tuple[float, ...]]


def load_facts(folder: Path) -> Facts:
    """Reads the fact tables of a territory.

    Errors: DataError naming the file that is missing or incomplete.
    """
    try:
        return Facts(
            feeds=_load_feeds(folder / "feeds.toml"),
            agencies=tuple(_rows(folder, "agencies")),
            stops={(r["feed"], r["stop_id"]): _stop(r) for r in _rows(folder, "stops")},
            lines={r["line_id"]: _line(r) for r in _rows(folder, "lines")},
            services={
                (r["line_id"], int(r["dir"])): _service(r) for r in _rows(folder, "services")
            },
            patterns=_load_patterns(folder),
            run_times=_load_run_times(folder),
            twins={
                (r["feed"], r["stop_id"]): Twin(
                    (r["twin_feed"], r["twin_stop_id"]), int(r["shift_s"])
                )
                for r in _rows(folder, "station_twins")
            },
            transfers=tuple(_rows(folder, "transfers")),
            peaks={r["corridor_id"]: _peak(r) for r in _rows(folder.parent, "corridor_peaks")},
            border_speeds_kmh=_load_by_hour(folder, "border_speeds"),
            border_flows_vph=_load_by_hour(folder, "border_flows"),
        )
    except OSError as exc:
        raise DataError("the facts cannot be read", file=str(folder), mend=str(exc)) from exc
    except (KeyError, ValueError) as exc:
        raise DataError(f"the facts are incomplete: {exc}", file=str(folder)) from exc


def clock_minutes(text: str) -> int:
    """HH:MM as minutes after midnight; hours may pass 24."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _load_feeds(path: Path) -> tuple[FeedFact, ...]:
    known = {field.name for field in fields(Source)}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["feeds"]
    return tuple(
        FeedFact(
            Source(
                **{key: value for key, value in table.items() if key in known}, illustrative=True
            ),
            calendar_style=table["calendar_style"],
            stations=table["stations"],
        )
        for table in tables
    )


def _stop(row: dict[str, str]) -> StopFact:
    return StopFact(
        row["stop_id"],
        row["name"],
        float(row["lat"]),
        float(row["lon"]),
        row["country"],
        int(row["dwell_min"] or 0) * 60,
    )


def _line(row: dict[str, str]) -> Line:
    return Line(
        row["line_id"],
        row["feed"],
        row["agency"],
        row["mode"],
        row["short_name"],
        row["long_name"],
        row["color"],
        row["calendar"],
        int(row["train_number"]) if row["train_number"] else None,
        row["also_line"],
        int(row["also_train_number"]) if row["also_train_number"] else None,
        row["handover_stop"],
        row["split"] == "1",
    )


def _service(row: dict[str, str]) -> Service:
    return Service(
        int(row["trips_weekday"]),
        int(row["trips_saturday"]),
        int(row["trips_sunday"]),
        clock_minutes(row["first_dep"]),
        clock_minutes(row["last_dep"]),
        tuple(int(row[period]) for period in PERIODS),
    )


def _peak(row: dict[str, str]) -> CorridorPeak:
    return CorridorPeak(
        float(row["am_delay_min"]) * 60, float(row["pm_delay_min"]) * 60, row["shape"]
    )


def _load_patterns(folder: Path) -> dict[tuple[str, int], tuple[StopPattern, ...]]:
    calls: dict[tuple[str, int, str], list[dict[str, str]]] = {}
    for row in _rows(folder, "line_stops"):
        calls.setdefault((row["line_id"], int(row["dir"]), row["pattern"]), []).append(row)
    patterns: dict[tuple[str, int], tuple[StopPattern, ...]] = {}
    for (line_id, direction, _), rows in calls.items():
        rows.sort(key=lambda row: int(row["seq"]))
        pattern = StopPattern(
            line_id,
            direction,
            int(rows[0]["trips"]),
            tuple(row["stop_id"] for row in rows),
            tuple(int(row["min_fast"]) for row in rows),
            tuple(int(row["min_slow"]) for row in rows),
        )
        patterns[line_id, direction] = (*patterns.get((line_id, direction), ()), pattern)
    return patterns


def _load_run_times(folder: Path) -> dict[tuple[str, int], tuple[tuple[int, float], ...]]:
    hours: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for row in _rows(folder, "run_times"):
        key = (row["line_id"], int(row["dir"]))
        hours.setdefault(key, []).append((int(row["hour"]), float(row["run_min"])))
    return {key: tuple(sorted(values)) for key, values in hours.items()}


def _load_by_hour(folder: Path, name: str) -> dict[str, tuple[float, ...]]:
    """The columns of a table by hour."""
    rows = sorted(_rows(folder, name), key=lambda row: int(row["hour"]))
    return {
        column: tuple(float(row[column]) for row in rows) for column in rows[0] if column != "hour"
    }
