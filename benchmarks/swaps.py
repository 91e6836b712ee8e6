"""Live swaps under load: a data folder in, how many requests failed while networks changed out.

    python -m benchmarks.swaps --swaps 20 --workers 2 --clients 4 [--data DIR] [--json]

A site runs in processes of its own while clients plan trips, look up names and read boards without
a pause. Beside it the network is built anew, each time from another version of a feed, and the next
build begins when every answer of a while named the new network. An answer that is not 200, is no
JSON, lacks what was asked for, or names a network that was not in service fails. DIR is a data
folder (default: a new one with the embedded data set), which is changed. The exit code is 1 where a
request failed.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import http.client
import itertools
import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.site import serving
from commands.datadir import folder_in_service, resolve_data
from commands.network import build_again, open_network
from core import clock
from core.files import write_atomically
from core.progress import silent

TIMEOUT_S = 60.0
LONGEST_SWAP_S = 180.0
ALIKE = 25
"""So many answers in a row name the new network before the swap counts as done."""
PAUSE_S = 0.02
HEALTH = "/api/v1/health"
SATURDAY = 5

Json = Any
"""Whatever an answer holds."""
Question = tuple[str, Callable[[Json], bool]]


@dataclass(slots=True)
class Report:
    """What clients met: answers, how long they took, and everything that went wrong."""

    swaps: int = 0
    requests: int = 0
    failed: list[str] = field(default_factory=list)
    median_ms: float = 0.0
    slowest_ms: float = 0.0
    swap_s: list[float] = field(default_factory=list)
    """From the beginning of each build to the new network in every answer."""


def main(argv: list[str] | None = None) -> int:
    """Swaps networks under load and prints what clients met."""
    parser = argparse.ArgumentParser(prog="benchmarks.swaps", description=__doc__)
    parser.add_argument("--swaps", type=int, default=20, help="how many swaps (default 20)")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer (default 2)")
    parser.add_argument("--clients", type=int, default=4, help="clients without pause (default 4)")
    parser.add_argument("--data", type=Path, help="a data folder that may be changed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as made:
        data = args.data or Path(made) / "data"
        report = swap_under_load(data, args.swaps, args.workers, args.clients)
    if args.json:
        print(json.dumps(dataclasses.asdict(report)))
    else:
        print(
            f"{report.swaps} swaps in {sum(report.swap_s):.0f} s, {report.requests} requests, "
            f"{len(report.failed)} failed; median {report.median_ms:.0f} ms, slowest "
            f"{report.slowest_ms:.0f} ms"
        )
        print("\n".join(report.failed[:10]))
    return 1 if report.failed else 0


def swap_under_load(data: Path, swaps: int, workers: int = 2, clients: int = 4) -> Report:
    """Builds the network anew `swaps` times beside a site under load."""
    folder = resolve_data(data, silent)
    source = min(folder_in_service(data).glob("feeds/*/source.toml"))
    given = source.read_text(encoding="utf-8")
    versions = [open_network(folder, silent).version]
    load = _Load()
    report = Report()
    with serving(data, "--workers", str(workers)) as (address, _):
        questions = _questions(address)
        turns = [questions[n % len(questions) :] + questions for n in range(clients)]
        threads = [threading.Thread(target=load.run, args=(address, turn)) for turn in turns]
        for thread in threads:
            thread.start()
        try:
            for number in range(swaps):
                begin = time.perf_counter()
                write_atomically(
                    source, given.replace('name = "', f'name = "{number} ', 1).encode()
                )
                versions.append(build_again(folder, silent).version)
                _wait_for(address, versions[-1])
                report.swaps += 1
                report.swap_s.append(round(time.perf_counter() - begin, 2))
        finally:
            load.over.set()
            for thread in threads:
                thread.join()
    strange = [f"{seen} was never in service" for seen in load.seen - set(versions)]
    report.requests, report.failed = len(load.took_ms), load.failed + strange
    report.median_ms, report.slowest_ms = statistics.median(load.took_ms), max(load.took_ms)
    return report


class _Load:
    """Clients that ask without pause, and what they met."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.took_ms: list[float] = []
        self.failed: list[str] = []
        self.seen: set[str] = set()

    def run(self, address: str, questions: Sequence[Question]) -> None:
        """Asks one question after the other until it is over."""
        for path, is_right in itertools.cycle(questions):
            begin = time.perf_counter()
            try:
                answer = _get(address + path)
                if not is_right(answer):
                    self.failed.append(f"{path}: not what was asked for")
                elif path == HEALTH:
                    self.seen.add(answer["navette"]["version"])
            except (OSError, http.client.HTTPException, ValueError, LookupError) as exc:
                self.failed.append(f"{path}: {type(exc).__name__} {exc}")
            self.took_ms.append((time.perf_counter() - begin) * 1000)
            if self.over.is_set():
                return


def _questions(address: str) -> list[Question]:
    """A trip on the next working day, a name, a board, and which network answers."""
    day = clock.today("UTC") + dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    trip = {"fromPlace": "49.468,5.929", "toPlace": "49.6239,6.1494", "time": f"{day}T06:00:00Z"}
    name = "/api/v1/geocode?text=Kirchberg"
    stop = next(found["id"] for found in _get(address + name) if found["type"] == "STOP")
    board = {"stopId": stop, "time": trip["time"], "n": "5"}
    return [
        (f"/api/v6/plan?{urllib.parse.urlencode(trip)}", lambda found: bool(found["itineraries"])),
        (name, lambda found: found[0]["name"] == "Kirchberg"),
        (f"/api/v6/stoptimes?{urllib.parse.urlencode(board)}", lambda f: bool(f["stopTimes"])),
        (HEALTH, lambda found: bool(found["navette"]["version"])),
    ]


def _wait_for(address: str, version: str) -> None:
    """Returns when every answer of a while named this network."""
    give_up = time.monotonic() + LONGEST_SWAP_S
    in_a_row = 0
    while in_a_row < ALIKE:
        is_new = _get(address + HEALTH)["navette"]["version"] == version
        in_a_row = in_a_row + 1 if is_new else 0
        if time.monotonic() > give_up:
            sys.exit(f"{version} is not in every answer after {LONGEST_SWAP_S:.0f} s")
        time.sleep(PAUSE_S)


def _get(url: str) -> Json:
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own site
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
