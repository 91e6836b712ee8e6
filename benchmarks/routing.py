"""How long searches take: a data folder and stop pairs in, milliseconds and answers out.

    python -m benchmarks.routing --data DIR --queries CSV --date D --time 08:00 --window 7200

One thread, kernels warm, the Python call included. Three searches: earliest arrival (one
criterion), arrival x transfers for one departure, and the Pareto set of departure, arrival and
transfers over the window. A rider may walk one transfer before the first ride and after the last.
Beside the times stands how many lanes the windows follow, which no load on the machine moves.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

import routing.bounding
from benchmarks.answers import write_answers
from benchmarks.timing import Timing, time_each
from core.clock import from_local
from core.errors import DataError, NavetteError
from feeds.catalogue import load_stored
from feeds.territory import HOME, load_territory
from routing.budget import Budget
from routing.build import build_network
from routing.network import Network
from routing.search import earliest_arrival_at, pareto_search
from routing.views import on_foot

Query = tuple[int, int]
MAX_TRANSFERS = 7


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark; the exit code is 1 where the data or the queries are at fault."""
    args = _parser().parse_args(argv)
    routing.bounding.PROFILE_FROM = args.profile_from
    try:
        network = load_network(args.data, args.transfers)
        queries = read_queries(args.queries, network)
        timings = measure(network, queries, args)
        if args.answers:
            write_answers(args.answers, network, queries, _moment(network, args), args.window)
        if args.rival:
            from benchmarks.rival_ferrobus import measure_ferrobus

            rival = measure_ferrobus(network, queries, args)
            timings |= {f"ferrobus_{name}": timing for name, timing in rival.items()}
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(timings, indent=2))
    else:
        print(_table(timings))
        print(_lanes_line(network, queries, args))
    return 0


def load_network(data: Path, transfers: str) -> Network:
    """The network of a data folder's feeds, its ways on foot made as asked."""
    territory = load_territory(data / "territory" if (data / "territory").exists() else HOME)
    mode = "feed" if transfers == "feed" else "walk"
    return build_network(load_stored(data, territory), territory, transfers=mode)


def read_queries(path: Path, network: Network) -> list[Query]:
    """Stop pairs of a CSV with from_stop,to_stop: scoped ids, or bare ones that are unambiguous."""
    ids = {name: index for index, name in enumerate(network.stops.id)}
    bare: dict[str, list[int]] = {}
    for name, index in ids.items():
        bare.setdefault(name.split("_", 1)[1], []).append(index)

    def find(text: str, row: int, column: str) -> int:
        found = [ids[text]] if text in ids else bare.get(text, [])
        if len(found) != 1:
            what = "is unknown" if not found else "stands in several feeds: write tag_id"
            raise DataError(f"stop {text!r} {what}", str(path), row, column)
        return found[0]

    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [
                (
                    find(row["from_stop"], number, "from_stop"),
                    find(row["to_stop"], number, "to_stop"),
                )
                for number, row in enumerate(csv.DictReader(file), start=2)
            ]
    except (OSError, KeyError) as exc:
        raise DataError(f"no queries with from_stop,to_stop: {exc}", str(path)) from exc


def measure(network: Network, queries: list[Query], args: argparse.Namespace) -> dict[str, Timing]:
    """p50, p95 and maximum of the three searches."""
    moment = _moment(network, args)

    def one(query: Query) -> object:
        ends = on_foot(network, query[0]), on_foot(network, query[1], backward=True)
        return earliest_arrival_at(network, *ends, time_s=moment)

    def pareto(window_s: int) -> Callable[[Query], object]:
        def run(query: Query) -> object:
            return pareto_search(
                network,
                on_foot(network, query[0]),
                on_foot(network, query[1], backward=True),
                time_s=moment,
                window_s=window_s,
                max_transfers=MAX_TRANSFERS,
            )

        return run

    searches = {
        "earliest_arrival": one,
        "pareto_departure": pareto(0),
        "pareto_window": pareto(args.window),
    }
    return {name: time_each(search, queries, args.repeat) for name, search in searches.items()}


def _lanes_line(network: Network, queries: list[Query], args: argparse.Namespace) -> str:
    """How many lanes are followed over the window."""
    moment, lanes = _moment(network, args), []
    for query in queries:
        budget = Budget()
        ends = on_foot(network, query[0]), on_foot(network, query[1], backward=True)
        pareto_search(
            network, *ends, time_s=moment, window_s=args.window, max_transfers=MAX_TRANSFERS,
            budget=budget,
        )  # fmt: skip
        lanes.append(budget.spent)
    p50, p95 = np.percentile(lanes, [50, 95])
    return f"lanes followed over the window: p50 {p50:.0f}, p95 {p95:.0f}"


def _moment(network: Network, args: argparse.Namespace) -> int:
    return from_local(args.date, args.time, network.zone)


def _table(timings: dict[str, Timing]) -> str:
    lines = [f"{'search':32}{'p50 ms':>10}{'p95 ms':>10}{'max ms':>10}{'n':>6}"]
    lines += [
        f"{name:32}{t['p50_ms']:10.3f}{t['p95_ms']:10.3f}{t['max_ms']:10.3f}{t['n']:6d}"
        for name, t in timings.items()
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.routing", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--queries", type=Path, required=True, help="CSV from_stop,to_stop")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(8))
    parser.add_argument("--window", type=int, default=7200, help="seconds (default 7200)")
    parser.add_argument("--transfers", choices=("walk", "feed"), default="walk")
    parser.add_argument(
        "--profile-from",
        type=int,
        default=routing.bounding.PROFILE_FROM,
        help="departures in a window from which on it is searched under a profile",
    )
    parser.add_argument("--repeat", type=int, default=1, help="keep each query's best of N runs")
    parser.add_argument("--answers", type=Path, help="write every query's answers to this CSV")
    parser.add_argument("--rival", choices=("ferrobus",), help="the same queries on a rival")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
