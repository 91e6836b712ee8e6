"""`feeds merge-report`: what the merge has made of the feeds, as text, JSON or a page."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from commands.text import plain_lines

if TYPE_CHECKING:
    from commands.arguments import Verbs


def add_parser(deeds: Verbs) -> None:
    """Adds the verb `merge-report`."""
    parser = deeds.add_parser(
        "merge-report", help="places, copies and cut rides that the merge found, to be overruled"
    )
    add_json(parser)
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from commands.datadir import resolve_data, territory_of
    from core.files import machine_faults, write_atomically
    from feeds.catalogue import load_stored
    from feeds.merge.report import MergeReport
    from feeds.merge.report_page import as_page

    with TerminalProgress() as progress:
        data = resolve_data(args.data, progress)
        report = MergeReport.of(load_stored(data, territory_of(data), progress))
    if args.html:
        with machine_faults(f"cannot write {args.html}"):
            write_atomically(args.html, as_page(report).encode("utf-8"))
        print(f"{args.html} written")
    if args.json:
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    elif not args.html:
        print(plain_lines(report.as_text()))
    return 0
