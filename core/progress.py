"""Progress of long work: a callable that is told what is being done, and may stop it.

The work calls `progress("reading stop_times", 0.4)`; a terminal prints it, a server streams it.
A reporter cancels by raising Cancelled.
"""

from __future__ import annotations

from typing import Protocol

from core.errors import NavetteError


class Cancelled(NavetteError):
    """The person who started the work no longer wants it; nothing half-done stays behind."""


class Progress(Protocol):
    """Told a sentence and, where known, the share that is done (0 to 1)."""

    def __call__(self, doing: str, share: float | None = None) -> None:
        """This is being done now."""


def silent(doing: str, share: float | None = None) -> None:
    """A reporter for callers who do not look."""
