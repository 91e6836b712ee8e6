"""What reads the documents of strangers, under damage: a kind and a number in, an outcome out.

Case `number` of a kind is made from the seed alone, so that it can be made again. A document must
be read, or be refused by an error that is meant for people; anything else is a finding. Cases are
read in a process of its own whose time and memory are bounded.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.fuzz_bytes import damaged_bytes, damaged_json
from core.clock import get_zone
from core.errors import NavetteError
from feeds.gbfs.reading import feeds_listed, read_system
from feeds.realtime.read import read_message
from forecast.archiver import read_answer
from forecast.sources.reading import Reading
from planning.scenario.reading import read_scenario
from tests.feeds import rental_documents
from tests.feeds.door.mutations import ALL, Mutation, damaged
from tests.feeds.door.test_mutations import judge
from tests.forecast import situations, test_sources
from tests.planning.runs.valley import shuttle
from tests.planning.scenario import given
from tests.realtime.make import message, of_all_kinds, texts_of, update

MOST_BYTES = 2 << 20
"""Of a document; sizes beyond what a source may send are refused before it is read."""
CASE_S = 20.0
"""Longest time for one case."""
MORE_BYTES = 600 << 20
"""Memory that a process may hold for cases, beyond what it holds when it starts."""
MORE_SPACE_BYTES = 6 << 30
"""Addresses that it may ask for; allocators of libraries ask for far more than they use."""
WARM = 8
"""Cases of each kind before any counts."""
FOREVER_S = 300.0
"""Longest wait for a process that starts."""

Found = str | None
Case = Callable[[random.Random], Any]


def _feed(chance: random.Random) -> bytes:
    number = lambda: chance.randint(0, 10_000)  # noqa: E731 - drawn anew each time
    done = [
        Mutation(chance.choice(sorted(ALL)), number(), number(), number(), number())
        for _ in range(chance.randint(1, 6))
    ]
    with tempfile.TemporaryDirectory() as folder:
        content = damaged(Path(folder) / "feed.zip", done).read_bytes()
    return damaged_bytes(chance, content) if chance.random() < 0.2 and content else content


def _read_feed(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"
        path.write_bytes(content)
        if not judge(path):
            raise NavetteError("refused")


def _realtime(chance: random.Random) -> bytes:
    calls = [(f"fr_{n}", chance.choice((60, -30, "08:05", "skipped", "no data"))) for n in range(4)]
    entities = [update(f"t{n}", *calls) for n in range(chance.randint(1, 5))]
    return damaged_bytes(chance, message(*entities, *chance.choice(([], of_all_kinds()))))


def _read_realtime(content: bytes) -> None:
    told = read_message(content, "x")
    if any(
        isinstance(text, bytes) for text in texts_of((told.updates, told.positions, told.alerts))
    ):
        raise TypeError("bytes where a text should be")
    read_answer(content, "gtfs_realtime", _reading())
    if not told.usable:
        raise NavetteError("refused")


def _rentals(chance: random.Random) -> bytes:
    documents: dict[str, Any] = dict(chance.choice((rental_documents.TWO, rental_documents.THREE)))
    feeds = [{"name": name, "url": f"https://v.example/{name}"} for name in documents]
    documents["gbfs"] = {"version": "2.3", "data": {"en": {"feeds": feeds}}}
    name = chance.choice(sorted(documents))
    documents[name] = damaged_json(chance, documents[name])
    return json.dumps(documents).encode()


def _read_rentals(content: bytes) -> None:
    documents = {name: json.dumps(each).encode() for name, each in json.loads(content).items()}
    for each in (documents, {n: damaged_bytes(random.Random(1), d) for n, d in documents.items()}):
        refused = False
        for ask in (
            lambda given=each: feeds_listed(given["gbfs"]),
            lambda given=each: read_system(given, rental_documents.NOW_S),
        ):
            try:
                ask()
            except NavetteError:
                refused = True
        if refused and each is documents:
            raise NavetteError("refused")


def _datex(chance: random.Random) -> bytes:
    cell = lambda plain: chance.choice((plain, plain, "", "NaN", "-1", "1e400", "é", "&lt;"))  # noqa: E731
    whole = chance.choice((
        test_sources.document(test_sources.site(flow=cell("1200"), speed=cell("87.5"))),
        situations.document(situations.record(begin=cell("2026-11-24T07:30:00Z"), lat=cell("49"))),
        situations.DOCUMENT_3,
    ))  # fmt: skip
    return damaged_bytes(chance, whole) if chance.random() < 0.8 else whole


def _read_datex(content: bytes) -> None:
    refusals = 0
    for form in ("datex2", "situations"):
        try:
            read_answer(content, form, _reading())
        except NavetteError:
            refusals += 1
    if refusals == 2:
        raise NavetteError("refused")


def _scenario(chance: random.Random) -> bytes:
    content = chance.choice((shuttle(), _every_kind()))
    most = chance.choice((1, 1, 2, 4))
    made = json.dumps(damaged_json(chance, content, most)).encode()
    return damaged_bytes(chance, made) if chance.random() < 0.3 else made


def _every_kind() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(given.written(*map(given.sound, given.SOUND)))
    return kept


def _read_scenario(content: bytes) -> None:
    read_scenario(content)


def _reading() -> Reading:
    return Reading(situations.NOW, get_zone("Europe/Paris"))


KINDS: dict[str, tuple[Case, Callable[[bytes], None]]] = {
    "feeds": (_feed, _read_feed),
    "realtime": (_realtime, _read_realtime),
    "rentals": (_rentals, _read_rentals),
    "datex": (_datex, _read_datex),
    "scenarios": (_scenario, _read_scenario),
}


def case_of(kind: str, seed: int, number: int) -> bytes:
    """The document of a case; one beyond MOST_BYTES is made once more, of other chances."""
    attempt = 0
    while True:
        chance = random.Random(f"{kind} {seed} {number} {attempt}")
        made: bytes = KINDS[kind][0](chance)
        if len(made) <= MOST_BYTES:
            return made
        attempt += 1


def outcome_of(kind: str, content: bytes) -> tuple[str, Found]:
    """`read` or `refused`; or `fault` with its traceback."""
    try:
        KINDS[kind][1](content)
    except NavetteError as refusal:
        fine = "\n" not in str(refusal)
        return ("refused", None) if fine else ("fault", f"more than one line: {refusal!r}")
    except Exception:  # noqa: BLE001 - what nobody thought of is what is looked for
        return "fault", traceback.format_exc()
    return "read", None


class Reader:
    """A process that reads cases; one that hangs or dies is replaced by the next."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._end, theirs = multiprocessing.Pipe()
        spawned = multiprocessing.get_context("spawn")
        self._process = spawned.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not self._end.poll(FOREVER_S):
            raise RuntimeError("the process that reads does not start")
        self._end.recv()

    def read(self, kind: str, content: bytes) -> tuple[str, Found]:
        """What became of a document."""
        self._end.send((kind, content))
        try:
            if self._end.poll(CASE_S):
                told: tuple[str, Found] = self._end.recv()
                return told
            found = ("hang", f"took longer than {CASE_S:.0f} s")
        except EOFError:
            self._process.join()
            found = ("crash", f"the process ended with {self._process.exitcode}")
        self.close()
        self._start()
        return found

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.join()


def _work(end: Connection) -> None:
    for kind in KINDS:  # what is compiled or imported once is no case's fault
        for number in range(WARM):
            outcome_of(kind, case_of(kind, 0, number))
    space, held = _memory()
    resource.setrlimit(resource.RLIMIT_AS, (space + MORE_SPACE_BYTES,) * 2)
    end.send("ready")
    while True:
        kind, content = end.recv()
        told = outcome_of(kind, content)
        more = _memory()[1] - held
        if more > MORE_BYTES:
            told = "memory", f"the process holds {more >> 20} MiB more than at its start"
        end.send(told)


def _memory() -> tuple[int, int]:
    """Bytes of addresses and of memory that this process has."""
    page = resource.getpagesize()
    words = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(words[0]) * page, int(words[1]) * page
