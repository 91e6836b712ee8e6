"""A Dask cluster of this machine's processes: how many workers in, its address out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
START_S = 60.0


@dataclass
class Cluster:
    """A scheduler and workers, each a process of ours."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def kill_worker(self) -> None:
        """SIGKILL: the worker tells nobody."""
        worker = self.workers.pop()
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def kill_scheduler(self) -> None:
        self.scheduler.send_signal(signal.SIGKILL)
        self.scheduler.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster with its files in a folder; its processes are ended with the context."""
    told = folder / "scheduler.json"
    local = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    own = ("--port", "0", "--scheduler-file", str(told))
    found = Cluster("", _start(folder, "scheduler", *local, *own), [])
    try:
        found.address = _address(told)
        found.workers = [
            _start(
                folder, "worker", found.address, *local, "--nthreads", "1", "--no-nanny",
                "--memory-limit", "0", "--local-directory", str(folder),
            )
            for _ in range(workers)
        ]  # fmt: skip
        yield found
    finally:
        for process in (*found.workers, found.scheduler):
            process.kill()
            process.wait()


def _start(folder: Path, what: str, *words: str) -> subprocess.Popen[bytes]:
    with (folder / "cluster.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *words],
            cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip


def _address(file: Path) -> str:
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up:
        try:
            return str(json.loads(file.read_bytes())["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError(f"no scheduler: {file.with_name('cluster.log').read_text()}")
