"""Kernel against networkx body on real feeds: a data folder in, the number of differences out.

    python -m benchmarks.exactness --data DIR --date D --time 08:00 --queries 500 --seed 1

Every query is asked forward and backward; the exit code is 1 where any two answers differ. They
start where something leaves in the window; one target in five is any stop, the others can be
reached in time. A query costs seconds, nearly all of them in the networkx body.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.routing import load_network
from core.clock import from_local
from routing import algorithms
from routing.algorithms import Option, pareto_journeys
from routing.expanded import expand
from routing.graph import MultimodalGraph
from routing.network import Network
from routing.search import earliest_arrivals
from routing.views import on_foot, view_of


class Difference(NamedTuple):
    """A question to which kernel and body do not say the same."""

    source: str
    target: str
    arrive_by: bool
    kernel: list[Option]
    body: list[Option]


def compare(
    network: Network, moment: int, queries: int, seed: int, *, window_s: int, max_duration_s: int
) -> Iterator[tuple[int, Difference | None]]:
    """For every query how many options it found in both directions, and any difference."""
    algorithms.expand = lru_cache(maxsize=2)(expand)  # every query has the same two spans
    graph = MultimodalGraph(network)
    reach = window_s + max_duration_s
    body = graph.to_networkx((moment - reach, moment + reach))
    view = view_of(network, moment, reach)
    served = np.unique(view.day.arrays.lane_stop).tolist()
    hops, from_s = view.connections, moment - view.day.base_s
    soon = (hops.departure >= from_s) & (hops.departure < from_s + window_s)
    busy = np.unique(hops.from_stop[soon]).tolist()
    rng = random.Random(seed)
    for number in range(queries):
        source = rng.choice(busy)
        within = earliest_arrivals(
            network, on_foot(network, source), time_s=moment, max_duration_s=max_duration_s
        )
        near = np.flatnonzero(within >= 0).tolist()
        anywhere = number % 5 == 0 or not near
        target = rng.choice(served if anywhere else near)
        pair = [graph.node_ids[source], graph.node_ids[target]]
        found, difference = 0, None
        for arrive_by in (False, True):
            asked = {
                "time_s": moment,
                "window_s": window_s,
                "arrive_by": arrive_by,
                "max_duration_s": max_duration_s,
            }
            fast, slow = (
                pareto_journeys(graph, *pair, **asked),
                pareto_journeys(body, *pair, **asked),
            )
            found += len(fast)
            if fast != slow:
                difference = Difference(*pair, arrive_by, fast, slow)
        yield found, difference


def main(argv: list[str] | None = None) -> int:
    """Runs the comparison and prints what it found."""
    parser = argparse.ArgumentParser(prog="benchmarks.exactness", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(8))
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--window", type=int, default=1800)
    parser.add_argument("--max-duration", type=int, default=2 * 3600)
    args = parser.parse_args(argv)
    network = load_network(args.data, "walk")
    moment = from_local(args.date, args.time, network.zone)
    differences = options = answered = 0
    asked = compare(
        network,
        moment,
        args.queries,
        args.seed,
        window_s=args.window,
        max_duration_s=args.max_duration,
    )
    for number, (found, difference) in enumerate(asked, start=1):
        if number % 25 == 0:
            print(f"{number} of {args.queries} queries asked", file=sys.stderr)
        options += found
        answered += found > 0
        if difference:
            differences += 1
            print(difference)
    print(
        f"{args.queries} queries, {answered} with answers, {options} options: {differences} differ"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
