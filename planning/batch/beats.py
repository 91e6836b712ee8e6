"""What a job under way tells: how far it is, and every chunk that has become whole."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from planning.batch.compute import Times

BEAT_S = 0.25
"""Somebody who waits hears of the work at least so often."""
WORKING = "travel times"


class Beat(NamedTuple):
    """The origins computed since the start, and a chunk with its times where one is whole."""

    origins: int
    chunk: int = -1
    times: Times | None = None
    doing: str = WORKING


Beats = Generator[Beat, None, None]
