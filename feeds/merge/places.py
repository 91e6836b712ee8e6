"""Places of a merged feed: its stops in, the places table, the crosswalk and doubtful pairs out.

A place is what people call by one name: a station with its platforms and forecourt, the two sides
of a street, the same station under the ids of two feeds. Stops stay stops; a place groups them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.errors import DataError
from feeds.merge import words
from feeds.merge.grouping import Edge, Groups, Verdicts, group_families
from feeds.merge.names import Phrases, phrases_of, without_platform
from feeds.merge.naming import primary_families
from feeds.merge.pairs import Pairs, scored_pairs
from feeds.merge.stations import Families, Ints, families_of
from feeds.notices import Notice, Severity
from feeds.tables import COLUMNS, MergedFeed
from feeds.territory import Territory

OVERRIDE_COLUMNS = ("stop_a", "stop_b", "verdict")
"""Scoped stop ids and "same" or "different": a curator's word on two stops."""


def with_places(
    feed: MergedFeed, territory: Territory | None, overrides: pd.DataFrame | None = None
) -> MergedFeed:
    """The feed with its stops grouped into places; doubtful pairs are noticed.

    Errors: DataError when an override names no stop or gives no verdict.
    """
    families = families_of(feed, _phrases(territory))
    pairs = scored_pairs(families)
    verdicts = _verdicts(feed.stops, families, overrides)
    groups = group_families(families, pairs, verdicts)
    primary = primary_families(feed.stops, families, groups.of_family)
    of_family = _in_stop_order(groups.of_family, families)
    place_of_stop = of_family[families.of_stop]
    _notice_doubtful(feed, families, pairs, groups)
    return replace(
        feed,
        stops=feed.stops.assign(place_idx=place_of_stop.astype(np.int32)),
        places=_places_table(feed.stops, families, of_family, primary),
        stop_crosswalk=_crosswalk(families, groups, place_of_stop),
    )


def _phrases(territory: Territory | None) -> Phrases:
    """Other spellings of one thing: the languages', the cities', the territory's own."""
    spellings = [group.split("|") for group in words.EXONYMS]
    if territory is not None:
        known = territory.localities
        for name, others in zip(known["name"], known["names_other"], strict=True):
            if others:
                spellings.append([name, *others.split("|")])
    return phrases_of(spellings) | words.PHRASES


def _verdicts(stops: pd.DataFrame, families: Families, overrides: pd.DataFrame | None) -> Verdicts:
    if overrides is None or not len(overrides):
        return Verdicts()
    family_of_id = dict(zip(stops["id"].tolist(), families.of_stop.tolist(), strict=True))
    told: dict[str, set[Edge]] = {"same": set(), "different": set()}
    columns = [overrides[name].tolist() for name in OVERRIDE_COLUMNS]
    for row, (one, other, verdict) in enumerate(zip(*columns, strict=True), start=2):
        for stop_id in (one, other):
            if stop_id not in family_of_id:
                raise DataError(f"no stop has the id {stop_id!r}", file="overrides", row=row)
        if verdict not in told:
            raise DataError(
                f"{verdict!r} is no verdict", file="overrides", row=row, mend="same or different"
            )
        a, b = sorted((family_of_id[one], family_of_id[other]))
        if a == b and verdict == "different":
            raise DataError("one station in their own feed", file="overrides", row=row)
        told[verdict].add((a, b))
    return Verdicts(frozenset(told["same"]), frozenset(told["different"]))


def _in_stop_order(of_family: Ints, families: Families) -> Ints:
    """The groups renumbered by their first stop, so that the numbers follow the feeds."""
    count = int(of_family.max()) + 1 if len(of_family) else 0
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, of_family, families.root)
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(count)
    return np.asarray(rank[of_family], dtype=np.int64)


def _places_table(
    stops: pd.DataFrame, families: Families, of_family: Ints, primary: Ints
) -> pd.DataFrame:
    primary = primary[np.argsort(of_family[primary])]
    size = np.bincount(of_family, minlength=len(primary))
    texts = [families.texts[n] for n in families.name_idx[primary]]
    names = [
        without_platform(text) if many > 1 else text
        for text, many in zip(texts, size.tolist(), strict=True)
    ]
    root = families.root[primary]
    rows = stops.iloc[root]
    frame = pd.DataFrame(
        {
            "name": names,
            "lat": rows["lat"].to_numpy(),
            "lon": rows["lon"].to_numpy(),
            "country": rows["country"].to_numpy(),
            "zone": rows["zone"].to_numpy(),
            "primary_stop_idx": root,
        }
    )
    return frame.astype(COLUMNS["places"])


def _crosswalk(families: Families, groups: Groups, place_of_stop: Ints) -> pd.DataFrame:
    alone = "no other stop is this place"
    score = np.array(groups.score, dtype=np.float64)
    evidence = np.array([why or alone for why in groups.evidence], dtype=object)
    return pd.DataFrame(
        {
            "stop_idx": np.arange(len(place_of_stop)),
            "place_idx": place_of_stop,
            "score": score[families.of_stop],
            "evidence": evidence[families.of_stop],
        }
    ).astype(COLUMNS["stop_crosswalk"])


def _notice_doubtful(feed: MergedFeed, families: Families, pairs: Pairs, groups: Groups) -> None:
    ids = feed.stops["id"].to_numpy(dtype=object)
    for at in groups.doubtful:
        one, other = int(pairs.a[at]), int(pairs.b[at])
        names = [families.texts[families.name_idx[family]] for family in (one, other)]
        stop_ids = [str(ids[families.root[family]]) for family in (one, other)]
        feed.notices.add(
            Notice(
                code="doubtful_stop_match",
                severity=Severity.INFO,
                feed=feed.feeds[int(families.feed[one])].source.tag,
                file="stops.txt",
                fields={
                    "stop_a": stop_ids[0],
                    "stop_b": stop_ids[1],
                    "score": f"{pairs.score[at]:.2f}",
                    "distance_m": f"{pairs.away_m[at]:.0f}",
                },
                message=f"{names[0]!r} and {names[1]!r} may be one place: {pairs.evidence(at)}",
            )
        )
