"""Publishing a merged feed: a MergedFeed and a folder in, the four files in it out.

    merged.gtfs.zip          everything as one GTFS, checked by gtfs-guru before anybody sees it
    consolidated-stops.csv, trip-crosswalk.csv, attributions.csv    see feeds/export/crosswalks.py

The files are written beside, synced and then renamed: on a full disk or when killed while writing,
what stood there stands there still. The same feeds give the same bytes.
"""

from __future__ import annotations

import os
import shutil
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from core import clock
from core.errors import DataError
from core.files import machine_faults, sync_folder
from core.progress import Progress, silent
from feeds.export import crosswalks
from feeds.export.csv_text import Table, lines_of
from feeds.export.licences import check_sources, licence_of_mixture, note_on, verdict_on
from feeds.export.one_zone import ZoneMove, in_one_zone
from feeds.export.tables import Publisher, Written, is_address, write_tables
from feeds.second_opinion import SecondOpinion, ask_gtfs_guru
from feeds.tables import MergedFeed, Source

ZIP = "merged.gtfs.zip"
STOPS = "consolidated-stops.csv"
TRIPS = "trip-crosswalk.csv"
SOURCES = "attributions.csv"

_BESIDE = ".navette-export-"
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Published:
    """What was written; `notes` are sentences that whoever passes it on should read."""

    folder: Path
    version: str
    licence: str
    rows: dict[str, int]
    notes: tuple[str, ...]
    opinion: SecondOpinion | None


def publish(
    feed: MergedFeed,
    out: Path,
    *,
    zone: str = "",
    publisher: Publisher | None = None,
    progress: Progress = silent,
) -> Published:
    """Writes the four files; times are told in `zone`, or in that of most trips.

    Errors: DataError when a licence forbids it or the zip does not pass gtfs-guru, EnvironmentFault
    when the machine refuses; then the folder is as it was.
    """
    told_zone = zone or Counter(feed.trips["zone"].tolist()).most_common(1)[0][0]
    told_by = publisher or _default_publisher(feed)
    folder = _Folder(out, ZIP, version_of(feed), told_zone, told_by)
    csvs = {
        STOPS: crosswalks.consolidated_stops,
        TRIPS: crosswalks.trip_crosswalk,
        SOURCES: crosswalks.attributions,
    }
    return _published(feed, folder, csvs, progress)


def publish_zip(
    feed: MergedFeed,
    path: Path,
    *,
    zone: str,
    version: str,
    publisher: Publisher,
    progress: Progress = silent,
) -> Published:
    """Writes the GTFS zip alone, under a name of its own.

    Errors: as `publish`.
    """
    folder = _Folder(path.parent, path.name, version, zone, publisher)
    return _published(feed, folder, {}, progress)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where the zip goes and what it says of itself."""

    out: Path
    zip: str
    version: str
    zone: str
    publisher: Publisher


def _published(
    feed: MergedFeed,
    to: _Folder,
    others: Mapping[str, Callable[[MergedFeed], Table]],
    progress: Progress,
) -> Published:
    sources = [info.source for info in feed.feeds]
    check_sources(sources)
    progress("one zone for all times", 0.0)
    zoned, moves = in_one_zone(feed, to.zone)
    progress("writing the tables", 0.1)
    written = write_tables(zoned, to.zone, to.version, to.publisher)
    csvs = {name: made(feed) for name, made in others.items()}
    with machine_faults(f"cannot write to {to.out}"):
        to.out.mkdir(parents=True, exist_ok=True)
        with _beside(to.out) as folder:
            _write_zip(folder / to.zip, written.tables, progress)
            for name, table in csvs.items():
                _write_file(folder / name, table)
            progress("a second opinion by gtfs-guru", 0.8)
            day = clock.from_day_number(int(feed.service_dates["day"].min()))
            opinion = ask_gtfs_guru(folder / to.zip, "", max(day, clock.today(to.zone)))
            _refuse_errors(opinion, to.zip)
            for name in (to.zip, *csvs):
                (folder / name).replace(to.out / name)
            sync_folder(to.out)
    rows = {name: _rows(table) for name, table in {**written.tables, **csvs}.items()}
    notes = (*_licence_notes(sources), *_made_notes(written, moves, to.zone))
    return Published(to.out, to.version, licence_of_mixture(sources), rows, notes, opinion)


def version_of(feed: MergedFeed) -> str:
    """A name for this very state of all feeds."""
    parts = sorted(f"{info.source.tag} {info.sha256}" for info in feed.feeds)
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _default_publisher(feed: MergedFeed) -> Publisher:
    """The publishers of the feeds themselves, where nobody else says to publish the whole."""
    names = dict.fromkeys(i.source.publisher or i.source.name or i.source.tag for i in feed.feeds)
    pages = [info.source.page for info in feed.feeds] + feed.agencies["url"].tolist()
    return Publisher(
        f"merged from {', '.join(names)}", next((page for page in pages if is_address(page)), "")
    )


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder on the same disk for files not yet whole; what killed runs left there goes."""
    for left in out.glob(f"{_BESIDE}*"):
        if not _is_running(left.name.removeprefix(_BESIDE)):
            shutil.rmtree(left, ignore_errors=True)
    folder = out / f"{_BESIDE}{os.getpid()}-{threading.get_ident()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_running(writer: str) -> bool:
    process = writer.partition("-")[0]
    return process.isdigit() and Path("/proc", process).exists()


def _write_zip(path: Path, tables: Mapping[str, Table], progress: Progress) -> None:
    with path.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for done, name in enumerate(sorted(tables)):
                progress(f"writing {name}", 0.2 + 0.6 * done / len(tables))
                member = zipfile.ZipInfo(name, _ZIP_MOMENT)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = _UNIX
                member.external_attr = _FILE_MODE
                with archive.open(member, "w", force_zip64=False) as table:
                    _write_lines(table, tables[name])
        _sync(out)


def _write_file(path: Path, table: Table) -> None:
    with path.open("wb") as out:
        _write_lines(out, table)
        _sync(out)


def _write_lines(out: IO[bytes], table: Table) -> None:
    for part in lines_of(table):
        out.write(part)


def _sync(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _refuse_errors(opinion: SecondOpinion | None, name: str) -> None:
    if opinion is None:
        return
    errors = [f"{code} ({n})" for severity, code, n in opinion.counts if severity == "ERROR"]
    if errors:
        raise DataError(
            f"not published; {opinion.validator} finds errors in it: {', '.join(errors)}",
            file=name,
            mend="`feeds check` of each feed shows where they come from; --without leaves one out",
        )


def _licence_notes(sources: list[Source]) -> Iterator[str]:
    for source in sources:
        said = f"; attribution: {source.attribution}" if source.attribution else ""
        yield f"{source.tag} ({source.licence}): {note_on(source, sources)}{said}"
    for source in sources:
        nobody = not (source.attribution or source.publisher or source.name)
        if nobody and "attribution" in verdict_on(source).asks:
            missed = "its licence asks to name its publisher, whom its source.toml lacks"
            yield f"{source.tag}: {missed}"
    if any(source.illustrative for source in sources):
        yield "illustrative data, not a timetable"


def _made_notes(written: Written, moves: tuple[ZoneMove, ...], zone: str) -> Iterator[str]:
    for move in moves:
        if move.shifts_s:
            by = ", ".join(f"{shift_s:+d} s" for shift_s in move.shifts_s)
            yield f"{move.trips} trips of {move.zone} are told in {zone}, moved date by date: {by}"
        else:
            yield (
                f"{move.trips} trips of {move.zone} are told in {zone}: "
                f"the same moments on all their {move.dates} dates"
            )
    if written.stops.stations_made:
        yield f"{written.stops.stations_made} places of several stops are told as stations"
    if written.stops.estimated:
        yield f"{written.stops.estimated} stops without a believed place stand at an estimated one"


def _rows(table: Table) -> int:
    return len(next(iter(table.values())))
