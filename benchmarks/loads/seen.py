"""What is seen beside a load: the memory of processes as it goes, and networks that are swapped."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.loads.at_rest import Look, growth, look, told
from commands.datadir import folder_in_service
from core.files import write_atomically

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY_S = 5.0
GIVES_WAY = ("nice", "-n", "10")
WARM_UP_S = 1800.0
"""What a site takes in its first half hour, while its caches fill, is no growth."""
MINUTE_S, HOUR_S = 60.0, 3600.0


class Memory(NamedTuple):
    """The memory of all processes of a site together, each shared page counted once (PSS)."""

    processes: int
    last_mb: float
    most_mb: float
    mb_per_hour: float | None
    """Of the least of each span after the warm-up; None where there were too few."""
    mb_per_hour_between: list[float]
    """What it lies between, with 95 in 100."""
    mb_by_minute: list[int]
    """The least of each minute, from the start: where two networks stand side by side for a moment
    there is more."""
    anonymous_mb_by_minute: list[int]
    """Of pages without a file behind them alone: the least of each minute."""
    at_rest: dict[str, Any] | None
    """What the processes held while nothing was in hand (benchmarks/loads/at_rest.py)."""


@dataclass(slots=True)
class Watch:
    """Looks at a process and its children while the context's body runs."""

    master: int
    address: str | None = None
    """Where the site tells what it holds at rest."""
    every_s: float = LOOK_EVERY_S
    rows: list[tuple[float, int, float, float]] = field(default_factory=list)
    """Moment, processes, MB, MB of anonymous pages."""
    looks: list[Look] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks in a rhythm."""
        done = threading.Event()
        thread = threading.Thread(target=self._run, args=(done,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def told(self, warm_up_s: float = WARM_UP_S, span_s: float = MINUTE_S) -> Memory | None:
        """What was seen, at rest over spans of that length; None where that was nothing."""
        if not self.rows:
            return None
        rows = np.array(self.rows)
        at_s, pss, anonymous = rows[:, 0] - rows[0, 0], rows[:, 2], rows[:, 3]
        spans, least = _least(at_s, pss, span_s)
        late = spans * span_s >= warm_up_s
        at_rest = told(self.looks, span_s, warm_up_s)
        return Memory(
            int(rows[-1, 1]),
            round(float(pss[-1]), 1),
            round(float(pss.max()), 1),
            *growth(spans[late] * span_s / HOUR_S, least[late]),
            [round(float(each)) for each in _least(at_s, pss, MINUTE_S)[1]],
            [round(float(each)) for each in _least(at_s, anonymous, MINUTE_S)[1]],
            None if at_rest is None else at_rest._asdict(),
        )

    def _run(self, done: threading.Event) -> None:
        while not done.wait(self.every_s):
            held = [held_mb(pid) for pid in (self.master, *_children(self.master))]
            known = [each for each in held if each is not None]
            if known:
                pss, anonymous = np.sum(known, axis=0).tolist()
                self.rows.append((time.monotonic(), len(known), pss, anonymous))
            if self.address is not None:
                with suppress(OSError):
                    self.looks += look(self.address, time.monotonic())


def _least(
    at_s: NDArray[np.float64], values: NDArray[np.float64], span_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spans, and the least value of each."""
    span = at_s // span_s
    spans = np.unique(span)
    return spans, np.array([values[span == each].min() for each in spans])


def _children(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in told.split()]


def held_mb(pid: int) -> tuple[float, float] | None:
    """The share of memory of a process, in MB: pages that several hold count in parts (PSS).

    Then that of its anonymous pages alone, which have no file behind them.
    """
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    found = dict(re.findall(r"^(Pss(?:_Anon)?):\s+(\d+) kB", told, re.MULTILINE))
    return (int(found["Pss"]) / 1024, int(found["Pss_Anon"]) / 1024) if len(found) == 2 else None


class Swaps:
    """Builds another network of a data folder in a rhythm while the context's body runs.

    Builds give way to the site, as those of its own updater do (commands/updater.py). The name of a
    feed changes, as in benchmarks.swaps; at the end it is what it was.
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
        next_s = time.monotonic() + (self._every_s or 0.0)
        while not done.wait(max(next_s - time.monotonic(), 0.0)):
            next_s += self._every_s or 0.0
            name = f'name = "{self.made} '.encode()
            write_atomically(source, given.replace(b'name = "', name, 1))
            words = [*GIVES_WAY, sys.executable, "app.py", "feeds", "build"]
            words += ["--data", str(self._data)]
            built = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
            self.made += built.returncode == 0
            if built.returncode != 0:
                self.failed.append(built.stderr.strip()[-200:])
