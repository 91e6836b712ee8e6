"""How long a matrix takes: a data folder and a day in, seconds out.

    python -m benchmarks.batch --data DIR --date D [--time 07:00] [--n 500] [--threads 2]

Zones are places drawn by how often something leaves there (seeded); between all of them for every
minute of two hours, journeys up to two hours, the five percentiles of every pair, with all files
written. Then the travel times between the territory's own zones, as an interactive simulation asks
for them. Kernels warm, one network.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.routing import load_network
from commands.datadir import territory_of
from core.clock import from_local
from core.errors import NavetteError
from core.progress import silent
from planning.batch.job import MatrixJob, NetworkAt
from planning.batch.points import Point
from planning.batch.run import run_matrix
from planning.batch.table import WRITING
from planning.journeys import access_of
from planning.period import Period
from planning.service import minutes_between
from planning.zones import zones_of
from routing.network import Network
from routing.reach import Window

SEED = 1


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark; the exit code is 1 where the data is at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.batch", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(7))
    parser.add_argument("--n", type=int, default=500, help="zones (default 500)")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    try:
        network = load_network(args.data, "walk")
        _measure_zones(network, args)
        _measure_matrix(network, args)
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


def _measure_zones(network: Network, args: argparse.Namespace) -> None:
    zones, period = zones_of(territory_of(args.data)), Period(args.date, network.zone)
    access = access_of(network, zones)
    minutes_between(network, access, period, silent, args.threads)
    begin = time.perf_counter()
    minutes = minutes_between(network, access, period, silent, args.threads)
    took_s = time.perf_counter() - begin
    print(
        f"{len(zones)} x {len(zones)} zones of the territory x 120 departures: {took_s:.2f} s on "
        f"{args.threads} threads, {int(np.isfinite(minutes.p50).sum())} pairs reached"
    )


def _measure_matrix(network: Network, args: argparse.Namespace) -> None:
    points = draw_points(network, args.n)
    window = Window(from_local(args.date, args.time, network.zone))
    told = (NetworkAt("base", network.version, args.data),)
    job = MatrixJob(told, points, points, window)
    moments: dict[str, float] = {}

    def note(doing: str, _share: float | None = None) -> None:
        moments.setdefault(doing, time.perf_counter())

    with tempfile.TemporaryDirectory() as out:
        begin = time.perf_counter()
        done = run_matrix(job, [network], Path(out), note, threads=args.threads)
        end = time.perf_counter()
    print(
        f"{len(points)} x {len(points)} points x {len(window.departures)} departures: "
        f"{end - begin:.1f} s on {args.threads} threads, of them {end - moments[WRITING]:.1f} s "
        f"for the table; {done.counts.reached[0]} pairs reached in the middle"
    )


def draw_points(network: Network, n: int) -> tuple[Point, ...]:
    """Places of the network, the busy ones more often than others."""
    departures = network.places.departures.astype(np.float64)
    n = min(n, int(np.count_nonzero(departures)))
    chosen = np.random.default_rng(SEED).choice(
        len(departures), n, replace=False, p=departures / departures.sum()
    )
    lat, lon = network.places.lat, network.places.lon
    return tuple(Point(f"z{row}", float(lat[row]), float(lon[row])) for row in chosen.tolist())


if __name__ == "__main__":
    sys.exit(main())
