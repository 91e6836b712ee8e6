"""The trips of a GTFS zip: a file in, what they are called and where they call out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.progress import Progress

if TYPE_CHECKING:
    from forecast.delays.otp import FeedTrip

_TAG = "feed"


def trips_of(path: Path, progress: Progress) -> list[FeedTrip]:
    """All trips, with the ids of the file. Errors: FeedError where it is no feed."""
    from feeds.load import load_feed
    from feeds.tables import Source
    from forecast.delays.otp import FeedTrip

    tables = load_feed(path, Source(_TAG, "LU"), progress=progress)
    own = len(_TAG) + 1
    pairs = tables.stops[["id", "name"]].itertuples(index=False, name=None)
    called = [(stop[own:], name) for stop, name in pairs]
    stops: list[list[tuple[str, str]]] = [[] for _ in range(len(tables.trips))]
    calls = tables.stop_times[["trip_idx", "stop_idx"]]
    for trip, stop in calls.itertuples(index=False, name=None):
        stops[trip].append(called[stop])
    columns = tables.trips[["id", "short_name", "headsign"]]
    return [
        FeedTrip(name[own:], tuple(n for n in (short, sign, name[own:]) if n), tuple(stops[at]))
        for at, (name, short, sign) in enumerate(columns.itertuples(index=False, name=None))
    ]
