"""How many vehicles a timetable takes: its trips in, vehicles and their empty ways out.

First in, first out at each end: a trip takes the vehicle that has rested there longest, else one
that waits at another end and can get there empty in time, else a new one from the depot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """One trip: when it leaves and arrives (seconds of the service day), and where."""

    leaves_s: int
    arrives_s: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """Vehicles, and how often one drives empty from one end to another."""

    vehicles: int
    moves: int


def blocks_of(
    runs: Sequence[Run], layover_s: int, empty_s: dict[tuple[int, int], int] | None = None
) -> Blocks:
    """The vehicles that these runs take, each resting `layover_s` after a run.

    `empty_s` are the seconds of empty ways between ends; without one there is none.
    """
    waiting: list[tuple[int, int]] = []
    vehicles = moves = 0
    for run in sorted(runs):
        here = [each for each in waiting if each[1] == run.start and each[0] <= run.leaves_s]
        chosen = min(here, default=None)
        if chosen is None and empty_s:
            far = [
                each
                for each in waiting
                if (each[1], run.start) in empty_s
                and each[0] + empty_s[each[1], run.start] <= run.leaves_s
            ]
            chosen = min(far, default=None)
            moves += chosen is not None
        if chosen is None:
            vehicles += 1
        else:
            waiting.remove(chosen)
        waiting.append((run.arrives_s + layover_s, run.end))
    return Blocks(vehicles, moves)
