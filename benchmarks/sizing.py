"""What networks of several sizes take of a machine: real feeds in, a table for operators out.

    python -m benchmarks.sizing [--feeds DIR] [--times 1,4,16] [--write]

Measured are the embedded data set and, with --feeds (as in benchmarks/building.py), the bundle of
three real feeds so many times over: `feeds add` and `feeds build` in processes of their own, what
the data folder then holds on the disk, and the memory that is the site's own share (PSS) with one
worker after it has answered trips. With --write the table goes into docs/operations.md.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.building import Case, Cost, bundle, run_timed
from benchmarks.fault_site import Site, running
from commands.datadir import folder_in_service
from commands.network import open_network, snapshots_of
from core.progress import silent

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "operations.md"
TRIPS = 20
HEAD = ("network", "stops", "calls", "build", "memory to build", "disk", "memory to serve")


class Size(NamedTuple):
    """One line of the table."""

    name: str
    stops: int
    calls: int
    build: Cost
    disk_mb: float
    serve_mb: float


def main(argv: list[str] | None = None) -> int:
    """Measures every size and prints the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.sizing", description=__doc__)
    parser.add_argument("--feeds", type=Path, help="the folder of the three real feeds")
    parser.add_argument("--times", default="1,4,16", help="how many times the bundle, by commas")
    parser.add_argument("--write", action="store_true", help="write docs/operations.md, too")
    args = parser.parse_args(argv)
    lines = [f"| {' | '.join(HEAD)} |", "|---|" + "---:|" * (len(HEAD) - 1)]
    with tempfile.TemporaryDirectory() as made:
        for size in _sizes(args, Path(made)):
            lines.append(_row(size))
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    if args.write:
        _write(lines)
    return 0


def _sizes(args: argparse.Namespace, folder: Path) -> Iterator[Size]:
    yield _measured("the embedded data set", folder / "embedded", None)
    for times in (int(word) for word in args.times.split(",") if args.feeds and word):
        case = bundle(args.feeds, folder, times)
        name = "three real feeds" if times == 1 else f"the same, {times} times over"
        yield _measured(name, folder / f"data-{times}", case)


def _measured(name: str, data: Path, case: Case | None) -> Size:
    """What one network takes, in a data folder of its own."""
    data.mkdir()
    place = ["--data", str(data)]
    cost = Cost(0.0, 0.0, 0.0)
    for tag, country, path in case.feeds if case is not None else ():
        words = ["feeds", "add", tag, str(path), "--country", country, "--licence", "CC0-1.0"]
        cost += run_timed([*words, *place])
    cost += run_timed(["feeds", "build", *place])
    folder = folder_in_service(data)
    network = open_network(folder, silent)
    stops, calls = len(network.stops.lat), len(network.timetable.arrival_s)
    with running(data) as site:
        for _ in range(TRIPS):
            site.get(_trip(network.stops.lat, network.stops.lon))
        serve_mb = _memory_mb(site)
    lying = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert snapshots_of(folder).is_dir()  # noqa: S101 - what is measured was built
    return Size(name, stops, calls, cost, lying / 1e6, serve_mb)


def _trip(lat: object, lon: object) -> str:
    """A trip between two stops of the network."""
    first, last = 0, len(lat) // 2  # type: ignore[arg-type]
    ends = [f"{float(lat[n]):.5f},{float(lon[n]):.5f}" for n in (first, last)]  # type: ignore[index]
    return f"/api/v6/plan?fromPlace={ends[0]}&toPlace={ends[1]}"


def _memory_mb(site: Site) -> float:
    """The share of memory of the site's processes together."""
    found = 0
    for pid in (site.process.pid, *site.workers()):
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            found += sum(int(kb) for kb in re.findall(r"^Pss:\s+(\d+) kB", told, re.MULTILINE))
    return found / 1024


def _row(size: Size) -> str:
    cells = (
        size.name, f"{size.stops:,}", f"{size.calls:,}", f"{size.build.wall_s:.0f} s",
        f"{size.build.peak_mb:,.0f} MB", f"{size.disk_mb:,.0f} MB", f"{size.serve_mb:,.0f} MB",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _write(lines: list[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    opening, closing = "<!-- sizes -->\n", "<!-- /sizes -->\n"
    before, rest = page.split(opening, 1)
    after = rest.split(closing, 1)[1]
    made = "".join(f"{line}\n" for line in lines)
    PAGE.write_text(before + opening + made + closing + after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
