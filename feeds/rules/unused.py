"""What a feed holds and no trip ever uses: told, never dropped, because places stay searchable."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.notices import SAMPLES_PER_CODE
from feeds.rules import codes
from feeds.rules.notes import FeedNotes
from feeds.rules.stops import PLATFORM, STATION


def note_unused(
    agencies: pd.DataFrame,
    stops: pd.DataFrame,
    routes: pd.DataFrame,
    trips: pd.DataFrame,
    stop_times: pd.DataFrame,
    notes: FeedNotes,
) -> None:
    """Notes agencies without lines, lines without trips, stops without calls."""
    called = _seen(stop_times["stop_idx"], len(stops))
    kinds = stops["location_type"].to_numpy()
    has_children = _seen(stops["parent_idx"], len(stops))
    for code, message, file, frame, unused in (
        (codes.UNUSED_AGENCY, "it runs no line", "agency.txt", agencies,
         ~_seen(routes["agency_idx"], len(agencies))),
        (codes.UNUSED_ROUTE, "no trip runs on it", "routes.txt", routes,
         ~_seen(trips["route_idx"], len(routes))),
        (codes.UNUSED_STOP, "no trip calls there", "stops.txt", stops,
         ~called & (kinds == PLATFORM) & ~has_children),
        (codes.UNUSED_STATION, "no stop belongs to it", "stops.txt", stops,
         ~has_children & ~called & (kinds == STATION)),
    ):  # fmt: skip
        picked = np.flatnonzero(unused)
        ids = frame["id"]
        for place, i in enumerate(picked[:SAMPLES_PER_CODE].tolist()):
            count = 1 if place < SAMPLES_PER_CODE - 1 else len(picked) - place
            notes.note(code, message, file=file, count=count, id=ids.iloc[i])


def _seen(indices: pd.Series, size: int) -> NDArray[np.bool_]:
    seen = np.zeros(size, dtype=np.bool_)
    values = indices.to_numpy()
    seen[values[values >= 0]] = True
    return seen
