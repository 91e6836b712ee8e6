"""Agencies, routes, trips, transfers, shapes: references hold, ids are scoped, zones are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from feeds.load import load_feed
from feeds.rules import codes
from feeds.tables import COLUMNS
from tests.feeds.door.conftest import Load
from tests.feeds.make import SOURCE, write_feed

TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time"


def test_every_id_is_scoped_by_the_tag_of_its_feed(load: Load) -> None:
    feed = load()
    for table in ("agencies", "stops", "routes", "trips", "services"):
        assert getattr(feed, table)["id"].str.startswith("x_").all()


def test_every_table_has_the_columns_and_dtypes_of_the_contract(load: Load) -> None:
    feed = load()
    for table, columns in COLUMNS.items():
        frame = getattr(feed, table)
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == columns, table
        assert frame.index.tolist() == list(range(len(frame)))


def test_feed_without_agencies_takes_the_zone_of_its_source_or_country(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip", agency=None)
    assert load_feed(path, SOURCE).trips["zone"].tolist() == ["Europe/Luxembourg"] * 2
    feed = load_feed(path, replace(SOURCE, zone="", country="FR", publisher="Région"))
    assert feed.trips["zone"].tolist() == ["Europe/Paris"] * 2
    assert feed.agencies["name"].tolist() == ["Région"]
    assert feed.notices.samples[codes.MISSING_REQUIRED_FILE][0].message == (
        "no agency with a time zone; its times are read in Europe/Paris"
    )


def test_trip_is_read_in_the_zone_of_its_own_agency(load: Load) -> None:
    feed = load(
        agency="""
            agency_id,agency_name,agency_url,agency_timezone
            A,Acme,https://acme.example,Europe/Luxembourg
            B,Brit,https://brit.example,Europe/London
        """,
        routes="route_id,agency_id,route_short_name,route_type\nR,A,1,3\nQ,B,2,3",
        trips="route_id,service_id,trip_id\nR,DAILY,T1\nQ,DAILY,T2",
    )
    assert feed.trips["zone"].tolist() == ["Europe/Luxembourg", "Europe/London"]
    assert feed.notices.counts == {codes.INCONSISTENT_AGENCY_TIMEZONE: 1}


def test_unknown_zone_of_an_agency_falls_back_to_the_source(load: Load) -> None:
    feed = load(
        agency="agency_id,agency_name,agency_url,agency_timezone\nA,Acme,https://a.example,LUX"
    )
    assert feed.agencies["zone"].tolist() == ["Europe/Luxembourg"]
    assert feed.notices.counts == {codes.INVALID_TIMEZONE: 1}


def test_line_of_an_unknown_agency_is_run_by_the_publisher(load: Load) -> None:
    feed = load(
        agency="""
            agency_id,agency_name,agency_url,agency_timezone
            A,Acme,https://acme.example,Europe/Luxembourg
            B,Bus,https://bus.example,Europe/Luxembourg
        """,
        routes="route_id,agency_id,route_short_name,route_type\nR,Z,604,3",
    )
    assert feed.agencies["id"].tolist() == ["x_A", "x_B", "x_publisher"]
    assert feed.routes["agency_idx"].tolist() == [2]
    assert feed.notices.samples[codes.FOREIGN_KEY_VIOLATION][0].fields == {"agency_id": "Z"}


def test_comma_in_the_name_of_a_line_costs_the_name_and_not_its_trips(load: Load) -> None:
    feed = load(
        routes="route_id,agency_id,route_long_name,route_type\nR,A,Villerupt, Esch,3\nQ,A,Thil,3"
    )
    assert len(feed.trips) == 2
    kept = feed.routes[feed.routes["id"] == "x_R"].iloc[0]
    assert (kept.long_name, kept.type) == ("", 1700)
    assert feed.notices.samples[codes.KEPT_BY_ID][0].row == 2


def test_coach_types_are_known_and_an_unknown_type_is_no_known_kind(load: Load) -> None:
    feed = load(
        routes="route_id,agency_id,route_short_name,route_type\nR,A,1,715\nQ,A,2,99\nP,A,3,\nO,A,4,bus"
    )
    assert feed.routes["type"].tolist() == [715, 1700, 1700, 1700]
    assert feed.notices.samples[codes.UNEXPECTED_ENUM_VALUE][0].row == 3
    assert feed.notices.samples[codes.MISSING_REQUIRED_FIELD][0].row == 4
    assert feed.notices.samples[codes.INVALID_INTEGER][0].row == 5


def test_colours_are_six_digits_or_nothing(load: Load) -> None:
    feed = load(
        routes="route_id,agency_id,route_short_name,route_type,route_color\n"
        "R,A,1,3,00aeef\nQ,A,2,3,red\nP,A,3,3,#00AEEF"
    )
    assert feed.routes["color"].tolist() == ["00AEEF", "", ""]
    assert feed.notices.counts[codes.INVALID_COLOR] == 2


@pytest.mark.parametrize(
    "row, code",
    [
        ("NOWHERE,DAILY,T1", codes.FOREIGN_KEY_VIOLATION),
        ("R,NEVER,T1", codes.FOREIGN_KEY_VIOLATION),
        ("R,,T1", codes.MISSING_REQUIRED_FIELD),
        ("R,DAILY", codes.INVALID_ROW_LENGTH),
        ("R,DAILY,T1,?", codes.INVALID_ROW_LENGTH),
    ],
)
def test_bad_trip_row_costs_that_trip(load: Load, row: str, code: str) -> None:
    feed = load(trips=f"route_id,service_id,trip_id\n{row}\nR,DAILY,T2")
    assert feed.trips["id"].tolist() == ["x_T2"]
    assert len(feed.stop_times) == 3
    assert feed.notices.samples[code][0].row == 2


def test_second_trip_of_one_id_is_left_out(load: Load) -> None:
    feed = load(trips="route_id,service_id,trip_id\nR,DAILY,T1\nR,DAILY,T2\nR,DAILY,T1")
    assert feed.trips["id"].tolist() == ["x_T1", "x_T2"]
    assert feed.notices.samples[codes.DUPLICATE_KEY][0].row == 4


def test_headsign_direction_and_block_are_kept(load: Load) -> None:
    feed = load(
        trips="route_id,service_id,trip_id,trip_headsign,trip_short_name,direction_id,block_id,"
        'bikes_allowed\nR,DAILY,T1,"Esch, Gare",7:05,1,B1,1\nR,DAILY,T2,,,,,'
    )
    first, second = feed.trips.iloc[0], feed.trips.iloc[1]
    assert (first.headsign, first.short_name, first.direction) == ("Esch, Gare", "7:05", 1)
    assert (first.block, first.bikes) == ("x_B1", 1)
    assert (second.headsign, second.direction, second.block) == ("", -1, "")


def test_transfers_keep_their_types_and_times(load: Load) -> None:
    feed = load(
        transfers=f"{TRANSFERS},from_trip_id,to_trip_id\nS1,S2,2,240,,\nS2,S3,,,,\nS3,S1,3,,,\n,,4,,T1,T2"
    )
    kept = feed.transfers
    assert kept["type"].tolist() == [2, 0, 3, 4]
    assert kept["min_time_s"].tolist() == [240, -1, -1, -1]
    assert kept["from_stop_idx"].tolist() == [0, 1, 2, -1]
    assert kept["to_trip_idx"].tolist() == [-1, -1, -1, 1]
    assert feed.notices.counts == {}


@pytest.mark.parametrize(
    "row, code",
    [
        ("S1,S9,2,60", codes.FOREIGN_KEY_VIOLATION),
        ("S1,S2,2,-5", codes.NUMBER_OUT_OF_RANGE),
        ("S1,S2,2,99999", codes.NUMBER_OUT_OF_RANGE),
        ("S1,S2,9,60", codes.NUMBER_OUT_OF_RANGE),
        ("S1,S2,two,60", codes.INVALID_INTEGER),
        ("S1,,0,", codes.MISSING_REQUIRED_FIELD),
        ("S1,S2,4,", codes.MISSING_REQUIRED_FIELD),
    ],
)
def test_bad_transfer_costs_its_row_alone(load: Load, row: str, code: str) -> None:
    feed = load(transfers=f"{TRANSFERS}\n{row}\nS2,S3,2,60")
    assert feed.transfers["from_stop_idx"].tolist() == [1]
    assert feed.notices.samples[code][0].row == 2
    assert len(feed.trips) == 2


def test_transfer_above_the_range_of_small_integers_is_kept(load: Load) -> None:
    feed = load(transfers=f"{TRANSFERS}\nS1,S2,2,40000")
    assert feed.transfers["min_time_s"].tolist() == [40_000]


def test_shapes_are_ordered_and_unused_or_broken_ones_are_left_out(load: Load) -> None:
    feed = load(
        trips="route_id,service_id,trip_id,shape_id\nR,DAILY,T1,B\nR,DAILY,T2,GONE",
        shapes="""
            shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled
            UNUSED,49.1,6.1,1,
            UNUSED,49.2,6.2,2,
            B,49.6,6.16,20,5.5
            B,49.47,5.93,3,0
            B,here,5.93,4,1
            LONE,49.0,6.0,1,
        """,
    )
    assert feed.trips["shape_idx"].tolist() == [0, -1]
    assert feed.shapes["lat"].tolist() == [49.47, 49.6]
    assert feed.shapes["shape_idx"].tolist() == [0, 0]
    np.testing.assert_array_equal(feed.shapes["distance"], [0.0, 5.5])
    assert feed.notices.counts == {
        codes.INVALID_FLOAT: 1,
        codes.SINGLE_SHAPE_POINT: 1,
        codes.FOREIGN_KEY_VIOLATION: 1,
        codes.UNUSED_SHAPE: 1,
    }


def test_what_nobody_uses_is_told(load: Load) -> None:
    feed = load(
        routes="route_id,agency_id,route_short_name,route_type\nR,A,604,3\nQ,A,605,3",
        stop_times="""
            trip_id,arrival_time,departure_time,stop_id,stop_sequence
            T1,07:00:00,07:00:00,S1,1
            T1,07:50:00,07:50:00,S4,2
            T2,08:00:00,08:00:00,S2,1
            T2,08:50:00,08:50:00,S4,2
        """,
    )
    assert feed.notices.counts == {codes.UNUSED_STOP: 1, codes.UNUSED_ROUTE: 1}
    assert len(feed.stops) == 4


def test_version_is_the_publishers_else_the_fingerprint_of_the_file(load: Load) -> None:
    named = load(
        feed_info="feed_publisher_name,feed_publisher_url,feed_lang,feed_version\nACT,https://a.example,fr,v7"
    )
    assert named.feeds[0].version == "v7"
    assert load().feeds[0].version == load().feeds[0].sha256[:12]
