"""The published files: one GTFS that reads back as what it was made from, and its crosswalks."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import gtfs_kit
import pytest

from core.errors import DataError, EnvironmentFault
from feeds.export import publish as module
from feeds.export.publish import SOURCES, STOPS, TRIPS, ZIP, publish
from feeds.load import load_feed
from feeds.merge import merge
from feeds.second_opinion import ask_gtfs_guru
from feeds.tables import Source
from tests.feeds.export.conftest import FR, LU, licensed, rows_of
from tests.feeds.export.test_one_zone import moments
from tests.feeds.make import trip_lines
from tests.feeds.merge.small_feeds import small_feed

FILES = {ZIP, STOPS, TRIPS, SOURCES}


@pytest.fixture
def out(neighbours, tmp_path):
    publish(neighbours, tmp_path / "out", zone="Europe/Luxembourg")
    return tmp_path / "out"


def test_four_files_are_written_and_nothing_beside(out):
    assert {path.name for path in out.iterdir()} == FILES


def test_the_same_feeds_give_the_same_bytes(neighbours, out, tmp_path):
    publish(neighbours, tmp_path / "again", zone="Europe/Luxembourg")
    for name in FILES:
        assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_zip_has_no_error_and_others_can_read_it(out):
    opinion = ask_gtfs_guru(out / ZIP, "", module.clock.today("Europe/Paris"))
    assert [code for severity, code, _ in opinion.counts if severity == "ERROR"] == []
    feed = gtfs_kit.read_feed(out / ZIP, dist_units="km")
    assert set(feed.trips["trip_id"]) == {"lu_l1", "lu_b1", "lu_b2", "fr_f1"}
    assert set(feed.agency["agency_timezone"]) == {"Europe/Luxembourg"}


def test_read_back_it_is_the_same_timetable(neighbours, out):
    back = load_feed(out / ZIP, Source("m", ""))
    assert trip_lines(back) == [f"m_{line}" for line in trip_lines(neighbours)]
    for column in ("pickup", "drop_off", "sequence"):
        assert back.stop_times[column].tolist() == neighbours.stop_times[column].tolist()
    assert "24:10:00" in {row["arrival_time"] for row in rows_of(out / ZIP, "stop_times.txt")}


def test_feeds_of_two_clocks_read_back_at_the_same_moments(tmp_path):
    days = "2025-03-29 2025-03-30 2025-10-26"
    london = small_feed(
        "uk",
        "GB",
        "stp | London St Pancras | 0 0\nash | Ashford | 80000 0",
        f"e1 | rail 9080 | {days} | stp 23:40 > ash 25:35\n"
        f"e2 | rail 9082 | {days} | ash 00:20 > stp 01:10",
        zone="Europe/London",
    )
    merged = merge([licensed(LU), licensed(london)], None)
    published = publish(merged, tmp_path, zone="Europe/Luxembourg")
    assert (
        "2 trips of Europe/London are told in Europe/Luxembourg, moved date by date: +3600 s"
        in (published.notes)
    )
    back = load_feed(tmp_path / ZIP, Source("m", ""))
    assert moments(back) == {(f"m_{trip}", *told) for trip, *told in moments(merged)}
    zones = {row["stop_id"]: row["stop_timezone"] for row in rows_of(tmp_path / ZIP, "stops.txt")}
    assert zones["uk_stp"] == "Europe/London"


def test_one_station_of_two_feeds_is_one_station_in_the_zip(out):
    stops = {row["stop_id"]: row for row in rows_of(out / ZIP, "stops.txt")}
    assert stops["lu_bett"]["parent_station"] == stops["fr_p1"]["parent_station"] == "fr_s1"
    assert stops["lu_arret"]["parent_station"] == ""


def test_stops_of_two_feeds_are_told_in_the_form_opentripplanner_reads(out):
    assert rows_of(out / STOPS) == [
        {"stop_group_id": "lu_bett", "feed_id": "lu", "stop_id": "bett", "is_primary": "1"},
        {"stop_group_id": "lu_bett", "feed_id": "fr", "stop_id": "p1", "is_primary": "0"},
    ]


def test_the_two_sides_of_a_street_stay_two_stops(tmp_path):
    one = small_feed(
        "a",
        "LU",
        "x | Esch, Place | 0 0\ny | Esch, Place | 30 0\nz | Belval | 3000 0",
        "t | bus:1 | 2025-02-03 | x 8:00 > z 8:10\nu | bus:1 | 2025-02-03 | z 9:00 > y 9:10",
    )
    other = small_feed(
        "b", "FR", "p | Esch Place | 4 0\nq | Thil | 5000 0",
        "v | bus:9 | 2025-02-03 | p 7:00 > q 7:30",
    )  # fmt: skip
    merged = merge([licensed(one), licensed(other)], None)
    assert merged.stops["place_idx"].tolist()[:2] == [merged.stops["place_idx"].iloc[3]] * 2
    publish(merged, tmp_path)
    assert [(row["feed_id"], row["stop_id"]) for row in rows_of(tmp_path / STOPS)] == [
        ("b", "p"),
        ("a", "x"),
    ]


def test_a_train_left_out_leads_to_the_one_that_stands_for_it(tmp_path):
    twin = small_feed(
        "fr",
        "FR",
        "b | Bettembourg | 20 -9030\ng | Luxembourg | 20 0",
        "f9 | rail 88717 | 2025-02-03 2025-02-04 | b 08:10 > g 08:30",
    )
    merged = merge([licensed(LU), licensed(twin)], None)
    publish(merged, tmp_path)
    (row,) = rows_of(tmp_path / TRIPS)
    assert {(row["feed_id"], row["trip_id"]), (row["kept_feed_id"], row["kept_trip_id"])} == {
        ("lu", "l1"),
        ("fr", "f9"),
    }
    assert row["evidence"]


def test_attributions_say_licence_and_what_the_mixture_asks(out):
    rows = {row["feed_id"]: row for row in rows_of(out / SOURCES)}
    assert rows["lu"]["licence"] == "CC-BY-4.0"
    assert "passed on under ODbL-1.0" in rows["lu"]["terms"]
    assert rows["fr"]["share_alike"] == "yes"


def test_a_rule_for_a_station_is_written_for_its_platforms_and_their_twins_only(tmp_path):
    fr = small_feed(
        "fr",
        "FR",
        "s1 | Bettembourg | 20 -9030\np1 | Bettembourg voie 1 | 20 -9030 | s1\n"
        "cafe | Thionville | 0 -25000",
        "f1 | rail 1 | 2025-02-03 | cafe 07:40 > p1 08:00",
        transfers="s1 s1 2 240",
    )
    publish(merge([licensed(LU), licensed(fr)], None), tmp_path)
    told = {
        (row["from_stop_id"], row["to_stop_id"]): row["min_transfer_time"]
        for row in rows_of(tmp_path / ZIP, "transfers.txt")
    }
    trains = ("fr_p1", "lu_bett")
    assert told == {
        **{(one, other): "240" for one in trains for other in trains},
        ("lu_bett", "lu_arret"): "600",
        ("fr_p1", "lu_arret"): "600",
    }


def test_a_stop_without_a_place_stands_between_its_neighbours_and_that_is_said(tmp_path):
    stops = LU.stops.assign(lat=LU.stops["lat"].where(LU.stops["id"] != "lu_gare", 0.0))
    stops = stops.assign(
        lon=stops["lon"].where(stops["id"] != "lu_gare", 0.0), located=stops["id"] != "lu_gare"
    )
    published = publish(merge([licensed(replace(LU, stops=stops))], None), tmp_path)
    assert any("estimated" in note for note in published.notes)
    gare = next(r for r in rows_of(tmp_path / ZIP, "stops.txt") if r["stop_id"] == "lu_gare")
    assert float(gare["stop_lat"]) == pytest.approx(LU.stops["lat"].iloc[1], abs=0.01)


def test_texts_with_commas_quotes_and_breaks_survive(tmp_path):
    named = LU.stops.assign(name=['Gare, "Quai" 1', "Zwei\nZeilen", "C"])
    publish(merge([licensed(replace(LU, stops=named))], None), tmp_path)
    names = [row["stop_name"] for row in rows_of(tmp_path / ZIP, "stops.txt")]
    assert names == ['Gare, "Quai" 1', "Zwei Zeilen", "C"]


def test_a_forbidden_licence_leaves_the_folder_as_it_was(neighbours, out):
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    closed = licensed(neighbours, republish=False)
    with pytest.raises(DataError, match="does not allow it"):
        publish(closed, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_zip_that_the_validator_faults_is_not_published(neighbours, out, monkeypatch):
    before = (out / ZIP).read_bytes()
    opinion = module.SecondOpinion("gtfs-guru", (("ERROR", "block_trips_overlap", 3),))
    monkeypatch.setattr(module, "ask_gtfs_guru", lambda *_: opinion)
    with pytest.raises(DataError, match=r"block_trips_overlap \(3\)"):
        publish(licensed(neighbours, licence="CC0-1.0"), out)
    assert (out / ZIP).read_bytes() == before
    assert {path.name for path in out.iterdir()} == FILES


def test_a_full_disk_leaves_what_stood_there(neighbours, out, monkeypatch):
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_write_file", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        publish(neighbours, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


_EXPORT = """
import sys, pathlib
from feeds.export.publish import publish
from feeds.merge import merge
from tests.feeds.export.conftest import FR, LU, licensed
merged = merge([licensed(LU), licensed(FR, licence="ODbL-1.0")], None)
print("ready", flush=True)
while True:
    publish(merged, pathlib.Path(sys.argv[1]), zone="Europe/Luxembourg")
"""


@pytest.mark.parametrize("after_s", [0.0, 0.011, 0.023, 0.037])
def test_a_kill_at_any_moment_leaves_whole_files_and_the_next_run_clears_up(
    neighbours, out, after_s
):
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", _EXPORT, str(out)], cwd=root, stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        time.sleep(after_s)
        os.kill(process.pid, signal.SIGKILL)
    assert {name: (out / name).read_bytes() for name in FILES} == before
    publish(neighbours, out, zone="Europe/Luxembourg")
    assert {path.name for path in out.iterdir()} == FILES


def test_a_publisher_who_must_be_named_and_is_not_is_missed(neighbours, tmp_path):
    missed = "lu: its licence asks to name its publisher, whom its source.toml lacks"
    assert missed in publish(neighbours, tmp_path).notes
    assert missed not in publish(licensed(neighbours, publisher="ATP"), tmp_path).notes


def test_an_agency_without_an_address_is_named(tmp_path):
    with pytest.raises(DataError, match="agency fr_a has no web address"):
        publish(merge([licensed(FR, page="")], None), tmp_path)
