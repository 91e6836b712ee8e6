"""The condition of the site: a state in, what it lacks to answer and what is merely amiss out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import NamedTuple

from core import clock, snapshot
from core.errors import SnapshotError
from web.operations.stores import StoreWatch
from web.state import AppState

LEAST_FREE_BYTES = 64 << 20
"""With less on the disk nothing new can be kept."""


class Condition(NamedTuple):
    """`missing` keeps trips from being answered as they should; `degraded` does not."""

    missing: tuple[str, ...]
    degraded: tuple[str, ...]


def condition_of(state: AppState, stores: StoreWatch) -> Condition:
    """How the site fares now."""
    return Condition(tuple(_missing(state)), tuple(_degraded(state, stores)))


def free_bytes(state: AppState) -> int | None:
    """Room on the disk of the data folder; None where there is no such folder."""
    if state.folder is None:
        return None
    try:
        return shutil.disk_usage(state.folder).free
    except OSError:
        return 0


def _missing(state: AppState) -> Iterator[str]:
    timetable = state.world.network.timetable
    today = clock.day_number(clock.today(state.world.network.zone))
    if not timetable.first_day <= today <= timetable.last_day:
        yield "the timetable does not hold today"


def _degraded(state: AppState, stores: StoreWatch) -> Iterator[str]:
    free = free_bytes(state)
    if free is not None and free < LEAST_FREE_BYTES:
        yield "the disk is full"
    if state.snapshots is not None and not _has_snapshot(state):
        yield "the snapshot in service is gone from the disk; the network is in memory alone"
    if state.refused():
        yield "the newest build was refused by the gates; the one before it is in service"
    for name, is_up in stores.look().items():
        if not is_up:
            yield f"the store of {name} does not answer"
    for tag, feed in sorted(state.stored().items()):
        if feed.last_failure:
            yield f"feed {tag}: the last update failed; an older version is in service"
    yield from _silent(state)


def _silent(state: AppState) -> Iterator[str]:
    overlay = state.world.network.overlay
    for source in overlay.sources if overlay is not None else ():
        if source.is_stale:
            yield f"realtime of {source.tag} is too old to count"
        elif source.problem:
            yield f"realtime of {source.tag} could not be read"
    for each in state.collected():
        if each.silent:
            yield f"observations of {each.name} have stopped"


def _has_snapshot(state: AppState) -> bool:
    """Whether the pointer names a snapshot that lies there."""
    if state.snapshots is None:
        return False
    try:
        version = snapshot.current_version(state.snapshots)
    except SnapshotError:
        return False
    return version is not None and (state.snapshots / version / "manifest.json").is_file()
