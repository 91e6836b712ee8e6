"""Laying an overlay over its network: an Overlay in, the Network of the moment out.

The overlay's patterns and trips are put behind the published ones, and the published runs that it
drops lose that service day. Whatever searches, shows or converts a network needs to know nothing
of realtime; stops, ways and roads are shared with the published network.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.strings import StringTable
from routing.in_seat_links import Link, as_arrays
from routing.network import Network, Trips
from routing.overlay import Overlay
from routing.timetable import InSeat, Timetable


def under(overlay: Overlay) -> Network:
    """The network of an overlay, as it runs now."""
    ground = overlay.ground
    if not overlay.changes and not overlay.dropped:
        return replace(ground, overlay=overlay)
    return replace(
        ground,
        overlay=overlay,
        timetable=_timetable(ground.timetable, overlay),
        trips=_trips(ground.trips, overlay.trips),
    )


def _timetable(base: Timetable, overlay: Overlay) -> Timetable:
    more = overlay.timetable
    trip_service, lessened = _without_dropped(base, overlay)
    n_services = len(base.service_runs) + len(lessened)
    return Timetable(
        pattern_start=_offsets(base.pattern_start, more.pattern_start),
        pattern_stop=np.concatenate([base.pattern_stop, more.pattern_stop]),
        pattern_board=np.concatenate([base.pattern_board, more.pattern_board]),
        pattern_alight=np.concatenate([base.pattern_alight, more.pattern_alight]),
        pattern_trip=_offsets(base.pattern_trip, more.pattern_trip),
        pattern_call=_offsets(base.pattern_call, more.pattern_call),
        arrival_s=np.concatenate([base.arrival_s, more.arrival_s]),
        departure_s=np.concatenate([base.departure_s, more.departure_s]),
        sequence=np.concatenate([base.sequence, more.sequence]),
        trip_pattern=np.concatenate(
            [base.trip_pattern, more.trip_pattern + base.n_patterns]
        ).astype(np.int32),
        trip_service=np.concatenate([trip_service, more.trip_service + n_services]).astype(
            np.int32
        ),
        trip_zone=np.concatenate([base.trip_zone, more.trip_zone]),
        service_runs=np.concatenate([base.service_runs, lessened, more.service_runs]),
        first_day=base.first_day,
        in_seat=_in_seat(base, overlay),
    )


def _in_seat(base: Timetable, overlay: Overlay) -> InSeat:
    """The links of the published trips, also between what stands for them now.

    A vehicle that no longer comes to its last stop, or begins elsewhere, does not go on as planned.
    """
    stands_for: dict[int, list[int]] = defaultdict(list)
    for at, change in enumerate(overlay.changes):
        if change.base_trip >= 0 and _keeps_ends(base, overlay, change.base_trip, at):
            stands_for[change.base_trip].append(base.n_trips + at)
    known = base.in_seat
    columns = (column.tolist() for column in (known.before, known.after, known.next_day))
    more = [
        Link(one, other, next_day, by_block)
        for before, after, next_day, by_block in zip(*columns, known.by_block.tolist(), strict=True)
        if before in stands_for or after in stands_for
        for one in [before, *stands_for[before]]
        for other in [after, *stands_for[after]]
        if (one, other) != (before, after)
    ]
    return known if not more else _joined(known, as_arrays(more))


def _joined(one: InSeat, other: InSeat) -> InSeat:
    return InSeat(
        *(
            np.concatenate([getattr(one, entry.name), getattr(other, entry.name)])
            for entry in fields(InSeat)
        )
    )


def _keeps_ends(base: Timetable, overlay: Overlay, trip: int, at: int) -> bool:
    """Whether run `at` of the overlay begins and ends where its published trip does."""
    own = overlay.timetable
    planned = base.stops_of(int(base.trip_pattern[trip]))
    now = own.stops_of(int(own.trip_pattern[at]))
    skipped = overlay.skipped[own.calls_of(at)]
    return (planned[0], planned[-1], False, False) == (now[0], now[-1], skipped[0], skipped[-1])


def _without_dropped(
    base: Timetable, overlay: Overlay
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """The service of every published trip, and the services that lack the days dropped."""
    days_of: dict[int, list[int]] = defaultdict(list)
    for trip, day in overlay.dropped:
        days_of[trip].append(day - base.first_day)
    trip_service = base.trip_service.copy()
    row_of: dict[tuple[int, tuple[int, ...]], int] = {}
    rows: list[NDArray[np.uint8]] = []
    for trip, columns in days_of.items():
        key = (int(base.trip_service[trip]), tuple(sorted(columns)))
        if key not in row_of:
            row_of[key] = len(base.service_runs) + len(rows)
            row = base.service_runs[key[0]].copy()
            row[list(key[1])] = 0
            rows.append(row)
        trip_service[trip] = row_of[key]
    width = base.service_runs.shape[1]
    return trip_service, np.array(rows, dtype=np.uint8).reshape(len(rows), width)


def _offsets(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
    """Two rows of offsets as one: the second continues where the first ends."""
    return np.concatenate([first, second[1:] + first[-1]]).astype(first.dtype)


def _trips(base: Trips, more: Trips) -> Trips:
    parts: dict[str, Any] = {}
    for entry in fields(Trips):
        one, other = getattr(base, entry.name), getattr(more, entry.name)
        parts[entry.name] = (
            _texts(one, other)
            if isinstance(one, StringTable)
            else np.concatenate([one, other]).astype(one.dtype)
        )
    return Trips(**parts)


def _texts(one: StringTable, other: StringTable) -> StringTable:
    return StringTable(
        np.concatenate([one.blob, other.blob]),
        np.concatenate([one.ends, other.ends[1:] + one.ends[-1]]),
    )
