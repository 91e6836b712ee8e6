"""Which ids of the published feeds mean one thing: a MergedFeed in, three CSV tables out.

    consolidated-stops.csv  stop_group_id, feed_id, stop_id, is_primary: one stop under the ids of
                            several feeds, as OpenTripPlanner reads it
    trip-crosswalk.csv      feed_id, trip_id, kept_feed_id, kept_trip_id, evidence: the trips left
                            out because another feed publishes the same train
    attributions.csv        whose data the feeds are, under which licence, and what that asks

Ids are those of the feeds as published, without our tag. A group holds at most one stop of each
feed: what a publisher keeps apart, such as the two sides of a street, is never fused.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number, iso_utc
from core.geo import unit_vectors_m
from feeds.export import csv_text
from feeds.export.csv_text import Table
from feeds.export.licences import note_on, verdict_on
from feeds.merge.modes import mode_of_type
from feeds.tables import MergedFeed

PLATFORM = 0


def consolidated_stops(feed: MergedFeed) -> Table:
    """Every group of stops that are one, its most frequented stop the primary one."""
    ids = feed.stops["id"].tolist()
    calls = np.bincount(feed.stop_times["stop_idx"].to_numpy(), minlength=len(ids))
    rows: list[tuple[str, str, str, str]] = []
    for group in _groups(feed):
        primary = max(group, key=lambda stop: (int(calls[stop]), ids[stop]))
        rows += [(ids[primary], *_told(ids[s]), str(int(s == primary))) for s in group]
    rows.sort(key=lambda row: (row[0], row[3] == "0", row[1:3]))
    return _table(("stop_group_id", "feed_id", "stop_id", "is_primary"), rows)


def trip_crosswalk(feed: MergedFeed) -> Table:
    """Every trip left out and the one that stands for it."""
    ids = feed.trips["id"].tolist()
    crosswalk = feed.trip_crosswalk
    rows = [
        (*_told(gone), *(_told(ids[kept]) if kept >= 0 else ("", "")), evidence)
        for gone, kept, evidence in zip(
            crosswalk["id"], crosswalk["kept_trip_idx"].tolist(), crosswalk["evidence"], strict=True
        )
    ]
    names = ("feed_id", "trip_id", "kept_feed_id", "kept_trip_id", "evidence")
    return _table(names, sorted(rows))


def attributions(feed: MergedFeed) -> Table:
    """Every feed with its licence and what its place in the mixture asks."""
    sources = [info.source for info in feed.feeds]
    rows = []
    for info in feed.feeds:
        source = info.source
        licence = verdict_on(source).licence
        rows.append((
            source.tag, source.publisher, source.name, licence.id if licence else source.licence,
            source.licence_url or (licence.url if licence else ""), source.attribution,
            "yes" if source.share_alike or (licence and licence.share_alike) else "no",
            note_on(source, sources), source.page, info.version, info.sha256,
            iso_utc(info.fetched_at_s) if info.fetched_at_s > 0 else "",
            from_day_number(info.first_day).isoformat(), from_day_number(info.last_day).isoformat(),
            "yes" if source.illustrative else "no",
        ))  # fmt: skip
    names = (
        "feed_id", "publisher", "name", "licence", "licence_url", "attribution", "share_alike",
        "terms", "page", "version", "sha256", "fetched_at", "first_day", "last_day",
        "illustrative",
    )  # fmt: skip
    return _table(names, rows)


def _groups(feed: MergedFeed) -> list[list[int]]:
    """Stops of different feeds in one place, nearest first; at most one of each feed in a group."""
    stops = feed.stops
    of_feed = stops["feed"].to_numpy()
    codes = stops["platform"].tolist()
    modes = _modes_of_stops(feed)
    points = unit_vectors_m(stops["lat"].to_numpy(), stops["lon"].to_numpy())
    found = []
    for members in _shared_places(feed):
        pairs = [
            (float(np.linalg.norm(points[a] - points[b])), a, b)
            for at, a in enumerate(members)
            for b in members[at + 1 :]
            if of_feed[a] != of_feed[b]
            and (not modes[a] or not modes[b] or modes[a] & modes[b])
            and (not codes[a] or not codes[b] or codes[a] == codes[b])
        ]
        group_of = {stop: [stop] for stop in members}
        for _, a, b in sorted(pairs):
            one, other = group_of[a], group_of[b]
            if not {int(of_feed[s]) for s in one} & {int(of_feed[s]) for s in other}:
                one += other
                group_of |= dict.fromkeys(other, one)
        found += [g for stop, g in group_of.items() if len(g) > 1 and g[0] == stop]
    return found


def _shared_places(feed: MergedFeed) -> list[list[int]]:
    """The platforms of every place that stands in several feeds."""
    stops = feed.stops
    platforms = np.flatnonzero(stops["location_type"].to_numpy() == PLATFORM)
    members: dict[int, list[int]] = {}
    for stop, place in zip(
        platforms.tolist(), stops["place_idx"].to_numpy()[platforms].tolist(), strict=True
    ):
        members.setdefault(place, []).append(stop)
    of_feed = stops["feed"].tolist()
    return [m for m in members.values() if len({of_feed[stop] for stop in m}) > 1]


def _modes_of_stops(feed: MergedFeed) -> NDArray[np.int64]:
    """The modes that call at every stop, as bits."""
    mode = mode_of_type(feed.routes["type"].to_numpy())
    bit = np.left_shift(np.int64(1), np.asarray(mode, dtype=np.int64))
    of_trip = bit[feed.trips["route_idx"].to_numpy()]
    modes = np.zeros(len(feed.stops), dtype=np.int64)
    calls = feed.stop_times
    np.bitwise_or.at(modes, calls["stop_idx"].to_numpy(), of_trip[calls["trip_idx"].to_numpy()])
    return modes


def _told(scoped: str) -> tuple[str, str]:
    """The tag and the id as published."""
    tag, _, own = scoped.partition("_")
    return tag, own


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    told = zip(names, columns, strict=True)
    return {name: csv_text.safe_texts(list(column)) for name, column in told}
