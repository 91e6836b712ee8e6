"""`feeds streets`: takes an OpenStreetMap extract into the data folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data
from commands.progress import TerminalProgress
from commands.text import plain

if TYPE_CHECKING:
    from commands.arguments import Verbs


def add_parser(deeds: Verbs) -> None:
    """Adds `streets` to the verbs of `feeds`."""
    parser = deeds.add_parser(
        "streets", help="take the streets of an OpenStreetMap extract; the next build uses them"
    )
    parser.add_argument("file", metavar="FILE", help="an extract: .osm.pbf, .osm or .osm.gz")
    parser.set_defaults(run=run)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Reads the extract, keeps it, and says what is in it and what is odd."""
    from feeds.osm.store import add_extract

    with TerminalProgress() as progress:
        tables = add_extract(args.data, Path(args.file), progress)
    info = tables.info
    counts = ", ".join(f"{count} {what}" for what, count in info.counts.items())
    print(f"streets: {counts}; {info.source.attribution}, {info.source.licence}")
    for code, count in sorted(info.notice_counts.items()):
        sample = tables.notices.samples[code][0]
        print(f"  {sample.severity.value:<7} {code}: {count}; such as {plain(sample.message)}")
    print("the next build uses them (feeds build)")
    return 0
