"""Feeds several times as large: a GTFS zip in, the same service again and again side by side out.

Each copy lies apart from the others by a shift of its coordinates to the east, so that no copy has
anything in common with another; all else, names and times included, stays as it is. Copies can be
joined by trains between their busiest stops, so that one can travel from each to every other.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd

APART_DEG = 16.0
"""Degrees of longitude between two copies; France is 13 wide."""

_IDS = (
    "agency_id", "stop_id", "parent_station", "route_id", "trip_id", "service_id", "shape_id",
    "block_id", "from_stop_id", "to_stop_id", "from_trip_id", "to_trip_id", "from_route_id",
    "to_route_id",
)  # fmt: skip
_ONCE = ("feed_info.txt",)

TRAIN_EVERY_MIN, TRAIN_TAKES_MIN = 20, 30
FIRST_TRAIN_MIN, LAST_TRAIN_MIN = 5 * 60, 23 * 60
_TRAINS = "trains-between-copies"


def shifted(source: Path, target: Path, by: int) -> None:
    """Writes the feed with every stop `by` shifts to the east; its ids stay as they are."""
    _write(target, {name: _moved(frame, by) for name, frame in _tables(source).items()})


def times_over(source: Path, target: Path, times: int, *, joined: bool = False) -> None:
    """Writes one feed that holds the feed `times` over, each copy with ids of its own.

    With `joined`, trains run between each copy and the next, both ways, every day that the feed
    knows.
    """
    tables = _tables(source)
    many = {
        name: frame
        if name in _ONCE
        else pd.concat([_moved(_named(frame, n), n) for n in range(times)], ignore_index=True)
        for name, frame in tables.items()
    }
    if joined:
        _join(tables, many, times)
    _write(target, many)


def _join(tables: dict[str, pd.DataFrame], many: dict[str, pd.DataFrame], times: int) -> None:
    """Adds the trains between the copies."""
    hub = tables["stop_times.txt"]["stop_id"].mode()[0]
    agency = many["agency.txt"]["agency_id"].iloc[0]
    trips, calls = [], []
    for copy in range(times - 1):
        for minute in range(FIRST_TRAIN_MIN, LAST_TRAIN_MIN, TRAIN_EVERY_MIN):
            for ends in ((copy, copy + 1), (copy + 1, copy)):
                trip = f"{_TRAINS}-{ends[0]}-{ends[1]}-{minute}"
                trips.append({"route_id": _TRAINS, "service_id": _TRAINS, "trip_id": trip})
                for number, end in enumerate(ends):
                    moment = minute + number * TRAIN_TAKES_MIN
                    clock = f"{moment // 60:02}:{moment % 60:02}:00"
                    calls.append(
                        {"trip_id": trip, "arrival_time": clock, "departure_time": clock,
                         "stop_id": f"{hub}~{end}", "stop_sequence": str(number)}
                    )  # fmt: skip
    dates = tables["calendar_dates.txt"]
    days = dates.loc[dates["exception_type"] == "1", "date"].unique()
    more = {
        "routes.txt": pd.DataFrame(
            [{"route_id": _TRAINS, "agency_id": agency, "route_short_name": "T", "route_type": "2"}]
        ),
        "trips.txt": pd.DataFrame(trips),
        "stop_times.txt": pd.DataFrame(calls),
        "calendar_dates.txt": pd.DataFrame(
            {"service_id": _TRAINS, "date": days, "exception_type": "1"}
        ),
    }
    for name, rows in more.items():
        many[name] = pd.concat([many[name], rows], ignore_index=True).fillna("")


def calls_in(source: Path) -> int:
    """How many rows stop_times.txt has."""
    with zipfile.ZipFile(source) as archive, archive.open("stop_times.txt") as rows:
        return sum(1 for _ in rows) - 1


def _tables(source: Path) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(source) as archive:
        return {
            name: pd.read_csv(archive.open(name), dtype=str, keep_default_na=False)
            for name in archive.namelist()
            if name.endswith(".txt")
        }


def _named(frame: pd.DataFrame, copy: int) -> pd.DataFrame:
    """The table with the ids of a copy; an empty reference stays empty."""
    return frame.assign(
        **{
            column: frame[column].where(frame[column] == "", frame[column] + f"~{copy}")
            for column in _IDS
            if column in frame
        }
    )


def _moved(frame: pd.DataFrame, by: int) -> pd.DataFrame:
    if "stop_lon" in frame:
        lon = pd.to_numeric(frame["stop_lon"], errors="coerce") + by * APART_DEG
        return frame.assign(stop_lon=lon.map("{:.6f}".format).where(lon.notna(), ""))
    if "shape_pt_lon" in frame:
        lon = pd.to_numeric(frame["shape_pt_lon"]) + by * APART_DEG
        return frame.assign(shape_pt_lon=lon.map("{:.6f}".format))
    return frame


def _write(target: Path, tables: dict[str, pd.DataFrame]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, frame in tables.items():
            archive.writestr(name, frame.to_csv(index=False))
