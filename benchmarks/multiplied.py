"""Feeds several times as large: a GTFS zip in, the same service again and again side by side out.

Each copy lies apart from the others by a shift of its coordinates to the east, so that no copy has
anything in common with another; all else, names and times included, stays as it is.
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


def shifted(source: Path, target: Path, by: int) -> None:
    """Writes the feed with every stop `by` shifts to the east; its ids stay as they are."""
    _write(target, {name: _moved(frame, by) for name, frame in _tables(source).items()})


def times_over(source: Path, target: Path, times: int) -> None:
    """Writes one feed that holds the feed `times` over, each copy with ids of its own."""
    _write(
        target,
        {
            name: frame
            if name in _ONCE
            else pd.concat([_moved(_named(frame, n), n) for n in range(times)], ignore_index=True)
            for name, frame in _tables(source).items()
        },
    )


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
