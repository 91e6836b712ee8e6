"""How long a simulation takes: the baseline once, then a scenario several times, step by step.

python -m benchmarks.planning --data DIR --scenario FILE --date 2026-12-01 [--times 5]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from commands.planning import open_baseline
from core.progress import silent
from planning.scenario.reading import read_scenario
from planning.simulate import simulate


def main() -> int:
    """Prints the median of every step, and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scenario", type=Path, required=True)
    parser.add_argument("--date", required=True)
    parser.add_argument("--times", type=int, default=5)
    args = parser.parse_args()
    scenario = read_scenario(args.scenario.read_bytes(), args.scenario.name)
    began = time.perf_counter()
    base, feed = open_baseline(args.data, args.date, silent)
    sys.stdout.write(f"baseline: {time.perf_counter() - began:.1f} s, ")
    sys.stdout.write(f"{len(base.zones)} zones, {len(base.relations)} relations\n")
    simulate(base, feed, scenario)
    whole: list[float] = []
    first: list[float] = []
    known: list[float] = []
    steps: dict[str, list[float]] = {}
    for _ in range(args.times):
        began = time.perf_counter()
        found = simulate(base, feed, scenario, first=lambda _: known.append(time.perf_counter()))
        first.append(known[-1] - began if known else 0.0)
        whole.append(time.perf_counter() - began)
        for name, seconds in found.simulation.seconds.items():
            steps.setdefault(name, []).append(seconds)
    for name, told in steps.items():
        sys.stdout.write(f"{name:10} {statistics.median(told):6.2f} s\n")
    sys.stdout.write(f"access is known after {statistics.median(first):.2f} s\n")
    sys.stdout.write(f"{'all':10} {statistics.median(whole):6.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
