"""Another way: in the middle of a line, at its start or at its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feeds.frames import make_frame
from planning.notes import Note
from tests.feeds.merge.small_feeds import small_feed
from tests.planning.apply.given import ALL, FEED, STOPS, applied, faults, runs

NEW = {"lat": 49.61, "lon": 6.15, "name": "Mine"}


def way(*stops: dict[str, Any], hops: list[int], dwells: list[int], **fields: Any) -> dict:
    times = {"hopTimes": [60 * each for each in hops], "dwellTimes": [60 * each for each in dwells]}
    return {"type": "reroute", "stops": list(stops), **times, **fields}


def test_a_line_goes_by_a_new_stop_and_all_that_follows_is_later() -> None:
    told = way(NEW, hops=[4, 9], dwells=[1, 2, 3], fromStop="x_rue", toStop="x_e1")
    made = applied({**told, "routes": ["x_bus:7"]})
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:05-08:06 Rue, 08:10-08:12 Mine, 08:21-08:24 Esch quai 1, 08:32 Belval"
    )
    assert runs(made.feed)[2] == runs(FEED)[2]


def test_a_shorter_way_leaves_stops_out_and_is_earlier() -> None:
    made = applied(way(hops=[10], dwells=[0, 0], fromStop="x_audun", toStop="x_bel"))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:10 Belval"


def test_a_new_end_takes_the_place_of_the_rest_of_the_line() -> None:
    told = way({"id": "x_terr"}, hops=[7], dwells=[1, 0], fromStop="x_rue", patterns=["x_a1"])
    assert runs(applied(told).feed)[0] == "a1 08:00 Audun, 08:05-08:06 Rue, 08:13 Terres"


def test_a_line_goes_on_beyond_its_last_stop_where_riders_may_get_on_now() -> None:
    ends = "t | bus:7 | 2025-02-03 | audun 08:00 > rue x08:05"
    feed = small_feed("x", "LU", STOPS, ends)
    made = applied(way(NEW, hops=[5], dwells=[1, 0], fromStop="x_rue"), feed=feed)
    assert runs(made.feed) == ["t 08:00 Audun, 08:05-08:06 Rue, 08:11 Mine"]
    assert made.feed.stop_times["pickup"].tolist() == [0, 0, 0]


def test_a_new_start_leaves_the_rest_of_the_line_at_its_times() -> None:
    told = way(NEW, hops=[9], dwells=[1, 1], toStop="x_rue", patterns=["x_a1"])
    assert runs(applied(told).feed)[0] == (
        "a1 07:55-07:56 Mine, 08:05-08:06 Rue, 08:15-08:17 Esch quai 1, 08:25 Belval"
    )


def test_a_line_starts_before_its_first_stop_where_riders_may_get_off_now() -> None:
    starts = "t | bus:7 | 2025-02-03 | audun 08:00x > rue 08:05"
    feed = small_feed("x", "LU", STOPS, starts)
    made = applied(way(NEW, hops=[5], dwells=[0, 1], toStop="x_audun"), feed=feed)
    assert runs(made.feed) == ["t 07:54 Mine, 07:59-08:00 Audun, 08:05 Rue"]
    assert made.feed.stop_times["drop_off"].tolist() == [0, 0, 0]


def test_a_way_from_the_first_stop_keeps_its_departure() -> None:
    told = way(hops=[20], dwells=[5, 0], fromStop="x_audun", toStop="x_bel", patterns=["x_a1"])
    assert runs(applied(told).feed)[0] == "a1 07:55-08:00 Audun, 08:20 Belval"


def test_a_run_that_would_start_before_its_day_starts_at_midnight_and_that_is_said() -> None:
    night = "t | bus:7 | 2025-02-03 | audun 00:03 > rue 00:05 > terr 00:09"
    feed = small_feed("x", "LU", STOPS, night)
    made = applied(way(NEW, hops=[10], dwells=[1, 0], toStop="x_rue"), feed=feed)
    assert runs(made.feed) == ["t 00:00 Mine, 00:10 Rue, 00:14 Terres"]
    assert made.notes == (Note("note.fromMidnight", {"n": 1}),)


def test_calls_are_numbered_anew_and_no_old_shape_is_drawn() -> None:
    drawn = replace(
        FEED,
        trips=FEED.trips.assign(shape_idx=[0, 0, 0, 0]).astype(FEED.trips.dtypes),
        shapes=make_frame("shapes", shape_idx=[0, 0], lat=[49.6] * 2, lon=[6.0] * 2,
                          distance=[0.0, 1.0]),
    )  # fmt: skip
    told = way(NEW, hops=[4, 9], dwells=[1, 2, 3], fromStop="x_rue", toStop="x_e1")
    made = applied(told, feed=drawn)
    assert made.feed.trips["shape_idx"].tolist() == [-1, -1, 0, 0]
    first = made.feed.stop_times["trip_idx"] == 0
    assert made.feed.stop_times["sequence"][first].tolist() == [1, 2, 3, 4, 5]


def test_a_line_that_passes_a_stop_twice_leaves_it_the_first_time() -> None:
    loop = f"t | bus:7 | {ALL} | audun 08:00 > rue 08:05 > terr 08:10 > rue 08:15 > bel 08:20"
    feed = small_feed("x", "LU", STOPS, loop)
    told = way(NEW, hops=[2, 2], dwells=[0, 0, 0], fromStop="x_rue", toStop="x_rue")
    assert runs(applied(told, feed=feed).feed) == [
        "t 08:00 Audun, 08:05 Rue, 08:07 Mine, 08:09 Rue, 08:14 Belval"
    ]


def test_a_reroute_over_stops_there_are_needs_no_feed_of_its_own() -> None:
    made = applied(way(hops=[10], dwells=[0, 0], fromStop="x_audun", toStop="x_bel"))
    assert [info.source.tag for info in made.feed.feeds] == ["x"]


SEATS = """
    t1 | bus:7 | 2025-02-03 | audun 08:00 > rue 08:05
    t2 | bus:7 | 2025-02-03 | rue 08:06 > bel 08:10
"""


@pytest.mark.parametrize("from_stop, kept", [("x_audun", 0), ("x_rue", 1)])
def test_riders_stay_on_board_only_while_the_ends_of_two_trips_still_meet(from_stop, kept) -> None:
    feed = small_feed("x", "LU", STOPS, SEATS, transfers="rue rue 4 -1 t1 t2")
    told = way({"id": "x_terr"}, hops=[5], dwells=[0, 0], fromStop=from_stop)
    trip = {"routes": None, "patterns": ["x_t1" if from_stop == "x_audun" else "x_t2"]}
    told |= {key: value for key, value in trip.items() if value}
    assert len(applied(told, feed=feed).feed.transfers) == kept


@pytest.mark.parametrize(
    "ends",
    [
        {"fromStop": "x_bel", "toStop": "x_audun", "routes": ["x_bus:9"]},
        {"fromStop": "x_terr", "toStop": "x_rue"},
    ],
)
def test_a_way_that_no_run_takes_is_a_fault(ends) -> None:
    found = faults(way(hops=[5], dwells=[0, 0], **ends))
    assert list(found) == ["modifications[0]"]
    assert "no run calls at these stops in this order" in found["modifications[0]"]


def test_the_way_that_is_taken_already_changes_nothing() -> None:
    same = way(hops=[9], dwells=[1, 2], fromStop="x_rue", toStop="x_e1", patterns=["x_a1"])
    assert "all go this way already: nothing changes" in faults(same)["modifications[0]"]


def test_every_unknown_stop_of_a_way_is_named() -> None:
    told = way({"id": "x_tere"}, hops=[5, 5], dwells=[0] * 3, fromStop="x_ru", toStop="x_b")
    found = faults(told)
    assert list(found) == [
        f"modifications[0].{each}" for each in ("fromStop", "toStop", "stops[0].id")
    ]
