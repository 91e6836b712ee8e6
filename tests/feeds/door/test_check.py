"""The check report: what was dropped, what it costs riders, figures of a week."""

from __future__ import annotations

import json
from pathlib import Path

from core.clock import day_number
from feeds.check import check_feed
from feeds.load import load_feed
from feeds.rules import codes
from feeds.statistics import to_gtfs_kit, week_of_service
from tests.feeds.make import FIRST_DAY, MINIMAL, SOURCE, write_feed

BAD_TIMES = MINIMAL["stop_times"].replace("T1,07:15:00,07:16:00", "T1,07:75:00,07:16:00")


def test_planner_reads_what_a_bad_row_cost(tmp_path: Path) -> None:
    report = check_feed(write_feed(tmp_path / "feed.zip", stop_times=BAD_TIMES), SOURCE)
    assert report.usable
    assert report.lost_share == 0.5
    text = report.as_text()
    assert text.startswith("x (feed.zip): usable\n")
    assert "riders lose 1 of 2 trips (50.00 %)" in text
    assert "  ERROR   invalid_time: 1\n" in text
    assert "stop_times.txt, row 3: arrival_time is no time such as 07:05:00" in text
    assert f"{FIRST_DAY.year}" in text


def test_most_severe_notices_come_first(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.zip", stop_times=BAD_TIMES, pathways="x")
    report = check_feed(path, SOURCE)
    assert report.codes() == [codes.INVALID_TIME, codes.UNUSED_STOP, codes.UNSUPPORTED_FILE]


def test_report_as_json_is_whole_and_serialisable(tmp_path: Path) -> None:
    report = check_feed(write_feed(tmp_path / "feed.zip", stop_times=BAD_TIMES), SOURCE)
    shown = json.loads(json.dumps(report.as_json()))
    assert shown["usable"] is True
    assert shown["lostShare"] == 0.5
    assert shown["counts"]["stop_times_read"] == 6
    assert shown["notices"][0]["samples"][0]["row"] == 3
    assert len(shown["week"]) == 7
    assert shown["week"][0]["trips"] == 1


def test_unusable_feed_has_a_report_too_with_its_notices(tmp_path: Path) -> None:
    lines = MINIMAL["stop_times"].replace(":00:00", "h").replace("0:00,", "h,")
    report = check_feed(write_feed(tmp_path / "feed.zip", stop_times=lines), SOURCE)
    assert not report.usable
    assert "not one trip of it can be used" in report.as_text()
    assert report.as_json()["notices"][0]["code"] == codes.INVALID_TIME
    assert report.as_json()["failure"].startswith("feed.zip: not one trip")


def test_second_opinion_agrees_that_the_minimal_feed_has_no_error(tmp_path: Path) -> None:
    opinion = check_feed(write_feed(tmp_path / "feed.zip"), SOURCE).second_opinion
    if opinion is not None:
        assert [code for severity, code, _ in opinion.counts if severity == "ERROR"] == []


def test_week_of_service_counts_what_runs_each_day(tmp_path: Path) -> None:
    days = f"service_id,date,exception_type\nDAILY,{FIRST_DAY:%Y%m%d},2"
    feed = load_feed(write_feed(tmp_path / "feed.zip", calendar_dates=days), SOURCE)
    week = week_of_service(feed, day_number(FIRST_DAY) + 3)
    assert [day.trips for day in week] == [2] * 7
    assert (week[0].routes, week[0].stops, week[0].peak_trips) == (1, 4, 1)
    assert week[0].service_hours == 1.7
    assert (week[0].peak_from, week[0].peak_to) == ("07:00:00", "07:50:00")


def test_trip_figures_agree_with_those_gtfs_kit_computes_itself(tmp_path: Path) -> None:
    feed = load_feed(write_feed(tmp_path / "feed.zip"), SOURCE)
    first = day_number(FIRST_DAY)
    kit = to_gtfs_kit(feed, range(first, first + 7))
    own = kit.compute_network_stats([f"{FIRST_DAY:%Y%m%d}"]).iloc[0]
    ours = week_of_service(feed, first)[0]
    assert (ours.trips, ours.stops, ours.peak_trips) == (
        own["num_trips"], own["num_stops"], own["peak_num_trips"],
    )  # fmt: skip
    assert ours.service_hours == round(own["service_duration"], 1)
