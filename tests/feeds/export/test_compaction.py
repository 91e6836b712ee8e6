"""Only what runs is passed on, and it runs as before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from feeds.export.compaction import compacted
from feeds.export.content import content_version
from feeds.frames import make_frame
from feeds.merge import merge
from feeds.tables import MergedFeed
from tests.feeds.make import trip_lines
from tests.feeds.merge.small_feeds import small_feed

FEED = small_feed(
    "x",
    "LU",
    "a | A | 0 0\nb | B | 0 900\nc | C | 0 1800",
    """
    t1 | bus:1 | 2025-02-03 | a 08:00 > b 08:05
    t2 | bus:2 | 2025-02-03 | b 08:10 > c 08:15
    t3 | bus:1 | 2025-02-04 | a 09:00 > c 09:15
    t4 | bus:3 | 2025-02-04 | c 10:00 > a 10:15
    """,
    transfers="b b 4 -1 t1 t2\na b 2 60\nb b 4 -1 t2 t3",
)


def drawn(feed: MergedFeed) -> MergedFeed:
    """Every trip with a shape of its own, and trips of other feeds that two of them stand for."""
    return replace(
        feed,
        trips=feed.trips.assign(shape_idx=np.arange(4, dtype=np.int32)),
        shapes=make_frame("shapes", shape_idx=np.repeat(np.arange(4), 2), lat=[49.6] * 8,
                          lon=[6.0] * 8, distance=np.arange(8.0)),
        trip_crosswalk=make_frame("trip_crosswalk", id=["y_1", "y_2"], kept_trip_idx=[1, 3],
                                  evidence=["same"] * 2),
    )  # fmt: skip


def without(feed: MergedFeed, *trips: int) -> MergedFeed:
    return replace(feed, stop_times=feed.stop_times[~feed.stop_times["trip_idx"].isin(trips)])


def test_what_does_not_run_is_left_out_with_all_that_served_it_alone() -> None:
    small = compacted(without(drawn(FEED), 1))
    assert small.trips["id"].tolist() == ["x_t1", "x_t3", "x_t4"]
    assert small.routes["id"].tolist() == ["x_bus:1", "x_bus:3"]
    assert small.services["id"].tolist() == ["x_s0", "x_s2", "x_s3"]
    assert small.service_dates["service_idx"].tolist() == [0, 1, 2]
    assert small.trips["shape_idx"].tolist() == [0, 1, 2]
    assert small.shapes["distance"].tolist() == [0, 1, 4, 5, 6, 7]
    assert small.transfers[["from_stop_idx", "to_stop_idx", "type"]].values.tolist() == [[0, 1, 2]]
    assert small.trip_crosswalk[["id", "kept_trip_idx"]].values.tolist() == [["y_2", 2]]


def test_what_runs_runs_as_before() -> None:
    assert trip_lines(compacted(without(FEED, 1))) == [
        line for line in trip_lines(FEED) if not line.startswith("x_t2")
    ]


def test_a_trip_without_a_day_does_not_run_either() -> None:
    never = replace(FEED, service_dates=FEED.service_dates[FEED.service_dates["service_idx"] != 2])
    assert "x_t3" not in compacted(never).trips["id"].tolist()


def test_operators_of_no_line_are_left_out_and_stops_stay() -> None:
    other = small_feed("y", "FR", "d | D | 9000 0\ne | E | 9900 0",
                       "u | bus:9 | 2025-02-03 | d 08:00 > e 08:05")  # fmt: skip
    small = compacted(without(merge([FEED, other], None), 4))
    assert small.agencies["id"].tolist() == ["x_a"]
    assert len(small.stops) == 5
    assert set(small.routes["agency_idx"]) == {0}


def test_every_index_keeps_its_type_and_its_range() -> None:
    small = compacted(without(drawn(FEED), 0, 1))
    for name in ("trips", "routes", "services", "stop_times", "service_dates", "transfers",
                 "shapes", "trip_crosswalk"):  # fmt: skip
        assert getattr(small, name).dtypes.equals(getattr(drawn(FEED), name).dtypes), name
        assert list(getattr(small, name).index) == list(range(len(getattr(small, name))))
    assert small.stop_times["trip_idx"].max() == len(small.trips) - 1


def test_a_feed_of_which_all_runs_is_left_as_it_is() -> None:
    small = compacted(FEED)
    assert compacted(small) is small


def test_the_same_content_has_the_same_name_and_any_other_another() -> None:
    def town(name: str, time: str) -> MergedFeed:
        stops = f"a | A | 0 0\nb | {name} | 0 900"
        return small_feed("x", "LU", stops, f"t | bus | 2025-02-03 | a 08:00 > b {time}")

    towns = (("B", "08:05"), ("B", "08:06"), ("C", "08:05"))
    names = [content_version(town(*told)) for told in towns]
    assert content_version(town("B", "08:05")) == names[0]
    assert len(set(names)) == 3
