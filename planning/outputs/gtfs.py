"""A scenario taken away as GTFS: what it makes of the base in, one checked zip in a folder out.

It holds what runs: lines, stops and times. Roads, car parks and what changes people have no place
in GTFS. Feeds whose licence does not allow it are named and nothing is written; what the scenario
adds says of itself that it is a plan.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.errors import DataError
from core.progress import Progress, silent
from feeds.export.compaction import compacted
from feeds.export.content import content_version
from feeds.export.publish import Published, publish_zip
from feeds.export.tables import Publisher
from feeds.territory import Territory
from planning.apply.own_feed import AUTHOR, PAGE
from planning.apply.scenario import Applied
from planning.outputs.languages import language_of

ZIP = "scenario.gtfs.zip"


def write_gtfs(
    applied: Applied,
    out: Path,
    territory: Territory,
    progress: Progress = silent,
    *,
    publisher: Publisher | None = None,
) -> Published:
    """Writes `scenario.gtfs.zip` to a folder; times are told in the territory's zone.

    The same scenario over the same base gives the same bytes. `publisher` is whoever passes it on.

    Errors: DataError when a licence forbids it, nothing runs or the zip does not pass gtfs-guru,
    EnvironmentFault when the machine refuses; then the folder is as it was.
    """
    feed = compacted(applied.feed)
    if feed.trips.empty:
        mend = "keep at least one line, or add one"
        raise DataError("not written; nothing runs in this scenario", file=ZIP, mend=mend)
    published = publish_zip(
        feed,
        out / ZIP,
        zone=territory.zone,
        version=content_version(feed),
        publisher=publisher or Publisher(AUTHOR, PAGE),
        progress=progress,
    )
    told = map(language_of("en").note, applied.notes)
    return replace(published, notes=(*told, *published.notes))
