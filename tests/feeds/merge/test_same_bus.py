"""A bus that two feeds publish runs once a day, and two buses stay two."""

import pytest

from feeds.merge import merge
from feeds.merge.lines import line_name
from tests.feeds.merge.small_feeds import runs, small_feed

LU_STOPS = """
    esch | Esch-sur-Alzette, Gare |    0    0
    aud  | Audun-le-Tiche, Gare   | -3000 -3000
    vil  | Villerupt, Mairie      | -4000 -6000
    mic  | Micheville             | -3500 -4500
"""
FR_STOPS = """
    esch | Esch sur Alzette Gare  |   30   20
    aud  | AUDUN-LE-TICHE Gare    | -3020 -2990
    vil  | Villerupt Mairie       | -4000 -6030
    mic  | Micheville             | -3500 -4480
"""
MONDAY, TUESDAY = "2025-02-03", "2025-02-04"


def merged(lu_trips, fr_trips):
    return merge(
        [small_feed("lu", "LU", LU_STOPS, lu_trips), small_feed("fr", "FR", FR_STOPS, fr_trips)],
        None,
    )


def test_one_line_at_one_minute_in_two_feeds_is_one_bus():
    feed = merged(
        f"t | bus:604 | {MONDAY} {TUESDAY} | esch 08:00 > aud 08:10 > vil 08:20",
        f"t | bus:Bus604 | {MONDAY} | esch 08:00 > aud 08:10",
    )
    assert runs(feed) == {f"lu_t {MONDAY}", f"lu_t {TUESDAY}"}
    assert list(feed.trip_crosswalk["evidence"]) == [
        "2 calls within 0 s, one line, no number, on 1 dates"
    ]


@pytest.mark.parametrize(
    ("why", "lu_trip", "fr_trip"),
    [
        ("their lines differ", "bus:604 | esch 08:00 > aud 08:10",
         "bus:52 | esch 08:00 > aud 08:10"),
        ("one has no line", "bus:604 | esch 08:00 > aud 08:10", "bus:- | esch 08:00 > aud 08:10"),
        ("one is a tram", "bus:1 | esch 08:00 > aud 08:10", "tram:1 | esch 08:00 > aud 08:10"),
        ("three minutes lie between them", "bus:604 | esch 08:00 > aud 08:10",
         "bus:604 | esch 08:03 > aud 08:13"),
        ("they part", "bus:604 | esch 08:00 > aud 08:10 > vil 08:20",
         "bus:604 | esch 08:00 > aud 08:10 > mic 08:20"),
        ("their numbers differ and a minute lies between them",
         "bus:604 4711 | esch 08:00 > aud 08:10 > vil 08:20",
         "bus:604 4713 | esch 08:01 > aud 08:11 > vil 08:21"),
    ],
)  # fmt: skip
def test_both_buses_stay_when(why, lu_trip, fr_trip):
    lu, fr = (f"t | {trip.replace('|', f'| {MONDAY} |')}" for trip in (lu_trip, fr_trip))
    feed = merged(lu, fr)
    assert runs(feed) == {f"lu_t {MONDAY}", f"fr_t {MONDAY}"}


def test_a_relief_bus_of_another_feed_is_no_copy_where_their_other_buses_differ():
    lu = f"t | bus:604 | {MONDAY} | esch 08:00 > aud 08:10"
    relief = f"t | bus:604 | {MONDAY} | esch 08:01 > aud 08:11"
    others = [f"h{hour} | bus:604 | {MONDAY} | esch {hour}:30 > aud {hour}:40" for hour in (10, 11)]
    alone = merged(lu, relief)
    assert runs(alone) == {f"lu_t {MONDAY}"}
    among_others = merged(lu, "\n".join([relief, *others]))
    assert len(runs(among_others)) == 4
    assert among_others.notices.counts["doubtful_trip_match"] == 1


def test_a_dense_line_whose_copy_lags_two_minutes_stays_whole():
    minutes = range(0, 60, 3)
    lu = "\n".join(
        f"t{m:02} | tram:T1 | {MONDAY} | esch 08:{m:02} > aud 09:{m:02} > vil 10:{m:02}"
        for m in minutes
    )
    fr = "\n".join(
        f"t{m:02} | tram:T1 | {MONDAY} | esch 08:{m + 2:02} > aud 09:{m + 2:02}" for m in minutes
    )
    feed = merged(lu, fr)
    assert runs(feed) == {f"lu_t{m:02} {MONDAY}" for m in minutes}


@pytest.mark.parametrize(
    ("one", "other"), [("604", "Bus 0604"), ("T1", "t 1"), ("C50+", "c 50 +"), ("Ligne 7", "7")]
)
def test_the_name_of_a_line_is_what_remains_without_the_word_for_line(one, other):
    assert line_name(one) == line_name(other)


def test_an_express_line_is_not_the_line_it_is_named_after():
    assert line_name("C50+") != line_name("C50")
