"""`forecast buses`: an archive in, a store filled out, and every row and run accounted for."""

from __future__ import annotations

import json

import pytest

import app
from core.clock import iso_utc
from feeds.catalogue import add_feed
from feeds.tables import Source
from forecast.observations import store_of
from tests.feeds.make import write_feed
from tests.forecast.buses.make import STOPS, at, line_of, territory_of

STARTS = ["05:00", "05:30", "06:00", "06:30", "07:00", "07:30"]


@pytest.fixture
def data(tmp_path):
    """A data folder with the made border and its buses."""
    folder = tmp_path / "data"
    territory_of(folder / "territory")
    calendar = """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        D,1,1,1,1,1,1,1,20260301,20270601
    """
    path = write_feed(tmp_path / "x.zip", stops=STOPS, calendar=calendar, **line_of(STARTS))
    add_feed(folder, "x", path, Source("x", "LU", zone="Europe/Luxembourg"))
    return folder


@pytest.fixture
def archive(tmp_path):
    """Six buses in minutes: one loses five, one is seen once, one comes early; and strangers."""
    lost = {"T0": 0, "T1": 0, "T2": 0, "T3": 0, "T4": 5}
    rows = ["seen,trip,halt,late"]
    for number, (trip, late) in enumerate(lost.items()):
        leaves = at(5) + 1800 * number
        first = -1 if trip == "T3" else 1
        rows.append(f"{iso_utc(leaves + 90)},{trip},F,{first}")
        rows.append(f"{iso_utc(leaves + 700 + 60 * late)},{trip},L,{1 + late}")
    rows += [f"{iso_utc(at(7, 31))},T5,F,0", f"{iso_utc(at(7))},T4,G,0", f"{iso_utc(at(7))},Z,F,0"]
    rows += ["soon,T4,F,0", f"{iso_utc(at(7))},T4,F,"]
    path = tmp_path / "archive.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def words(archive, data, *more):
    columns = ["--time-column", "seen", "--line-column", "trip", "--stop-column", "halt"]
    columns += ["--value-column", "late", "--minutes"]
    return ["forecast", "buses", str(archive), *columns, "--data", str(data), *more]


def kept(data):
    return store_of(data).read_series("travel_time_s", ("C1-LU/buses",), 0, 1 << 40)


def test_an_archive_fills_the_store_and_every_row_is_accounted_for(data, archive, capsys):
    assert app.main(words(archive, data, "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    read = told["import"]
    assert (read["read"], read["gaps"], read["refused"]) == (15, 1, 1)
    assert (told["elsewhere"], told["astray"]) == (2, 0)
    assert (told["runs"], told["used"]) == (6, 4)
    assert {k: n for k, n in told["left_out"].items() if n} == {"one end": 1, "held": 1}
    assert told["added"] == 4
    [corridor] = told["corridors"]
    assert (corridor["corridor"], corridor["quarters"], corridor["derived"]) == ("C1-LU", 4, True)
    series = kept(data)
    assert dict(zip(series.time_s.tolist(), series.value.tolist(), strict=True))[at(7)] == 600.0


def test_reading_it_again_adds_nothing(data, archive, capsys):
    app.main(words(archive, data))
    assert "4 travel times from buses added" in capsys.readouterr().out
    app.main(words(archive, data))
    said = capsys.readouterr().out
    assert "0 travel times from buses added" in said
    assert "may have waited for their time" in said


def test_a_dry_run_keeps_nothing_and_a_table_can_be_written(data, archive, tmp_path, capsys):
    out = tmp_path / "buses.csv"
    assert app.main(words(archive, data, "--dry-run", "--out", str(out))) == 0
    assert len(kept(data).value) == 0
    assert app.main(["forecast", "import", str(out), "--data", str(data)]) == 0
    assert "4 added" in capsys.readouterr().out
    assert len(kept(data).value) == 4


def test_a_table_of_observations_tells_departures_too(data, tmp_path, capsys):
    rows = ["time,site,quantity,value"]
    rows.append(f"{iso_utc(at(7) + 30)},T4|F,delay_s,-60")
    rows.append(f"{iso_utc(at(7) + 30)},T4|F,departure_delay_s,0")
    rows.append(f"{iso_utc(at(7, 12))},T4|L,delay_s,90")
    path = tmp_path / "kept.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    words_of = ["forecast", "buses", str(path), "--observations", "--data", str(data), "--json"]
    assert app.main(words_of) == 0
    assert json.loads(capsys.readouterr().out)["used"] == 1
    assert kept(data).value.tolist() == [390.0]


def test_without_a_bus_over_the_border_it_says_what_to_do(tmp_path, archive, capsys):
    assert app.main(words(archive, tmp_path / "empty")) == 1
    said = capsys.readouterr().err
    assert "no bus of it drives a corridor" in said
    assert "feeds add" in said


def test_a_timetable_may_be_named(tmp_path, data, archive, capsys):
    other = tmp_path / "other"
    territory_of(other / "territory")
    zipped = str(data / "feeds" / "x" / "current.zip")
    assert app.main(words(archive, other, "--gtfs", zipped)) == 0
    assert "4 travel times from buses added" in capsys.readouterr().out


def test_nothing_that_can_be_used_is_said_by_the_exit_code(data, tmp_path, capsys):
    path = tmp_path / "archive.csv"
    path.write_text("time,line,stop,value\n", encoding="utf-8")
    assert app.main(["forecast", "buses", str(path), "--data", str(data)]) == 1
    assert "0 runs between stops" in capsys.readouterr().out
