"""What may break around a site, done to it on purpose: a data folder in, what came of it out.

Each case starts its own site over a folder that it may change, breaks one thing, looks at what
people see, mends it, and looks whether the site has found back by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fault_site import ROOT, Site, run, running
from commands.datadir import EMBEDDED, folder_in_service
from commands.network import snapshots_of
from core import snapshot
from core.errors import NavetteError

SCENARIO = {"name": "Nothing", "modifications": []}
ANOTHER = ROOT / "feeds" / "territories" / "pays-haut" / "scenarios" / "bhns.json"
FAKETIME = "faketime/libfaketimeMT.so.1"
REFRESHED_S = 8.0
"""By then a site has looked for news, and a process that could not open it has given up."""
ROOM = 128 << 20
"""Bytes beside the data on the small disk, before it is filled."""


@dataclass
class Finding:
    """One case: what clients saw, how it found back, and everything that was wrong."""

    case: str
    saw: str = ""
    back_s: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def expect(self, is_so: object, what: str) -> None:
        """Notes what should have been so and was not."""
        if not is_so:
            self.wrong.append(what)


def kill_a_worker(data: Path) -> Finding:
    """One of two processes is killed while it answers."""
    found = Finding("a worker is killed")
    with running(data, "--workers", "2") as site:
        found.expect(site.plans(), "no trip before")
        site.wait_until(site.workers, "a second process")
        victim = site.workers()[-1]
        begin = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        found.back_s = site.wait_until(lambda: all(site.plans() for _ in range(5)), "five answers")
        time.sleep(2)
        failed = site.failures(begin)
        found.saw = f"{len(failed)} questions under way were cut off"
        found.expect(len(failed) <= 3, f"{len(failed)} failed: {failed[:5]}")
        found.expect(site.process.poll() is None, "the whole site ended")
    return found


def lose_the_snapshot(data: Path) -> Finding:
    """The snapshots are deleted under a running site."""
    found = Finding("the snapshot is deleted")
    with running(data) as site:
        begin = time.monotonic()
        shutil.rmtree(snapshots_of(folder_in_service(data)))
        found.expect(site.plans(), "no trip while it is gone")
        found.back_s = site.wait_until(lambda: _version(data), "a snapshot built anew")
        found.expect(site.plans(), "no trip afterwards")
        found.expect(not site.failures(begin), f"clients met {site.failures(begin)[:3]}")
        found.saw = "nothing: the network is in memory, and was built anew"
    return found


def lose_the_feeds(data: Path) -> Finding:
    """The feeds are away, as when their disk is not there, and a process dies meanwhile."""
    found = Finding("the feeds are gone")
    data = folder_in_service(data)  # as a folder with feeds of its own
    with running(data, "--workers", "2") as site:
        site.wait_until(lambda: len(site.workers()) > 1, "a second process")
        before = _version(data)
        begin = time.monotonic()
        (data / "feeds").rename(data / "away")
        time.sleep(REFRESHED_S)
        os.kill(site.workers()[-1], signal.SIGKILL)
        time.sleep(REFRESHED_S)
        found.expect(all(site.plans() for _ in range(5)), "no trip while they are gone")
        found.expect(not (data / EMBEDDED).exists(), "the embedded data set took their place")
        (data / "away").rename(data / "feeds")
        found.back_s = site.wait_until(lambda: len(site.workers()) > 1, "the second process again")
        found.expect(_version(data) == before, "another network is in service")
        failed = site.failures(begin)
        found.expect(len(failed) <= 3, f"{len(failed)} failed: {failed[:5]}")
        found.saw = "nothing, but for the questions of the process that died"
    return found


def fill_the_disk(data: Path, mount: Path) -> Finding:
    """The disk under the data folder runs full. Errors: OSError where none can be mounted."""
    found = Finding("the disk is full")
    with _small_disk(data, mount) as folder, running(folder) as site:
        found.expect(site.post("/api/scenarios", SCENARIO)[0] == 201, "kept nothing before")
        before = _version(folder)
        filler = folder / "filler"
        _fill(filler)
        code, said = run(folder, "feeds", "build")
        found.expect(code == 1 and "free space" in said, f"the build said {code}: {said[-200:]}")
        found.expect(_version(folder) == before, "another snapshot is in service")
        another = json.loads(ANOTHER.read_bytes())
        status, told = site.post("/api/scenarios", another)
        found.expect(status == 503, f"a scenario answered {status}: {told}")
        status, told = site.condition()
        full = status == 200 and "the disk is full" in told["degraded"]
        found.expect(full, f"/readyz said {status}: {told}")
        found.expect(site.plans(), "no trip on a full disk")
        filler.unlink()
        found.back_s = site.wait_until(
            lambda: site.post("/api/scenarios", another)[0] == 201, "kept"
        )
        kept = site.get("/api/scenarios")[1]["scenarios"]
        found.expect(
            {"Nothing", another["name"]} <= {each["name"] for each in kept}, "scenarios are lost"
        )
        found.expect(site.condition()[0] == 200, "not ready afterwards")
        found.saw = "trips as ever; keeping a scenario answers 503; a build says why in one line"
    return found


def skew_the_clock(data: Path, stamp: Path) -> Finding:
    """The clock jumps a day ahead, an hour back, and through a night of the change of time."""
    found = Finding("the clock jumps")
    stamp.write_text("+0", encoding="ascii")
    library = next(Path("/usr/lib").glob(f"*/{FAKETIME}"))
    env = {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(stamp),
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    with running(data, env=env) as site:
        begin = time.monotonic()
        for said in ("+1d", "-1h", "+0"):
            stamp.write_text(said, encoding="ascii")
            took = site.wait_until(lambda: site.condition()[0] == 200 and site.plans(), said)
            found.back_s = max(found.back_s, took)
        failed = [each for each in site.failures(begin) if each not in ("422", "404")]
        found.expect(not failed, f"clients met {failed[:5]}")
        found.expect(site.process.poll() is None, "the site ended")
        found.saw = "trips of the day that the clock shows"
    return found


def silence_realtime(data: Path) -> Finding:
    """The one source of realtime says what nobody can read, and then is gone."""
    found = Finding("realtime is broken, then silent")
    messages = data / "lu.pb"
    messages.write_bytes(b"\xff\xfe no message")
    (data / "realtime.toml").write_text(
        f'[[source]]\ntag = "lu"\ntrip_updates = "{messages.name}"\npoll_s = 5\n', encoding="utf-8"
    )
    with running(data) as site:
        begin = time.monotonic()
        found.back_s = site.wait_until(
            lambda: any("realtime of lu" in each for each in site.condition()[1]["degraded"]),
            "/readyz says that realtime is amiss",
        )
        messages.unlink()
        time.sleep(6)
        found.expect(site.plans(), "no trip without realtime")
        found.expect(site.condition()[0] == 200, "not ready")
        found.expect(not site.failures(begin), f"clients met {site.failures(begin)[:3]}")
        found.saw = "the timetable; /readyz says degraded"
    return found


def write_twice(data: Path) -> Finding:
    """Two builds at once, over a folder that a site serves."""
    found = Finding("two write at once")
    with running(data) as site:
        begin = time.monotonic()
        with ThreadPoolExecutor(2) as both:
            ended = list(both.map(lambda _: run(folder_in_service(data), "feeds", "build"), "ab"))
        found.back_s = time.monotonic() - begin
        for code, said in ended:
            found.expect(code == 0, f"a build ended with {code}: {said[-200:]}")
        found.expect(_version(data), "no whole snapshot is in service")
        found.expect(not list(folder_in_service(data).rglob("*.tmp-*")), "leftovers lie there")
        found.expect(not site.failures(begin), f"clients met {site.failures(begin)[:3]}")
        found.saw = "nothing: the second waits for the first"
    return found


def _version(data: Path) -> str | None:
    """The version of a whole snapshot in service, every array as its hash says; else None."""
    try:
        return snapshot.load(snapshots_of(folder_in_service(data))).version
    except NavetteError:
        return None


@contextlib.contextmanager
def _small_disk(data: Path, mount: Path) -> Iterator[Path]:
    """A disk of its own with a copy of the data folder."""
    size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    mount.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={size + size // 4 + ROOM}", "tmpfs", str(mount)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        raise OSError("no small disk can be mounted here")
    try:
        shutil.copytree(data, mount / "data", symlinks=True)
        yield mount / "data"
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=False)


def _fill(path: Path) -> None:
    """Writes until nothing more fits."""
    with path.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(bytes(1 << 20)):
            pass
    with path.open("ab", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(bytes(512)):
            pass


__all__ = [
    "Finding", "Site", "fill_the_disk", "kill_a_worker", "lose_the_snapshot",
    "silence_realtime", "skew_the_clock", "write_twice",
]  # fmt: skip
