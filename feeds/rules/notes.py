"""Noting faults: rows of one feed in, notices in its log out.

Many rows with one fault are noted at once: the first few as samples, the rest as a count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feeds.notices import SAMPLES_PER_CODE, Notice, NoticeLog
from feeds.rules.codes import severity_of

RowNumbers = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FeedNotes:
    """Where the rules of one feed note what they found."""

    tag: str
    log: NoticeLog = field(default_factory=NoticeLog)

    def note(
        self,
        code: str,
        message: str,
        *,
        file: str | None = None,
        row: int | None = None,
        count: int = 1,
        **fields: str,
    ) -> None:
        """Notes one fault, standing for `count` rows."""
        notice = Notice(code, severity_of(code), self.tag, file, row, fields, message)
        self.log.add(notice, count)

    def note_rows(
        self,
        code: str,
        message: str,
        file: str,
        rows: RowNumbers,
        fields_at: Callable[[int], dict[str, str]] | None = None,
    ) -> None:
        """Notes the same fault for many rows; `fields_at(i)` tells the fields of the i-th."""
        last = min(len(rows), SAMPLES_PER_CODE) - 1
        for i in range(last + 1):
            self.note(
                code,
                message,
                file=file,
                row=int(rows[i]),
                count=1 if i < last else len(rows) - last,
                **(fields_at(i) if fields_at else {}),
            )
