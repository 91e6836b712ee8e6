"""The overlay's own timetable: live runs in, a small Timetable with its trips out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number, service_day_start_s
from core.strings import StringTable
from routing.network import Network, Trips
from routing.overlay import NOT_SCHEDULED, RunChange
from routing.realtime.live_runs import LiveRun
from routing.realtime.located import run_base_s
from routing.timetable import Timetable

_Key = tuple[tuple[int, ...], tuple[bool, ...], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class OwnTimetable:
    """What an overlay holds about its runs; see routing.overlay.Overlay."""

    timetable: Timetable
    trips: Trips
    changes: tuple[RunChange, ...]
    scheduled_arrival_s: NDArray[np.int32]
    scheduled_departure_s: NDArray[np.int32]
    skipped: NDArray[np.bool_]


def own_timetable(network: Network, runs: Sequence[LiveRun]) -> OwnTimetable:
    """The patterns, trips and service days of these runs, in the order of routing.timetable."""
    groups: dict[_Key, list[LiveRun]] = defaultdict(list)
    for run in runs:
        groups[run.stops, run.board, run.alight].append(run)
    keys = list(groups)
    rows = [run for key in keys for run in sorted(groups[key], key=lambda each: each.departure_s)]
    lengths = [len(key[0]) for key in keys]
    counts = [len(groups[key]) for key in keys]
    base = [_base_s(network, run) for run in rows]
    days = sorted({run.change.day for run in rows})
    first_day = network.timetable.first_day
    service_runs = np.zeros((len(days), network.timetable.service_runs.shape[1]), dtype=np.uint8)
    service_runs[np.arange(len(days)), np.array(days, dtype=np.int64) - first_day] = 1
    timetable = Timetable(
        pattern_start=_offsets(lengths).astype(np.int32),
        pattern_stop=_ints([stop for key in keys for stop in key[0]]),
        pattern_board=np.array([ok for key in keys for ok in key[1]], dtype=np.uint8),
        pattern_alight=np.array([ok for key in keys for ok in key[2]], dtype=np.uint8),
        pattern_trip=_offsets(counts).astype(np.int32),
        pattern_call=_offsets([a * b for a, b in zip(lengths, counts, strict=True)]),
        arrival_s=_calls([run.arrival_s for run in rows], base),
        departure_s=_calls([run.departure_s for run in rows], base),
        sequence=_ints([number for run in rows for number in run.sequence]),
        trip_pattern=_ints([at for at, count in enumerate(counts) for _ in range(count)]),
        trip_service=_ints([days.index(run.change.day) for run in rows]),
        trip_zone=np.array([run.zone for run in rows], dtype=np.uint8),
        service_runs=service_runs,
        first_day=first_day,
    )
    return OwnTimetable(
        timetable,
        _trips(network, rows),
        tuple(run.change for run in rows),
        _planned(rows, base, 0),
        _planned(rows, base, 1),
        np.array([gone for run in rows for gone in run.skipped], dtype=np.bool_),
    )


def _base_s(network: Network, run: LiveRun) -> int:
    """The moment from which the times of a run count."""
    if run.like >= 0:
        return run_base_s(network, run.like, run.change.day)
    return service_day_start_s(from_day_number(run.change.day), network.zones[run.zone])


def _trips(network: Network, rows: Sequence[LiveRun]) -> Trips:
    """What is printed about the runs. Their ids carry the day: each is one run only."""
    known = network.trips
    like = np.array([run.like for run in rows], dtype=np.int64)
    has_like = like >= 0

    def taken(column: NDArray[np.generic], otherwise: int) -> NDArray[np.generic]:
        if not len(column):
            return np.full(len(like), otherwise, dtype=column.dtype)
        return np.where(has_like, column[np.maximum(like, 0)], otherwise).astype(column.dtype)

    def text(own: str, column: StringTable, run: LiveRun) -> str:
        return own or (column[run.like] if run.like >= 0 else "")

    drawn = [run.planned is not None or run.change.kind == "DUPLICATED" for run in rows]
    shape = np.where(drawn, taken(known.shape, -1), -1).astype(np.int32)
    return Trips(
        id=StringTable.of(
            f"{run.id}~{from_day_number(run.change.day):%Y%m%d}~{at}" for at, run in enumerate(rows)
        ),
        headsign=StringTable.of(text(run.headsign, known.headsign, run) for run in rows),
        short_name=StringTable.of(text(run.short_name, known.short_name, run) for run in rows),
        route=_ints([run.route for run in rows]),
        direction=taken(known.direction, -1),  # type: ignore[arg-type]
        wheelchair=taken(known.wheelchair, 0),  # type: ignore[arg-type]
        bikes=taken(known.bikes, 0),  # type: ignore[arg-type]
        shape=shape,
    )


def _calls(times: Sequence[Sequence[int]], base: Sequence[int]) -> NDArray[np.int32]:
    return _ints([moment - start for row, start in zip(times, base, strict=True) for moment in row])


def _planned(rows: Sequence[LiveRun], base: Sequence[int], which: int) -> NDArray[np.int32]:
    return _ints(
        [
            NOT_SCHEDULED if run.planned is None else run.planned[at][which] - start
            for run, start in zip(rows, base, strict=True)
            for at in range(len(run.stops))
        ]
    )


def _ints(values: Sequence[int]) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def _offsets(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])
