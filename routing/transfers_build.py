"""Building transfers: stops and the feeds' transfers.txt in, ways on foot between stops out.

What a feed says about two stops wins over what their coordinates suggest: its time is taken
(transfer_type 2), and what it forbids (type 3) is not walked, or not changed at. A rule for a
station holds for all its platforms. Rules for single trips or routes do not change the ways on
foot.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core.geo import unit_vectors_m
from feeds.tables import MergedFeed
from routing.kernels.streets import pair_metres
from routing.network import Transfers
from routing.streets import StreetNetwork

Mode = Literal["walk", "feed"]

WALK_RADIUS_M = 400.0
"""Stops further apart, as the crow flies, are not linked on foot."""
SAME_PLACE_RADIUS_M = 1000.0
"""Stops of one place are linked up to here."""
MAX_STREET_M = 1500.0
"""Stops further apart along the streets are not linked on foot."""
DETOUR = 1.3
"""Ways on foot are this much longer than the straight line; an estimate without streets."""
WALK_MPS = 1.2
CHANGE_S = 60
"""Time to change at one stop, and slack on every way on foot, where the feed says nothing."""

MINIMUM_TIME, FORBIDDEN = 2, 3
"""GTFS transfer_type: a change takes at least so long; it is not possible."""
NEVER_S = 2**28
"""Time to change at a stop at which a feed forbids it: longer than any search."""

STATION = 1


def build_transfers(
    feed: MergedFeed, served: NDArray[np.bool_], mode: Mode, streets: StreetNetwork
) -> Transfers:
    """Ways on foot between served stops, along the streets where both stops are joined to them.

    `mode` "feed" takes only what transfers.txt says, so that engines can be compared alike: no
    time to change and no link where it says nothing.
    """
    n = len(feed.stops)
    said = _said_by_feeds(feed)
    change = np.full(n, 0 if mode == "feed" else CHANGE_S, dtype=np.int32)
    own = said[(said["a"] == said["b"]) & (said["type"] == MINIMUM_TIME) & (said["time_s"] >= 0)]
    change[own["a"].to_numpy()] = own["time_s"].to_numpy()
    forbidden = said[(said["a"] == said["b"]) & (said["type"] == FORBIDDEN)]
    change[forbidden["a"].to_numpy()] = NEVER_S
    said = said[said["a"] != said["b"]]
    links = said[said["type"] < FORBIDDEN]
    if mode == "walk":
        links = pd.concat([links, _walks(feed, served)], ignore_index=True)
    links = links[~_pairs(links).isin(_pairs(said[said["type"] == FORBIDDEN]))]
    links = links.drop_duplicates(["a", "b"], keep="first").sort_values(["a", "b"])
    distance = _walking_distance_m(feed, links["a"].to_numpy(), links["b"].to_numpy())
    if mode == "walk" and streets:
        links, distance = _along_streets(feed, streets, links, distance)
    walked_s = np.ceil(distance / WALK_MPS).astype(np.int64) + CHANGE_S
    duration = np.where(links["time_s"] >= 0, links["time_s"], walked_s)
    start = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(links["a"].to_numpy(), minlength=n), out=start[1:])
    return Transfers(
        start=start,
        to=links["b"].to_numpy().astype(np.int32),
        duration_s=duration.astype(np.int32),
        distance_m=np.rint(distance).astype(np.int32),
        change_s=change,
    )


def _said_by_feeds(feed: MergedFeed) -> pd.DataFrame:
    """The feeds' rules between stops, those of stations spread over their platforms."""
    rules = feed.transfers
    general = (rules[["from_trip_idx", "to_trip_idx", "from_route_idx", "to_route_idx"]] < 0).all(
        axis=1
    )
    rules = rules[general & (rules["type"] <= FORBIDDEN)]
    frame = pd.DataFrame(
        {
            "a": rules["from_stop_idx"].to_numpy().astype(np.int64),
            "b": rules["to_stop_idx"].to_numpy().astype(np.int64),
            "type": rules["type"].to_numpy().astype(np.int64),
            "time_s": np.where(rules["type"] == MINIMUM_TIME, rules["min_time_s"], -1).astype(
                np.int64
            ),
        }
    )
    stops = feed.stops
    parent = stops["parent_idx"].to_numpy()
    children = pd.DataFrame({"station": parent, "child": np.arange(len(stops))})
    children = children[children["station"] >= 0]
    frame["rank"] = 0
    for side in ("a", "b"):
        spread = frame.merge(children, left_on=side, right_on="station")
        spread[side] = spread["child"]
        spread["rank"] += 1
        frame = pd.concat([frame, spread[frame.columns]], ignore_index=True)
    frame = frame.sort_values("rank", kind="stable").drop_duplicates(["a", "b"], keep="first")
    return frame[["a", "b", "type", "time_s"]]


def _walks(feed: MergedFeed, served: NDArray[np.bool_]) -> pd.DataFrame:
    """Pairs of served stops near each other, and pairs within one place."""
    stops = feed.stops
    lat, lon = stops["lat"].to_numpy(), stops["lon"].to_numpy()
    known = np.flatnonzero(served & np.isfinite(lat) & np.isfinite(lon) & ((lat != 0) | (lon != 0)))
    if len(known) < 2:
        return pd.DataFrame({name: np.zeros(0, np.int64) for name in ("a", "b", "type", "time_s")})
    tree = cKDTree(unit_vectors_m(lat[known], lon[known]))
    near = tree.query_pairs(WALK_RADIUS_M, output_type="ndarray")
    pairs = [known[near]]
    place = stops["place_idx"].to_numpy()[known]
    same = pd.DataFrame({"place": place, "stop": known})
    same = same[same.groupby("place")["stop"].transform("size") > 1]
    within = same.merge(same, on="place")
    within = within[within["stop_x"] < within["stop_y"]][["stop_x", "stop_y"]].to_numpy()
    apart = _walking_distance_m(feed, within[:, 0], within[:, 1]) / DETOUR
    pairs.append(within[apart <= SAME_PLACE_RADIUS_M])
    both = np.concatenate(pairs)
    both = np.concatenate([both, both[:, ::-1]])
    unsaid = np.full(len(both), -1)
    return pd.DataFrame({"a": both[:, 0], "b": both[:, 1], "type": unsaid + 1, "time_s": unsaid})


def _walking_distance_m(
    feed: MergedFeed, a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.float64]:
    points = unit_vectors_m(feed.stops["lat"].to_numpy(), feed.stops["lon"].to_numpy())
    straight = np.linalg.norm(points[a] - points[b], axis=1)
    return np.asarray(np.nan_to_num(straight) * DETOUR)


def _along_streets(
    feed: MergedFeed, streets: StreetNetwork, links: pd.DataFrame, estimate_m: NDArray[np.float64]
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """The links with their metres along the streets.

    What is near but far by street (a river, a motorway) is no link; within one place, whose
    passages the map may not know, and where a feed says so, the estimate stays.
    """
    a, b = links["a"].to_numpy(), links["b"].to_numpy()
    start = np.searchsorted(a, np.arange(len(feed.stops) + 1))
    metres = pair_metres(
        streets.foot_start, streets.foot_head, streets.foot_cost, streets.edge_from,
        streets.edge_to, streets.edge_length_m, streets.stop_edge, streets.stop_along_m,
        streets.stop_away_m, start, b, MAX_STREET_M,
    )  # fmt: skip
    place = feed.stops["place_idx"].to_numpy()
    joined = (streets.stop_edge[a] >= 0) & (streets.stop_edge[b] >= 0)
    beside = (links["time_s"].to_numpy() < 0) & (place[a] != place[b])
    keep = ~(joined & beside & ~(metres <= MAX_STREET_M))
    known = np.where(metres <= MAX_STREET_M, metres, estimate_m)
    return links[keep], known[keep]


def _pairs(links: pd.DataFrame) -> pd.Series:
    return links["a"].astype(np.int64) * (1 << 31) + links["b"].astype(np.int64)
