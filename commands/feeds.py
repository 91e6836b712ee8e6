"""`feeds`: add, list, check and build timetable feeds; take a bad build back."""

from __future__ import annotations

import argparse
import json
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING

from commands import export, streets
from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from core import clock
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from feeds.catalogue import StoredFeed
    from feeds.tables import Source


def add_parser(verbs: Verbs) -> None:
    """Adds `feeds` and its verbs to the command line."""
    parser = verbs.add_parser("feeds", help="add, list, check and build timetable feeds")
    deeds = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    _add_add(deeds)
    listing = deeds.add_parser("list", help="the feeds in the data folder, with licence and age")
    add_json(listing)
    listing.set_defaults(run=_run_list)
    check = deeds.add_parser("check", help="what is wrong in a feed, row by row")
    check.add_argument(
        "feed", nargs="?", metavar="TAG-OR-FILE", help="default: every feed in the data folder"
    )
    add_json(check)
    check.set_defaults(run=_run_check)
    build = deeds.add_parser("build", help="merge the feeds into a network and put it in service")
    build.set_defaults(run=_run_build)
    rollback = deeds.add_parser("rollback", help="put the network built before back in service")
    rollback.set_defaults(run=_run_rollback)
    for deed in (listing, check, build, rollback):
        add_data(deed)
    streets.add_parser(deeds)
    export.add_parser(deeds)


def _add_add(deeds: Verbs) -> None:
    parser = deeds.add_parser("add", help="check a GTFS zip and keep it in the data folder")
    parser.add_argument("tag", metavar="TAG", help="short name that scopes every id: lu, ter")
    parser.add_argument("file", metavar="FILE", help="the GTFS zip, on this machine")
    parser.add_argument("--country", required=True, type=_country, metavar="CC", help="FR, LU ...")
    parser.add_argument("--zone", default="", type=_zone, help="time zone if the feed names none")
    parser.add_argument("--name", default="", help="what people call this feed")
    parser.add_argument("--publisher", default="", help="who publishes it")
    parser.add_argument("--licence", default="", help="for example CC-BY-4.0, ODbL-1.0")
    parser.add_argument("--attribution", default="", help="the words the licence asks for")
    parser.add_argument("--page", default="", help="the web page on which it is published")
    parser.add_argument("--share-alike", action="store_true", help="the licence is share-alike")
    parser.set_defaults(run=_run_add)
    add_data(parser)


def _run_add(args: argparse.Namespace) -> int:
    from feeds.catalogue import add_feed
    from feeds.tables import Source

    if "://" in args.file:
        fault = Fault("FILE", f"{args.file} is an address; download the zip and name the file")
        raise RequestError([fault])
    source = Source(
        tag=args.tag,
        country=args.country,
        publisher=args.publisher,
        name=args.name,
        page=args.page,
        licence=args.licence,
        attribution=args.attribution,
        share_alike=args.share_alike,
        zone=args.zone,
    )
    with TerminalProgress() as progress:
        info = add_feed(args.data, args.tag, Path(args.file), source, progress)
    days = f"{clock.from_day_number(info.first_day)} to {clock.from_day_number(info.last_day)}"
    print(
        f"{args.tag}: {_counts(info.counts)}; service days {days}; {_notices(info.notice_counts)}"
    )
    return 0


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
    from feeds.check import check_feed

    reports = []
    for path, source in _feeds_to_check(args):
        with TerminalProgress() as progress:
            reports.append(check_feed(path, source, progress=progress))
        if not args.json:
            print(reports[-1].as_text())
    if args.json:
        print(json.dumps([r.as_json() for r in reports], indent=2, ensure_ascii=False))
    return 0 if all(report.usable for report in reports) else 1


def _run_build(args: argparse.Namespace) -> int:
    from commands.datadir import resolve_data
    from commands.network import build_again

    with TerminalProgress() as progress:
        network = build_again(resolve_data(args.data, progress), progress)
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
        "fetchedAt": clock.iso_utc(feed.fetched_at_s),
        "sha256": feed.sha256,
        "lastFailure": feed.last_failure or None,
    }


def _as_line(feed: StoredFeed) -> str:
    source = feed.source
    parts = [
        f"{source.tag:<10} {source.country:<3} {source.name or source.publisher or '-'}",
        source.licence or "licence unknown",
        f"fetched {clock.iso_utc(feed.fetched_at_s)}",
    ]
    parts += ["illustrative, not a timetable"] if source.illustrative else []
    parts += [f"last failure: {feed.last_failure}"] if feed.last_failure else []
    return "; ".join(parts)


def _counts(counts: dict[str, int]) -> str:
    shown = [f"{counts[name]} {name}" for name in ("stops", "routes", "trips") if name in counts]
    return ", ".join(shown) or "empty"


def _notices(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    return f"{total} notices in {len(counts)} kinds (feeds check shows them)" if total else "clean"


def _country(text: str) -> str:
    if len(text) != 2 or not (text.isascii() and text.isalpha()):
        raise argparse.ArgumentTypeError(f"{text!r} is no two-letter country code such as FR")
    return text.upper()


def _zone(text: str) -> str:
    if text and text not in zoneinfo.available_timezones():
        raise argparse.ArgumentTypeError(f"{text!r} is no time zone such as Europe/Paris")
    return text
