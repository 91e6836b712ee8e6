"""Every environment variable that the program reads: nothing in, names with defaults and uses out.

The limits of the window come from web/settings.py; beside them stands the rest, each with the
module that reads it. docs/tables.py writes the table in docs/operations.md from this; a test looks
for variables that are read and not listed.
"""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple


class Variable(NamedTuple):
    """A variable of the environment, its default as text, and what it is for."""

    name: str
    default: str
    what: str


def variables() -> tuple[Variable, ...]:
    """All of them, those of the window first."""
    from commands.feeds_fetch import LOOPBACK_VARIABLE
    from core.database import VARIABLE
    from web.operations.metrics import SHARED
    from web.settings import Settings, variable_of

    of_the_window = (
        Variable(variable_of(each.name), str(each.default), each.metadata["doc"])
        for each in fields(Settings)
    )
    return (
        *of_the_window,
        Variable(
            VARIABLE,
            "",
            "address of a PostgreSQL server for observations and scenarios, such as "
            "`postgresql://user:password@host/name`; empty: SQLite files in the data folder",
        ),
        Variable(
            LOOPBACK_VARIABLE,
            "",
            "host:port pairs of this machine, comma between them, that downloads may ask; "
            "empty: publishers on the internet alone",
        ),
        Variable(
            SHARED,
            "",
            "the folder in which all processes count; `serve` makes one and sets it by itself",
        ),
    )
