"""Notices: what is wrong with a feed, said row by row, instead of raised.

Codes and severities are those of the MobilityData GTFS validator where it has one. The log keeps
the first few of each code with their rows and counts the rest, so that it stays small whatever
the feed holds.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SAMPLES_PER_CODE = 25
SAMPLES_OF_A_MERGE = 400
"""The same of a merge, whose doubts a person goes through one by one."""
SAMPLES_KEPT = 3
"""Notices of each code that stay with the feed for as long as it is in service."""


class Severity(enum.StrEnum):
    """How much a notice costs riders: nothing, something, or the row (or feed) itself."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing wrong with one feed. `row` counts from 1 for the header, as spreadsheets do."""

    code: str
    severity: Severity
    feed: str
    file: str | None = None
    row: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    message: str = ""

    def sentence(self) -> str:
        """The notice for a person: file, row, what is wrong, and the fields it is about."""
        row = f"row {self.row}" if self.row else ""
        where = ", ".join(part for part in (self.file, row) if part)
        fields = ", ".join(f"{name} {value!r}" for name, value in self.fields.items())
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({fields})" if fields else text

    def as_json(self) -> dict[str, Any]:
        """The notice as a JSON object."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "feed": self.feed,
            "file": self.file,
            "row": self.row,
            "fields": self.fields,
            "message": self.message,
        }


@dataclass(slots=True)
class NoticeLog:
    """Notices counted by code, with the first `keep`; the one mutable thing in a feed's making."""

    samples: dict[str, list[Notice]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    keep: int = SAMPLES_PER_CODE

    def add(self, notice: Notice, count: int = 1) -> None:
        """Notes one notice, standing for `count` rows."""
        self.counts[notice.code] = self.counts.get(notice.code, 0) + count
        kept = self.samples.setdefault(notice.code, [])
        if len(kept) < self.keep:
            kept.append(notice)

    def extend(self, other: NoticeLog) -> None:
        """Takes over what another log has noted."""
        for code, count in other.counts.items():
            self.counts[code] = self.counts.get(code, 0) + count
            kept = self.samples.setdefault(code, [])
            kept.extend(other.samples[code][: max(self.keep - len(kept), 0)])

    def severity_of(self, code: str) -> Severity:
        """The severity under which a code was noted."""
        return self.samples[code][0].severity

    def count(self, severity: Severity) -> int:
        """How many rows were noted under that severity."""
        return sum(n for code, n in self.counts.items() if self.severity_of(code) is severity)

    def first_of_each_code(self) -> dict[str, list[dict[str, Any]]]:
        """The first few notices of every code as JSON objects, for whoever keeps no log."""
        return {
            code: [notice.as_json() for notice in kept[:SAMPLES_KEPT]]
            for code, kept in self.samples.items()
        }

    def __iter__(self) -> Iterator[Notice]:
        return (notice for kept in self.samples.values() for notice in kept)
