"""Random stop pairs for benchmarks: a data folder, a date and a seed in, a CSV of queries out.

    python -m benchmarks.pairs --data DIR --date D --n 300 --seed 42 --out CSV

Only stops at which something calls on that date are drawn; the two of a pair differ. The same feeds
and seed give the same pairs.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import sys
from pathlib import Path

import numpy as np

from benchmarks.routing import load_network
from core.clock import day_number
from core.errors import DataError, NavetteError
from core.files import machine_faults
from routing.network import Network


def main(argv: list[str] | None = None) -> int:
    """Writes the pairs; the exit code is 1 where the feeds or the date are at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.pairs", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--n", type=int, default=300, help="how many pairs (default 300)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--out", type=Path, required=True, help="the CSV to write")
    args = parser.parse_args(argv)
    try:
        pairs = draw(served_stops(load_network(args.data, "feed"), args.date), args.n, args.seed)
        write_pairs(args.out, pairs)
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    print(f"{args.out}: {len(pairs)} pairs")
    return 0


def served_stops(network: Network, date: dt.date) -> list[str]:
    """The ids of the stops at which a trip of that service date calls, sorted.

    Errors: DataError where there are not two.
    """
    table = network.timetable
    column = day_number(date) - table.first_day
    stops: list[str] = []
    if 0 <= column < table.service_runs.shape[1]:
        running = table.service_runs[table.trip_service, column] > 0
        runs = np.zeros(table.n_patterns, dtype=bool)
        runs[table.trip_pattern[running]] = True
        calls = np.repeat(runs, np.diff(table.pattern_start))
        stops = sorted(network.stops.id[int(s)] for s in np.unique(table.pattern_stop[calls]))
    if len(stops) < 2:
        raise DataError(f"nothing runs on {date}", mend="choose a date of the feeds' calendars")
    return stops


def draw(stops: list[str], n: int, seed: int) -> list[tuple[str, str]]:
    """Pairs of different stops, the same for the same seed."""
    rng = random.Random(seed)
    return [(a, b) for a, b in (rng.sample(stops, 2) for _ in range(n))]


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> None:
    """Writes a CSV as benchmarks.routing reads it."""
    with (
        machine_faults(f"cannot write {path}"),
        path.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(["from_stop", "to_stop"])
        writer.writerows(pairs)


if __name__ == "__main__":
    sys.exit(main())
