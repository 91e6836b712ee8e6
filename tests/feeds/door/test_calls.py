"""Calls: a bad row costs that row's trip, never the feed, and never a false time."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import FeedError
from feeds.rules import codes
from tests.feeds.door.conftest import Load
from tests.feeds.make import trip_lines

T2 = "x_T2 08:00 Villerupt, 08:20 Belval, 08:50 Kirchberg"
SEVEN = "T1,07:00:00,07:00:00,S1,1"
EIGHT = "T1,07:50:00,07:50:00,S4,2"


def t1(*rows: str, header: str = "") -> str:
    """stop_times with these rows for T1 and a sound T2."""
    sound = [
        "T2,08:00:00,08:00:00,S1,1",
        "T2,08:20:00,08:20:00,S3,2",
        "T2,08:50:00,08:50:00,S4,3",
    ]
    first = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    if header:
        first, sound = f"{first},{header}", [row + "," * (1 + header.count(",")) for row in sound]
    return "\n".join([first, *rows, *sound])


def test_sound_feed_is_read_as_it_stands_and_nothing_is_noted(load: Load) -> None:
    feed = load()
    assert trip_lines(feed) == [
        "x_T1 07:00 Villerupt, 07:15 - 07:16 Esch, 07:50 Kirchberg",
        T2,
    ]
    assert feed.notices.counts == {}


@pytest.mark.parametrize(
    "rows, code, row",
    [
        ((SEVEN, "T1,07:75:00,07:75:00,S4,2"), codes.INVALID_TIME, 3),
        ((SEVEN, "T1,7h50,7h50,S4,2"), codes.INVALID_TIME, 3),
        ((SEVEN, "T1,400:00:00,400:00:00,S4,2"), codes.INVALID_TIME, 3),
        ((SEVEN, "T1,06:50:00,06:50:00,S4,2"), codes.BACKWARD_TIME, 3),
        ((SEVEN, "T1,07:50:00,07:40:00,S4,2"), codes.BACKWARD_TIME, 3),
        (("T1,,,S1,1", EIGHT), codes.MISSING_TRIP_EDGE, 2),
        ((SEVEN, "T1,,,S4,2"), codes.MISSING_TRIP_EDGE, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S4,1"), codes.DUPLICATE_KEY, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S4,x"), codes.INVALID_INTEGER, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S4,-2"), codes.NUMBER_OUT_OF_RANGE, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S4,"), codes.MISSING_REQUIRED_FIELD, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,,2"), codes.MISSING_REQUIRED_FIELD, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S9,2"), codes.FOREIGN_KEY_VIOLATION, 3),
        ((SEVEN, "T1,07:50:00,07:50:00,S4"), codes.DAMAGED_STOP_TIMES_ROW, 3),
        (("T1,07:00:00,,07:00:00,S1,1", EIGHT), codes.DAMAGED_STOP_TIMES_ROW, 2),
    ],
)
def test_rider_loses_the_trip_of_a_bad_row_and_keeps_the_others(
    load: Load, rows: tuple[str, ...], code: str, row: int
) -> None:
    feed = load(stop_times=t1(*rows))
    assert trip_lines(feed) == [T2]
    assert feed.notices.samples[code][0].row == row
    assert feed.feeds[0].counts["trips_lost"] == 1


def test_trips_with_one_call_or_none_are_left_out(load: Load) -> None:
    feed = load(
        trips="route_id,service_id,trip_id\nR,DAILY,T1\nR,DAILY,T2\nR,DAILY,T3",
        stop_times=t1("T1,07:00:00,07:00:00,S1,1"),
    )
    assert trip_lines(feed) == [T2]
    assert feed.notices.counts[codes.UNUSABLE_TRIP] == 1
    assert feed.notices.counts[codes.UNUSED_TRIP] == 1


def test_call_of_a_trip_that_does_not_exist_costs_no_other_trip(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:00:00,07:00:00,S1,1", "T1,07:50:00,07:50:00,S4,2", "T9,07:00:00,07:00:00,S1,1"
        )
    )
    assert len(feed.trips) == 2
    assert feed.notices.samples[codes.FOREIGN_KEY_VIOLATION][0].fields == {"trip_id": "T9"}


def test_inner_times_left_out_are_filled_by_the_distance_travelled(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:00:00,07:00:00,S1,1,0",
            "T1,,,S2,2,3",
            "T1,,,S3,3,6",
            "T1,07:40:00,07:40:00,S4,4,12",
            header="shape_dist_traveled",
        )
    )
    assert trip_lines(feed)[0] == "x_T1 07:00 Villerupt, 07:10 Esch, 07:20 Belval, 07:40 Kirchberg"
    assert feed.stop_times["interpolated"].tolist()[:4] == [False, True, True, False]
    assert feed.notices.counts[codes.INTERPOLATED_TIMES] == 2


def test_inner_times_are_filled_by_distance_on_the_ground_from_departure_to_arrival(
    load: Load,
) -> None:
    feed = load(
        stops="""
            stop_id,stop_name,stop_lat,stop_lon
            S1,Villerupt,49.0,6.0
            S2,Esch,49.1,6.0
            S3,Belval,49.3,6.0
            S4,Kirchberg,49.4,6.0
        """,
        stop_times=t1(
            "T1,06:50:00,07:00:00,S1,1", "T1,,,S2,2", "T1,,,S3,3", "T1,07:40:00,07:45:00,S4,4"
        ),
    )
    assert trip_lines(feed)[0] == (
        "x_T1 06:50 - 07:00 Villerupt, 07:10 Esch, 07:30 Belval, 07:40 - 07:45 Kirchberg"
    )


def test_inner_times_at_one_spot_are_filled_in_equal_shares(load: Load) -> None:
    same = "\n".join(
        ["stop_id,stop_name,stop_lat,stop_lon", *(f"S{i},Hub,49,6" for i in range(1, 5))]
    )
    rows = ("T1,07:00:00,07:00:00,S1,1", "T1,,,S2,2", "T1,,,S3,3", "T1,07:30:00,07:30:00,S4,4")
    assert trip_lines(load(stops=same, stop_times=t1(*rows)))[0] == (
        "x_T1 07:00 Hub, 07:10 Hub, 07:20 Hub, 07:30 Hub"
    )


def test_one_time_of_a_call_stands_for_both(load: Load) -> None:
    feed = load(stop_times=t1("T1,,07:00:00,S1,1", "T1,07:20:00,,S2,2", "T1,07:50:00,,S4,3"))
    assert trip_lines(feed)[0] == "x_T1 07:00 Villerupt, 07:20 Esch, 07:50 Kirchberg"
    assert feed.notices.counts[codes.ONLY_ARRIVAL_OR_DEPARTURE] == 3


def test_calls_written_out_of_order_are_sorted_by_their_numbers(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:50:00,07:50:00,S4,30", "T1,07:00:00,07:00:00,S1,4", "T1,07:20:00,07:20:00,S2,5"
        )
    )
    assert trip_lines(feed)[0] == "x_T1 07:00 Villerupt, 07:20 Esch, 07:50 Kirchberg"
    assert feed.stop_times["sequence"].tolist()[:3] == [4, 5, 30]
    assert feed.notices.counts == {codes.UNSORTED_STOP_TIMES: 1}


def test_night_trip_runs_past_midnight_and_single_digit_hours_are_hours(load: Load) -> None:
    feed = load(stop_times=t1("T1,7:00:00,7:00:00,S1,1", "T1,25:10:00,25:10:00,S4,2"))
    assert trip_lines(feed)[0] == "x_T1 07:00 Villerupt, 25:10 Kirchberg"


def test_pickup_and_drop_off_rules_survive_and_unknown_ones_forbid(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:00:00,07:00:00,S1,1,0,1",
            "T1,07:20:00,07:20:00,S2,2,2,3",
            "T1,07:30:00,07:30:00,S3,3,7,x",
            "T1,07:50:00,07:50:00,S4,4,1,",
            header="pickup_type,drop_off_type",
        )
    )
    assert feed.stop_times["pickup"].tolist() == [0, 2, 1, 1, 0, 0, 0]
    assert feed.stop_times["drop_off"].tolist() == [1, 3, 1, 0, 0, 0, 0]
    assert feed.notices.counts == {codes.UNEXPECTED_ENUM_VALUE: 2}


def test_columns_that_are_not_used_say_what_riders_lose(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:00:00,07:00:00,S1,1,Esch,1,1",
            "T1,07:20:00,07:20:00,S3,2,,0,0",
            "T1,07:50:00,07:50:00,S4,3,,,0",
            header="stop_headsign,continuous_pickup,timepoint",
        )
    )
    lost = [(n.row, n.message) for n in feed.notices.samples[codes.UNSUPPORTED_COLUMN]]
    assert lost == [
        (2, "not used: riders do not get destinations that change along the trip"),
        (3, "not used: riders do not get boarding and alighting between stops"),
    ]


def test_rides_on_demand_are_said_to_be_left_out(load: Load) -> None:
    feed = load(
        stop_times=t1(
            "T1,07:00:00,07:00:00,,1,zone", "T1,07:50:00,07:50:00,S4,2,", header="location_id"
        )
    )
    assert trip_lines(feed) == [T2]
    assert feed.notices.counts[codes.FLEXIBLE_CALL] == 1


def test_hop_that_no_bus_makes_is_flagged_and_kept(load: Load) -> None:
    feed = load(stop_times=t1("T1,07:00:00,07:00:00,S1,1", "T1,07:01:00,07:01:00,S4,2"))
    assert len(feed.trips) == 2
    flagged = feed.notices.samples[codes.FAST_TRAVEL][0]
    assert flagged.message == "722 km/h from Villerupt to Kirchberg"
    assert (flagged.row, flagged.fields) == (3, {"trip_id": "x_T1"})


def test_feed_without_one_usable_trip_is_refused_with_its_most_frequent_fault(load: Load) -> None:
    rows = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,7h,7h,S1,1\nT2,8h,8h,S1,1"
    with pytest.raises(FeedError) as caught:
        load(stop_times=rows)
    assert str(caught.value) == (
        "feed.zip: not one trip of it can be used (most often invalid_time (4 times), "
        "first in stop_times.txt, row 2: arrival_time is no time such as 07:05:00)"
    )


def test_column_without_which_there_is_no_timetable_is_named(load: Load) -> None:
    with pytest.raises(FeedError, match=r"stop_times\.txt, row 1: column stop_sequence is missing"):
        load(stop_times="trip_id,arrival_time,departure_time,stop_id\nT1,07:00:00,07:00:00,S1")


def test_dtypes_are_those_of_the_contract(load: Load) -> None:
    times = load().stop_times
    assert times["arrival_s"].dtype == np.int32
    assert times["trip_idx"].is_monotonic_increasing
