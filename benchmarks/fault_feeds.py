"""A publisher that fails in every way while a site runs: a folder in, what came of each out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.fault_cases import Finding
from benchmarks.fault_site import run, running
from feeds.catalogue import StoredFeed, list_feeds
from tests.feeds.make import MINIMAL, write_feed
from tests.feeds.updates.publisher import Publisher, publishing, raw

EXPIRED = "an expired feed"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n"


def cut_the_feed(folder: Path) -> Finding:
    """A feed's publisher is gone, breaks off, sends half a zip, and an expired feed."""
    found = Finding("a feed is cut")
    whole = write_feed(folder / "whole.zip").read_bytes()
    newer = _renamed(folder)
    data = folder / "data"
    with publishing() as publisher:
        env = {"NAVETTE_DOWNLOAD_LOOPBACK": publisher.place}
        address = publisher.offers(whole)
        code, said = run(data, "feeds", "add", "x", address, "--country", "LU", env=env)
        found.expect(code == 0, f"feeds add: {said[-300:]}")
        code, said = run(data, "feeds", "build", env=env)
        found.expect(code == 0, f"feeds build: {said[-300:]}")
        [before] = list_feeds(data)
        with running(data, env=env) as site:
            version = site.get("/api/v1/health")[1]["navette"]["version"]
            for name, breaks in _ways(publisher, whole, folder):
                breaks()
                code, said = run(data, "feeds", "update", env=env)
                found.expect(code == 1, f"{name}: ended with {code}")
                found.expect(" stays" in said, f"{name}: {said[-300:]}")
                if name != EXPIRED:  # that one is whole: it is kept, and refused by the gates
                    [after] = list_feeds(data)
                    found.expect(after == _as_before(before, after), f"{name}: another version")
                in_service = site.get("/api/v1/health")[1]["navette"]["version"]
                found.expect(in_service == version, f"{name}: another network")
                degraded = site.condition()[1]["degraded"]
                told = any("feed x" in each or "refused" in each for each in degraded)
                found.expect(told, f"{name}: not told")
            publisher.offers(newer)
            begin = time.monotonic()
            code, said = run(data, "feeds", "update", env=env)
            found.expect(code == 0, f"the update after all: {said[-300:]}")
            site.wait_until(
                lambda: site.get("/api/v1/health")[1]["navette"]["version"] != version,
                "the new one",
            )
            found.back_s = time.monotonic() - begin
            found.saw = "the last good version, with its age; /readyz says degraded"
    return found


def update_twice(folder: Path) -> Finding:
    """Two updates at once, of one feed with a newer version."""
    found = Finding("two update at once")
    data = folder / "data"
    with publishing() as publisher:
        env = {"NAVETTE_DOWNLOAD_LOOPBACK": publisher.place}
        address = publisher.offers(write_feed(folder / "whole.zip").read_bytes())
        run(data, "feeds", "add", "x", address, "--country", "LU", env=env)
        newer = _renamed(folder)
        publisher.offers(newer)
        begin = time.monotonic()
        with ThreadPoolExecutor(2) as both:
            ended = list(both.map(lambda _: run(data, "feeds", "update", env=env), "ab"))
        found.back_s = time.monotonic() - begin
        for code, said in ended:
            found.expect(code == 0, f"an update ended with {code}: {said[-300:]}")
        [feed] = list_feeds(data)
        found.expect(feed.path.read_bytes() == newer, "another version than the newest is there")
        found.expect(not feed.last_failure, f"a failure is noted: {feed.last_failure}")
        found.expect(not list(data.rglob("*.tmp-*")), "leftovers lie there")
        found.saw = "nothing: the second waits for the first"
    return found


def _as_before(before: StoredFeed, after: StoredFeed) -> StoredFeed:
    """The feed as it was, but for what is noted of the failure."""
    return replace(after, path=before.path, fetched_at_s=before.fetched_at_s, sha256=before.sha256)


def _ways(
    publisher: Publisher, whole: bytes, folder: Path
) -> list[tuple[str, Callable[[], object]]]:
    """Every way in which a publisher fails, by name."""
    half = _HEAD + f"Content-Length: {len(whole)}\r\n\r\n".encode() + whole[: len(whole) // 2]
    return [
        ("gone", publisher.answers.clear),
        ("half an answer", lambda: publisher.does(raw(half))),
        ("a truncated zip", lambda: publisher.offers(whole[: len(whole) // 2])),
        (EXPIRED, lambda: publisher.offers(_expired(folder))),
    ]


def _expired(folder: Path) -> bytes:
    days = re.sub(r"20\d{6}", "20190101", MINIMAL["calendar"])
    return write_feed(folder / "expired.zip", calendar=days).read_bytes()


def _renamed(folder: Path) -> bytes:
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    return write_feed(folder / "newer.zip", stops=stops).read_bytes()
