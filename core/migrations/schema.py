"""The schema of a store: a folder of migrations in, its tables and the versions they know out.

A migration is a file `v0002_what_it_does.py` whose `upgrade()` takes the tables from the version
before to its own. Each store records its version in a table of its own, so that several stores
share a server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FILE = re.compile(r"v(\d{4})_\w+\.py")


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one store, parents before children, and the folder of their migrations.

    Writers of schemas with different locks do not wait for each other on a server.
    """

    name: str
    folder: Path
    tables: tuple[str, ...]
    lock: int

    @property
    def recorded_in(self) -> str:
        """The table that holds the version."""
        return f"navette_{self.name}_version"

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that the program knows, the oldest first."""
        named = (_FILE.fullmatch(path.name) for path in self.folder.iterdir())
        return tuple(sorted(found[1] for found in named if found))

    @property
    def newest(self) -> str:
        """The version that the program works with."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """The version of a database, None before the first one, and those that are still due."""

    recorded: str | None
    due: tuple[str, ...]
    is_made: bool
    """Whether any of the store's tables is there."""
