"""How long reach takes: a data folder and stop pairs in, milliseconds out.

    python -m benchmarks.reach --data DIR --queries CSV --date D [--time 08:00] [--n 50]

From the first stop of each pair to every stop of the network, for every minute of two hours, and
the 5th, 50th and 95th percentile of the 120 travel times to each; journeys up to two hours, and up
to four. One thread, kernels warm.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.routing import load_network, read_queries
from core.clock import from_local
from core.errors import NavetteError
from routing.reach import Window, percentiles, travel_times
from routing.views import on_foot

SHARES = (5, 50, 95)
LONGEST_S = (7200, 14_400)


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark; the exit code is 1 where the data or the queries are at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.reach", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--queries", type=Path, required=True, help="CSV from_stop,to_stop")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(8))
    parser.add_argument("--n", type=int, default=50, help="origins (default 50)")
    args = parser.parse_args(argv)
    try:
        network = load_network(args.data, "walk")
        origins = [query[0] for query in read_queries(args.queries, network)[: args.n]]
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    start_s = from_local(args.date, args.time, network.zone)
    for longest_s in LONGEST_S:
        window = Window(start_s, max_duration_s=longest_s)
        travel_times(network, on_foot(network, origins[0]), window)
        took_ms = []
        for origin in origins:
            begin = time.perf_counter()
            percentiles(travel_times(network, on_foot(network, origin), window), SHARES)
            took_ms.append((time.perf_counter() - begin) * 1000)
        p50, p95 = np.percentile(took_ms, [50, 95])
        print(
            f"journeys up to {longest_s // 60} min: {len(window.departures)} departures to all "
            f"{len(network.stops.lat)} stops, p50 {p50:.0f} ms, p95 {p95:.0f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
