"""What one feed says of changing at a station holds for the neighbour's vehicles, too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from feeds.merge import merge
from feeds.tables import MergedFeed
from tests.feeds.merge.small_feeds import small_feed

DAY = "2025-02-04"
LU_STOPS = """
    gare | Luxembourg, Gare Centrale |   0   0
    quai | Luxembourg, Gare Centrale | 160 -60
    how  | Howald, Gare              | -3000 0
"""
LU_TRIPS = f"""
    t | rail | {DAY} | gare 08:00 > how 08:10
    b | bus  | {DAY} | quai 08:00 > how 08:20
"""
FR_STOPS = """
    lux | Luxembourg Gare Centrale |    30 20
    met | Metz                     | -55000 0
"""
FR_TRIPS = f"t | rail | {DAY} | met 07:00 > lux 07:50"


def merged(transfers: str, *, fr_trips: str = FR_TRIPS, fr_transfers: str = "") -> MergedFeed:
    return merge(
        [
            small_feed("lu", "LU", LU_STOPS, LU_TRIPS, transfers=transfers),
            small_feed("fr", "FR", FR_STOPS, fr_trips, transfers=fr_transfers),
        ],
        None,
    )


def rules(feed: MergedFeed) -> set[tuple[str, str, int, int]]:
    ids = feed.stops["id"]
    return {
        (ids[r.from_stop_idx], ids[r.to_stop_idx], r.type, r.min_time_s)
        for r in feed.transfers.itertuples()
        if r.from_stop_idx >= 0
    }


def test_the_way_from_the_train_to_the_bus_is_as_long_for_the_neighbours_train():
    said = rules(merged("gare quai 2 240"))
    assert said == {("lu_gare", "lu_quai", 2, 240), ("fr_lux", "lu_quai", 2, 240)}


def test_what_is_forbidden_is_forbidden_to_all():
    assert ("lu_quai", "fr_lux", 3, -1) in rules(merged("quai gare 3 -1"))


def test_changing_at_one_stop_holds_between_the_two_feeds_and_at_the_neighbours_stop():
    said = rules(merged("gare gare 2 300"))
    assert said >= {(a, b, 2, 300) for a in ("lu_gare", "fr_lux") for b in ("lu_gare", "fr_lux")}


def test_between_two_publishers_no_change_takes_no_time():
    assert ("fr_lux", "lu_quai", 2, 60) in rules(merged("gare quai 2 0"))


def test_a_bus_is_not_where_the_train_is():
    bus = f"t | bus | {DAY} | met 07:00 > lux 07:50"
    assert rules(merged("gare how 2 240", fr_trips=bus)) == {("lu_gare", "lu_how", 2, 240)}


def test_a_feeds_own_word_on_its_stops_comes_first():
    said = rules(merged("gare gare 2 300", fr_transfers="lux lux 2 100"))
    assert ("fr_lux", "fr_lux", 2, 100) in said
    assert ("fr_lux", "fr_lux", 2, 300) not in said


def test_of_two_feeds_the_stricter_rule_holds_between_them():
    said = rules(merged("gare gare 2 300", fr_transfers="lux lux 2 500"))
    assert {time for a, b, _, time in said if (a, b) == ("lu_gare", "fr_lux")} == {500}


def test_rules_for_single_trips_stay_in_their_feed():
    feed = merged("gare quai 2 240 t b")
    assert len(feed.transfers) == 1


def test_platforms_with_other_numbers_are_no_twins():
    lu = small_feed("lu", "LU", LU_STOPS, LU_TRIPS, transfers="gare quai 2 240")
    fr = small_feed("fr", "FR", FR_STOPS, FR_TRIPS)
    for number, count in (("3", 1), ("2", 2)):
        platform = np.array([number, "", ""], dtype=object)
        mine = pd.DataFrame(lu.stops.assign(platform=platform))
        theirs = fr.stops.assign(platform=np.array(["2", ""], dtype=object))
        feed = merge([_with_stops(lu, mine), _with_stops(fr, theirs)], None)
        assert len(feed.transfers) == count


def _with_stops(feed: MergedFeed, stops: pd.DataFrame) -> MergedFeed:
    return replace(feed, stops=stops)


def test_riders_of_the_copy_that_stays_keep_their_seats():
    lu = small_feed(
        "lu", "LU", LU_STOPS + "\n    bet | Bettembourg, Gare | -9000 0",
        f"a | rail 1 | {DAY} | gare 08:00 > how 08:10\n b | rail 2 | {DAY} | how 08:30 > bet 08:40",
        transfers="how how 4 -1 a b",
    )  # fmt: skip
    fr = small_feed(
        "fr", "FR", "lux | Luxembourg Gare Centrale | 30 20\n how | Howald Gare | -3010 0\n"
        "met | Metz | 55000 0",
        f"t | rail 1 | {DAY} | met 07:00 > lux 07:59/08:00 > how 08:10",
    )  # fmt: skip
    feed = merge([lu, fr], None)
    trips = feed.trips["id"]
    linked = {(trips[r.from_trip_idx], trips[r.to_trip_idx]) for r in feed.transfers.itertuples()}
    assert linked == {("fr_t", "lu_b")}


def test_a_ride_that_was_joined_is_not_followed_by_itself():
    lu = small_feed(
        "lu", "LU", LU_STOPS + "\n    bet | Bettembourg, Gare | -9000 0",
        f"a | rail 1 | {DAY} | gare 08:00 > how 08:10\n b | rail 2 | {DAY} | how 08:10 > bet 08:20",
        transfers="how how 4 -1 a b",
    )  # fmt: skip
    fr = small_feed(
        "fr", "FR", "lux | Luxembourg Gare Centrale | 30 20\n how | Howald Gare | -3010 0\n"
        "met | Metz | 55000 0",
        f"t | rail 1 | {DAY} | met 07:00 > lux 07:59/08:00 > how 08:10",
    )  # fmt: skip
    feed = merge([lu, fr], None)
    assert list(feed.trips["id"]) == ["fr_t+lu_b"]
    assert not len(feed.transfers)
