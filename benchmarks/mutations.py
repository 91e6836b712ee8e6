"""Feeds damaged at random, by the thousand: how many were taken or refused, and the memory it took.

    python -m benchmarks.mutations --n 10000 [--seed 1] [--most 6]

Each case is a complete feed after some mutations (tests/feeds/door/mutations.py); it must come out
as a sound feed or as a refusal in one line, and of every tenth the whole report is made. The exit
code is 1 where one ends otherwise, which is then shown in its smallest form, or where the process
grows above 600 MB.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from feeds.check import check_feed
from tests.feeds.door.mutations import Mutation, damaged, mutations
from tests.feeds.door.test_mutations import judge
from tests.feeds.make import SOURCE

MOST_MB = 600.0
REPORTED = 10
"""Of every so many cases one is reported in full."""
TOLD = 1000
"""After so many cases the figures are shown."""


def main(argv: list[str] | None = None) -> int:
    """Damages feeds and prints what became of them."""
    parser = argparse.ArgumentParser(prog="benchmarks.mutations", description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="how many feeds (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=6, help="mutations of one feed at most")
    args = parser.parse_args(argv)
    begin = time.perf_counter()
    counts = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"

        @seed(args.seed)
        @settings(
            max_examples=args.n,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(done=mutations(args.most))
        def run(done: list[Mutation]) -> None:
            counts[judge(damaged(path, done))] += 1
            cases = sum(counts.values())
            if cases % REPORTED == 0:
                check_feed(path, SOURCE).as_text()
            if cases % TOLD == 0:
                print(_line(counts, begin), flush=True)

        run()
    print(_line(counts, begin))
    return 1 if _peak_mb() > MOST_MB else 0


def _line(counts: dict[bool, int], begin: float) -> str:
    return (
        f"{sum(counts.values())} feeds, {counts[True]} taken, {counts[False]} refused in one line; "
        f"{_peak_mb():.0f} MB at most, {time.perf_counter() - begin:.0f} s"
    )


def _peak_mb() -> float:
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb


if __name__ == "__main__":
    sys.exit(main())
