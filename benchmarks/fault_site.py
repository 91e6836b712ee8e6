"""A site under light load, to do something to: a data folder in, what its clients met out."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core import clock

ROOT = Path(__file__).resolve().parent.parent
TRIP = "/api/v6/plan?fromPlace=49.468,5.929&toPlace=49.6239,6.1494&time={day}T06:00:00Z"
SATURDAY = 5
PAUSE_S = 0.2
TIMEOUT_S = 60.0
START_S = 300.0
RECOVERS_S = 240.0


@dataclass
class Site:
    """A running site; `met` holds every status and failure that its clients saw."""

    address: str
    process: subprocess.Popen[str]
    met: list[tuple[float, str]] = field(default_factory=list)

    def get(self, path: str) -> tuple[int, Any]:
        """Status and content of an answer, also of a refusal."""
        return self._ask(path)

    def post(self, path: str, content: object) -> tuple[int, Any]:
        """Status and content of what a change answers."""
        told = {"Content-Type": "application/json", "Origin": self.address}
        body = json.dumps(content).encode()
        return self._ask(path, body, told)

    def _ask(
        self, path: str, body: bytes | None = None, told: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        asked = urllib.request.Request(self.address + path, body, dict(told or {}))  # noqa: S310 - its own address
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310 - ours
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def plans(self) -> bool:
        """Whether a trip is planned now."""
        status, found = self.get(trip())
        return status == 200 and bool(found["itineraries"])

    def condition(self) -> tuple[int, dict[str, Any]]:
        """What /readyz says."""
        return self.get("/readyz")

    def workers(self) -> list[int]:
        """The processes under the first one that hold a network, the largest first."""
        sizes = {pid: _resident_kb(pid) for pid in _children(self.process.pid)}
        large = [pid for pid, kb in sizes.items() if kb > 100_000]
        return sorted(large, key=lambda pid: -sizes[pid])

    def failures(self, since: float) -> list[str]:
        """What went wrong for clients since a moment."""
        return [said for moment, said in self.met if moment >= since and said != "200"]

    def wait_until(self, is_so: Callable[[], object], what: str) -> float:
        """Seconds until something is so. Errors: AssertionError where it never is."""
        begin = time.monotonic()
        while time.monotonic() - begin < RECOVERS_S:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if is_so():
                    return time.monotonic() - begin
            time.sleep(PAUSE_S)
        raise AssertionError(f"never: {what}")


@contextlib.contextmanager
def running(data: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A site in processes of its own, asked for a trip again and again while the body runs."""
    words = [sys.executable, "app.py", "serve", "--data", str(data), "--port", "0", *options]
    around = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    with subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=around
    ) as process:
        said: list[str] = []
        address = threading.Event()
        threading.Thread(target=_listen, args=(process, said, address), daemon=True).start()
        over = threading.Event()
        try:
            if not address.wait(START_S) or "Navette is at" not in said[-1]:
                raise AssertionError("it never started: " + "".join(said[-5:]))
            found = re.search(r"Navette is at (\S+)", said[-1])
            assert found  # noqa: S101 - the line above was waited for
            site = Site(found.group(1), process)
            client = threading.Thread(target=_ask_on, args=(site, over), daemon=True)
            client.start()
            yield site
        finally:
            over.set()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def trip() -> str:
    """A trip to work on a working day soon."""
    day = clock.today("UTC") + dt.timedelta(days=2)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return TRIP.format(day=day)


def run(data: Path, *words: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """A command of the program over a data folder: its exit code and what it said."""
    command = [sys.executable, "app.py", *words, "--data", str(data)]
    around = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=around, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _listen(process: subprocess.Popen[str], said: list[str], started: threading.Event) -> None:
    assert process.stderr is not None  # noqa: S101 - it was asked for
    for line in process.stderr:
        if not started.is_set():
            said.append(line)
            if "Navette is at" in line:
                started.set()
    started.set()


def _ask_on(site: Site, over: threading.Event) -> None:
    """One client that asks for a trip, pauses, and asks again."""
    while not over.wait(PAUSE_S):
        moment = time.monotonic()
        try:
            status, _ = site.get(trip())
            site.met.append((moment, str(status)))
        except (OSError, http.client.HTTPException, ValueError) as exc:
            if not over.is_set():
                site.met.append((moment, type(exc).__name__))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in task.read_text(encoding="ascii").split()]
    return found


def _resident_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found.group(1)) if found else 0
    return 0
