"""`feeds sources`, `feeds add`, `feeds update`: from publishers and files into the data folder."""

from __future__ import annotations

import argparse
import json
import os
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from core import clock
from core.errors import EnvironmentFault, Fault, FeedError, RequestError
from core.progress import Progress

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from feeds.catalogue import StoredFeed
    from feeds.download import Allowed
    from feeds.tables import FeedInfo, Source
    from feeds.updates import Change, Outcome

LOOPBACK_VARIABLE = "NAVETTE_DOWNLOAD_LOOPBACK"
"""host:port pairs of this machine that downloads may ask, comma between them; for tests."""


def add_verbs(deeds: Verbs) -> None:
    """Adds the verbs that bring feeds in."""
    sources = deeds.add_parser(
        "sources", help="the catalogue: which feeds the border region has, and where they lie"
    )
    add_json(sources)
    add_data(sources)
    sources.set_defaults(run=_run_sources)
    _add_add(deeds)
    renewing = deeds.add_parser(
        "update", help="ask the publishers for newer versions and build the network anew"
    )
    renewing.add_argument(
        "tags", nargs="*", metavar="TAG", help="default: every feed in the data folder"
    )
    renewing.add_argument(
        "--all",
        action="store_true",
        help="all feeds in the data folder, and those of the catalogue that are not there yet",
    )
    add_data(renewing)
    renewing.set_defaults(run=_run_update)


def _add_add(deeds: Verbs) -> None:
    parser = deeds.add_parser("add", help="check a GTFS zip and keep it in the data folder")
    parser.add_argument("tag", metavar="TAG", help="short name that scopes every id: lu, ter")
    parser.add_argument(
        "origin",
        nargs="?",
        metavar="FILE-OR-ADDRESS",
        help="the GTFS zip, on this machine or at an https address; default: the catalogue's",
    )
    parser.add_argument(
        "--country",
        type=_country,
        metavar="CC",
        help="FR, LU ...; says that the feed is described here and not by the catalogue",
    )
    parser.add_argument("--zone", default="", type=_zone, help="time zone if the feed names none")
    parser.add_argument("--name", default="", help="what people call this feed")
    parser.add_argument("--publisher", default="", help="who publishes it")
    parser.add_argument("--licence", default="", help="for example CC-BY-4.0, ODbL-1.0")
    parser.add_argument("--attribution", default="", help="the words the licence asks for")
    parser.add_argument("--page", default="", help="the web page on which it is published")
    parser.add_argument(
        "--project-past-end",
        action="store_true",
        help="days after the timetable's last run like those before it, and are marked",
    )
    parser.add_argument("--share-alike", action="store_true", help="the licence is share-alike")
    parser.set_defaults(run=_run_add)
    add_data(parser)


def renew(data: Path, tags: Sequence[str], progress: Progress, *, everything: bool = False) -> int:
    """Updates feeds of a data folder, says what became of each, and builds; 1 if any failed.

    Errors: RequestError for a tag that is not there, DataError where no network can be built,
    PublicationRefused where the gates refuse it.
    """
    from commands.network import renew_network
    from feeds.catalogue import list_feeds
    from feeds.updates import Change, update

    catalogue, stored = _catalogue(data), list_feeds(data)
    chosen = _chosen(stored, tags, catalogue)
    there = {feed.source.tag for feed in stored}
    missing = [s for s in catalogue.values() if everything and not s.skip and s.tag not in there]
    if not chosen and not missing:
        known = ", ".join(catalogue) or "its catalogue is empty"
        raise RequestError(
            [Fault("feeds", f"there are none; `feeds add TAG` fetches one ({known})")]
        )
    allowed = _allowed([*catalogue.values(), *(feed.source for feed in stored)])
    before = {feed.source.tag: feed for feed in stored}
    changes = []
    for outcome in update(data, chosen, allowed, progress):
        _say(_outcome_line(outcome, before[outcome.tag]), progress)
        changes.append(outcome.change)
    changes += [_fetch_missing(data, source, allowed, progress) for source in missing]
    if list_feeds(data):
        network = renew_network(data, progress)
        if Change.UPDATED in changes:
            _say(f"network {network.version} is in service", progress)
    return 1 if Change.FAILED in changes else 0


def added_line(tag: str, info: FeedInfo) -> str:
    """What came in with a version of a feed, in one line."""
    shown = [f"{info.counts[name]} {name}" for name in ("stops", "routes", "trips")]
    days = f"{clock.from_day_number(info.first_day)} to {clock.from_day_number(info.last_day)}"
    total = sum(info.notice_counts.values())
    kinds = len(info.notice_counts)
    notices = f"{total} notices in {kinds} kinds (feeds check shows them)" if total else "clean"
    return f"{tag}: {', '.join(shown)}; service days {days}; {notices}"


def _run_sources(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from feeds.catalogue import list_feeds

    there = {feed.source.tag for feed in list_feeds(args.data)}
    catalogue = _catalogue(args.data)
    if args.json:
        told = [{**asdict(s), "added": s.tag in there} for s in catalogue.values()]
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    for source in catalogue.values():
        print(_source_line(source, is_there=source.tag in there))
    return 0


def _run_add(args: argparse.Namespace) -> int:
    from feeds.catalogue import add_feed, check_tag
    from feeds.updates import fetch_new

    check_tag(args.tag)
    catalogue = _catalogue(args.data)
    source = _described(args) if args.country else _known(args, catalogue)
    with TerminalProgress() as progress:
        if args.origin and not _is_address(args.origin):
            info = add_feed(args.data, args.tag, Path(args.origin), source, progress)
        else:
            allowed = _allowed([*catalogue.values(), source])
            info = fetch_new(args.data, source, allowed, progress)
    print(added_line(args.tag, info))
    return 0


def _run_update(args: argparse.Namespace) -> int:
    with TerminalProgress() as progress:
        return renew(args.data, args.tags, progress, everything=args.all)


def _described(args: argparse.Namespace) -> Source:
    """The source as the words of the command line describe it."""
    from feeds.tables import Source

    if not args.origin:
        message = "name the zip or its address; without --country the catalogue's feed is fetched"
        raise RequestError([Fault("FILE-OR-ADDRESS", message)])
    return Source(
        tag=args.tag,
        country=args.country,
        publisher=args.publisher,
        name=args.name,
        page=args.page,
        address=args.origin if _is_address(args.origin) else "",
        licence=args.licence,
        attribution=args.attribution,
        share_alike=args.share_alike,
        project_past_end=args.project_past_end,
        zone=args.zone,
    )


def _known(args: argparse.Namespace, catalogue: Mapping[str, Source]) -> Source:
    """The catalogue's source, with what the command line says otherwise."""
    from feeds.sources import get_source

    source = get_source(catalogue, args.tag)
    said = {
        name: getattr(args, name)
        for name in ("publisher", "name", "page", "licence", "attribution", "zone")
        if getattr(args, name)
    }
    said |= {name: True for name in ("share_alike", "project_past_end") if getattr(args, name)}
    if args.origin and _is_address(args.origin):
        said |= {"address": args.origin, "resolver": ""}
    return replace(source, **said)


def _chosen(
    stored: Sequence[StoredFeed], tags: Sequence[str], catalogue: Mapping[str, Source]
) -> list[StoredFeed]:
    there = {feed.source.tag for feed in stored}
    faults = [
        Fault("tag", f"{tag} is not in the data folder")
        if tag not in catalogue
        else Fault("tag", f"{tag} is not in the data folder; `feeds add {tag}` brings it in")
        for tag in tags
        if tag not in there
    ]
    if faults:
        raise RequestError(faults)
    return [feed for feed in stored if not tags or feed.source.tag in tags]


def _fetch_missing(data: Path, source: Source, allowed: Allowed, progress: Progress) -> Change:
    from feeds.updates import Change, fetch_new

    try:
        info = fetch_new(data, source, allowed, progress)
    except (FeedError, EnvironmentFault) as exc:
        _say(f"{source.tag}: failed: {exc}; it is not in the data folder yet", progress)
        return Change.FAILED
    _say(f"{added_line(source.tag, info)}; new", progress)
    return Change.UPDATED


def _outcome_line(outcome: Outcome, before: StoredFeed) -> str:
    tag, change = outcome.tag, outcome.change.value
    since = clock.iso_utc(before.fetched_at_s)
    if outcome.info:
        return f"{added_line(tag, outcome.info)}; updated"
    if outcome.change == "failed":
        why = " ".join(outcome.why.split())
        return f"{tag}: failed: {why}; the version of {since} stays"
    return f"{tag}: {change}: {outcome.why}" if outcome.why else f"{tag}: {change} since {since}"


def _source_line(source: Source, *, is_there: bool) -> str:
    parts = [
        f"{source.tag:<10} {source.country:<3} {source.name or source.publisher}",
        source.licence or "licence not known",
        f"renewed {source.rhythm}" if source.rhythm else "rhythm not known",
    ]
    parts += [f"not fetched: {source.skip}"] if source.skip else [source.address]
    parts += ["in the data folder"] if is_there else []
    return "; ".join(parts)


def _say(line: str, progress: Progress) -> None:
    """Prints an answer below the progress that is being drawn."""
    if isinstance(progress, TerminalProgress):
        progress.close()
    print(line, flush=True)


def _catalogue(data: Path) -> dict[str, Source]:
    from commands.datadir import territory_folder
    from feeds.sources import load_sources

    return load_sources(territory_folder(data))


def _allowed(sources: Sequence[Source]) -> Allowed:
    from feeds.download import Allowed
    from feeds.sources import hosts_of

    return Allowed(hosts_of(sources), frozenset(_loopback_places(os.environ)))


def _loopback_places(environment: Mapping[str, str]) -> Iterator[str]:
    """Errors: RequestError for what is no host:port."""
    for place in environment.get(LOOPBACK_VARIABLE, "").split(","):
        host, _, port = place.strip().rpartition(":")
        if host and port.isdigit():
            yield place.strip()
        elif place.strip():
            message = f"{place.strip()!r} is no host and port such as 127.0.0.1:8080"
            raise RequestError([Fault(LOOPBACK_VARIABLE, message)])


def _is_address(text: str) -> bool:
    return "://" in text


def _country(text: str) -> str:
    if len(text) != 2 or not (text.isascii() and text.isalpha()):
        raise argparse.ArgumentTypeError(f"{text!r} is no two-letter country code such as FR")
    return text.upper()


def _zone(text: str) -> str:
    if text and text not in zoneinfo.available_timezones():
        raise argparse.ArgumentTypeError(f"{text!r} is no time zone such as Europe/Paris")
    return text
