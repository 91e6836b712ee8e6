"""The store of a site stuck, and gone, while it serves: a data folder in, what came of it out."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fault_cases import SCENARIO, Finding
from benchmarks.fault_site import Site, running
from tests.postgres import gone, postmaster_of

MOST_S = 20
"""A scenario says within so long that its store does not answer."""


def lose_the_store(data: Path, place: str) -> Finding:
    """PostgreSQL is stopped in its tracks and goes on, then ends at once and is started again."""
    found = Finding("the store does not answer")
    with running(data, env={"DATABASE_URL": place}) as site:
        found.expect(site.post("/api/scenarios", SCENARIO)[0] == 201, "kept nothing before")
        begin = time.monotonic()
        took = []
        for how, lost in (("stuck", _stuck(place)), ("gone", gone(place))):
            with lost:
                took.append(_meanwhile(site, found, how))
            found.back_s = max(found.back_s, site.wait_until(lambda: _kept(site), "what was kept"))
            site.wait_until(lambda: not _is_amiss(site), "/readyz says that it is back")
        found.expect(not site.failures(begin), f"clients met {site.failures(begin)[:3]}")
        found.saw = f"trips as ever; scenarios answer 503 after {took[0]:.0f} and {took[1]:.0f} s"
    return found


def _meanwhile(site: Site, found: Finding, how: str) -> float:
    """What people see without the store; how long it took to say so."""
    found.expect(site.plans(), f"{how}: no trip without the store")
    asked = time.monotonic()
    status, _ = site.get("/api/scenarios")
    took = time.monotonic() - asked
    found.expect(status == 503, f"{how}: scenarios answered {status}")
    found.expect(took < MOST_S, f"{how}: it took {took:.0f} s to say so")
    found.expect(site.condition()[0] == 200, f"{how}: /readyz says that trips are not answered")
    site.wait_until(lambda: _is_amiss(site), f"/readyz tells ({how})")
    return took


def _is_amiss(site: Site) -> bool:
    return "the store of scenarios does not answer" in site.condition()[1]["degraded"]


def _kept(site: Site) -> bool:
    status, told = site.get("/api/scenarios")
    return status == 200 and [each["name"] for each in told["scenarios"]] == [SCENARIO["name"]]


@contextlib.contextmanager
def _stuck(place: str) -> Iterator[None]:
    """The server and everything that it has started stand still while the body runs."""
    first = postmaster_of(place)
    _signal_all(first, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal_all(first, signal.SIGCONT)


def _signal_all(first: int, number: int) -> None:
    pids = [first]
    for task in Path(f"/proc/{first}/task").glob("*/children"):
        pids += [int(word) for word in task.read_text(encoding="ascii").split()]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
