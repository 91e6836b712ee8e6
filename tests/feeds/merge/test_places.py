"""One place is what people call by one name, whoever publishes it."""

import pandas as pd
import pytest

from core.errors import DataError
from feeds.merge import merge
from tests.feeds.merge.small_feeds import is_one_place, places_by_name, small_feed
from tests.feeds.merge.small_territory import small_territory

TRAIN = "t | rail | 2025-02-03 | {} 08:00 > {} 08:30"


def lu(stops, trips=""):
    return small_feed("lu", "LU", stops, trips, zone="Europe/Luxembourg")


def fr(stops, trips=""):
    return small_feed("fr", "FR", stops, trips)


def overrides(*rows):
    return pd.DataFrame(rows, columns=["stop_a", "stop_b", "verdict"])


def test_a_station_under_two_ids_and_two_names_is_one_place():
    merged = merge(
        [
            lu("a | Luxembourg, Gare Centrale | 0 0 \n b | Bettembourg | 9000 0",
               TRAIN.format("a", "b")),
            fr("area | Luxembourg | 35 28 \n x | Luxembourg | 35 28 | area \n y | Metz | -50000 0",
               TRAIN.format("x", "y")),
        ],
        None,
    )  # fmt: skip
    assert is_one_place(merged, "lu_a", "fr_area", "fr_x")
    row = merged.stop_crosswalk.iloc[list(merged.stops["id"]).index("fr_x")]
    assert row.score >= 0.9
    assert row.evidence == "trains call at both, 45 m apart, names alike 1.00"


def test_the_name_of_a_place_is_that_of_the_station_in_its_own_country():
    trains = "t | rail | 2025-02-03 | a 08:00 > b 08:30"
    merged = merge(
        [
            fr("a | Luxembourg | 0 0 \n b | Thionville | -30000 0 \n c | Metz | -60000 0", trains),
            small_feed("lu", "LU", """
                a | Luxembourg, Gare Centrale | 40 0
                b | Thionville, Gare | -30040 0
                c | Mersch, Gare | 9000 0
                d | Luxembourg, Gare Centrale (Tram) | 60 30
            """, trains),
        ],
        small_territory(("LU", 0), ("FR", -30_000)),
    )  # fmt: skip
    names = places_by_name(merged)
    assert names["Luxembourg, Gare Centrale"] == {"lu_a", "lu_d", "fr_a"}
    assert names["Thionville"] == {"lu_b", "fr_b"}


def test_two_sides_of_a_street_are_one_place_and_stay_two_stops():
    merged = merge([lu("a | Mairie | 0 0 \n b | Mairie | 30 60 \n c | Mairie | 900 0")], None)
    assert is_one_place(merged, "lu_a", "lu_b")
    assert not is_one_place(merged, "lu_a", "lu_c")
    assert len(merged.stops) == 3


def test_two_stops_that_follow_each_other_in_one_line_are_never_one_place():
    stops = "a | Howald, P&R Quai 1 | 0 0 \n b | Howald, P&R Quai 2 | 60 0 \n c | End | 900 0"
    merged = merge([lu(stops, "t | bus | 2025-02-03 | a 08:00 > b 08:02 > c 08:09")], None)
    assert not is_one_place(merged, "lu_a", "lu_b")


def test_a_neighbours_station_does_not_bring_together_two_that_one_feed_tells_apart():
    merged = merge(
        [
            lu("a | Trier, Gare | 0 0 \n b | Trier-Süd, Gare | 130 0 \n c | Igel | 9000 0",
               TRAIN.format("a", "c") + "\n u" + TRAIN.format("b", "c")[1:]),
            fr("x | Trèves | 50 0 \n y | Metz | -90000 0", TRAIN.format("x", "y")),
        ],
        None,
    )  # fmt: skip
    assert is_one_place(merged, "lu_a", "fr_x")
    assert not is_one_place(merged, "lu_a", "lu_b")
    assert merged.notices.samples["doubtful_stop_match"][0].fields["stop_a"] == "lu_b"


def test_a_place_is_no_wider_than_a_walk_across_a_forecourt():
    row = "\n".join(f"q{n} | Howald, P&R Quai {n} | {n * 100} 0" for n in range(8))
    merged = merge([lu(row)], None)
    north = merged.stops.groupby("place_idx")["lat"].agg(lambda lat: lat.max() - lat.min())
    assert (north * 111_195 <= 355).all()
    assert 2 <= len(merged.places) <= 4


def test_a_neighbours_stop_does_not_bring_together_two_stops_of_one_line():
    merged = merge(
        [
            lu("a | Howald, P&R Quai 1 | 0 0 \n b | Howald, P&R Quai 2 | 60 0",
               "t | bus | 2025-02-03 | a 08:00 > b 08:02"),
            fr("x | Howald P+R | 30 0"),
        ],
        None,
    )  # fmt: skip
    assert not is_one_place(merged, "lu_a", "lu_b")
    assert is_one_place(merged, "lu_a", "fr_x") or is_one_place(merged, "lu_b", "fr_x")


def test_platforms_of_one_number_are_one_place_where_a_neighbours_stand_nearer_to_others():
    ride = "t | bus | 2025-02-03 | {} 08:00 > {} 08:02 > c 08:09"
    merged = merge(
        [
            lu("a | Howald, P&R Quai 1 | 0 0 \n b | Howald, P&R Quai 2 | 60 0 \n c | End | 900 0",
               ride.format("a", "b")),
            fr("a | HOWALD P+R QUAI 01 | 55 0 \n b | HOWALD P+R QUAI 02 | 5 0 \n c | End | 900 0",
               ride.format("a", "b")),
        ],
        None,
    )  # fmt: skip
    assert is_one_place(merged, "lu_a", "fr_a")
    assert is_one_place(merged, "lu_b", "fr_b")
    assert not is_one_place(merged, "lu_a", "lu_b")


def test_stations_with_nothing_alike_in_their_names_but_no_other_near_are_one_place():
    merged = merge(
        [
            lu("a | Ingwiller | 0 0 \n b | Far | 9000 0", TRAIN.format("a", "b")),
            fr("x | Unknown Exonym | 30 0 \n y | Away | 20000 0", TRAIN.format("x", "y")),
        ],
        None,
    )
    assert is_one_place(merged, "lu_a", "fr_x")


def test_bus_stops_side_by_side_with_different_names_are_listed_for_a_person():
    merged = merge([lu("a | Lycées | 0 0"), fr("x | Sélestat Koeberlé | 14 0")], None)
    assert not is_one_place(merged, "lu_a", "fr_x")
    (notice,) = merged.notices.samples["doubtful_stop_match"]
    assert notice.fields["stop_a"] == "lu_a"
    assert notice.fields["stop_b"] == "fr_x"
    assert "'Lycées' and 'Sélestat Koeberlé' may be one place" in notice.message


def test_bus_stops_of_one_name_a_quarter_of_a_kilometre_apart_are_not_even_listed():
    merged = merge([lu("a | Aumetz, Mairie | 0 0"), fr("x | Aumetz, Mairie | 250 0")], None)
    assert not is_one_place(merged, "lu_a", "fr_x")
    assert not merged.notices.counts


def test_a_curator_has_the_last_word():
    feeds = [
        lu("a | Lycées | 0 0 \n b | Poste | 50 0"),
        fr("x | Koeberlé | 14 0 \n y | Poste | 50 9"),
    ]
    words = overrides(("lu_a", "fr_x", "same"), ("fr_y", "lu_b", "different"))
    assert is_one_place(merge(feeds, None), "lu_b", "fr_y")
    merged = merge(feeds, None, overrides=words)
    assert is_one_place(merged, "lu_a", "fr_x")
    assert not is_one_place(merged, "lu_b", "fr_y")
    assert "curator" in merged.stop_crosswalk["evidence"][0]
    assert not merged.notices.counts


def test_a_verdict_that_is_none_is_refused():
    with pytest.raises(DataError, match="row 2: 'perhaps' is no verdict"):
        merge(
            [lu("a | A | 0 0 \n b | B | 9 0")],
            None,
            overrides=overrides(("lu_a", "lu_b", "perhaps")),
        )


def test_a_curator_cannot_part_a_station_from_its_own_platform():
    feed = lu("a | A | 0 0 \n p | A | 0 9 | a")
    with pytest.raises(DataError, match="row 2: one station in their own feed"):
        merge([feed], None, overrides=overrides(("lu_a", "lu_p", "different")))


def test_stops_whose_names_say_nothing_but_a_platform_are_told_apart_by_it():
    merged = merge([lu("a | Quai 2 | 0 0 \n b | Quai 3 | 60 0 \n c | Quai 2 | 90 0")], None)
    assert not is_one_place(merged, "lu_a", "lu_b")
    assert is_one_place(merged, "lu_a", "lu_c")


def test_a_stop_whose_coordinates_are_not_believed_is_a_place_of_its_own():
    one, two = lu("a | Perl | 0 0"), fr("x | Perl | 0 5")
    two.stops["located"] = False
    assert not is_one_place(merge([one, two], None), "lu_a", "fr_x")


def test_places_do_not_depend_on_the_order_of_rows_or_feeds():
    stops = """
        a | Luxembourg, Gare Centrale | 0 0
        b | Luxembourg, Gare Centrale Quai 2 | 90 -40
        c | Hamilius (Bus) | 900 0
        d | Hamilius (Tram) | 930 10
    """
    lines = [line for line in stops.splitlines() if line.strip()]
    other = fr("x | Luxembourg | 20 30")
    groups = [
        {frozenset(ids) for ids in places_by_name(merge(feeds, None)).values()}
        for feeds in (
            [lu(stops), other],
            [other, lu("\n".join(reversed(lines)))],
        )
    ]
    assert groups[0] == groups[1]
    assert frozenset({"lu_c", "lu_d"}) in groups[0]


def test_a_crowd_of_stops_at_one_point_is_bounded_work():
    crowd = "\n".join(f"s{n} | Stop {n} | 0 0" for n in range(3000))
    merged = merge([lu(crowd), fr(crowd)], None)
    assert len(merged.places) <= 6000
