"""The kernels' memory: sizes in, arrays out that one search at a time uses again and again.

A search that fails half-way leaves its memory to nobody, as its labels are not clean.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.day import DayTimetable
from routing.kernels.labels import MINUTE_S, NEVER
from routing.kernels.profile import LONGEST_S
from routing.kernels.raptor import Workspace
from routing.regions import REGIONS

FOUND_AT_FIRST = 512
"""Journeys for which there is room before the memory is enlarged."""
ROUNDS_AT_LEAST = 8
KEPT = 4
"""So much memory is kept for the next searches; more are rarely under way at once."""

Ints = NDArray[np.int32]

_lock = threading.Lock()
_free: list[Memory] = []


@dataclass(slots=True, eq=False)
class Memory:
    """The kernels' memory of one search at a time, for networks of one size."""

    stops: int
    lanes: int
    runs: int
    rounds: int
    arrays: Workspace
    is_source: NDArray[np.bool_]
    arrived: Ints
    ready: Ints
    ridden_from: Ints
    worth: Ints
    since: Ints

    def enlarge(self) -> None:
        """Makes room for twice as many journeys."""
        found, rides = _room(2 * len(self.arrays.found), self.rounds)
        self.arrays = self.arrays._replace(found=found, found_rides=rides)

    def make_room_for_profile(self, minutes: int) -> None:
        """Makes room for a profile of so many minutes: once, for the longest that there is.

        What is not touched costs nothing, and growing step by step would leave holes.
        """
        if len(self.arrays.profile) < minutes:
            rows = max(minutes, LONGEST_S // MINUTE_S + 1)
            profile = np.empty((rows, self.stops), dtype=np.int32)
            self.arrays = self.arrays._replace(profile=profile)


@contextmanager
def borrowed(day: DayTimetable, rounds: int) -> Iterator[Memory]:
    """Memory for a search of that day and so many rounds, nobody else's until it is given back.

    A server answers every connection in a thread of its own, so memory does not belong to threads.
    """
    stops, lanes = len(day.arrays.at_start) - 1, len(day.arrays.lane_start) - 1
    runs = len(day.parts.start) - 1
    memory = _find_free(stops, lanes, runs, rounds)
    if memory is None:
        memory = _allocate(stops, lanes, runs, max(rounds, ROUNDS_AT_LEAST))
    yield memory
    with _lock:
        _free.append(memory)
        del _free[:-KEPT]


def free_memory() -> list[Memory]:
    """What is kept for the next searches."""
    with _lock:
        return list(_free)


def _find_free(stops: int, lanes: int, runs: int, rounds: int) -> Memory | None:
    """Memory that fits and nobody uses, the last used first."""
    with _lock:
        for at in range(len(_free) - 1, -1, -1):
            memory = _free[at]
            if (
                memory.stops == stops
                and memory.lanes >= lanes
                and memory.runs >= runs
                and memory.rounds >= rounds
            ):
                return _free.pop(at)
    return None


def _allocate(stops: int, lanes: int, runs: int, rounds: int) -> Memory:
    def labels() -> Ints:
        return np.empty((stops, rounds + 1), dtype=np.int32)

    found, rides = _room(FOUND_AT_FIRST, rounds)
    arrays = Workspace(
        arrived=np.full((stops, rounds + 1), NEVER, dtype=np.int32),
        ready=np.full((stops, rounds + 1), NEVER, dtype=np.int32),
        ride_lane=labels(),
        ride_run=labels(),
        ride_board=labels(),
        ride_alight=labels(),
        walked_from=labels(),
        touched=np.empty(stops, dtype=np.int32),
        touched_mark=np.zeros(stops, dtype=np.uint8),
        touched_n=np.zeros(1, dtype=np.int64),
        egress=np.full(stops, NEVER, dtype=np.int32),
        left=np.zeros(stops, dtype=np.int32),
        rides=np.zeros(stops, dtype=np.int32),
        profile=np.empty((0, stops), dtype=np.int32),
        lane_upto=np.zeros((rounds + 1, lanes), dtype=np.int32),
        lane_from=np.full(lanes, -1, dtype=np.int32),
        lane_queue=np.empty(lanes, dtype=np.int32),
        stop_mark=np.zeros(stops, dtype=np.uint8),
        stop_queue=np.empty(stops, dtype=np.int32),
        ready_mark=np.zeros(stops, dtype=np.uint8),
        ready_queue=np.empty(stops, dtype=np.int32),
        best=np.empty(rounds + 1, dtype=np.int32),
        best_stop=np.empty(rounds + 1, dtype=np.int32),
        found=found,
        found_rides=rides,
    )
    arrived, ready = np.empty((2, stops), dtype=np.int32)
    ridden_from, worth = np.empty((2, runs), dtype=np.int32)
    is_source = np.zeros(stops, dtype=np.bool_)
    since = np.empty(REGIONS, dtype=np.int32)
    return Memory(
        stops, lanes, runs, rounds, arrays, is_source, arrived, ready, ridden_from, worth, since
    )  # fmt: skip


def _room(journeys: int, rounds: int) -> tuple[Ints, Ints]:
    return (
        np.empty((journeys, 4), dtype=np.int32),
        np.empty((journeys * rounds // 2, 4), dtype=np.int32),
    )
