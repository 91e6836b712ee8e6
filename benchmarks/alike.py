"""A feed that any engine can search alike: a GTFS zip in, a plainer GTFS zip out.

    python -m benchmarks.alike FEED.zip OUT.zip --date 2025-02-04

Engines differ in what of GTFS they know; figures compare only where all are asked the same. So:
stops are collapsed to stations (by parent_station, or the same name within 150 m), times are cut to
whole minutes, changing at a station takes 120 s, stations up to 400 m apart are linked on foot at
1.2 m/s (both in transfers.txt, type 2), everybody may board and alight at every call, and with
`--date` only the trips of that one day are left. What is no timetable (shapes, fares ...) is left
out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from core.errors import DataError, NavetteError
from core.files import write_atomically
from core.geo import unit_vectors_m

SAME_STATION_M = 150.0
CHANGE_S = 120
WALK_M = 400.0
WALK_MPS = 1.2

REQUIRED = {
    "stops": {"stop_id", "stop_name", "stop_lat", "stop_lon"},
    "trips": {"trip_id", "route_id", "service_id"},
    "stop_times": {"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"},
    "routes": {"route_id"},
    "agency": {"agency_name"},
}
"""The tables without which there is no timetable, and the columns that are read of them."""
OPTIONAL = ("calendar", "calendar_dates", "frequencies", "feed_info")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Tables = dict[str, pd.DataFrame]


def main(argv: list[str] | None = None) -> int:
    """Writes the plainer feed; the exit code is 1 where the feed or the folder is at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.alike", description=__doc__)
    parser.add_argument("feed", type=Path, metavar="FEED.zip")
    parser.add_argument("out", type=Path, metavar="OUT.zip")
    parser.add_argument("--date", type=dt.date.fromisoformat, help="keep only this day's trips")
    parser.add_argument(
        "--change", type=int, default=CHANGE_S, metavar="S",
        help=f"seconds to change at a station (default {CHANGE_S})",
    )  # fmt: skip
    args = parser.parse_args(argv)
    try:
        tables = make_alike(read_tables(args.feed), date=args.date, change_s=args.change)
        write_tables(args.out, tables)
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    named = ("stops", "trips", "stop_times", "transfers")
    counts = ", ".join(f"{len(tables[name])} {name}" for name in named)
    print(f"{args.out}: {counts}")
    return 0


def make_alike(tables: Tables, *, date: dt.date | None, change_s: int = CHANGE_S) -> Tables:
    """The tables of the plainer feed.

    Errors: DataError where no trip runs on the date.
    """
    made = dict(tables)
    if date:
        made |= _only_on(made, date)
    stops, station_of = _stations(made["stops"])
    calls = made["stop_times"][
        ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"]
    ].copy()
    calls["stop_id"] = calls["stop_id"].map(station_of)
    for column in ("arrival_time", "departure_time"):
        calls[column] = calls[column].str.strip().str.replace(r":\d\d$", ":00", regex=True)
    served = stops["stop_id"].isin(calls["stop_id"])
    stops = stops[served].reset_index(drop=True)
    made |= {"stops": stops, "stop_times": calls, "transfers": _transfers(stops, change_s)}
    return made


def _stations(stops: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """One row a station, and the station of every stop id."""
    names = [*stops.columns]
    parent = stops["parent_station"] if "parent_station" in names else pd.Series("", stops.index)
    row_of = pd.Series(stops.index, index=stops["stop_id"])
    child = np.flatnonzero(parent.isin(row_of.index).to_numpy())
    lat, lon = (
        pd.to_numeric(stops[name], "coerce").to_numpy() for name in ("stop_lat", "stop_lon")
    )
    near = _pairs_within(lat, lon, SAME_STATION_M)
    name = stops["stop_name"].str.casefold().to_numpy()
    near = near[(name[near[:, 0]] == name[near[:, 1]]) & (name[near[:, 0]] != "")]
    links = np.concatenate(
        [near, np.column_stack([child, row_of[parent.iloc[child]].to_numpy(dtype=np.int64)])]
    )
    graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(stops),) * 2)
    _, group = connected_components(graph, directed=False)
    # a station stands where its own row does, or else where its first stop does
    kind = stops["location_type"] if "location_type" in names else pd.Series("", stops.index)
    order = np.lexsort([np.arange(len(stops)), kind.to_numpy() != "1", group])
    first = order[np.unique(group[order], return_index=True)[1]]
    ids = stops["stop_id"].to_numpy()
    kept = stops.iloc[np.sort(first)][["stop_id", "stop_name", "stop_lat", "stop_lon"]]
    return kept.reset_index(drop=True), dict(zip(ids, ids[first[group]], strict=True))


def _transfers(stops: pd.DataFrame, change_s: int) -> pd.DataFrame:
    """The time to change at every station, and the ways on foot between stations."""
    ids = stops["stop_id"].to_numpy()
    lat, lon = (
        pd.to_numeric(stops[name], "coerce").to_numpy() for name in ("stop_lat", "stop_lon")
    )
    near = _pairs_within(lat, lon, WALK_M)
    points = unit_vectors_m(lat, lon)
    apart_m = np.linalg.norm(points[near[:, 0]] - points[near[:, 1]], axis=1)
    walk_s = np.ceil(apart_m / WALK_MPS).astype(np.int64)
    everywhere = np.arange(len(stops))
    return pd.DataFrame(
        {
            "from_stop_id": ids[np.concatenate([everywhere, near[:, 0], near[:, 1]])],
            "to_stop_id": ids[np.concatenate([everywhere, near[:, 1], near[:, 0]])],
            "transfer_type": "2",
            "min_transfer_time": np.concatenate([np.full(len(stops), change_s), walk_s, walk_s]),
        }
    )


def _pairs_within(
    lat: NDArray[np.float64], lon: NDArray[np.float64], radius_m: float
) -> NDArray[np.int64]:
    """Pairs of rows at most that far apart; rows that say no place have none.

    Shapes: (n,), (n,) -> (pairs, 2).
    """
    placed = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if len(placed) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    tree = cKDTree(unit_vectors_m(lat[placed], lon[placed]))
    return np.asarray(placed[tree.query_pairs(radius_m, output_type="ndarray")], dtype=np.int64)


def _only_on(tables: Tables, date: dt.date) -> Tables:
    """Trips of one day and what belongs to them, with a calendar of that day alone."""
    day = f"{date:%Y%m%d}"
    running: set[str] = set()
    if "calendar" in tables:
        weeks = tables["calendar"]
        runs = weeks[WEEKDAYS[date.weekday()]] == "1"
        runs &= (weeks["start_date"] <= day) & (day <= weeks["end_date"])
        running |= set(weeks["service_id"][runs])
    if "calendar_dates" in tables:
        said = tables["calendar_dates"][tables["calendar_dates"]["date"] == day]
        running |= set(said["service_id"][said["exception_type"] == "1"])
        running -= set(said["service_id"][said["exception_type"] == "2"])
    trips = tables["trips"][tables["trips"]["service_id"].isin(running)]
    if trips.empty:
        raise DataError(f"no trip runs on {date}", mend="choose a date of the feed's calendar")
    services = sorted(set(trips["service_id"]))
    dates = pd.DataFrame({"service_id": services, "date": day, "exception_type": "1"})
    left: Tables = {"trips": trips, "calendar": tables.get("calendar", pd.DataFrame()).iloc[:0]}
    left["routes"] = tables["routes"][tables["routes"]["route_id"].isin(trips["route_id"])]
    for name in {"stop_times", "frequencies"} & set(tables):
        left[name] = tables[name][tables[name]["trip_id"].isin(trips["trip_id"])]
    return left | {"calendar_dates": dates}


def read_tables(path: Path) -> Tables:
    """The timetable's tables of a zip, every field as text.

    Errors: DataError naming the zip, or the table it lacks.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            inside = {Path(name).name: name for name in archive.namelist()}
            tables = {
                name: pd.read_csv(
                    archive.open(inside[f"{name}.txt"]), dtype=str, keep_default_na=False,
                    encoding="utf-8-sig", skipinitialspace=True,
                )
                for name in (*REQUIRED, *OPTIONAL)
                if f"{name}.txt" in inside
            }  # fmt: skip
    except (OSError, zipfile.BadZipFile, ValueError) as exc:
        raise DataError(f"not readable as a GTFS zip: {exc}", file=str(path)) from exc
    for name, columns in REQUIRED.items():
        if name not in tables:
            raise DataError("the table is missing", file=f"{path}, {name}.txt")
        for column in sorted(columns - set(tables[name].columns)):
            raise DataError("the column is missing", f"{path}, {name}.txt", field_name=column)
    return tables


def write_tables(path: Path, tables: Tables) -> None:
    """Writes the tables as a zip, the same bytes for the same tables."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in sorted(tables.items()):
            if len(table):
                text = table.to_csv(index=False, lineterminator="\n")
                archive.writestr(zipfile.ZipInfo(f"{name}.txt"), text, zipfile.ZIP_DEFLATED)
    write_atomically(path, content.getvalue())


if __name__ == "__main__":
    sys.exit(main())
