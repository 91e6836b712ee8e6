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
from routing.network import Network, Trips
from routing.overlay import Overlay
from routing.timetable import Timetable


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
    )


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
