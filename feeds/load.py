"""One feed through the strict door: a zip and its source in, a MergedFeed of one feed out.

Nothing is dropped without a notice; what remains needs no second look. Errors: FeedError, in one
line, only where no timetable is left.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core import clock
from core.errors import FeedError
from core.progress import Progress, silent
from feeds.archive import FeedArchive, open_archive
from feeds.assemble import Parts, assemble
from feeds.calendars import clean_calendars
from feeds.fields import Fields
from feeds.frequencies import expand, plain_runs
from feeds.intake import WANTED_FILES, read_tables
from feeds.left_out import leave_out
from feeds.notices import Severity
from feeds.rescue import rescue
from feeds.rules import codes
from feeds.rules.agencies import clean_agencies
from feeds.rules.calls import clean_calls
from feeds.rules.notes import FeedNotes
from feeds.rules.routes import clean_routes
from feeds.rules.shapes import NO_SHAPES, clean_shapes
from feeds.rules.stops import clean_stops
from feeds.rules.trips import clean_trips
from feeds.tables import FeedInfo, MergedFeed, Source

COUNTED = ("agencies", "stops", "places", "routes", "trips", "stop_times", "services", "transfers")
"""Tables whose clean rows are counted in FeedInfo."""
READ = ("stops", "routes", "trips", "stop_times")
"""Tables of which FeedInfo also says, as "<table>_read", how many rows the file had."""


def load_feed(
    path: Path, source: Source, *, progress: Progress = silent, fetched_at_s: int = 0
) -> MergedFeed:
    """The clean tables of one feed.

    Errors: FeedError when the file is no feed, or not one trip of it can be used.
    """
    return load_noted(path, source, FeedNotes(source.tag), progress, fetched_at_s)


def load_noted(
    path: Path, source: Source, notes: FeedNotes, progress: Progress, fetched_at_s: int
) -> MergedFeed:
    """As load_feed; what was noted stands in `notes` also when the feed turns out unusable."""
    archive = open_archive(path, WANTED_FILES)
    tables = read_tables(archive, notes, progress)
    progress(f"checking {source.tag}", 0.95)
    agencies = clean_agencies(tables.get("agency.txt"), source, notes)
    route_rows = rescue(tables["routes.txt"], "route_id", tables["trips.txt"])
    routes, agencies = clean_routes(route_rows, agencies, source)
    stop_rows = rescue(tables["stops.txt"], "stop_id", tables["stop_times.txt"])
    stops = clean_stops(stop_rows, source, agencies.zone)
    today = clock.day_number(clock.today(agencies.zone))
    calendars = clean_calendars(
        tables.get("calendar.txt"), tables.get("calendar_dates.txt"), notes, today
    )
    shapes = clean_shapes(tables["shapes.txt"]) if "shapes.txt" in tables else NO_SHAPES
    trips = clean_trips(tables["trips.txt"], routes.index, calendars.index, shapes.index)
    trips = leave_out(trips, tables["routes.txt"], source)
    calls, sound = clean_calls(tables["stop_times.txt"], trips, stops)
    if not sound.any():
        raise _no_trip(path, notes)
    frequencies = tables.get("frequencies.txt")
    runs = plain_runs(calls, sound)
    if frequencies is not None:
        runs = expand(frequencies, trips.index, calls, sound)
    parts = Parts(
        source, agencies, routes, stops, calendars, shapes, trips, runs, tables.get("transfers.txt")
    )
    feed = assemble(parts, notes)
    info = _info(feed, archive, source, tables, fetched_at_s, today)
    meant = info.counts["trips_read"] - info.notice_counts.get(codes.LEFT_OUT_BY_SOURCE, 0)
    info.counts["trips_lost"] = meant - len(np.unique(runs.origin))
    return replace(feed, feeds=(info,))


def _no_trip(path: Path, notes: FeedNotes) -> FeedError:
    """Names the fault that most rows share, since a person has to start there."""
    counts = notes.log.counts
    errors = [code for code in counts if notes.log.severity_of(code) is Severity.ERROR]
    worst = max(errors, key=lambda code: counts[code], default="")
    mend = "see the notices of its rows"
    if worst:
        sample = notes.log.samples[worst][0]
        where = f"{sample.file}, row {sample.row}" if sample.row else str(sample.file)
        mend = f"most often {worst} ({counts[worst]} times), first in {where}: {sample.message}"
    return FeedError("not one trip of it can be used", file=path.name, mend=mend)


def _info(
    feed: MergedFeed,
    archive: FeedArchive,
    source: Source,
    tables: dict[str, Fields],
    fetched_at_s: int,
    today: int,
) -> FeedInfo:
    days = feed.service_dates["day"].to_numpy()
    used = np.isin(feed.service_dates["service_idx"], feed.trips["service_idx"])
    days = days[used]
    if not len(days):
        mend = "its calendars are empty; ask the publisher"
        raise FeedError("no trip of it runs on any day", file=archive.path.name, mend=mend)
    last_day = int(days.max())
    notes = FeedNotes(source.tag, feed.notices)
    if last_day < today:
        until = clock.from_day_number(last_day).isoformat()
        notes.note(codes.EXPIRED_CALENDAR, f"the timetable ended on {until}", last_day=until)
    feed_info = tables.get("feed_info.txt")
    version = feed_info.text_at("feed_version", 0) if feed_info and len(feed_info) else ""
    counts = {name: len(getattr(feed, name)) for name in COUNTED}
    counts |= {f"{name}_read": tables[f"{name}.txt"].table.rows_read for name in READ}
    return FeedInfo(
        source=source,
        version=version or archive.sha256[:12],
        sha256=archive.sha256,
        fetched_at_s=fetched_at_s,
        first_day=int(days.min()),
        last_day=last_day,
        counts=counts,
        notice_counts=dict(feed.notices.counts),
        notice_samples=feed.notices.first_of_each_code(),
    )
