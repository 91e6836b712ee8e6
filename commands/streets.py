"""`feeds streets`: takes an OpenStreetMap extract into the data folder, shows it, takes it out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data
from commands.progress import TerminalProgress
from commands.text import plain
from core import clock
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from feeds.osm.map.store import StreetMap
    from feeds.tables import FeedInfo


def add_parser(deeds: Verbs) -> None:
    """Adds `streets` to the verbs of `feeds`."""
    parser = deeds.add_parser(
        "streets", help="take the streets of an OpenStreetMap extract; the next build uses them"
    )
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="an extract: .osm.pbf, .osm or .osm.gz; default: show the one in the data folder",
    )
    parser.add_argument("--remove", action="store_true", help="go back to estimates")
    parser.set_defaults(run=run)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Keeps, shows or removes the extract of a data folder."""
    from feeds.osm.map.store import find_map, remove_map
    from feeds.osm.store import find_info, remove_extract

    if args.file and args.remove:
        raise RequestError([Fault("FILE", "either a file to take in, or --remove")])
    if args.file:
        return _add(args)
    if args.remove:
        remove_map(args.data)
        print("streets removed" if remove_extract(args.data) else "there were no streets")
        return 0
    info = find_info(args.data)
    print("no streets: ways are estimates" if info is None else _as_line(info))
    drawn = find_map(args.data)
    if info is not None:
        print("map: a sketch; feeds build draws it" if drawn is None else _as_map_line(drawn))
    return 0


def _add(args: argparse.Namespace) -> int:
    """Reads the extract, keeps it, draws its map, and says what is in it and what is odd."""
    from feeds.osm.map.store import renew_map
    from feeds.osm.store import add_extract

    with TerminalProgress() as progress:
        tables = add_extract(args.data, Path(args.file), progress)
        drawn = renew_map(args.data, progress)
    info = tables.info
    print(_as_line(info))
    for code, count in sorted(info.notice_counts.items()):
        sample = tables.notices.samples[code][0]
        print(f"  {sample.severity.value:<7} {code}: {count}; such as {plain(sample.message)}")
    if drawn is not None:
        print(_as_map_line(drawn))
    print("the next build uses them (feeds build)")
    return 0


def _as_line(info: FeedInfo) -> str:
    counts = ", ".join(f"{count} {what}" for what, count in info.counts.items())
    taken = f"taken in {clock.iso_utc(info.fetched_at_s)}"
    return f"streets: {counts}; {info.source.attribution}, {info.source.licence}; {taken}"


def _as_map_line(drawn: StreetMap) -> str:
    west, south, east, north = drawn.bounds
    covers = f"from {south:.2f},{west:.2f} to {north:.2f},{east:.2f}"
    borders = "with" if drawn.has_borders else "without"
    zooms = f"zooms {drawn.first_zoom} to {drawn.last_zoom}"
    return f"map: {drawn.version}, {covers}, {zooms}, {borders} a state border"
