"""The one tree of exceptions: what is raised when an answer cannot be given.

    NavetteError
    ├── DataError            the data is at fault: says file, row, field and mend
    │   ├── FeedError        a feed cannot be used at all
    │   └── SnapshotError    a snapshot is missing, damaged or of another version
    ├── RequestError         the caller is at fault: names every field at once
    │   ├── UnknownPlace     a name, id or coordinate stands for nothing we know
    │   └── OutsideTimetable the day asked for lies outside the loaded timetables
    ├── EnvironmentFault     the machine is at fault: port in use, folder not writable
    ├── Busy                 nobody is at fault: too much is asked at once; says when to come again
    └── PublicationRefused   a network is not fit to take the place of the one in service

A bad row inside an otherwise usable feed is no exception but a Notice (feeds/notices.py).
Anything that is not in this tree is a bug.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass


class NavetteError(Exception):
    """Base of all that we raise on purpose; its text is one clear line for a person."""


@dataclass(eq=False)
class DataError(NavetteError):
    """The data is at fault. `mend` says what a person can do about it."""

    message: str
    file: str | None = None
    row: int | None = None
    field_name: str | None = None
    mend: str | None = None

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"field {self.field_name}"] if self.field_name else []
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        return f"{text} ({self.mend})" if self.mend else text


class FeedError(DataError):
    """A feed cannot be used at all; the last good version of it stays in service."""


class SnapshotError(DataError):
    """A snapshot is missing, damaged, or written by another version of the program."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request.

    `code` is stable and is what the pages translate; `params` fill the translation.
    """

    field: str
    message: str
    code: str = "invalid"
    params: dict[str, str] = dataclasses.field(default_factory=dict)


class RequestError(NavetteError):
    """The caller is at fault; all faults are named at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.field}: {f.message}" for f in self.faults))


class UnknownPlace(RequestError):
    """A place in a request stands for nothing we know."""


class OutsideTimetable(RequestError):
    """The day asked for lies outside every loaded timetable."""


@dataclass(eq=False)
class EnvironmentFault(NavetteError):
    """The machine is at fault, not the data: port in use, folder not writable, disk full."""

    message: str
    mend: str | None = None

    def __str__(self) -> str:
        return f"{self.message} ({self.mend})" if self.mend else self.message


@dataclass(eq=False)
class Busy(NavetteError):
    """Too much is asked at once; it may be asked again after so many seconds."""

    message: str
    retry_s: int

    def __str__(self) -> str:
        return f"{self.message} (ask again in {self.retry_s} seconds)"


class PublicationRefused(NavetteError):
    """A network was built and did not pass the gates; the one in service stays."""

    def __init__(self, failures: Sequence[str]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(failures))
