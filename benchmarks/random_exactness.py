"""Kernel against networkx body on random networks: how many and a seed in, differences out.

    python -m benchmarks.random_exactness [--n 100000] [--seed 0] [--processes 2]

The networks are those of the tests (loops, overtaking, zero seconds, boarding rules, three zones,
clock-change nights, past midnight, vehicles that become other trips); each is asked forward and
backward for a Pareto set, under every kind of bound, and for one with random costs as a further
criterion, for one by places on the way, for the earliest arrivals and the latest departures. The
exit code is 1 where any two answers differ; each is printed with its seed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator

import routing.bounding
from routing.algorithms import earliest_arrival, latest_departure
from routing.algorithms_by_cost import Prices
from routing.graph import MultimodalGraph
from tests.routing.random_networks import Question, ask, random_network, random_via
from tests.routing.random_prices import ask_by_cost, random_prices

SHARE = 250
"""Networks that a process takes at a time."""
PROFILE_FROM = (1, routing.bounding.PROFILE_FROM)


def main(argv: list[str] | None = None) -> int:
    """Searches every network twice and prints what differs."""
    parser = argparse.ArgumentParser(prog="benchmarks.random_exactness", description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="networks (default 100000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first network (default 0)")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args(argv)
    shares = [
        range(first, min(first + SHARE, args.seed + args.n))
        for first in range(args.seed, args.seed + args.n, SHARE)
    ]
    asked, answered, differing = 0, 0, 0
    begin = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(args.processes) as pool:
        for done, (questions, options, wrong) in enumerate(pool.imap_unordered(_compare, shares)):
            asked, answered, differing = (
                asked + questions,
                answered + options,
                differing + len(wrong),
            )
            print("".join(f"differs: {each}\n" for each in wrong), end="")
            if sys.stderr.isatty():
                print(f"\r{(done + 1) * SHARE:>8} networks", end="", file=sys.stderr, flush=True)
    print(
        f"{args.n} networks from seed {args.seed}: {asked} questions, {answered} journeys in the "
        f"answers, {differing} differ; {time.perf_counter() - begin:.0f} s"
    )
    return 1 if differing else 0


def _compare(seeds: range) -> tuple[int, int, list[str]]:
    """Questions asked, journeys in their answers, and what differs."""
    asked, answered = 0, 0
    wrong: list[str] = []
    for seed in seeds:
        network, questions = random_network(seed)
        graph = MultimodalGraph(network)
        prices = random_prices(seed, network)
        for name, count, same in _each(graph, graph.to_networkx(), questions, prices):
            asked, answered = asked + 1, answered + count
            if not same:
                wrong.append(f"seed {seed}, {name}")
    return asked, answered, wrong


def _each(
    graph: MultimodalGraph, body: object, questions: list[Question], prices: Prices
) -> Iterator[tuple[str, int, bool]]:
    """Every question: its name, the journeys in the body's answer, and whether both agree."""
    for arrive_by, question in zip((False, True), questions, strict=False):
        expected = ask(body, question, arrive_by=arrive_by)
        for least in PROFILE_FROM:
            routing.bounding.PROFILE_FROM = least
            found = ask(graph, question, arrive_by=arrive_by)
            yield f"{arrive_by=}, profile from {least}", len(expected), found == expected
        via = random_via(question.time_s, graph.network)
        expected = ask(body, question, arrive_by=arrive_by, via=via)
        found = ask(graph, question, arrive_by=arrive_by, via=via)
        yield f"{arrive_by=}, {via=}", len(expected), found == expected
        costed = ask_by_cost(body, question, prices, arrive_by=arrive_by)
        found_costed = ask_by_cost(graph, question, prices, arrive_by=arrive_by)
        yield f"{arrive_by=}, by cost", len(costed), found_costed == costed
    for search, question in zip((earliest_arrival, latest_departure), questions, strict=False):
        limits = {"time_s": question.time_s, "max_duration_s": question.max_duration_s}
        times = search(body, question.source, **limits)
        yield search.__name__, 0, search(graph, question.source, **limits) == times


if __name__ == "__main__":
    sys.exit(main())
