"""A planner reads what the merge has made, and his word on stops and trips is obeyed."""

from __future__ import annotations

import json

import pytest

from core.errors import DataError
from feeds.merge import merge
from feeds.merge.overrides import STOPS_FILE, TRIPS_FILE, read_overrides
from feeds.merge.report import MAX_ROWS, MergeReport
from feeds.merge.report_page import as_page
from tests.feeds.merge.small_feeds import is_one_place, runs, small_feed

STOPS = """
    met | Metz       | -55000 0
    thi | Thionville | -28000 {}
    lux | Luxembourg |      0 0
    poi | {}         |  -9000 {}
"""
DAY = "2025-02-03"


def feeds(fr_trips, lu_trips=""):
    return [
        small_feed("fr", "FR", STOPS.format(0, "Lycées <b>&", 0), fr_trips),
        small_feed("lu", "LU", STOPS.format(45, "Koeberlé", 14), lu_trips),
    ]


def merged_with(tmp_path, inputs):
    told = read_overrides(tmp_path, inputs)
    merged = merge(inputs, None, overrides=told.stops, trip_verdicts=told.trips)
    merged.notices.extend(told.notices)
    return merged


CUT = (
    f"t | rail 1111 | {DAY} | met 07:40 > thi 08:00",
    f"u | rail 4722 | {DAY} | thi 08:02 > lux 08:25",
)
COPIES = (
    f"t | rail 88740 | {DAY} | thi 08:00 > lux 08:25",
    f"u | rail 4711 | {DAY} | thi 08:00 > lux 08:25",
)


def test_without_files_nothing_is_overruled(tmp_path):
    assert len(runs(merged_with(tmp_path, feeds(*CUT)))) == 2


def test_a_curator_joins_a_ride_that_was_in_doubt(tmp_path):
    (tmp_path / TRIPS_FILE).write_text("trip_a,trip_b,verdict\nfr_t,lu_u,same\n")
    merged = merged_with(tmp_path, feeds(*CUT))
    assert runs(merged) == {f"fr_t+lu_u {DAY}"}
    assert "curator" in merged.trip_crosswalk["evidence"][0]


def test_a_curator_parts_a_ride_that_was_joined(tmp_path):
    inputs = feeds(*(trip.replace("4722", "1111") for trip in CUT))
    assert len(runs(merge(inputs, None))) == 1
    (tmp_path / TRIPS_FILE).write_text("trip_a,trip_b,verdict\nlu_u,fr_t,different\n")
    assert len(runs(merged_with(tmp_path, inputs))) == 2


def test_a_curator_says_whether_two_copies_are_one_train(tmp_path):
    assert len(runs(merge(feeds(*COPIES), None))) == 2
    (tmp_path / TRIPS_FILE).write_text("trip_a,trip_b,verdict\nfr_t,lu_u,same\n")
    assert len(runs(merged_with(tmp_path, feeds(*COPIES)))) == 1
    same_number = feeds(*(trip.replace("4711", "88740") for trip in COPIES))
    assert len(runs(merge(same_number, None))) == 1
    (tmp_path / TRIPS_FILE).write_text("trip_a,trip_b,verdict\nfr_t,lu_u,different\n")
    assert len(runs(merged_with(tmp_path, same_number))) == 2


def test_a_curator_makes_two_stops_one_place(tmp_path):
    (tmp_path / STOPS_FILE).write_text("stop_a,stop_b,verdict\nfr_poi,lu_poi,same\n")
    assert is_one_place(merged_with(tmp_path, feeds(*CUT)), "fr_poi", "lu_poi")


def test_a_word_on_what_no_feed_has_any_more_is_passed_over_and_said(tmp_path):
    (tmp_path / STOPS_FILE).write_text("stop_a,stop_b,verdict\nfr_gone,lu_poi,same\n")
    merged = merged_with(tmp_path, feeds(*CUT))
    (notice,) = merged.notices.samples["override_of_unknown_id"]
    assert (notice.file, notice.row, notice.fields["id"]) == (STOPS_FILE, 2, "fr_gone")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "overrides.csv, row 1: another header"),
        ("stop_a,stop_b,verdict\nfr_met,lu_met\n", "row 2: not two ids and a verdict"),
        ("stop_a,stop_b,verdict\nfr_met,lu_met,maybe\n", "row 2, field verdict: 'maybe' is no"),
        ("stop_a,stop_b,verdict\nfr_met,fr_met,same\n", "row 2: 'fr_met' stands on both sides"),
    ],
)
def test_a_bad_file_is_refused_by_row(tmp_path, text, message):
    (tmp_path / STOPS_FILE).write_text(text)
    with pytest.raises(DataError, match=message):
        read_overrides(tmp_path, feeds(*CUT))


def test_the_report_tells_what_was_done_and_what_is_in_doubt():
    joined = MergeReport.of(merge(feeds(*(t.replace("4722", "1111") for t in CUT)), None))
    assert joined.counts["ridesJoined"] == 1
    assert joined.stitches[0].ids == ("fr_t", "lu_u")
    assert joined.counts["placesOfSeveralFeeds"] == 3
    assert {"fr_thi", "lu_thi"} in [set(row.ids) for row in joined.places]
    doubtful = MergeReport.of(merge(feeds(*CUT), None))
    assert [(d.code, d.a, d.b, d.file) for d in doubtful.doubts] == [
        ("doubtful_stop_match", "fr_poi", "lu_poi", STOPS_FILE),
        ("doubtful_stitch", "fr_t", "lu_u", TRIPS_FILE),
    ]
    assert json.loads(json.dumps(doubtful.as_json()))["counts"]["doubtful_stitch"] == 1
    assert "fr_t,lu_u: may be one ride in two parts" in doubtful.as_text()


def test_the_page_escapes_what_feeds_say_and_needs_nothing_else():
    page = as_page(MergeReport.of(merge(feeds(*CUT), None)))
    assert "Lycées &lt;b&gt;&amp;" in page
    assert "<b>" not in page
    assert "http" not in page
    assert "<script" not in page
    assert "fr_t,lu_u,same" in page


def test_the_report_is_bounded():
    many = "\n".join(
        f"t{n} | rail {n + 1000} | {DAY} | thi {n // 60:02}:{n % 60:02} > lux 24:25"
        for n in range(MAX_ROWS + 50)
    )
    report = MergeReport.of(merge(feeds(many, many), None))
    assert report.counts["copiesRemoved"] == MAX_ROWS + 50
    assert len(report.copies) == MAX_ROWS
    assert f"({MAX_ROWS + 50}, {MAX_ROWS} shown)" in as_page(report)
