"""A feed cut in two and merged again is the feed it was, also when the halves disagree a little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import MergedFeed, Source


@pytest.fixture(scope="module")
def whole(shared_data) -> MergedFeed:
    path = shared_data("border-2025/fluo-bas-rhin.zip")
    return load_feed(path, Source(tag="whole", country="FR"))


def half(feed: MergedFeed, tag: str, kept: np.ndarray, moved_m: float) -> MergedFeed:
    """The trips that are kept and their stops, under another tag and a few metres off."""
    trip_of_old = np.where(kept, np.cumsum(kept) - 1, -1)
    times = feed.stop_times[kept[feed.stop_times["trip_idx"]]].reset_index(drop=True)
    parent = feed.stops["parent_idx"].to_numpy()
    used = np.zeros(len(feed.stops), dtype=bool)
    used[times["stop_idx"]] = True
    used[parent[used & (parent >= 0)]] = True
    stop_of_old = np.where(used, np.cumsum(used) - 1, -1)
    stops = feed.stops[used].reset_index(drop=True)
    bearing = np.random.default_rng(3).uniform(0, 2 * np.pi, len(stops))
    stops = stops.assign(
        id=[f"{tag}_{stop_id.partition('_')[2]}" for stop_id in stops["id"]],
        parent_idx=[stop_of_old[p] if p >= 0 else -1 for p in stops["parent_idx"]],
        lat=stops["lat"] + np.degrees(moved_m * np.cos(bearing) / 6_371_008.8),
        lon=stops["lon"] + np.degrees(moved_m * np.sin(bearing) / 6_371_008.8 / 0.66),
    ).astype({"parent_idx": "int32"})
    return replace(
        feed,
        feeds=(replace(feed.feeds[0], source=Source(tag=tag, country="FR")),),
        stops=stops,
        trips=feed.trips[kept].reset_index(drop=True),
        stop_times=times.assign(
            trip_idx=trip_of_old[times["trip_idx"]].astype(np.int32),
            stop_idx=stop_of_old[times["stop_idx"]].astype(np.int32),
        ),
        transfers=feed.transfers[:0],
        stop_crosswalk=feed.stop_crosswalk[:0],
        places=feed.places[:0],
    )


@pytest.mark.parametrize("moved_m", [0.0, 30.0, 60.0])
def test_lines_in_two_feeds_share_the_places_they_shared_in_one(whole, moved_m):
    first = np.random.default_rng(1).random(len(whole.routes)) < 0.5
    first = first[whole.trips["route_idx"].to_numpy()]
    halves = [half(whole, "a", first, 0.0), half(whole, "b", ~first, moved_m)]
    merged = merge(halves, None)
    alone = merge([whole], None)
    assert len(merged.trips) == len(whole.trips)
    place = dict(zip(merged.stops["id"], merged.stops["place_idx"].tolist(), strict=True))
    twins = [stop for stop in place if stop[0] == "a" and f"b{stop[1:]}" in place]
    assert len(twins) > 300
    assert all(place[stop] == place[f"b{stop[1:]}"] for stop in twins)
    before = dict(
        zip(
            [stop.partition("_")[2] for stop in alone.stops["id"]],
            alone.stops["place_idx"].tolist(),
            strict=True,
        )
    )
    origins: dict[int, set[int]] = {}
    for stop, now in place.items():
        origins.setdefault(now, set()).add(before[stop.partition("_")[2]])
    assert max(map(len, origins.values())) == 1
