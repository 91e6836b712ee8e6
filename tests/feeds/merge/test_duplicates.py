"""A train that two feeds publish runs once a day, and no train is lost."""

import pytest

from feeds.merge import merge
from tests.feeds.merge.small_feeds import runs, small_feed

LU_STOPS = """
    lux | Luxembourg, Gare Centrale |      0 0
    how | Howald, Gare              |  -3000 0
    bet | Bettembourg, Gare         |  -9000 0
    thi | Thionville, Gare          | -28000 0
    dud | Dudelange, Ville          | -12000 4000
"""
FR_STOPS = """
    lux | Luxembourg  |     40 20
    how | Howald      |  -3050 30
    bet | Bettembourg |  -9040 0
    thi | Thionville  | -28000 45
    met | Metz        | -55000 0
"""
MONDAY, TUESDAY, WEDNESDAY = "2025-02-03", "2025-02-04", "2025-02-05"


def merged(lu_trips, fr_trips, *, lu_zone="Europe/Luxembourg", fr_zone="Europe/Paris"):
    return merge(
        [
            small_feed("lu", "LU", LU_STOPS, lu_trips, zone=lu_zone),
            small_feed("fr", "FR", FR_STOPS, fr_trips, zone=fr_zone),
        ],
        None,
    )


def test_the_copy_that_goes_further_stays_and_the_other_is_written_down():
    feed = merged(
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > thi 08:30",
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:11/08:12 > thi 08:31 > met 09:00",
    )
    assert runs(feed) == {f"fr_t {MONDAY}"}
    (row,) = feed.trip_crosswalk.itertuples()
    assert row.id == "lu_t"
    assert feed.trips["id"][row.kept_trip_idx] == "fr_t"
    assert row.evidence == "3 calls within 60 s, no number, on 1 dates"
    assert set(feed.stop_times["trip_idx"]) == {0}


def test_the_poorer_copy_keeps_the_dates_on_which_it_runs_alone():
    feed = merged(
        f"t | rail | {MONDAY} {TUESDAY} {WEDNESDAY} | lux 08:00 > bet 08:10",
        f"t | rail | {TUESDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(feed) == {f"lu_t {MONDAY}", f"lu_t {WEDNESDAY}", f"fr_t {TUESDAY}"}
    assert feed.services["id"].is_unique
    assert list(feed.trip_crosswalk["id"]) == ["lu_t"]


def test_trips_that_share_a_service_with_the_duplicate_keep_all_its_dates():
    lu = small_feed("lu", "LU", LU_STOPS, f"""
        t | rail | {MONDAY} {TUESDAY} | lux 08:00 > bet 08:10
        u | rail | {MONDAY} {TUESDAY} | lux 10:00 > bet 10:10
    """)  # fmt: skip
    lu.trips["service_idx"] = lu.trips["service_idx"] * 0
    fr = small_feed(
        "fr", "FR", FR_STOPS, f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00"
    )
    feed = merge([lu, fr], None)
    assert runs(feed) == {
        f"lu_t {TUESDAY}", f"lu_u {MONDAY}", f"lu_u {TUESDAY}", f"fr_t {MONDAY}",
    }  # fmt: skip


def test_one_train_stands_for_one_train_of_the_other_feed_a_day():
    feed = merged(
        f"""
        t | rail | {MONDAY} | lux 08:00 > bet 08:10
        u | rail | {MONDAY} | lux 08:02 > bet 08:12
        """,
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(feed) == {f"lu_u {MONDAY}", f"fr_t {MONDAY}"}


@pytest.mark.parametrize(
    ("why", "lu_trip", "fr_trip"),
    [
        ("they part after the border", "lux 08:00 > bet 08:10 > dud 08:20",
         "lux 08:00 > bet 08:10 > met 09:00"),
        ("one calls where the other passes", "lux 08:00 > how 08:04 > bet 08:10",
         "lux 08:00 > bet 08:10 > met 09:00"),
        ("five minutes lie between them", "lux 08:00 > bet 08:10",
         "lux 08:05 > bet 08:15 > met 09:00"),
        ("they run the other way", "bet 08:00 > lux 08:10", "lux 08:01 > bet 08:10 > met 09:00"),
        ("riders may not board the other", "lux 08:00 > bet 08:10",
         "lux x08:00 > bet 08:10 > met 09:00"),
        ("riders may not alight from the other", "lux 08:00 > bet 08:10",
         "lux 08:00 > bet 08:10x > met 09:00"),
    ],
)  # fmt: skip
def test_both_trains_stay_when(why, lu_trip, fr_trip):
    feed = merged(f"t | rail | {MONDAY} | {lu_trip}", f"t | rail | {MONDAY} | {fr_trip}")
    assert runs(feed) == {f"lu_t {MONDAY}", f"fr_t {MONDAY}"}
    assert len(feed.trip_crosswalk) == 0


def test_the_same_train_on_other_dates_is_another_run():
    feed = merged(
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10",
        f"t | rail | {TUESDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(feed) == {f"lu_t {MONDAY}", f"fr_t {TUESDAY}"}


def test_a_bus_beside_the_railway_is_not_the_train():
    feed = merged(
        f"t | bus | {MONDAY} | lux 08:00 > bet 08:10",
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(feed) == {f"lu_t {MONDAY}", f"fr_t {MONDAY}"}


def test_one_number_forgives_minutes_and_two_numbers_ask_for_a_third_call():
    same = merged(
        f"t | rail 88740 | {MONDAY} | lux 08:00 > bet 08:10 > thi 08:30",
        f"t | rail TER 088740 | {MONDAY} | lux 08:00 > bet 08:12 > thi 08:40 > met 09:00",
    )
    assert runs(same) == {f"fr_t {MONDAY}"}
    assert "same number" in same.trip_crosswalk["evidence"][0]
    other = merged(
        f"t | rail 88740 | {MONDAY} | lux 08:00 > bet 08:10",
        f"t | rail 4711 | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(other) == {f"lu_t {MONDAY}", f"fr_t {MONDAY}"}
    (notice,) = other.notices.samples["doubtful_trip_match"]
    assert notice.fields == {"trip_a": "lu_t", "trip_b": "fr_t"}


def test_a_train_that_changes_its_number_at_the_border_is_still_one_train():
    feed = merged(
        f"t | rail 88617 | {MONDAY} | lux 08:00 > bet 08:10",
        f"t | rail 88616 | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
    )
    assert runs(feed) == {f"fr_t {MONDAY}"}
    assert "neighbouring numbers" in feed.trip_crosswalk["evidence"][0]


def test_moments_are_compared_and_not_clock_faces():
    london = merged(
        f"t | rail | {MONDAY} | lux 07:00 > bet 07:10",
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
        lu_zone="Europe/London",
    )
    assert runs(london) == {f"fr_t {MONDAY}"}
    same_face = merged(
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10",
        f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00",
        lu_zone="Europe/London",
    )
    assert len(runs(same_face)) == 2


def test_zones_that_change_their_clocks_on_different_nights_are_compared_day_by_day():
    feed = merged(
        "t | rail | 2025-03-20 2025-04-03 | lux 08:00 > bet 08:10",
        "t | rail | 2025-03-20 2025-04-03 | lux 08:00 > bet 08:10 > met 09:00",
        lu_zone="Africa/Algiers",
    )
    assert runs(feed) == {"lu_t 2025-04-03", "fr_t 2025-03-20", "fr_t 2025-04-03"}


def test_a_night_train_of_yesterdays_service_is_todays_train_of_the_neighbour():
    feed = merged(
        f"t | rail | {MONDAY} {TUESDAY} | lux 24:20 > bet 24:30",
        f"t | rail | {TUESDAY} | lux 00:20 > bet 00:30 > met 01:20",
    )
    assert runs(feed) == {f"lu_t {TUESDAY}", f"fr_t {TUESDAY}"}
    feed = merged(
        f"t | rail | {TUESDAY} | lux 00:01 > bet 00:11",
        f"t | rail | {MONDAY} | lux 23:59 > bet 24:10 > met 25:00",
    )
    assert runs(feed) == {f"fr_t {MONDAY}"}


def test_of_two_equal_copies_the_newer_feed_stays():
    trip = f"t | rail | {MONDAY} | lux 08:00 > bet 08:10"
    old, new = (small_feed("lu", "LU", LU_STOPS, trip, fetched_at_s=age) for age in (100, 200))
    other = small_feed("fr", "FR", FR_STOPS, trip, fetched_at_s=150)
    assert runs(merge([old, other], None)) == {f"fr_t {MONDAY}"}
    assert runs(merge([new, other], None)) == {f"lu_t {MONDAY}"}


def test_of_three_feeds_one_train_stays_and_every_copy_leads_to_it():
    lu = small_feed("lu", "LU", LU_STOPS, f"t | rail | {MONDAY} | lux 08:00 > bet 08:10")
    fr = small_feed(
        "fr", "FR", FR_STOPS, f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > thi 08:30"
    )
    longest = f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > thi 08:30 > met 09:00"
    xx = small_feed("xx", "FR", FR_STOPS, longest)
    feed = merge([lu, fr, xx], None)
    assert runs(feed) == {f"xx_t {MONDAY}"}
    kept = dict(zip(feed.trip_crosswalk["id"], feed.trip_crosswalk["kept_trip_idx"], strict=True))
    assert kept == {"lu_t": 0, "fr_t": 0}


def test_links_of_a_train_that_left_go_with_it_and_the_others_stay():
    lu = small_feed("lu", "LU", LU_STOPS, f"""
        t | rail | {MONDAY} | lux 08:00 > bet 08:10
        u | rail | {MONDAY} | bet 08:20 > dud 08:30
        v | rail | {MONDAY} | dud 08:40 > bet 08:50
    """, transfers="bet bet 1 -1 t u \n dud dud 4 -1 u v \n lux how 2 300")  # fmt: skip
    fr = small_feed(
        "fr", "FR", FR_STOPS, f"t | rail | {MONDAY} | lux 08:00 > bet 08:10 > met 09:00"
    )
    feed = merge([lu, fr], None)
    ids = feed.trips["id"]
    rows = [(r.type, r.from_trip_idx, r.to_trip_idx) for r in feed.transfers.itertuples()]
    assert rows[1] == (2, -1, -1)
    assert [ids[trip] for trip in rows[0][1:]] == ["lu_u", "lu_v"]
    assert len(rows) == 2
