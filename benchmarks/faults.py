"""Faults around a site, one after the other: a data folder in, what each of them cost out.

    python -m benchmarks.faults --data DIR [--only kill,disk,...] [--json]

Every fault is done to a site of its own over a copy of DIR (default: the embedded data set), under
light load: a worker is killed, the snapshot deleted, the feeds taken away, a feed cut, the disk
filled, the clock moved, the store stopped and ended, realtime broken, two builds and two updates
run at once. Builds that are killed have benchmarks/kills.py, networks that change under load
benchmarks/swaps.py. The exit code is 1 where something was lost, or did not find back.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import fault_cases as cases
from benchmarks.fault_cases import Finding
from benchmarks.fault_feeds import cut_the_feed, update_twice
from benchmarks.fault_stores import lose_the_store
from commands.datadir import resolve_data
from core.progress import silent
from tests.postgres import find_programs
from tests.postgres import running as postgres_running


def main(argv: list[str] | None = None) -> int:
    """Does every fault and prints the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder; it is copied, not changed")
    parser.add_argument("--only", default="", help=f"by commas, of {', '.join(CASES)}")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    chosen = [name for name in CASES if not args.only or name in args.only.split(",")]
    findings = []
    with tempfile.TemporaryDirectory() as made:
        data = args.data or Path(made) / "whole"
        resolve_data(data, silent)
        for name in chosen:
            findings.append(_done(name, data, Path(made) / name))
            if not args.json:
                sys.stdout.write(_line(findings[-1]))
                sys.stdout.flush()
    if args.json:
        sys.stdout.write(json.dumps([dataclasses.asdict(each) for each in findings]) + "\n")
    return int(any(each.wrong for each in findings))


def _done(name: str, data: Path, folder: Path) -> Finding:
    """What came of one fault, in a folder of its own."""
    folder.mkdir()
    copy = folder / "data"
    if name not in ("feed", "updaters"):
        shutil.copytree(data, copy, symlinks=True)
    try:
        return CASES[name](copy)
    except (OSError, AssertionError, LookupError) as exc:
        return Finding(name, wrong=[f"{type(exc).__name__}: {exc}"])


def _store(data: Path) -> Finding:
    programs = find_programs()
    if programs is None:
        return Finding("the store does not answer", wrong=["needs PostgreSQL's server programs"])
    with postgres_running(programs) as place:
        return lose_the_store(data, place)


CASES: dict[str, Callable[[Path], Finding]] = {
    "kill": cases.kill_a_worker,
    "snapshot": cases.lose_the_snapshot,
    "feeds": cases.lose_the_feeds,
    "feed": lambda data: cut_the_feed(data.parent),
    "disk": lambda data: cases.fill_the_disk(data, data.parent / "disk"),
    "clock": lambda data: cases.skew_the_clock(data, data.parent / "clock"),
    "store": _store,
    "realtime": cases.silence_realtime,
    "writers": cases.write_twice,
    "updaters": lambda data: update_twice(data.parent),
}


def _line(found: Finding) -> str:
    lost = "; ".join(found.wrong) or "nothing lost"
    return f"{found.case:<32} {found.saw:<70} back in {found.back_s:5.1f} s  {lost}\n"


if __name__ == "__main__":
    sys.exit(main())
