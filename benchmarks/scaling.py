"""What a search costs by the size of the network, and on two threads: a GTFS zip in, a table out.

    python -m benchmarks.scaling --feed lux.zip --date D [--times 1,2,5,10] [--n 300] [--seed 42]

The feed is laid out several times over, each copy joined to the next by trains (see
benchmarks.multiplied), and seeded pairs of stops are asked: within one copy ("near"), and anywhere
in the whole ("far", which also are longer ways). The windows of the feed as it is are then asked
as one batch, on one thread and on two, in turns. The feed's transfers are taken as they are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.multiplied import times_over
from benchmarks.pairs import served_stops
from benchmarks.routing import Query, measure
from core.clock import from_local
from feeds.load import load_feed
from feeds.tables import Source
from feeds.territory import HOME, load_territory
from routing.build import build_network
from routing.lookup import get_stop
from routing.network import Network
from routing.search import pareto_search
from routing.views import on_foot

ROUNDS = 5
"""How often a batch is asked on each number of threads."""
SEARCHES = ("earliest_arrival", "pareto_departure", "pareto_window")


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.scaling", description=__doc__)
    parser.add_argument("--feed", type=Path, required=True, help="a GTFS zip")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(8))
    parser.add_argument("--window", type=int, default=7200, help="seconds (default 7200)")
    parser.add_argument("--times", default="1,2,5,10", help="sizes (default 1,2,5,10)")
    parser.add_argument("--n", type=int, default=300, help="pairs (default 300)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--repeat", type=int, default=3, help="each query's best of N (default 3)")
    args = parser.parse_args(argv)
    medians: dict[str, list[float]] = {}
    sizes = [int(part) for part in args.times.split(",")]
    print(f"{'times':>5}{'stops':>8}{'calls':>11}  pairs" + "".join(f"{s:>20}" for s in SEARCHES))
    for times in sizes:
        network = network_of(args.feed, times)
        for where, queries in pairs_of(network, args.date, args.n, args.seed).items():
            timings = measure(network, queries, args)
            row = "".join(
                f"{timings[name]['p50_ms']:>11.2f} /{timings[name]['p95_ms']:>7.2f}"
                for name in SEARCHES
            )
            size = f"{times:>5}{len(network.stops.lat):>8}{len(network.timetable.arrival_s):>11}"
            print(f"{size}  {where:5}{row}", flush=True)
            for name in SEARCHES:
                medians.setdefault(f"{name}, {where}", []).append(timings[name]["p50_ms"])
        if times == 1:
            print(threads_line(network, queries, args), flush=True)
    for name, row_ms in medians.items():
        print(f"{name}: {sizes[-1]} times the network costs {row_ms[-1] / row_ms[0]:.1f} times")
    return 0


def network_of(feed: Path, times: int) -> Network:
    """The network of a feed `times` over, its ways on foot those of transfers.txt."""
    territory = load_territory(HOME)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.zip"
        times_over(feed, path, times, joined=True)
        loaded = load_feed(path, Source("many", "LU"))
    return build_network(loaded, territory, transfers="feed")


def pairs_of(network: Network, date: dt.date, count: int, seed: int) -> dict[str, list[Query]]:
    """Seeded pairs of served stops: of the first copy, and of the whole."""
    rng = random.Random(seed)
    whole = served_stops(network, date)
    first = [stop_id for stop_id in whole if stop_id.endswith("~0")]

    def draw(ids: Sequence[str]) -> list[Query]:
        drawn = (rng.sample(ids, 2) for _ in range(count))
        return [(get_stop(network, a), get_stop(network, b)) for a, b in drawn]

    return {"near": draw(first), "far": draw(whole)}


def threads_line(network: Network, queries: Sequence[Query], args: argparse.Namespace) -> str:
    """How much sooner a batch of windows is answered by two threads than by one."""
    time_s = from_local(args.date, args.time, network.zone)

    def ask(query: Query) -> int:
        ends = on_foot(network, query[0]), on_foot(network, query[1], backward=True)
        return len(pareto_search(network, *ends, time_s=time_s, window_s=args.window))

    took: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for threads, durations in took.items():
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(ask, queries[: 2 * threads]))
                begin = time.perf_counter()
                list(pool.map(ask, queries, chunksize=1))
                durations.append(time.perf_counter() - begin)
    ratios = [one / two for one, two in zip(took[1], took[2], strict=True)]
    one_ms, two_ms = (np.median(took[threads]) * 1000 for threads in (1, 2))
    return (
        f"{len(queries)} windows as a batch: {one_ms:.0f} ms on one thread, {two_ms:.0f} ms "
        f"on two, {statistics.median(ratios):.2f} times as fast"
    )


if __name__ == "__main__":
    sys.exit(main())
