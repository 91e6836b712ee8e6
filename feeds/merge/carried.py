"""Rules of one feed for changes, carried over to the same kerbs in other feeds.

What a feed says of changing between two of its stops is a fact about the place: four minutes from
the train to the bus station hold for the neighbour's trains too. A stop's *twin* in another feed
stands in the same place, vehicles of one mode call at both, and their platforms do not contradict
each other; of several the nearest. A rule is carried to every pair in which one or both ends are
twins, unless that pair's own feed says something; of two carried rules the stricter holds. Rules
for single trips and routes stay in their feed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from feeds.merge.modes import MODES, mode_of_type
from feeds.rules.transfers import FORBIDDEN, MINIMUM_TIME
from feeds.tables import COLUMNS, MergedFeed

LEAST_S = 60
"""Changing from one publisher's vehicle to another's is never planned in less."""

_PAIR = ["from_stop_idx", "to_stop_idx"]
_NARROWER = ["from_trip_idx", "to_trip_idx", "from_route_idx", "to_route_idx"]


def with_carried_rules(feed: MergedFeed) -> MergedFeed:
    """The feed with its rules for changes between stops carried over to their twins."""
    rules = feed.transfers
    rules = rules[(rules["type"] <= FORBIDDEN) & (rules[_NARROWER] < 0).all(axis=1)]
    if len(feed.feeds) < 2 or not len(rules):
        return feed
    twins = _twins(feed, np.unique(rules[_PAIR].to_numpy()))
    carried = _carried(rules, twins)
    known = pd.MultiIndex.from_frame(rules[_PAIR])
    carried = carried[~pd.MultiIndex.from_frame(carried[_PAIR]).isin(known)]
    if not len(carried):
        return feed
    said = pd.concat([feed.transfers, carried[list(rules.columns)]], ignore_index=True)
    return replace(feed, transfers=said.astype(COLUMNS["transfers"]))


def _carried(rules: pd.DataFrame, twins: pd.DataFrame) -> pd.DataFrame:
    """Rules with one or both ends moved to a twin, the strictest of every pair."""
    from_twin = rules.merge(twins, left_on="from_stop_idx", right_on="stop")
    from_twin = from_twin.assign(from_stop_idx=from_twin["twin"]).drop(columns=["stop", "twin"])
    both = pd.concat([rules, from_twin], ignore_index=True)
    to_twin = both.merge(twins, left_on="to_stop_idx", right_on="stop")
    to_twin = to_twin.assign(to_stop_idx=to_twin["twin"]).drop(columns=["stop", "twin"])
    carried = pd.concat([from_twin, to_twin], ignore_index=True)
    is_timed = (carried["type"] == MINIMUM_TIME) & (carried["min_time_s"] >= 0)
    least_s = np.where(is_timed, np.maximum(carried["min_time_s"], LEAST_S), carried["min_time_s"])
    strictness = np.where(carried["type"] == FORBIDDEN, np.inf, np.where(is_timed, least_s, -1))
    carried = carried.assign(min_time_s=least_s, strictness=-strictness)
    carried = carried.sort_values([*_PAIR, "strictness"], kind="stable")
    return carried.drop_duplicates(_PAIR)


def _twins(feed: MergedFeed, wanted: NDArray[np.integer]) -> pd.DataFrame:
    """For the wanted stops their twins: columns stop, twin."""
    stops = feed.stops
    modes = _modes(feed)
    parent = stops["parent_idx"].to_numpy()
    table = pd.DataFrame(
        {
            "stop": np.arange(len(stops)),
            "place": stops["place_idx"].to_numpy(),
            "feed": stops["feed"].to_numpy(),
            "platform": stops["platform"].to_numpy(dtype=object),
            "modes": modes,
        }
    )
    at_station = np.zeros(len(stops), dtype=np.int64)
    np.bitwise_or.at(at_station, np.maximum(parent, 0), np.where(parent >= 0, modes, 0))
    one = table.assign(modes=modes | at_station).iloc[wanted]
    pairs = one.merge(table[table["modes"] > 0], on="place", suffixes=("", "_twin"))
    pairs = pairs[
        (pairs["feed"] != pairs["feed_twin"]) & (pairs["modes"] & pairs["modes_twin"] > 0)
    ]
    told_apart = (pairs["platform"] != "") & (pairs["platform_twin"] != "")
    pairs = pairs[~told_apart | (pairs["platform"] == pairs["platform_twin"])]
    points = np.nan_to_num(unit_vectors_m(stops["lat"].to_numpy(), stops["lon"].to_numpy()))
    away = points[pairs["stop"].to_numpy()] - points[pairs["stop_twin"].to_numpy()]
    # a station stands for all its platforms, and so do their twins
    is_station = at_station[pairs["stop"].to_numpy()] > 0
    pairs = pairs.assign(away_m=np.where(is_station, 0.0, np.linalg.norm(away, axis=1)))
    nearest = pairs.groupby(["stop", "feed_twin"])["away_m"].transform("min")
    pairs = pairs[pairs["away_m"] <= nearest]
    return pairs[["stop", "stop_twin"]].rename(columns={"stop_twin": "twin"})


def _modes(feed: MergedFeed) -> NDArray[np.int64]:
    """Which modes call at every stop, one bit each."""
    mode = mode_of_type(feed.routes["type"].to_numpy())[feed.trips["route_idx"].to_numpy()]
    calls = mode[feed.stop_times["trip_idx"].to_numpy()]
    key = feed.stop_times["stop_idx"].to_numpy().astype(np.int64) * len(MODES) + calls
    counted = np.bincount(key, minlength=len(feed.stops) * len(MODES)).reshape(-1, len(MODES))
    return np.asarray((counted > 0) @ (1 << np.arange(len(MODES))))
