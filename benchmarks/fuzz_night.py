"""A night of attacks at random: a data folder and numbers in, faults that can be met again out.

    python -m benchmarks.fuzz_night --data DIR --requests 100000 --feeds 10000 --realtime 10000
        --rentals 10000 --datex 10000 --scenarios 10000 --seed 1 --minutes 120 --out FOLDER

Requests go to a server of its own on this machine, over a socket; documents of strangers to a
process that reads them. A fault is an answer 5xx that is not deliberate, a traceback, a process
that died, a wait that did not end, memory above its bound. Each is kept in FOLDER with its bytes;
`--again FILE` meets it once more. The same command goes on where it was ended.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from benchmarks.fuzz_requests import (
    answer_to,
    is_deliberate,
    known_of,
    operations_of,
    request_of,
    sound,
)
from core.files import write_atomically

REQUESTS = "requests"
BATCH = 200
"""After so many cases the figures are shown, and where to go on is kept."""
CLIENTS = 3
START_S = 600.0
MOST_SERVER_MB = 2_500.0
MOST_TOLD = 12
DOCUMENTS = {
    "feeds": 1_000, "realtime": 1_000, "rentals": 1_000, "datex": 1_000, "scenarios": 1_000,
}  # fmt: skip


@dataclass(slots=True)
class Night:
    """How far a night has come, and what it has found."""

    folder: Path
    seed: int
    end_s: float
    done: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, seed: int, minutes: float) -> Night:
        """The night of a seed, as far as its folder says it has come."""
        folder.mkdir(parents=True, exist_ok=True)
        night = cls(folder, seed, time.monotonic() + 60 * minutes)
        if night._state.is_file():
            told = json.loads(night._state.read_bytes())
            night.done = told["done"]
            night.outcomes = {kind: Counter(each) for kind, each in told["outcomes"].items()}
            night.found = told["found"]
        return night

    @property
    def _state(self) -> Path:
        return self.folder / f"night-{self.seed}.json"

    def batches(self, kind: str, most: int) -> Iterator[range]:
        """The numbers that are left, some at a time, until the time is over."""
        while self.done.get(kind, 0) < most and time.monotonic() < self.end_s:
            at = self.done.get(kind, 0)
            batch = range(at, min(at + BATCH, most))
            yield batch
            self.done[kind] = batch.stop
            self._keep(kind)

    def note(self, kind: str, number: int, outcome: str, content: bytes, fault: str | None) -> None:
        """Counts a case, and keeps it where it is a fault."""
        self.outcomes.setdefault(kind, Counter())[outcome] += 1
        if fault is None:
            return
        name = f"{kind}-{self.seed}-{number}.json"
        told = {"kind": kind, "seed": self.seed, "number": number, "outcome": outcome,
                "fault": fault, "content": base64.b64encode(content).decode()}  # fmt: skip
        write_atomically(self.folder / name, json.dumps(told, indent=1).encode())
        self.found.append(f"{name}: {outcome}: {fault.strip().splitlines()[-1][:200]}")

    def _keep(self, kind: str) -> None:
        told = {"done": self.done, "outcomes": self.outcomes, "found": self.found}
        write_atomically(self._state, json.dumps(told).encode())
        counts = ", ".join(f"{n} {what}" for what, n in sorted(self.outcomes[kind].items()))
        print(f"{kind}: {self.done[kind]} ({counts}); {len(self.found)} faults", flush=True)


@dataclass(slots=True)
class Site:
    """A server of our own, watched."""

    process: subprocess.Popen[bytes]
    address: tuple[str, int]
    log: Path
    read_to: int = 0

    def fault(self) -> str | None:
        """What is wrong with the process itself since it was looked at last."""
        text = self.log.read_bytes()
        fresh, self.read_to = text[self.read_to :], len(text)
        if self.process.poll() is not None:
            return f"the server ended with {self.process.returncode}"
        if b"Traceback" in fresh or re.search(rb"Error at /", fresh):
            return fresh[-3_000:].decode("utf-8", "replace")
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        held_mb = int(status.partition("VmRSS:")[2].split()[0]) / 1024
        return f"the server holds {held_mb:.0f} MB" if held_mb > MOST_SERVER_MB else None

    def ask(self, path: str) -> Any:
        """What a sound question is answered with."""
        with urllib.request.urlopen(f"http://{self.address[0]}:{self.address[1]}{path}") as answer:
            return json.loads(answer.read())


@contextmanager
def serving(data: Path, folder: Path) -> Iterator[Site]:
    """A site in a process of its own, whose every word is written down."""
    log = folder / "server.log"
    words = [sys.executable, "app.py", "serve", "--port", "0", "--log", "--data", str(data)]
    with log.open("wb") as out, subprocess.Popen(words, stdout=out, stderr=out) as process:
        try:
            give_up = time.monotonic() + START_S
            while not (told := re.search(rb"http://([\d.]+):(\d+)", log.read_bytes())):
                if process.poll() is not None or time.monotonic() > give_up:
                    sys.exit(f"the server does not start: {log}")
                time.sleep(0.2)
            yield Site(process, (told[1].decode(), int(told[2])), log, log.stat().st_size)
        finally:
            process.terminate()
            process.wait()


def ask_at_random(night: Night, data: Path, most: int) -> None:
    """Requests to a server."""
    if night.done.get(REQUESTS, 0) >= most:
        return
    with serving(data, night.folder) as site, ThreadPoolExecutor(CLIENTS) as clients:
        operations = operations_of(site.ask("/openapi/openapi.json"))
        known = known_of(site.ask)
        for path in sound(known):  # what is compiled once is no case's fault
            with contextlib.suppress(HTTPError):
                site.ask(path)

        def one(number: int) -> tuple[int, bytes, str, str | None]:
            content = request_of(night.seed, number, operations, known)
            return number, content, *met(site.address, content)

        for batch in night.batches(REQUESTS, most):
            told = list(clients.map(one, batch))
            for number, content, outcome, fault in told:
                night.note(REQUESTS, number, outcome, content, fault)
            fault = site.fault()
            if fault is not None:
                number, content = told[-1][:2]
                night.note(REQUESTS, number, f"server, {batch}", content, fault)
            if site.process.poll() is not None:
                return


def met(address: tuple[str, int], content: bytes) -> tuple[str, str | None]:
    """What became of a request, and what is wrong with that."""
    try:
        status, head = answer_to(address, content)
    except TimeoutError:
        return "hang", "no answer in time"
    except OSError as exc:
        return "gone", f"nobody listens: {exc}"
    fine = is_deliberate(status, head)
    return str(status or "closed"), None if fine else head[:2_000].decode("utf-8", "replace")


def read_at_random(night: Night, kind: str, most: int) -> None:
    """Documents to what reads them."""
    if night.done.get(kind, 0) >= most:
        return
    from benchmarks.fuzz_readers import Reader, case_of

    reader = Reader()
    try:
        for batch in night.batches(kind, most):
            for number in batch:
                content = case_of(kind, night.seed, number)
                night.note(kind, number, *_of(content, reader.read(kind, content)))
    finally:
        reader.close()


def _of(content: bytes, told: tuple[str, str | None]) -> tuple[str, bytes, str | None]:
    return told[0], content, told[1]


def again(path: Path, data: Path) -> int:
    """Meets a fault that was kept once more."""
    told = json.loads(path.read_bytes())
    content = base64.b64decode(told["content"])
    if told["kind"] == REQUESTS:
        with tempfile.TemporaryDirectory() as folder, serving(data, Path(folder)) as site:
            outcome, fault = met(site.address, content)
            fault = fault or site.fault()
    else:
        from benchmarks.fuzz_readers import Reader

        reader = Reader()
        outcome, fault = reader.read(told["kind"], content)
        reader.close()
    print(f"{path.name}: {outcome}\n{fault or 'no fault any more'}")
    return 1 if fault else 0


def main(words: Sequence[str] | None = None) -> int:
    """Attacks, and says what was found; 1 where anything was."""
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz_night", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a data folder; a copy is best")
    parser.add_argument("--requests", type=int, default=1_000)
    for kind, count in DOCUMENTS.items():
        parser.add_argument(f"--{kind}", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="most minutes in all")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-night")
    parser.add_argument("--again", type=Path, metavar="FILE", help="meet a fault once more")
    args = parser.parse_args(words)
    if args.again:
        return again(args.again, args.data)
    night = Night.of(args.out, args.seed, args.minutes)
    for kind in DOCUMENTS:
        read_at_random(night, kind, getattr(args, kind))
    ask_at_random(night, args.data, args.requests)
    left = [k for k in (REQUESTS, *DOCUMENTS) if night.done.get(k, 0) < getattr(args, k)]
    print("\n".join(night.found[:MOST_TOLD]))
    print(f"{len(night.found)} faults, in {args.out}" + (f"; not done: {left}" if left else ""))
    return 1 if night.found else 0


if __name__ == "__main__":
    sys.exit(main())
