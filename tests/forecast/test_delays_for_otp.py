"""Delays for OpenTripPlanner: the two tables of its format, by trip, stop and kind of day."""

from __future__ import annotations

import csv

import app
from core.clock import iso_utc
from forecast.delays.archive import as_reports
from forecast.delays.otp import CALENDAR, LEAST_RUNS, STOP_TIMES, FeedTrip, write_tables
from tests.forecast.test_delays import ZONE, made
from tests.routing.town import valley

TRIP = FeedTrip("trip-1", ("L0", "trip-1"), (("a", "Audun"), ("x", "Elsewhere"), ("stop:b", "b")))


def tables(tmp_path, rows, trips=(TRIP,)):
    write_tables(as_reports(rows, ZONE), trips, tmp_path)
    return [
        list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8").splitlines()))
        for name in (STOP_TIMES, CALENDAR)
    ]


def test_a_call_gets_its_median_and_ninetieth_percentile_in_seconds(tmp_path):
    calls, _ = tables(tmp_path, made(days=60))
    weekdays = [row for row in calls if row["empirical_delay_service_id"] == "Weekday"]
    assert [(row["trip_id"], row["stop_id"], row["stop_sequence"]) for row in weekdays] == [
        ("trip-1", "a", "1"), ("trip-1", "stop:b", "3"),
    ]  # fmt: skip
    assert all(int(row["p50"]) == 600 <= int(row["p90"]) <= 18_000 for row in weekdays)


def test_calendars_cover_the_week_once_and_name_their_dates(tmp_path):
    _, calendar = tables(tmp_path, made(days=30))
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    assert [sum(int(row[day]) for row in calendar) for day in days] == [1] * 7
    assert {row["start_date"] for row in calendar} == {"2026-06-01"}
    assert {row["end_date"] for row in calendar} == {"2027-06-30"}


def test_what_was_seen_too_rarely_has_no_row(tmp_path):
    calls, _ = tables(tmp_path, made(days=LEAST_RUNS - 1))
    assert calls == []


def test_the_command_writes_them_for_a_feed(tmp_path, capsys):
    valley(tmp_path, "lu BUS 1: ober 08:00 esch 08:10")
    file = tmp_path / "delays.csv"
    lines = ["time,line,stop,value"]
    for _, site, moment_s, late_s in made(days=40, lines=1):
        stop = {"a": "ober", "b": "Esch Gare"}[site.partition("|")[2]]
        lines.append(f"{iso_utc(moment_s)},t0,{stop},{late_s:g}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ["forecast", "delays", str(file), "--zone", ZONE, "--otp", str(tmp_path / "otp")]
    assert app.main(words) == 1
    assert "gtfs: both are needed" in capsys.readouterr().err
    assert app.main([*words, "--gtfs", str(tmp_path / "lu.zip")]) == 0
    assert "4 calls of 1 trips" in capsys.readouterr().out
    assert app.main([*words, "--gtfs", str(tmp_path / "none.zip")]) == 1
    assert "none.zip" in capsys.readouterr().err
