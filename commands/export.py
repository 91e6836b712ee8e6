"""`feeds export`: the merged feeds as one GTFS zip with its crosswalks, where licences allow it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, whole_number
from commands.progress import TerminalProgress
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from commands.export_comparison import Comparison
    from feeds.export.publish import Published
    from feeds.export.tables import Publisher

MAX_COMPARED = 10_000


def add_parser(deeds: Verbs) -> None:
    """Adds `feeds export` to the verbs of `feeds`."""
    parser = deeds.add_parser(
        "export",
        help="write the merged feeds as one GTFS zip, with crosswalks and attributions",
        description="Writes merged.gtfs.zip, consolidated-stops.csv, trip-crosswalk.csv and "
        "attributions.csv. Refused where a licence does not allow it, or where gtfs-guru finds "
        "an error in the zip.",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to"
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="TAG", help="leave that feed out"
    )
    parser.add_argument(
        "--publisher", default="", help="who publishes the merged feed (default: its publishers)"
    )
    parser.add_argument(
        "--page", default="", metavar="URL", help="the web page of whoever publishes it"
    )
    parser.add_argument(
        "--compare",
        type=whole_number(1, MAX_COMPARED),
        metavar="N",
        help="read the zip back and ask both networks N trips; exit code 1 where answers differ",
    )
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the files, and compares the answers where that is asked for."""
    from commands.datadir import resolve_data, territory_of
    from feeds.catalogue import list_feeds, load_stored
    from feeds.export.licences import check_sources
    from feeds.export.publish import ZIP, publish

    publisher = _publisher(args)
    comparison = None
    with TerminalProgress() as progress:
        data = resolve_data(args.data, progress)
        sources = [feed.source for feed in list_feeds(data)]
        _check_tags(args.without, [source.tag for source in sources])
        check_sources([source for source in sources if source.tag not in args.without])
        territory = territory_of(data)
        merged = load_stored(data, territory, progress, without=args.without, as_published=True)
        published = publish(
            merged, args.out, zone=territory.zone, publisher=publisher, progress=progress
        )
        if args.compare:
            from commands.export_comparison import compare

            comparison = compare(merged, args.out / ZIP, territory, args.compare, progress)
    if args.json:
        print(json.dumps(_as_json(published, comparison), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(published, comparison)))
    return 0 if comparison is None or comparison.alike == comparison.asked else 1


def _publisher(args: argparse.Namespace) -> Publisher | None:
    from feeds.export.tables import Publisher, is_address

    if not args.publisher and not args.page:
        return None
    faults = [] if args.publisher else [Fault("--publisher", "is missing beside --page")]
    if not is_address(args.page):
        faults.append(Fault("--page", "GTFS asks for the publisher's web address (https://...)"))
    if faults:
        raise RequestError(faults)
    return Publisher(args.publisher, args.page)


def _check_tags(without: list[str], known: list[str]) -> None:
    unknown = [
        Fault("--without", f"there is no feed {tag!r} among {', '.join(known)}")
        for tag in without
        if tag not in known
    ]
    if unknown:
        raise RequestError(unknown)


def _lines(published: Published, comparison: Comparison | None) -> list[str]:
    terms = f"version {published.version}, to be passed on under {published.licence}"
    lines = [f"{published.folder}: {terms}"]
    lines += [f"  {name}: {count} rows" for name, count in published.rows.items()]
    lines += [f"  {note}" for note in published.notes]
    if published.opinion is None:
        lines.append("  not checked: gtfs-guru is not installed")
    else:
        others = sum(count for _, _, count in published.opinion.counts)
        lines.append(
            f"  {published.opinion.validator}: no error; {others} lesser notices in "
            f"{len(published.opinion.counts)} kinds"
        )
    if comparison is not None:
        lines.append(
            f"  read back: {comparison.alike} of {comparison.asked} trips answered alike, "
            f"{comparison.with_options} of them with options"
        )
        lines += [f"    differs: {case}" for case in comparison.differing]
    return lines


def _as_json(published: Published, comparison: Comparison | None) -> dict[str, object]:
    shown: dict[str, object] = {
        "folder": str(published.folder),
        "version": published.version,
        "licence": published.licence,
        "rows": published.rows,
        "notes": list(published.notes),
        "secondOpinion": published.opinion.as_json() if published.opinion else None,
    }
    if comparison is not None:
        shown["comparison"] = {
            "asked": comparison.asked,
            "alike": comparison.alike,
            "withOptions": comparison.with_options,
            "differing": list(comparison.differing),
        }
    return shown
