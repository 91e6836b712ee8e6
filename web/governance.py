"""Whose data stand behind the answers: a world in, one record a feed out, and one of the whole.

For each feed: who publishes it, who runs its rides, under which licence, what may be passed on,
how old it is, until when it is valid, and what was found wrong in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from core import clock
from core.errors import DataError
from feeds.export.licences import check_sources, licence_of_mixture, verdict_on
from feeds.tables import FeedInfo
from web.live import source_fields
from web.render_plan import render_source
from web.state import World

if TYPE_CHECKING:
    from feeds.catalogue import StoredFeed

MAX_OPERATORS = 200
"""Agencies listed of one feed."""
MAX_CODES = 60
"""Kinds of notices of one feed that are shown with their rows."""


def governance(
    world: World, now_s: int, stored: Mapping[str, StoredFeed] | None = None
) -> dict[str, Any]:
    """Every feed, and what holds for the network that is made of them.

    `stored` are the feeds on disk, which know of updates that failed since the network was built.
    """
    operators = _operators(world)
    feeds = world.network.feeds
    return {
        "feeds": [
            {
                **_record(feed, operators.get(feed.source.tag, []), world, now_s),
                **_updates(feed, (stored or {}).get(feed.source.tag)),
            }
            for feed in feeds
        ],
        "merged": _merged(feeds),
    }


def merge_report_of(world: World) -> dict[str, Any]:
    """What the merge of the feeds has made: places, copies, joined rides and doubts.

    Of a network that no merge made the lists are empty.
    """
    told = world.network.merge_report
    return dict(orjson.loads(told)) if told else _NO_REPORT


_NO_REPORT: dict[str, Any] = {
    "feeds": [], "counts": {}, "places": [], "copies": [], "stitches": [], "doubts": [],
}  # fmt: skip


def is_timetable(feed: FeedInfo) -> bool:
    """Whether a feed brings rides; streets come as feeds, too."""
    return "trips" in feed.counts


def _record(
    feed: FeedInfo, operators: list[dict[str, str]], world: World, now_s: int
) -> dict[str, Any]:
    source = feed.source
    verdict = verdict_on(source)
    today = clock.day_number(clock.local_date(now_s, world.network.zone))
    return {
        "tag": source.tag,
        "country": source.country,
        **render_source(feed),
        "page": source.page,
        "shareAlike": source.share_alike,
        "version": feed.version,
        "sha256": feed.sha256,
        "rhythm": source.rhythm or None,
        "ageSeconds": max(now_s - feed.fetched_at_s, 0) if feed.fetched_at_s > 0 else None,
        "daysLeft": max(feed.last_day - today, 0) if is_timetable(feed) else None,
        "expired": is_timetable(feed) and feed.last_day < today,
        "realtime": _realtime(world, source.tag, now_s),
        "operators": operators[:MAX_OPERATORS],
        "republish": {
            "allowed": verdict.allowed,
            "reason": verdict.reason or None,
            "asks": list(verdict.asks),
        },
        "counts": feed.counts,
        "notices": feed.notice_counts,
        "noticeSamples": dict(sorted(feed.notice_samples.items())[:MAX_CODES]),
    }


def _updates(feed: FeedInfo, stored: StoredFeed | None) -> dict[str, Any]:
    """When the publisher was last asked, and what last went wrong."""
    if stored is None:
        return {"checkedAt": None, "lastFailure": feed.last_failure or None, "lastFailureAt": None}
    return {
        "checkedAt": _moment(stored.checked_at_s),
        "lastFailure": stored.last_failure or feed.last_failure or None,
        "lastFailureAt": _moment(stored.last_failure_at_s) if stored.last_failure else None,
    }


def _moment(moment_s: int) -> str | None:
    return clock.iso_utc(moment_s) if moment_s > 0 else None


def _realtime(world: World, tag: str, now_s: int) -> dict[str, Any] | None:
    """How the feed's source of realtime fares; None where there is none."""
    overlay = world.network.overlay
    state = overlay.find_source(tag) if overlay is not None else None
    return source_fields(state, now_s) if state is not None else None


def _operators(world: World) -> dict[str, list[dict[str, str]]]:
    """Who runs rides, by the tag of the feed that says so."""
    agencies = world.network.agencies
    found: dict[str, list[dict[str, str]]] = {}
    for at in range(len(agencies.id)):
        row = {"id": agencies.id[at], "name": agencies.name[at], "url": agencies.url[at]}
        found.setdefault(row["id"].partition("_")[0], []).append(row)
    return found


def _merged(feeds: tuple[FeedInfo, ...]) -> dict[str, Any]:
    """Whether the timetables may be passed on as one, and under which terms."""
    sources = [feed.source for feed in feeds if is_timetable(feed)]
    try:
        check_sources(sources)
    except DataError as refusal:
        return {"allowed": False, "reason": refusal.message, "licence": None}
    return {"allowed": True, "reason": None, "licence": licence_of_mixture(sources)}
