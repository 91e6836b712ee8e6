"""Clients that ask by a schedule, whether or not they were answered: questions in, answers out.

Arrivals are drawn beforehand (a Poisson process) and each answer's time counts from the moment its
question was due, so a site that falls behind cannot slow down who asks (no coordinated omission).
The clients are processes beside the site; each keeps connections as browsers do.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from benchmarks.loads.question import Question

PROCESSES = 2
MOST_OPEN = 400
"""Connections of one process; who finds none waits, and that counts."""
PATIENCE_S = 15.0
START_IN_S = 0.5
LONGEST_START_S = 120.0
LONGEST_S, MOST_QUESTIONS = 8 * 3600.0, 5_000_000
"""No load is longer or larger than that."""
NO_ANSWER = 0


class Due(NamedTuple):
    """A question, and when it is asked: seconds after the start."""

    at_s: float
    question: Question


class Answer(NamedTuple):
    """What came: 0 as status for nothing in time. `took_ms` counts from when it was due."""

    kind: str
    due_s: float
    took_ms: float
    status: int


def arrivals(
    rate: float, seconds: float, draw: Callable[[], Question], seed: int, start_s: float = 0.0
) -> Iterator[Due]:
    """Questions at random moments, `rate` of them a second on average."""
    rng = random.Random(seed)
    at_s = start_s
    for _ in range(MOST_QUESTIONS):
        at_s += rng.expovariate(rate)
        if at_s >= start_s + min(seconds, LONGEST_S):
            return
        yield Due(at_s, draw())


def ask_by_schedule(address: str, schedule: Sequence[Due]) -> list[Answer]:
    """Asks every question when it is due, in processes of their own; in the order of the answers.

    Errors: ValueError for a site that is not on this machine: this is a load, not a visit.
    """
    site = urllib.parse.urlsplit(address)
    if site.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("loads are for sites on this machine")
    shares = [(site.hostname, site.port, schedule[at::PROCESSES]) for at in range(PROCESSES)]
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(PROCESSES)
    with context.Pool(PROCESSES, _wait_for_all, (together,)) as pool:
        return [answer for part in pool.starmap(_client, shares, 1) for answer in part]


def _wait_for_all(together: Barrier) -> None:
    """Nobody begins before all are there: what they import may take a while."""
    together.wait(LONGEST_START_S)


def _client(host: str, port: int, schedule: Sequence[Due]) -> list[Answer]:
    return asyncio.run(_Client(host, port, time.monotonic() + START_IN_S).run(schedule))


class _Client:
    """One process of clients."""

    def __init__(self, host: str, port: int, start_s: float) -> None:
        self._host, self._port, self._start_s = host, port, start_s
        self._kept: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(MOST_OPEN)
        self._answers: list[Answer] = []

    async def run(self, schedule: Sequence[Due]) -> list[Answer]:
        async with asyncio.TaskGroup() as asking:
            for due in schedule:
                wait_s = self._start_s + due.at_s - time.monotonic()
                if wait_s > 0:
                    await asyncio.sleep(wait_s)
                asking.create_task(self._ask(due))
        for _, writer in self._kept:
            writer.close()
        return self._answers

    async def _ask(self, due: Due) -> None:
        status = NO_ANSWER
        async with self._room:
            with suppress(OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                async with asyncio.timeout(PATIENCE_S):
                    status = await self._asked(due.question.target)
        took_ms = (time.monotonic() - self._start_s - due.at_s) * 1000
        self._answers.append(Answer(due.question.kind, due.at_s, took_ms, status))

    async def _asked(self, target: str) -> int:
        """On a kept connection; where that was closed meanwhile, on a new one, as browsers do."""
        if self._kept:
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._over(*self._kept.pop(), target)
        opened = await asyncio.open_connection(self._host, self._port, limit=1 << 22)
        return await self._over(*opened, target)

    async def _over(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str
    ) -> int:
        stays = False
        try:
            head = f"GET {target} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip\r\n\r\n"
            writer.write(head.encode("ascii"))
            told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            fields = dict(line.split(": ", 1) for line in told.split("\r\n")[1:] if ": " in line)
            if "content-length" in fields:
                await reader.readexactly(int(fields["content-length"]))
                stays = fields.get("connection") != "close"
            elif "transfer-encoding" in fields:
                await reader.readuntil(b"0\r\n\r\n")
            else:
                await reader.read()
            return int(told.split(" ", 2)[1])
        finally:
            if stays:
                self._kept.append((reader, writer))
            else:
                writer.close()
