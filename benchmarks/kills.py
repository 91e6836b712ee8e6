"""Builds that are killed: a data folder in, what stood in service after each SIGKILL out.

    python -m benchmarks.kills --n 200 --seed 1 [--data DIR] [--json]

Two versions of the feeds are built in turn by `feeds build`, whose process is killed: every other
time at an instant of the whole build, else at one of the writing. What is in service then must be
one of the two networks, whole: every array as its sha256 says and as a build that nobody killed
wrote it. DIR is a data folder (default: a new one with the embedded data set), which is changed.
The exit code is 1 where anything else was found.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import app
from commands.datadir import folder_in_service, resolve_data
from commands.network import snapshots_of
from core import snapshot
from core.errors import NavetteError
from core.files import write_atomically
from core.progress import silent
from feeds import load, merge  # noqa: F401 - what a build needs is there before a process forks
from routing import network_io

POLL_S = 0.001
LONGEST_BUILD_S = 600.0

Hashes = dict[str, str]


@dataclass(slots=True)
class Report:
    """What was found: how often a build was killed, what it left in service, what was wrong."""

    killed: int = 0
    killed_while_writing: int = 0
    finished: int = 0
    left_the_old: int = 0
    left_the_new: int = 0
    build_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


def main(argv: list[str] | None = None) -> int:
    """Kills builds and prints what was found."""
    parser = argparse.ArgumentParser(prog="benchmarks.kills", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="how many kills (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="a data folder that may be changed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as made:
        report = kill_builds(args.data or Path(made) / "data", args.n, random.Random(args.seed))
    if args.json:
        print(json.dumps(dataclasses.asdict(report)))
    else:
        print(
            f"{report.killed} builds killed, {report.killed_while_writing} of them while writing; "
            f"{report.left_the_old} left the old network in service, {report.left_the_new} the new "
            f"one; {report.finished} ended before; a whole build takes {report.build_s:.1f} s; "
            f"{len(report.wrong)} wrong"
        )
        print("\n".join(report.wrong[:10]))
    return 1 if report.wrong else 0


def kill_builds(data: Path, n: int, chance: random.Random) -> Report:
    """Kills `n` builds and looks after each what is in service."""
    resolve_data(data, silent)
    site = _Site.prepared(data)
    report = Report(build_s=site.build_s)
    while report.killed < n:
        old = snapshot.current_version(site.root)
        new = site.ask_for_another(old)
        process = _build(data)
        while_writing = (report.killed + report.finished) % 2 == 1
        if while_writing:
            _wait_for_writing(site.root, process)
        process.join(chance.uniform(0.0, site.write_s if while_writing else site.build_s))
        was_alive = process.is_alive()
        process.kill()
        process.join()
        report.finished += not was_alive
        report.killed += was_alive
        report.killed_while_writing += was_alive and while_writing
        left = snapshot.current_version(site.root)
        report.left_the_old += was_alive and left == old
        report.left_the_new += was_alive and left == new
        report.wrong += [f"kill {report.killed}: {fault}" for fault in site.faults()]
    new = site.ask_for_another(snapshot.current_version(site.root))
    _finish(_build(data))
    if snapshot.current_version(site.root) != new or list(site.root.glob("*.tmp-*")):
        report.wrong.append("the build after the last kill did not go into service cleanly")
    return report


@dataclass(frozen=True, slots=True)
class _Site:
    """A data folder with two versions of a feed, and the networks that whole builds made."""

    root: Path
    source: Path
    texts: dict[str, str]
    """version of the network -> source.toml of which it is built"""
    hashes: dict[str, Hashes]
    build_s: float
    write_s: float

    @classmethod
    def prepared(cls, data: Path) -> _Site:
        folder = folder_in_service(data)
        root = snapshots_of(folder)
        source = min(folder.glob("feeds/*/source.toml"))
        given = source.read_text(encoding="utf-8")
        renamed = given.replace('name = "', 'name = "Other ', 1)
        texts, hashes, build_s, write_s = {}, {}, 0.0, 0.0
        for text in (given, renamed):
            write_atomically(source, text.encode())
            for old in snapshot.versions(root):
                if old not in texts:
                    shutil.rmtree(root / old)
            begin = time.perf_counter()
            process = _build(data)
            _wait_for_writing(root, process)
            writing = time.perf_counter()
            _finish(process)
            end = time.perf_counter()
            build_s, write_s = end - begin, end - writing
            version = snapshot.load(root).version
            texts[version], hashes[version] = text, _hashes(root / version)
        return cls(root, source, texts, hashes, build_s, write_s)

    def ask_for_another(self, present: str | None) -> str:
        """Changes the feed so that the next build makes, and has to write, the other network."""
        other = next(version for version in self.texts if version != present)
        write_atomically(self.source, self.texts[other].encode())
        shutil.rmtree(self.root / other, ignore_errors=True)
        return other

    def faults(self) -> list[str]:
        """What is wrong with what is in service."""
        try:
            stored = snapshot.load(self.root)
            network = network_io.from_arrays(stored.arrays, stored.manifest)
        except (NavetteError, ValueError, KeyError) as exc:
            return [f"does not load: {exc}"]
        if stored.version not in self.texts or network.version != stored.version:
            return [f"{stored.version} is not one of the networks"]
        if _hashes(self.root / stored.version) != self.hashes[stored.version]:
            return [f"{stored.version} holds other arrays than a whole build wrote"]
        return []


def _hashes(folder: Path) -> Hashes:
    head = json.loads((folder / "manifest.json").read_bytes())
    return {name: entry["sha256"] for name, entry in head["arrays"].items()}


def _build(data: Path) -> BaseProcess:
    """A process that runs `feeds build`."""
    process = multiprocessing.get_context("fork").Process(target=_run_build, args=(data,))
    process.start()
    return process


def _run_build(data: Path) -> None:
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        sys.stderr = nowhere
        code = app.main(["feeds", "build", "--data", str(data)])
    os._exit(code)


def _finish(process: BaseProcess) -> None:
    process.join(LONGEST_BUILD_S)
    if process.exitcode != 0:
        process.kill()
        sys.exit(f"a build that nobody killed ended with {process.exitcode}")


def _wait_for_writing(root: Path, process: BaseProcess) -> None:
    while process.is_alive() and not any(root.glob("*.tmp-*")):
        time.sleep(POLL_S)


if __name__ == "__main__":
    sys.exit(main())
