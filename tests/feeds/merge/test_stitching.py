"""A ride cut at the border is one ride, on the days on which both feeds run it."""

import numpy as np
import pandas as pd
import pytest

from core.clock import format_gtfs_time
from feeds.merge import merge
from tests.feeds.merge.small_feeds import runs, small_feed

FR_STOPS = """
    nan | Nancy        | -80000 0
    met | Metz         | -55000 0
    hag | Hagondange   | -42000 0
    thi | Thionville   | -28000 0
    bet | Bettembourg  |  -9040 0
    aud | Audun        | -30000 9000
"""
LU_STOPS = """
    thi | Thionville, Gare          | -28000 45
    bet | Bettembourg, Gare         |  -9000 0
    lux | Luxembourg, Gare Centrale |      0 0
    ett | Ettelbruck, Gare          |  30000 0
    met | Metz, Gare                | -55000 40
    aud | Audun, Gare               | -30000 9040
"""
MONDAY, TUESDAY, WEDNESDAY = "2025-02-03", "2025-02-04", "2025-02-05"
ONE = "joined"


def merged(fr_trips, lu_trips, *, fr_zone="Europe/Paris", lu_zone="Europe/Luxembourg", **kwargs):
    return merge(
        [
            small_feed("fr", "FR", FR_STOPS, fr_trips, zone=fr_zone),
            small_feed("lu", "LU", LU_STOPS, lu_trips, zone=lu_zone, **kwargs),
        ],
        None,
    )


def line_of(feed, trip_id):
    """The calls of a trip as "fr_met 08:00 > lu_thi 08:20/08:22"; x as in small_feed."""
    trip = feed.trips["id"].tolist().index(trip_id)
    parts = []
    for call in feed.stop_times[feed.stop_times["trip_idx"] == trip].itertuples():
        times = [format_gtfs_time(s)[:5] for s in (call.arrival_s, call.departure_s)]
        text = (
            "x" * (call.pickup == 1) + "/".join(dict.fromkeys(times)) + "x" * (call.drop_off == 1)
        )
        parts.append(f"{feed.stops['id'][call.stop_idx]} {text}")
    return " > ".join(parts)


def test_two_halves_of_one_train_are_one_trip_and_both_ids_lead_to_it():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | nan 07:00 > met 07:40 > thi 08:00",
        f"u | rail 2850 | {MONDAY} | thi 08:02 > lux 08:25",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}"}
    assert line_of(feed, "fr_t+lu_u") == (
        "fr_nan 07:00 > fr_met 07:40 > fr_thi 08:00/08:02 > lu_lux 08:25"
    )
    assert dict(
        zip(feed.trip_crosswalk["id"], feed.trip_crosswalk["kept_trip_idx"], strict=True)
    ) == {"fr_t": 0, "lu_u": 0}
    assert set(feed.trip_crosswalk["evidence"]) == {
        "one ride: fr_t to Thionville, lu_u from there; same number, 120 s apart, on 1 dates"
    }


def test_the_whole_belongs_to_the_feed_of_the_longer_part_and_its_stops_to_both():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00",
        f"u | rail 2850 | {MONDAY} | thi 08:02 > bet 08:15 > lux 08:25",
    )
    assert list(feed.trips["feed"]) == [1]
    assert list(feed.stops["feed"].to_numpy()[feed.stop_times["stop_idx"]]) == [0, 1, 1, 1]


def test_on_dates_of_one_feed_alone_its_part_stays():
    feed = merged(
        f"t | rail 2850 | {MONDAY} {TUESDAY} | met 07:40 > thi 08:00",
        f"u | rail 2850 | {MONDAY} {WEDNESDAY} | thi 08:02 > lux 08:25",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}", f"fr_t {TUESDAY}", f"lu_u {WEDNESDAY}"}
    assert feed.services["id"].is_unique


def test_a_part_goes_on_as_another_train_on_another_day():
    feed = merged(
        f"t | rail 2850 | {MONDAY} {TUESDAY} | met 07:40 > thi 08:00",
        f"""
        u | rail 2850 | {MONDAY} | thi 08:02 > lux 08:25
        v | rail 2850 | {TUESDAY} | thi 08:05 > bet 08:15 > lux 08:30
        """,
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}", f"lu_v+fr_t {TUESDAY}"}


def test_feeds_that_overlap_by_several_stations_are_one_train_too():
    feed = merged(
        f"t | rail | {MONDAY} | met 07:40 > thi 08:00 > bet 08:16",
        f"u | rail | {MONDAY} | thi 08:01 > bet 08:15/08:17 > lux 08:25 > ett 09:00",
    )
    assert line_of(feed, "lu_u+fr_t") == (
        "fr_met 07:40 > lu_thi 08:00/08:01 > lu_bet 08:15/08:17 > lu_lux 08:25 > lu_ett 09:00"
    )


def test_a_train_that_leaves_a_minute_before_it_arrives_waits_for_nobody():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:02",
        f"u | rail 2850 | {MONDAY} | thi 08:01 > lux 08:25",
    )
    assert line_of(feed, "fr_t+lu_u") == "fr_met 07:40 > fr_thi 08:01 > lu_lux 08:25"


@pytest.mark.parametrize(
    ("why", "number", "other"),
    [
        ("one number", "88740", "TER 088740"),
        ("a neighbour's number", "88617", "88616"),
        ("the same last digits", "88740", "8740"),
        ("no number at all", "", ""),
        ("a number in one feed", "88740", ""),
    ],
)
def test_trains_that_meet_where_both_feeds_end_are_one_with(why, number, other):
    feed = merged(
        f"t | rail {number} | {MONDAY} | met 07:40 > thi 08:00",
        f"u | rail {other} | {MONDAY} | thi 08:02 > lux 08:25",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}"}


def test_a_headsign_beyond_the_border_speaks_for_one_train():
    feed = merged(
        f"t | rail | {MONDAY} | met 07:40 > thi 08:00 | Luxembourg",
        f"u | rail | {MONDAY} | thi 08:06 > lux 08:25 | Luxembourg",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}"}


@pytest.mark.parametrize(
    ("why", "fr_trip", "lu_trip"),
    [
        ("it turns back", "rail 1111 | met 07:40 > thi 08:00", "rail 1111 | thi 08:02 > met 08:25"),
        ("it leaves an hour later", "rail 1111 | met 07:40 > thi 08:00",
         "rail 1111 | thi 09:00 > lux 09:25"),
        ("the other is a bus", "rail 1111 | met 07:40 > thi 08:00",
         "bus 1111 | thi 08:02 > lux 08:25"),
        ("nothing but eight minutes speak for it", "rail | met 07:40 > thi 08:00",
         "rail | thi 08:08 > lux 08:25"),
        ("their numbers differ", "rail 1111 | met 07:40 > thi 08:00",
         "rail 4722 | thi 08:02 > lux 08:25"),
        ("it leaves four minutes before it arrives", "rail | met 07:40 > thi 08:04",
         "rail | thi 08:00 > lux 08:25"),
        ("feeds disagree who may ride between stations both know",
         "rail | met 07:40 > thi 08:00 > bet 08:15x", "rail | thi 08:00 > bet 08:15 > lux 08:22"),
    ],
)  # fmt: skip
def test_parts_stay_when(why, fr_trip, lu_trip):
    fr, lu = (trip.replace("|", f"| {MONDAY} |") for trip in (fr_trip, lu_trip))
    feed = merged(f"t | {fr}", f"u | {lu}")
    assert runs(feed) == {f"fr_t {MONDAY}", f"lu_u {MONDAY}"}
    assert not len(feed.trip_crosswalk)


def test_where_one_feed_knows_the_way_on_a_train_without_number_may_be_another():
    feed = merged(
        f"""
        t | rail | {MONDAY} | met 07:40 > thi 08:00
        r | rail | {MONDAY} | met 17:40 > thi 18:00 > bet 18:16
        """,
        f"u | rail | {MONDAY} | thi 08:02 > bet 08:15 > lux 08:25",
    )
    assert f"fr_t {MONDAY}" in runs(feed)
    assert f"lu_u {MONDAY}" in runs(feed)


def test_of_two_trains_that_fit_none_is_taken_and_a_person_is_told():
    feed = merged(
        f"t | rail | {MONDAY} | met 07:40 > thi 08:00",
        f"""
        u | rail | {MONDAY} | thi 08:02 > bet 08:15 > lux 08:25
        v | rail | {MONDAY} | thi 08:01 > lux 08:20
        """,
    )
    assert runs(feed) == {f"fr_t {MONDAY}", f"lu_u {MONDAY}", f"lu_v {MONDAY}"}
    notices = feed.notices.samples["doubtful_stitch"]
    assert {notice.fields["trip_b"] for notice in notices} == {"lu_u", "lu_v"}
    assert all("others fit as well" in notice.message for notice in notices)


def test_the_train_of_the_same_number_is_taken_before_any_other():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00",
        f"""
        u | rail 2850 | {MONDAY} | thi 08:09 > bet 08:19 > lux 08:29
        v | rail 4711 | {MONDAY} | thi 08:01 > lux 08:20
        """,
    )
    assert runs(feed) == {f"lu_u+fr_t {MONDAY}", f"lu_v {MONDAY}"}


def test_a_bus_is_joined_within_one_line_when_its_headsign_leads_beyond():
    here = f"t | bus:604 | {MONDAY} | met 07:40 > thi 08:00 | {{}}"
    there = f"u | bus:{{}} | {MONDAY} | thi 08:01 > lux 08:30 | Luxembourg"
    joined = merged(here.format("Luxembourg"), there.format("604"))
    assert runs(joined) == {f"fr_t+lu_u {MONDAY}"}
    for headsign, line in (("Luxembourg", "52"), ("Thionville", "604"), ("", "604")):
        assert len(runs(merged(here.format(headsign), there.format(line)))) == 2


def test_riders_board_and_alight_the_whole_as_each_feed_allows_on_its_side():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > hag 07:50x > thi x08:00",
        f"u | rail 2850 | {MONDAY} | thi 08:02x > bet x08:15 > lux 08:25",
    )
    assert line_of(feed, "fr_t+lu_u") == (
        "fr_met 07:40 > fr_hag 07:50x > fr_thi 08:00/08:02 > lu_bet x08:15 > lu_lux 08:25"
    )


def test_a_train_cut_at_two_borders_is_one_ride():
    be = """
        lux | Luxembourg |     40 20
        ett | Ettelbruck |  30040 0
        gou | Gouvy      |  60000 0
    """
    feed = merge(
        [
            small_feed("fr", "FR", FR_STOPS, f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00"),
            small_feed("lu", "LU", LU_STOPS, f"u | rail 2850 | {MONDAY} | thi 08:02 > lux 08:25"),
            small_feed("be", "BE", be, f"v | rail 2850 | {MONDAY} | lux 08:30 > gou 09:40"),
        ],
        None,
    )
    assert len(runs(feed)) == 1
    assert set(feed.trip_crosswalk["id"]) >= {"fr_t", "lu_u", "be_v"}
    assert set(feed.trip_crosswalk["kept_trip_idx"]) == {0}
    assert feed.stop_times["departure_s"].is_monotonic_increasing


def test_a_night_train_goes_on_under_the_date_of_the_other_side():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | nan 23:00 > met 24:05 > thi 24:20",
        f"u | rail 2850 | {TUESDAY} | thi 00:22 > lux 00:45",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}"}
    assert line_of(feed, "fr_t+lu_u").endswith("fr_thi 24:20/24:22 > lu_lux 24:45")
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 23:35 > thi 24:02",
        f"u | rail 2850 | {TUESDAY} | thi 00:05 > bet 00:20 > lux 00:45",
    )
    assert runs(feed) == {f"fr_t+lu_u {MONDAY}"}, "no time before the service day began"
    assert (feed.stop_times["arrival_s"] >= 0).all()


def test_the_whole_keeps_the_clock_of_its_own_feed():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00",
        f"u | rail 2850 | {MONDAY} | thi 07:02 > bet 07:15 > lux 07:25",
        lu_zone="Europe/London",
    )
    assert line_of(feed, "lu_u+fr_t") == (
        "fr_met 06:40 > lu_thi 07:00/07:02 > lu_bet 07:15 > lu_lux 07:25"
    )


def test_ways_that_meet_are_joined_and_a_way_of_one_part_alone_is_dropped():
    def drawn(feed, lats):
        shapes = pd.DataFrame(
            {"shape_idx": [0] * 2, "lat": lats, "lon": [6.1] * 2, "distance": [0.0, 10.0]}
        ).astype({"shape_idx": "int32"})
        feed.trips["shape_idx"] = np.zeros(len(feed.trips), dtype=np.int32)
        return feed.__class__(**{n: getattr(feed, n) for n in feed.__slots__} | {"shapes": shapes})

    fr = small_feed("fr", "FR", FR_STOPS, f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00")
    lu = small_feed("lu", "LU", LU_STOPS, f"u | rail 2850 | {MONDAY} | thi 08:02 > lux 08:25")
    whole = merge([drawn(fr, [49.1, 49.3]), drawn(lu, [49.3, 49.6])], None)
    way = whole.shapes[whole.shapes["shape_idx"] == whole.trips["shape_idx"][0]]
    assert list(way["lat"]) == [49.1, 49.3, 49.3, 49.6]
    assert list(way["distance"]) == [0.0, 10.0, 10.0, 20.0]
    fr = small_feed("fr", "FR", FR_STOPS, f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00")
    half = merge([fr, drawn(lu, [49.3, 49.6])], None)
    assert list(half.trips["shape_idx"]) == [-1]


def test_rules_for_a_part_hold_for_the_whole_and_nobody_changes_into_his_own_train():
    feed = merged(
        f"t | rail 2850 | {MONDAY} | met 07:40 > thi 08:00",
        f"""
        u | rail 2850 | {MONDAY} | thi 08:02 > lux 08:25
        w | rail 4711 | {MONDAY} | lux 08:30 > ett 09:00
        """,
        transfers="thi thi 1 -1 u u \n lux lux 1 -1 u w \n lux ett 2 300",
    )
    ids = [*feed.trips["id"], ""]
    rules = {(ids[r.from_trip_idx], ids[r.to_trip_idx]) for r in feed.transfers.itertuples()}
    assert rules == {("fr_t+lu_u", "lu_w"), ("", "")}
