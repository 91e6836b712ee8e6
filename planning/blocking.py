"""How many vehicles a timetable takes: its trips in, vehicles and their empty ways out.

A vehicle may run a trip after another one when it has rested since, and is there: at the same end,
or after an empty way in time. As many trips as possible follow another one, and among all ways to
do so the one with the fewest empty ways is taken: what is left over leaves the depot.

Source: an assignment problem, Bunte and Kliewer, An overview on vehicle scheduling models (2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment


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
    """The vehicles that these runs take at least, each resting `layover_s` after a run.

    `empty_s` are the seconds of empty ways between ends; without one there is none.
    """
    if not runs:
        return Blocks(0, 0)
    rested = np.array([run.arrives_s + layover_s for run in runs])
    leaves = np.array([run.leaves_s for run in runs])
    end, start = np.array([run.end for run in runs]), np.array([run.start for run in runs])
    here = (end[:, None] == start[None, :]) & (rested[:, None] <= leaves[None, :])
    follows = here.copy()
    for (origin, target), seconds in (empty_s or {}).items():
        way = (end[:, None] == origin) & (start[None, :] == target)
        follows |= way & (rested[:, None] + seconds <= leaves[None, :])
    np.fill_diagonal(follows, val=False)
    worth = np.where(follows, len(runs) + 1, 0) - (follows & ~here)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    linked = follows[rows, columns]
    moves = int((linked & ~here[rows, columns]).sum())
    return Blocks(len(runs) - int(linked.sum()), moves)
