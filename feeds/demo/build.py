"""The data folder of the embedded data set: a day in, feeds and observations on disk out.

The feeds are good for four weeks, the observations for a day; only what is outdated is made again,
and what others keep in the folder is left alone. Each part is written aside and moved into place
whole; the marker file comes last, so a folder that was left half-way is not current and is mended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from core.clock import from_local
from core.files import machine_faults, sync_folder, write_atomically
from core.progress import Progress, silent
from feeds.demo.calendars import validity_for
from feeds.demo.facts import Facts, load_facts
from feeds.demo.files import gzip_bytes, write_feed, zip_bytes
from feeds.demo.gtfs_tables import feed_tables
from feeds.demo.observations import history_months, observation_lines, parking_lines
from feeds.demo.trips import Trip, make_trips
from feeds.demo.twins import with_twins
from feeds.territory import HOME, load_territory

GENERATOR = 3
"""Counted up whenever the same facts give other data, so that old folders are made again."""

MARKER = "embedded.json"
ASIDE = ".making-"
FEEDS, OBSERVATIONS = "feeds", "observations"
LABEL = "illustrative: generated from facts, not a timetable and not measured traffic"


def build_embedded(
    folder: Path, today: dt.date, progress: Progress = silent, home: Path = HOME
) -> None:
    """Brings the data folder up to that day: all of it the first time, later what is outdated.

    One process at a time may do so; the caller holds the folder's lock.

    Errors: DataError when the facts are incomplete; EnvironmentFault when the folder cannot be
    written. In both cases what was there before is still there.
    """
    wanted = _marker(today, home)
    parts = _outdated(folder, wanted)
    if not parts:
        return
    facts = load_facts(home / "facts")
    with machine_faults(f"cannot write the embedded data set in {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
        for left_behind in folder.glob(f"{ASIDE}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=folder))
        try:
            if FEEDS in parts:
                write_feeds(aside / FEEDS, facts, today, progress)
            if OBSERVATIONS in parts:
                progress("generating road travel times for the embedded data set", 0.7)
                _write_observations(aside / OBSERVATIONS, folder, facts, home, today)
            _put_in_place(folder, aside, parts, wanted)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    progress("the embedded data set is ready", 1.0)


def is_current(folder: Path, today: dt.date, home: Path = HOME) -> bool:
    """Whether the folder holds the embedded data set of that day, whole."""
    return not _outdated(folder, _marker(today, home))


def _outdated(folder: Path, wanted: dict[str, object]) -> list[str]:
    found = _read_marker(folder)
    return [part for part in (FEEDS, OBSERVATIONS) if found.get(part) != wanted[part]]


def _marker(today: dt.date, home: Path) -> dict[str, object]:
    made_from = f"{GENERATOR}-{_digest(home)}"
    validity = validity_for(today)
    return {
        "label": LABEL,
        FEEDS: f"{made_from} for {validity.first.isoformat()} to {validity.last.isoformat()}",
        OBSERVATIONS: f"{made_from} until {today.isoformat()}",
        "generated_for": today.isoformat(),
    }


def _digest(home: Path) -> str:
    """One short name for all facts the generator reads."""
    digest = hashlib.sha256()
    tables = [home / "corridors.csv", home / "corridor_peaks.csv"]
    for path in [*sorted((home / "facts").glob("*.*")), *tables]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _read_marker(folder: Path) -> dict[str, object]:
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = all((folder / part).is_dir() for part in (FEEDS, OBSERVATIONS))
    return marker if whole and isinstance(marker, dict) else {}


def write_feeds(folder: Path, facts: Facts, today: dt.date, progress: Progress = silent) -> None:
    """Writes the feeds of both sides as they are on a day, each into a folder of its own."""
    validity = validity_for(today)
    progress("generating the trips of the embedded data set", 0.1)
    by_feed: dict[str, list[Trip]] = {feed.source.tag: [] for feed in facts.feeds}
    for trip in with_twins(facts, make_trips(facts)):
        by_feed[trip.feed].append(trip)
    for feed in facts.feeds:
        tag = feed.source.tag
        progress(f"writing feed {tag} of the embedded data set", 0.3)
        archive = zip_bytes(feed_tables(facts, feed, by_feed[tag], validity))
        fetched_at_s = from_local(validity.anchor, dt.time(0), feed.source.zone)
        write_feed(folder / tag, feed.source, archive, fetched_at_s)


def _write_observations(
    target: Path, folder: Path, facts: Facts, home: Path, today: dt.date
) -> None:
    """The archive month by month; months that the same facts gave before are taken over."""
    target.mkdir(parents=True)
    territory = load_territory(home)
    for days in history_months(today):
        name = f"{days[0].isoformat()}-to-{days[-1].isoformat()}-{_digest(home)}-{GENERATOR}.csv.gz"
        before = folder / OBSERVATIONS / name
        if before.is_file():
            content = before.read_bytes()
        else:
            lines = (*observation_lines(facts, territory, days), *parking_lines(territory, days))
            content = gzip_bytes("\n".join(lines) + "\n")
        write_atomically(target / name, content)


def _put_in_place(folder: Path, aside: Path, parts: list[str], marker: dict[str, object]) -> None:
    """Moves the new parts in by rename; while it does so the folder has no marker."""
    (folder / MARKER).unlink(missing_ok=True)
    for part in parts:
        if (folder / part).exists():
            (folder / part).rename(aside / f"old-{part}")
        (aside / part).rename(folder / part)
    sync_folder(folder)
    write_atomically(folder / MARKER, (json.dumps(marker, indent=2) + "\n").encode())
