"""The hops of a data folder: its feeds in, the trips that drive corridors out."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DataError, FeedError
from core.progress import Progress, silent

if TYPE_CHECKING:
    from feeds.tables import MergedFeed
    from feeds.territory import Territory
    from forecast.buses.hops import Hops

_TAG = "feed"


class FolderHops:
    """The hops of the feeds that lie in a data folder; loaded anew when a feed has changed."""

    def __init__(self, data: Path, territory: Territory, progress: Progress = silent) -> None:
        self._data = data
        self._territory = territory
        self._progress = progress
        self._known: tuple[tuple[tuple[str, int], ...], Hops] | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Hops:
        """Errors: DataError for a bad row of `corridor_buses.csv`."""
        from forecast.buses.hops_build import build_hops, check_table

        check_table(self._territory)
        with self._lock:
            zips = sorted(self._data.glob("feeds/*/current.zip"))
            version = tuple((str(path), path.stat().st_mtime_ns) for path in zips)
            if self._known is None or self._known[0] != version:
                hops = build_hops(self._feeds(), self._territory)
                self._known = version, hops
            return self._known[1]

    def _feeds(self) -> list[MergedFeed]:
        """Every feed by itself, as it is published; one that is of no use is left out and said."""
        from feeds.catalogue import list_feeds
        from feeds.load import load_feed

        found = []
        for stored in list_feeds(self._data):
            try:
                found.append(load_feed(stored.path, stored.source, progress=self._progress))
            except FeedError as fault:
                self._progress(f"{stored.source.tag} is left out: {fault}")
        return found


def hops_of_zips(zips: list[Path], territory: Territory, progress: Progress) -> Hops:
    """The hops of GTFS zips. Errors: FeedError where one is no feed, DataError as above."""
    from feeds.load import load_feed
    from feeds.tables import Source
    from forecast.buses.hops_build import build_hops

    country = territory.sides[0].country
    source = Source(_TAG, country, zone=territory.zone)
    return build_hops([load_feed(path, source, progress=progress) for path in zips], territory)


def hops_to_measure(data: Path, zips: list[Path], territory: Territory, progress: Progress) -> Hops:
    """Those of the zips that are named, else of the folder's feeds.

    Errors: DataError where no trip drives a corridor, and as above.
    """
    if zips:
        hops = hops_of_zips(zips, territory, progress)
    else:
        hops = FolderHops(data, territory, progress)()
    if not hops.trip:
        where = ", ".join(str(path) for path in zips) or str(data / "feeds")
        mend = (
            "add the timetable of the buses with `feeds add` or name it with --gtfs; "
            "corridor_buses.csv of the territory says which stops lie on either side"
        )
        raise DataError("no bus of it drives a corridor", file=where, mend=mend)
    return hops
