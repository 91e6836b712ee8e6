"""Rental systems as they were last heard: a data folder in, what is known of every source out.

Each source has its own rhythm. Whatever one of them answers costs that look at that source: what it
said before stays, and grows old for everyone to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.errors import NavetteError
from feeds.gbfs.fetch import fetch_system
from feeds.gbfs.records import System
from feeds.gbfs.sources import RentalSource, read_sources

Ask = Callable[[RentalSource, Path, int], System]


class Heard(NamedTuple):
    """A source and what it said last. Moments are UTC seconds, None for never."""

    source: RentalSource
    system: System | None = None
    asked_s: int | None = None
    heard_s: int | None = None
    problem: str = ""

    @property
    def as_of_s(self) -> int | None:
        """Of which moment it is: as the system says, else when it was heard."""
        return (self.system.updated_s if self.system else 0) or self.heard_s

    def is_stale(self, now_s: int) -> bool:
        """Whether nothing newer has come for longer than the source may take."""
        return self.as_of_s is None or now_s - self.as_of_s > self.source.max_age_s


@dataclass(slots=True)
class RentalLooks:
    """Looks at the sources of a data folder; `heard` may be read while it looks."""

    data: Path
    ask: Ask = fetch_system
    heard: tuple[Heard, ...] = ()
    problem: str = ""
    """of the folder's file, where it cannot be read: the sources of before stay"""

    def look(self, now_s: int) -> None:
        """Asks the sources that are due; nothing that they answer gets out of here."""
        try:
            sources = read_sources(self.data)
            self.problem = ""
        except NavetteError as fault:
            self.problem = str(fault)
            sources = tuple(each.source for each in self.heard)
        known = {each.source: each for each in self.heard}
        self.heard = tuple(known.get(source, Heard(source)) for source in sources)
        for at, each in enumerate(self.heard):
            if each.asked_s is None or now_s - each.asked_s >= each.source.every_s:
                told = self._asked(each, now_s)
                self.heard = (*self.heard[:at], told, *self.heard[at + 1 :])

    def _asked(self, known: Heard, now_s: int) -> Heard:
        known = known._replace(asked_s=now_s)
        try:
            system = self.ask(known.source, self.data, now_s)
        except NavetteError as fault:
            return known._replace(problem=getattr(fault, "message", str(fault)))
        except Exception as fault:  # noqa: BLE001 a stranger's document ends no thread
            return known._replace(problem=f"could not be read ({type(fault).__name__})")
        return known._replace(system=system, heard_s=now_s, problem="")
