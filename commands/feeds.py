"""`feeds`: list, check and build timetable feeds; take a bad build back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands import export, feeds_fetch, merge_report, streets
from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from commands.text import plain, plain_lines
from core import clock
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from feeds.catalogue import StoredFeed
    from feeds.tables import Source


def add_parser(verbs: Verbs) -> None:
    """Adds `feeds` and its verbs to the command line."""
    parser = verbs.add_parser("feeds", help="fetch, list, check and build timetable feeds")
    deeds = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    feeds_fetch.add_verbs(deeds)
    listing = deeds.add_parser("list", help="the feeds in the data folder, with licence and age")
    add_json(listing)
    listing.set_defaults(run=_run_list)
    check = deeds.add_parser("check", help="what is wrong in a feed, row by row")
    check.add_argument(
        "feed", nargs="?", metavar="TAG-OR-FILE", help="default: every feed in the data folder"
    )
    add_json(check)
    check.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")
    check.set_defaults(run=_run_check)
    build = deeds.add_parser("build", help="merge the feeds into a network and put it in service")
    build.add_argument(
        "--force", action="store_true", help="publish even what the gates refuse (docs/feeds.md)"
    )
    build.set_defaults(run=_run_build)
    rollback = deeds.add_parser("rollback", help="put the network built before back in service")
    rollback.set_defaults(run=_run_rollback)
    for deed in (listing, check, build, rollback):
        add_data(deed)
    streets.add_parser(deeds)
    export.add_parser(deeds)
    merge_report.add_parser(deeds)


def _run_list(args: argparse.Namespace) -> int:
    from commands.datadir import resolve_data
    from feeds.catalogue import list_feeds

    with TerminalProgress() as progress:
        stored = list_feeds(resolve_data(args.data, progress))
    if args.json:
        print(json.dumps([_as_json(feed) for feed in stored], indent=2, ensure_ascii=False))
        return 0
    for feed in stored:
        print(_as_line(feed))
    return 0


def _run_check(args: argparse.Namespace) -> int:
    from core.files import machine_faults, write_atomically
    from feeds.check import check_feed
    from feeds.check_page import as_page

    reports = []
    for path, source in _feeds_to_check(args):
        with TerminalProgress() as progress:
            reports.append(check_feed(path, source, progress=progress))
        if not (args.json or args.html):
            print(plain_lines(reports[-1].as_text()))
    if args.html:
        with machine_faults(f"cannot write {args.html}"):
            write_atomically(args.html, as_page(reports).encode("utf-8"))
        print(f"{args.html} written")
    if args.json:
        print(json.dumps([r.as_json() for r in reports], indent=2, ensure_ascii=False))
    return 0 if all(report.usable for report in reports) else 1


def _run_build(args: argparse.Namespace) -> int:
    from commands.datadir import resolve_data
    from commands.network import build_again
    from commands.street_map import draw_map

    with TerminalProgress() as progress:
        folder = resolve_data(args.data, progress)
        network = build_again(folder, progress, force=args.force)
        draw_map(folder, progress)
    print(
        f"network {network.version}: {len(network.feeds)} feeds, {len(network.stops.id)} stops in "
        f"{len(network.places.name)} places, {network.timetable.n_trips} trips; in service"
    )
    return 0


def _run_rollback(args: argparse.Namespace) -> int:
    from commands.datadir import folder_in_service
    from commands.network import snapshots_of
    from core import snapshot

    version = snapshot.rollback(snapshots_of(folder_in_service(args.data)))
    print(f"network {version} is in service until the feeds change or are built again")
    return 0


def _feeds_to_check(args: argparse.Namespace) -> list[tuple[Path, Source]]:
    """The zips to check: a file, one stored feed, or all of them."""
    from commands.datadir import resolve_data
    from feeds.catalogue import list_feeds
    from feeds.tables import Source

    if args.feed and Path(args.feed).is_file():
        return [(Path(args.feed), Source(tag=Path(args.feed).stem, country=""))]
    with TerminalProgress() as progress:
        stored = list_feeds(resolve_data(args.data, progress))
    chosen = [feed for feed in stored if args.feed in (None, feed.source.tag)]
    if args.feed and not chosen:
        tags = ", ".join(feed.source.tag for feed in stored)
        raise RequestError([Fault("feed", f"{args.feed} is neither a file nor one of {tags}")])
    return [(feed.path, feed.source) for feed in chosen]


def _as_json(feed: StoredFeed) -> dict[str, object]:
    source = feed.source
    return {
        "tag": source.tag,
        "country": source.country,
        "name": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "attribution": source.attribution,
        "shareAlike": source.share_alike,
        "illustrative": source.illustrative,
        "address": source.address,
        "fetchedAt": clock.iso_utc(feed.fetched_at_s),
        "checkedAt": _moment(feed.checked_at_s),
        "sha256": feed.sha256,
        "lastFailure": feed.last_failure or None,
        "lastFailureAt": _moment(feed.last_failure_at_s),
    }


def _as_line(feed: StoredFeed) -> str:
    source = feed.source
    parts = [
        f"{source.tag:<10} {source.country:<3} {source.name or source.publisher or '-'}",
        source.licence or "licence unknown",
        f"fetched {clock.iso_utc(feed.fetched_at_s)}",
    ]
    parts += ["illustrative, not a timetable"] if source.illustrative else []
    if feed.last_failure:
        at = _moment(feed.last_failure_at_s)
        parts.append(f"last failure{f' at {at}' if at else ''}: {feed.last_failure}")
    return plain("; ".join(parts))


def _moment(moment_s: int) -> str | None:
    return clock.iso_utc(moment_s) if moment_s else None
