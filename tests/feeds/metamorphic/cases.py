"""The cases of the proof: a feed in, pairs of networks that must give the same answers out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.merge import merge
from feeds.tables import MergedFeed
from feeds.territory import Territory
from tests.feeds.metamorphic.answers import (
    Side,
    at_places,
    at_stops,
    no_rules,
    origin_places,
    walks_between_places,
)
from tests.feeds.metamorphic.splitters import (
    Made,
    aged,
    at_border,
    by_route,
    by_trip,
    into,
    later,
    moved,
    permuted,
    renamed,
    respelled,
    shouted,
    station,
    tagged,
    without_accents,
)

MOVED_M = 60.0
LATER_S = 120
NEIGHBOUR_M = 30.0


@dataclass(frozen=True)
class Case:
    """Two networks that must answer alike; `merged` is what the second was built from.

    `torn` counts places of the one that are not one place in the other; `about`, if the case is
    about some of its places only, tells which.
    """

    name: str
    one: Side
    other: Side
    merged: MergedFeed
    torn: int
    about: NDArray[np.bool_] | None = None


def splits(feed: MergedFeed, territory: Territory, seed: int) -> Iterator[Case]:
    """The feed cut by route, by trip and at a border, and merged again; the same under other ids.

    transfers.txt is left aside, for no feed can say how far it is to a stop of another one.
    """
    feed = no_rules(feed)
    rng = np.random.default_rng(seed)
    whole = merge([feed], territory)
    origin = Made(whole, np.arange(len(whole.stops)))
    one = at_stops(whole, [origin], territory)
    shuffled = permuted(renamed(feed, rng), rng)
    for name, made in (
        ("split by route", by_route(feed, rng)),
        ("split by trip", by_trip(feed, rng)),
        ("split at a border", at_border(feed, border_through(feed, rng))),
        ("ids renamed, rows permuted", [shuffled]),
    ):
        merged = merge([each.feed for each in made], territory)
        _, torn = origin_places(merged, made, whole)
        yield Case(name, one, at_stops(merged, made, territory), merged, torn)


def border_through(feed: MergedFeed, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The stops on the far side of a straight line through the middle of the feed's calls."""
    angle = rng.uniform(0, np.pi)
    along = feed.stops["lat"] * np.cos(angle) + feed.stops["lon"] * np.sin(angle)
    calls = along.to_numpy()[feed.stop_times["stop_idx"]]
    return (along > np.median(calls)).to_numpy()


def published_twice(feed: MergedFeed, territory: Territory, seed: int) -> Iterator[Case]:
    """The feed and a copy with other ids, names, places and minutes: the newer one's answers."""
    feed = no_rules(feed)
    rng = np.random.default_rng(seed)
    stops = np.arange(len(feed.stops))
    copy = renamed(tagged(feed, "copy"), rng)
    copy = later(moved(respelled(copy, shouted), rng, MOVED_M), rng, LATER_S)
    whole = merge([feed], territory)
    walks = walks_between_places(whole, territory)
    for name, newer, ages in (
        ("published twice, the origin newer", feed, (2, 1)),
        ("published twice, the copy newer", copy, (1, 2)),
    ):
        made = [Made(aged(feed, ages[0]), stops), Made(aged(copy, ages[1]), stops)]
        yield _by_places(name, whole, [Made(newer, stops)], made, walks, territory)


def trains_into(feed: MergedFeed, territory: Territory, country: str, seed: int) -> Case:
    """Every train that ends in that country taken on from its last call before by the neighbour.

    The neighbour has other stop ids, names and trip ids, and its stops stand 30 m off.
    """
    feed = no_rules(feed)
    whole = merge([feed], territory)
    abroad = (whole.stops["country"] == country).to_numpy()
    rest, taken = into(feed, abroad)
    rng = np.random.default_rng(seed)
    neighbour = moved(
        respelled(renamed(taken.feed, rng), lambda name: station(without_accents(name))),
        rng, NEIGHBOUR_M,
    )  # fmt: skip
    made = [rest, replace(taken, feed=neighbour)]
    walks = walks_between_places(whole, territory)
    origin = [Made(feed, np.arange(len(feed.stops)))]
    case = _by_places(f"trains into {country} cut in two", whole, origin, made, walks, territory)
    about = np.zeros(len(whole.places), dtype=bool)
    about[whole.stops["place_idx"].to_numpy()[abroad]] = True
    return replace(case, about=about)


def _by_places(
    name: str,
    whole: MergedFeed,
    newer: Sequence[Made],
    made: Sequence[Made],
    walks: pd.DataFrame,
    territory: Territory,
) -> Case:
    sides = []
    for feeds in (newer, made):
        merged = merge([each.feed for each in feeds], territory)
        place, torn = origin_places(merged, feeds, whole)
        sides.append(at_places(merged, place, walks, territory))
    return Case(name, sides[0], sides[1], merged, torn)
