"""What is seen beside a load: the memory of processes as it goes, and networks that are swapped."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from commands.datadir import folder_in_service
from core.files import write_atomically

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY_S = 1.0
WARM_UP_S = 60.0
"""What a worker takes in its first minute is no growth."""
LEAST_SPAN_S = 60.0
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class WorkerMemory:
    """A worker: what it held last and most, and how its own memory grew after its warm-up."""

    pid: int
    last_mb: float
    most_mb: float
    mb_per_hour: float | None
    """By least squares; None where it was not looked at for long enough."""


@dataclass(slots=True)
class Watch:
    """Looks at the children of a process while the context's body runs."""

    master: int
    rows: dict[int, list[tuple[float, float, float]]] = field(default_factory=dict)
    """pid -> moment, all memory, memory of its own, in MB"""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks once a second."""
        done = threading.Event()
        thread = threading.Thread(target=self._run, args=(done,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def told(self) -> list[WorkerMemory]:
        """Each worker that was seen."""
        return [_memory(pid, np.array(rows)) for pid, rows in self.rows.items()]

    def _run(self, done: threading.Event) -> None:
        while not done.wait(LOOK_EVERY_S):
            for pid in _children(self.master):
                held = _held_mb(pid)
                if held is not None:
                    self.rows.setdefault(pid, []).append((time.monotonic(), *held))


def _memory(pid: int, rows: np.ndarray) -> WorkerMemory:
    after = rows[rows[:, 0] >= rows[0, 0] + WARM_UP_S]
    grows = None
    if len(after) > 1 and after[-1, 0] - after[0, 0] >= LEAST_SPAN_S:
        grows = round(float(np.polyfit(after[:, 0], after[:, 2], 1)[0]) * HOUR_S, 2)
    return WorkerMemory(pid, round(float(rows[-1, 1]), 1), round(float(rows[:, 1].max()), 1), grows)


def _children(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in told.split()]


def _held_mb(pid: int) -> tuple[float, float] | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    told = {line.split(":")[0]: line for line in lines}
    if "VmRSS" not in told:
        return None
    whole, own = (int(told[name].split()[1]) / 1024 for name in ("VmRSS", "RssAnon"))
    return whole, own


class Swaps:
    """Builds another network of a data folder in a rhythm while the context's body runs.

    The name of a feed changes, as in benchmarks.swaps; at the end it is what it was.
    """

    def __init__(self, data: Path, every_s: float | None) -> None:
        self._data, self._every_s = data, every_s
        self.made = 0
        self.failed: list[str] = []

    @contextmanager
    def swapping(self) -> Iterator[None]:
        """Does nothing without a rhythm."""
        if self._every_s is None:
            yield
            return
        source = min(folder_in_service(self._data).glob("feeds/*/source.toml"))
        given = source.read_bytes()
        done = threading.Event()
        thread = threading.Thread(target=self._run, args=(source, given, done))
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            write_atomically(source, given)

    def _run(self, source: Path, given: bytes, done: threading.Event) -> None:
        while not done.wait(self._every_s):
            name = f'name = "{self.made} '.encode()
            write_atomically(source, given.replace(b'name = "', name, 1))
            words = [sys.executable, "app.py", "feeds", "build", "--data", str(self._data)]
            built = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
            self.made += built.returncode == 0
            if built.returncode != 0:
                self.failed.append(built.stderr.strip()[-200:])
