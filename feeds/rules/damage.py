"""Whose call was it? Rows of stop_times without a sound trip id in, the trips they cost out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feeds.fields import Fields
from feeds.rules import codes
from feeds.rules.trips import Trips

Ints = NDArray[np.int64]


def lose_trips_of_spoilt_rows(
    fields: Fields, trips: Trips, trip: Ints, sound: NDArray[np.bool_]
) -> None:
    """Drops and notes the trip of every row that cannot be read.

    `trip` is the trip of every sound row. A trip with a hole would show a stop as not served.
    """
    table = fields.table
    place = table.places[table.columns.index("trip_id")]
    for row in table.spoilt:
        owner = _owner(row.fields, place, _neighbours(table.rows, trip, row.row), trips)
        if owner < 0:
            continue
        sound[owner] = False
        fields.notes.note(
            codes.DAMAGED_STOP_TIMES_ROW,
            "a call of this trip cannot be read; the trip is left out",
            file=table.file,
            row=row.row,
            trip_id=trips.fields.text_at("trip_id", owner),
        )


def lose_trips_around_strangers(fields: Fields, trip: Ints, sound: NDArray[np.bool_]) -> None:
    """Drops and notes a trip amid whose calls stands a row of a trip that does not exist.

    Such a row most likely is a call of that trip with a mistyped id.
    """
    known, strange = np.flatnonzero(trip >= 0), np.flatnonzero(trip < 0)
    after = np.searchsorted(known, strange)
    inner = (after > 0) & (after < len(known))
    strange, after = strange[inner], after[inner]
    amid = trip[known[after]] == trip[known[after - 1]]
    sound[trip[known[after[amid]]]] = False
    where = np.zeros(len(fields), dtype=np.bool_)
    where[strange[amid]] = True
    fields.note(
        codes.DAMAGED_STOP_TIMES_ROW,
        "stands amid the calls of another trip, which is left out",
        where,
        "trip_id",
    )


def _neighbours(rows: Ints, trip: Ints, row: int) -> tuple[int, int]:
    """The trips of the sound rows before and after a row, -1 where there is none."""
    after = int(np.searchsorted(rows, row))
    before_trip = int(trip[after - 1]) if after > 0 else -1
    return before_trip, int(trip[after]) if after < len(rows) else -1


def _owner(found: tuple[bytes, ...], place: int, neighbours: tuple[int, int], trips: Trips) -> int:
    """The trip of a spoilt row, -1 where nobody can tell.

    It is a neighbour's whose id stands in it, else the one named in the right place, else the one
    that stands on both sides of it.
    """
    named = {trips.index[part] for part in found if part in trips.index}
    for neighbour in neighbours:
        if neighbour in named:
            return neighbour
    if place < len(found) and found[place] in trips.index:
        return trips.index[found[place]]
    return neighbours[0] if neighbours[0] == neighbours[1] else -1
