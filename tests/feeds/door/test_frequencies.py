"""frequencies.txt: a rhythm becomes trips that a rider can find and catch."""

from __future__ import annotations

import pytest

from feeds import frequencies
from feeds.rules import codes
from tests.feeds.door.conftest import Load
from tests.feeds.make import trip_lines

HEADER = "trip_id,start_time,end_time,headway_secs,exact_times"


def test_tram_every_ten_minutes_becomes_a_trip_every_ten_minutes(load: Load) -> None:
    feed = load(frequencies=f"{HEADER}\nT1,06:00:00,06:30:00,600,1")
    assert trip_lines(feed) == [
        "x_T1@06:00:00 06:00 Villerupt, 06:15 - 06:16 Esch, 06:50 Kirchberg",
        "x_T1@06:10:00 06:10 Villerupt, 06:25 - 06:26 Esch, 07:00 Kirchberg",
        "x_T1@06:20:00 06:20 Villerupt, 06:35 - 06:36 Esch, 07:10 Kirchberg",
        "x_T2 08:00 Villerupt, 08:20 Belval, 08:50 Kirchberg",
    ]
    assert feed.notices.counts == {}
    assert feed.feeds[0].counts["trips_lost"] == 0


def test_rhythm_without_exact_times_is_said_to_be_an_estimate(load: Load) -> None:
    feed = load(frequencies=f"{HEADER}\nT1,06:00:00,06:30:00,600,")
    assert feed.notices.counts == {codes.FREQUENCY_EXPANDED: 1}


def test_rhythm_denser_than_a_minute_is_thinned_and_noted(load: Load) -> None:
    feed = load(frequencies=f"{HEADER}\nT1,06:00:00,06:10:00,1,1")
    assert len(feed.trips) == 10 + 1
    assert feed.notices.counts == {codes.FREQUENCY_CAPPED: 1}


def test_expansion_stops_at_its_limit_and_says_so(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequencies, "MAX_RUNS", 20)
    rows = f"{HEADER}\nT1,06:00:00,06:10:00,60,1\nT2,00:00:00,24:00:00,60,1"
    feed = load(frequencies=rows)
    assert len(feed.trips) == 10
    assert feed.notices.samples[codes.FREQUENCY_CAPPED][0].row == 3


@pytest.mark.parametrize(
    "row, code",
    [
        ("T1,06:00:00,06:30:00,0,1", codes.NUMBER_OUT_OF_RANGE),
        ("T1,6h,06:30:00,600,1", codes.INVALID_TIME),
        ("T1,06:00:00,,600,1", codes.MISSING_REQUIRED_FIELD),
        ("T1,07:00:00,06:30:00,600,1", codes.START_AND_END_RANGE_OUT_OF_ORDER),
        ("T9,06:00:00,06:30:00,600,1", codes.FOREIGN_KEY_VIOLATION),
    ],
)
def test_bad_row_gives_no_trips_and_the_template_never_runs_by_itself(
    load: Load, row: str, code: str
) -> None:
    feed = load(frequencies=f"{HEADER}\n{row}\nT1,09:00:00,09:30:00,1800,1")
    assert feed.trips["id"].tolist() == ["x_T1@09:00:00", "x_T2"]
    assert feed.notices.samples[code][0].row == 2


def test_two_rows_for_one_departure_give_one_trip(load: Load) -> None:
    rows = f"{HEADER}\nT1,06:00:00,06:20:00,600,1\nT1,06:10:00,06:30:00,600,1"
    feed = load(frequencies=rows)
    assert feed.trips["id"].tolist() == [
        "x_T1@06:00:00", "x_T1@06:10:00", "x_T1@06:20:00", "x_T2",
    ]  # fmt: skip
    assert feed.notices.counts == {codes.OVERLAPPING_FREQUENCY: 1}


def test_runs_of_one_template_are_neither_one_vehicle_nor_bound_by_its_transfers(
    load: Load,
) -> None:
    feed = load(
        frequencies=f"{HEADER}\nT1,06:00:00,06:20:00,600,1",
        trips="route_id,service_id,trip_id,block_id\nR,DAILY,T1,B\nR,DAILY,T2,B",
        transfers="from_trip_id,to_trip_id,transfer_type\nT1,T2,4",
    )
    assert feed.trips["block"].tolist() == ["", "", "x_B"]
    assert feed.transfers.empty
