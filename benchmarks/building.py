"""What it takes to check, merge and publish feeds: real feeds in, seconds and memory by size out.

    python -m benchmarks.building --feeds DIR [--times 1,2,3,4] [--one 4] [--repeat 3] [--json]

DIR holds luxembourg.zip, sncf-ter.zip and fluo-bas-rhin.zip. They are taken several times over
(benchmarks/multiplied.py), as so many feeds of two countries each; with --one, Luxembourg's feed is
that many times over in one zip. Each feed goes through `feeds add` and all of them through
`feeds build`, in processes of their own; --export publishes the merged zip, too. Shown are medians
of the wall clock, the processor time and the largest memory of any one process.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.multiplied import calls_in, shifted, times_over

FEEDS = {"luxembourg": "LU", "sncf-ter": "FR", "fluo-bas-rhin": "FR"}
LARGE = "luxembourg"
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What processes took; `peak_mb` is of the largest of them."""

    wall_s: float
    cpu_s: float
    peak_mb: float

    def __add__(self, other: Cost) -> Cost:
        peak_mb = max(self.peak_mb, other.peak_mb)
        return Cost(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s, peak_mb)


@dataclass(frozen=True, slots=True)
class Case:
    """Zips with their tags and countries, and how many calls they hold."""

    name: str
    feeds: tuple[tuple[str, str, Path], ...]

    @property
    def calls(self) -> int:
        """Rows of stop_times.txt of all feeds."""
        return sum(calls_in(path) for _, _, path in self.feeds)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a case, a phase, and its cost."""

    case: str
    calls: int
    phase: str
    cost: Cost


def main(argv: list[str] | None = None) -> int:
    """Builds every case and prints what it took."""
    parser = argparse.ArgumentParser(prog="benchmarks.building", description=__doc__)
    parser.add_argument("--feeds", type=Path, required=True)
    parser.add_argument("--times", default="1,2,3,4", help="how many times the bundle, by commas")
    parser.add_argument("--one", type=int, default=0, help="one feed, so many times Luxembourg's")
    parser.add_argument("--repeat", type=int, default=1, help="runs of which the median counts")
    parser.add_argument("--export", action="store_true", help="publish the merged zip, too")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as made:
        for case in _cases(args, Path(made)):
            rows += _measured(case, Path(made) / "data", args.repeat, export=args.export)
            if not args.json:
                print("\n".join(_line(row) for row in rows if row.case == case.name), flush=True)
    if args.json:
        print(json.dumps([dataclasses.asdict(row) for row in rows]))
        return 0
    exponent = _exponent([row for row in rows if row.phase == "all" and "bundle" in row.case])
    if exponent is not None:
        print(f"processor time grows with the calls to the power of {exponent:.2f}")
    return 0


def _cases(args: argparse.Namespace, folder: Path) -> Iterator[Case]:
    for times in (int(word) for word in args.times.split(",") if word):
        yield bundle(args.feeds, folder, times)
    if args.one:
        path = folder / "one.zip"
        times_over(args.feeds / f"{LARGE}.zip", path, args.one)
        yield Case(f"one feed, {args.one} times {LARGE}", (("one", "LU", path),))


def bundle(feeds: Path, folder: Path, times: int) -> Case:
    """The feeds of both countries, `times` over; every copy lies apart under tags of its own."""
    out = []
    for copy in range(times):
        for stem, country in FEEDS.items():
            path = folder / f"{stem}-{copy}.zip"
            if not path.exists():
                shifted(feeds / f"{stem}.zip", path, copy)
            out.append((f"{stem[:3]}{copy}", country, path))
    return Case(f"bundle x {times}", tuple(out))


def _measured(case: Case, data: Path, repeat: int, *, export: bool) -> list[Row]:
    runs = [_built(case, data.with_name(f"data-{n}"), export=export) for n in range(repeat)]
    calls = case.calls
    return [
        Row(case.name, calls, phase, _median([run[phase] for run in runs])) for phase in runs[0]
    ]


def _built(case: Case, data: Path, *, export: bool) -> dict[str, Cost]:
    """What each phase took, in a data folder of its own."""
    with tempfile.TemporaryDirectory(dir=data.parent) as made:
        place = ["--data", made]
        added = Cost(0.0, 0.0, 0.0)
        for tag, country, path in case.feeds:
            words = ["feeds", "add", tag, str(path), "--country", country, "--licence", "CC0-1.0"]
            added += run_timed([*words, *place])
        out = {"add": added, "build": run_timed(["feeds", "build", *place])}
        out["all"] = out["add"] + out["build"]
        if export:
            out["export"] = run_timed(["feeds", "export", "--out", f"{made}/public", *place])
    return out


def run_timed(words: Sequence[str]) -> Cost:
    """Runs one command of the program to its end."""
    begin = time.perf_counter()
    command = [sys.executable, str(_ROOT / "app.py"), *words]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, cwd=_ROOT)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            why = said.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{' '.join(words)} failed:\n{why}")
    wall_s = time.perf_counter() - begin
    per_mb = 1024**2 if sys.platform == "darwin" else 1024
    return Cost(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / per_mb)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        *(
            statistics.median(getattr(cost, field.name) for cost in costs)
            for field in dataclasses.fields(Cost)
        )
    )


def _exponent(rows: Sequence[Row]) -> float | None:
    """The slope of processor time against calls, both as logarithms."""
    if len(rows) < 2:
        return None
    calls = np.log([row.calls for row in rows])
    return float(np.polyfit(calls, np.log([row.cost.cpu_s for row in rows]), 1)[0])


def _line(row: Row) -> str:
    cost = row.cost
    return (
        f"{row.case:<32} {row.calls:>10,} calls  {row.phase:<7} {cost.wall_s:6.1f} s, "
        f"processor {cost.cpu_s:6.1f} s, {cost.peak_mb:6.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
